"""Sentinel-1 GRD products that the tests write: a small image whose geometry is known, with its annotation."""

import numpy as np
from osgeo import gdal, osr

from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef, local_axes
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.range_doppler import RangeDopplerModel
from sar_radargrammetry.engine.sensor.trajectory import Trajectory

C = 299_792_458.0
LINES, SAMPLES = 901, 801
INTERVAL, SPACING = 1.5e-3, 10.0
START = np.datetime64("2020-02-29T23:59:58.000000", "ns")
SPEED, ORBIT_HEIGHT, NEAR = 7500.0, 693e3, 800e3
RECORDS = np.arange(-0.9, 3.0, 0.25)
"""Times of the polynomials of slant range [s]."""
BEND = 0.0
"""By how much their second coefficients lie above and below the mean, in turn."""
GRID_LINES, GRID_PIXELS = np.array([0, 225, 450, 675, 900]), np.array([0, 200, 400, 600, 800])
GRID_HEIGHTS = np.array([300.0, 340.0, 520.0, 610.0, 420.0])
"""Terrain heights [m] of the grid's lines, up and down like real ones."""


def orbit(step=10.0, states=13):
    """Times (n,), positions (n, 3) and velocities of a circle around the Earth's centre, at 37 E, 3 S at 0 s."""
    time = step * (np.arange(states) - states // 2)
    start = geodetic_to_ecef(37.0, -3.2, ORBIT_HEIGHT)
    radius = np.linalg.norm(start)
    east, north, _ = local_axes(37.0, -3.2)
    out, forward = start / radius, 0.98 * north - np.sqrt(1 - 0.98**2) * east
    forward = forward - (forward @ out) * out
    forward /= np.linalg.norm(forward)
    angle = (SPEED / radius * time)[:, None]
    position = radius * (np.cos(angle) * out + np.sin(angle) * forward)
    return time, position, SPEED * (np.cos(angle) * forward - np.sin(angle) * out)


def ground_to_slant(time):
    """Polynomials of slant range in ground range at the times of records [s], (..., 3), lowest power first."""
    time = np.asarray(time, float)
    bend = BEND * (-1.0) ** np.rint((time - RECORDS[0]) / (RECORDS[1] - RECORDS[0]))
    return np.stack([NEAR + 0.0 * time, 0.53 + 2e-5 * np.sin(time) + bend, 4e-7 + 0.0 * time], axis=-1)


def slant_range(line, pixel):
    """What a pixel stands for [m]: coefficients change linearly from record to record."""
    ground, time = SPACING * np.asarray(pixel, float), INTERVAL * np.asarray(line, float)
    coefficients = [np.interp(time, RECORDS, power) for power in ground_to_slant(RECORDS).T]
    return sum(c * ground**power for power, c in enumerate(coefficients))


def trajectory():
    time, position, _ = orbit()
    return Trajectory.from_state_vectors(time, position)


def place(line, pixel, height):
    """Longitude and latitude [degrees] of pixels at a height [m]."""
    track = RangeDopplerModel(
        trajectory=trajectory(),
        lines=41,
        samples=1,
        first_line_time=-20.0,
        line_interval=1.0,
        near_range=1.0,
        range_spacing=1.0,
        look_side="right",
    )
    line, pixel, height = np.broadcast_arrays(line, pixel, height)
    time, range_ = INTERVAL * line, slant_range(line, pixel)
    time_line = (time - track.first_line_time) / track.line_interval
    lon, lat, _ = ecef_to_geodetic(image_to_ground(track, time_line, range_ - track.near_range, height))
    return lon, lat


def stamp(seconds):
    return str(START + np.timedelta64(round(seconds * 1e9), "ns"))[:26]


def grid_points():
    """Line, pixel, height, longitude and latitude of the geolocation grid, each (25,)."""
    line, pixel = (a.ravel() for a in np.meshgrid(GRID_LINES, GRID_PIXELS, indexing="ij"))
    height = np.repeat(GRID_HEIGHTS, GRID_PIXELS.size)
    return line, pixel, height, *place(line, pixel, height)


def annotation_text(polynomials=True, offset=0.0, kind="GRD"):
    """An annotation; `offset` [s] between its orbit and its geolocation grid."""
    states = "".join(
        f"<orbit><time>{stamp(t)}</time><frame>Earth Fixed</frame>"
        f"<position><x>{p[0]:.9e}</x><y>{p[1]:.9e}</y><z>{p[2]:.9e}</z></position>"
        f"<velocity><x>{v[0]:.9e}</x><y>{v[1]:.9e}</y><z>{v[2]:.9e}</z></velocity></orbit>"
        for t, p, v in zip(*orbit(), strict=True)
    )
    points = "".join(
        f"<geolocationGridPoint><azimuthTime>{stamp(INTERVAL * li + offset)}</azimuthTime>"
        f"<slantRangeTime>{2 * slant_range(li, pi) / C:.17e}</slantRangeTime><line>{li}</line><pixel>{pi}</pixel>"
        f"<latitude>{lat:.14e}</latitude><longitude>{lon:.14e}</longitude><height>{h:.9e}</height>"
        f"</geolocationGridPoint>"
        for li, pi, h, lon, lat in zip(*grid_points(), strict=True)
    )
    records = "".join(
        f'<coordinateConversion><azimuthTime>{stamp(t)}</azimuthTime><gr0>0.0</gr0><grsrCoefficients count="3">'
        f"{' '.join(f'{c:.17e}' for c in ground_to_slant(t))}</grsrCoefficients></coordinateConversion>"
        for t in RECORDS
    )
    conversion = f"<coordinateConversionList>{records}</coordinateConversionList>" if polynomials else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<product><adsHeader><missionId>S1A</missionId>'
        f"<productType>{kind}</productType><polarisation>VV</polarisation><mode>IW</mode><swath>IW</swath></adsHeader>"
        "<generalAnnotation><productInformation><pass>Ascending</pass><radarFrequency>5.405e9</radarFrequency>"
        f'</productInformation><orbitList count="13">{states}</orbitList></generalAnnotation>'
        f"<imageAnnotation><imageInformation><productFirstLineUtcTime>{stamp(0.0)}</productFirstLineUtcTime>"
        f"<rangePixelSpacing>{SPACING}</rangePixelSpacing><azimuthPixelSpacing>10</azimuthPixelSpacing>"
        f"<azimuthTimeInterval>{INTERVAL}</azimuthTimeInterval><numberOfSamples>{SAMPLES}</numberOfSamples>"
        f"<numberOfLines>{LINES}</numberOfLines></imageInformation></imageAnnotation>"
        f'<geolocationGrid><geolocationGridPointList count="25">{points}</geolocationGridPointList></geolocationGrid>'
        f"<coordinateConversion>{conversion}</coordinateConversion></product>\n"
    )


def write_grd(path, gcps=True, bands=None):
    """A GRD raster as delivered; `bands` (n, lines, samples), by default one whose values tell pixels apart."""
    if bands is None:
        bands = (np.arange(LINES)[None, :, None] * 31 + np.arange(SAMPLES) * 17) % 1000 + 1
    kind = gdal.GDT_UInt16
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), SAMPLES, LINES, len(bands), kind)
    for number, band in enumerate(bands, 1):
        dataset.GetRasterBand(number).WriteArray(np.broadcast_to(band, (LINES, SAMPLES)).astype(np.uint16))
    if gcps:
        wgs84 = osr.SpatialReference()
        wgs84.ImportFromEPSG(4326)
        wgs84.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        points = zip(*grid_points(), strict=True)
        dataset.SetGCPs([gdal.GCP(lon, lat, h, float(p), float(li)) for li, p, h, lon, lat in points], wgs84)
    dataset = None
    return path


def write_warped(path, folder, crs="EPSG:32737", bands=None, window=None, **how):
    """The raster warped onto a map by GDAL, perhaps cut to a `window` (sample, line, samples, lines) afterwards."""
    source = write_grd(folder / "source.tif", bands=bands)
    whole = folder / "whole.tif"
    gdal.Warp(str(whole), str(source), dstSRS=crs, **how)
    gdal.Translate(str(path), str(whole), **({"srcWin": window} if window else {}))
    source.unlink(), whole.unlink()
    return path


def write_product(folder, name="s1a-iw-grd-vv-20200229", **annotation):
    """A raster in its own grid and its annotation beside it."""
    (folder / f"{name}.xml").write_text(annotation_text(**annotation))
    return write_grd(folder / f"{name}.tiff")
