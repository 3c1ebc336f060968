"""The sensor model agrees with others' software and with real products: sarpy, ISCE2 on UAVSAR, a rendered pair."""

import warnings
from pathlib import Path

import numpy as np
import pytest
import scenes

from sar_radargrammetry.engine.products.registry import open_product
from sar_radargrammetry.engine.products.sicd.geometry import sicd_model
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef, local_axes
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.range_doppler import RangeDopplerModel
from sar_radargrammetry.engine.sensor.trajectory import Trajectory
from sar_radargrammetry.engine.stereo.intersection import Noise, intersect

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from sarpy.io.complex.sicd_elements.SICD import SICDType

ROWS, COLUMNS = 700, 900
ROW_SPACING, COLUMN_SPACING = 0.4, 0.5
FIRST_ROW, FIRST_COLUMN = 120, 30
SCP_ROW, SCP_COLUMN = 400, 500


def bent_path(side):
    """ARP polynomial (6, 3) of a flight that turns and climbs a little, abreast of the scene at 5 s."""
    straight = scenes.track(40.0, side=side)
    position, velocity, _ = straight.at(-5.0)
    east, north, upwards = local_axes(*scenes.PLACE[:2])
    bends = [0.02 * upwards - 0.03 * east, 2e-3 * north, -1e-4 * upwards, 1e-5 * east]
    return np.stack([position, velocity, *bends])


def sicd_of(arp, side, *, aperture_offset=0.0):
    """SICD metadata, by hand from the standard, of a range / zero-Doppler image whose pixels are taken from `arp`."""
    path = Trajectory.from_polynomial(arp, 0.0, 10.0)
    whole = RangeDopplerModel(
        trajectory=path,
        lines=1,
        samples=1,
        first_line_time=5.0,
        line_interval=10.0,
        near_range=1.0,
        range_spacing=1.0,
        look_side=side,
    )
    line, range_ = whole.ground_to_image(scenes.place())
    time_at_scp, range_at_scp = 5.0 + 10.0 * line, 1.0 + range_
    position, velocity, _ = path.at(time_at_scp)
    sight = (scenes.place() - position) / range_at_scp
    # Columns run to the right as seen with the near range on top: against the flight when looking left.
    seconds_per_metre = (1.0 if side == "right" else -1.0) / np.linalg.norm(velocity)
    columns_to = velocity * seconds_per_metre

    def polynomial(coefficients):
        return {"Coefs": list(coefficients)}

    def vector(values):
        return dict(zip("XYZ", values.tolist(), strict=True))

    direction = {"Sgn": -1, "ImpRespWid": 0.5, "ImpRespBW": 1.0, "KCtr": 0.0, "DeltaK1": -0.5, "DeltaK2": 0.5}
    return SICDType.from_dict(
        {
            "ImageData": {
                "PixelType": "RE32F_IM32F",
                "NumRows": ROWS,
                "NumCols": COLUMNS,
                "FirstRow": FIRST_ROW,
                "FirstCol": FIRST_COLUMN,
                "FullImage": {"NumRows": 2000, "NumCols": 2000},
                "SCPPixel": {"Row": SCP_ROW, "Col": SCP_COLUMN},
            },
            "GeoData": {
                "EarthModel": "WGS_84",
                "SCP": {
                    "ECF": vector(scenes.place()),
                    "LLH": {"Lon": scenes.PLACE[0], "Lat": scenes.PLACE[1], "HAE": scenes.PLACE[2]},
                },
            },
            "Grid": {
                "ImagePlane": "SLANT",
                "Type": "RGZERO",
                "TimeCOAPoly": {"Coefs": [[time_at_scp + aperture_offset, seconds_per_metre]]},
                "Row": {**direction, "UVectECF": vector(sight), "SS": ROW_SPACING},
                "Col": {**direction, "UVectECF": vector(columns_to), "SS": COLUMN_SPACING},
            },
            "Timeline": {"CollectStart": "2026-01-01T00:00:00", "CollectDuration": 10.0},
            "Position": {"ARPPoly": {axis: polynomial(arp[:, k]) for k, axis in enumerate("XYZ")}},
            "ImageFormation": {"ImageFormAlgo": "RMA"},
            "SCPCOA": {
                "SCPTime": time_at_scp + aperture_offset,
                "SideOfTrack": side[0].upper(),
                "ARPPos": vector(path.at(time_at_scp + aperture_offset)[0]),
                "ARPVel": vector(path.at(time_at_scp + aperture_offset)[1]),
            },
            "RMA": {
                "RMAlgoType": "OMEGA_K",
                "INCA": {
                    "TimeCAPoly": polynomial([time_at_scp, seconds_per_metre]),
                    "R_CA_SCP": range_at_scp,
                    "FreqZero": 9.6e9,
                    "DRateSFPoly": {"Coefs": [[1.0]]},
                    "DopCentroidPoly": {"Coefs": [[0.0]]},
                },
            },
        }
    )


@pytest.mark.parametrize("side", ["left", "right"])
def test_sarpy_projects_ground_points_to_the_same_pixels(side):
    sicd = sicd_of(bent_path(side), side)
    image = sicd_model(sicd, Path("by hand"))
    assert (image.lines, image.samples, image.look_side) == (COLUMNS, ROWS, side)
    line, sample = scenes.grid(image, step=60)
    ground = image_to_ground(image, line, sample, scenes.PLACE[2] + 40.0 * np.sin(line + sample))
    theirs, _, _ = sicd.project_ground_to_image(ground, tolerance=1e-8, max_iterations=100)
    ours = np.stack(image.ground_to_image(ground)[::-1], axis=-1)
    # A SICD row is a range and a column a time, counted from the first pixel of the file.
    assert np.abs(theirs - ours).max() < 1e-3


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("height", [-100.0, 200.0, 900.0])
def test_sarpy_projects_pixels_to_the_same_ground(side, height):
    sicd = sicd_of(bent_path(side), side)
    image = sicd_model(sicd, Path("by hand"))
    line, sample = scenes.grid(image, step=150)
    theirs = sicd.project_image_to_ground(
        np.stack([sample, line], axis=-1), projection_type="HAE", hae0=height, tolerance=1e-8, max_iterations=100
    )
    ours = image_to_ground(image, line, sample, height)
    assert np.linalg.norm(theirs - ours, axis=-1).max() < 1e-3


def test_the_scene_centre_point_is_at_its_pixel():
    image = sicd_model(sicd_of(bent_path("right"), "right"), Path("by hand"))
    line, sample = image.ground_to_image(scenes.place())
    assert line == pytest.approx(SCP_COLUMN - FIRST_COLUMN, abs=1e-6)
    assert sample == pytest.approx(SCP_ROW - FIRST_ROW, abs=1e-6)


def test_on_a_straight_path_zero_doppler_is_what_the_centre_of_aperture_gives():
    # The standard projects at the centre of aperture, here half a second before the closest approach.
    sicd = sicd_of(bent_path("right")[:2], "right", aperture_offset=-0.5)
    image = sicd_model(sicd, Path("by hand"))
    line, sample = scenes.grid(image, step=150)
    ground = image_to_ground(image, line, sample, 150.0)
    theirs, _, _ = sicd.project_ground_to_image(ground, tolerance=1e-8, max_iterations=100)
    np.testing.assert_allclose(theirs, np.stack([sample, line], axis=-1), rtol=0, atol=1e-3)


@pytest.fixture(scope="module")
def winnipeg(real_data):
    """Model of the UAVSAR product and ISCE2's longitude, latitude, height of every pixel (250, 250)."""
    h5py = pytest.importorskip("h5py")
    folder = real_data("uavsar_winnipeg")
    with h5py.File(folder / "winnipeg.h5") as file:
        root = file["science/LSAR"]
        orbit, swath = root["SLC/metadata/orbit"], root["SLC/swaths"]
        times, ranges = swath["zeroDopplerTime"][:], swath["frequencyA/slantRange"][:]
        model = RangeDopplerModel(
            trajectory=Trajectory.from_state_vectors(orbit["time"][:], orbit["position"][:], orbit["velocity"][:]),
            lines=len(times),
            samples=len(ranges),
            first_line_time=float(times[0]),
            line_interval=float(swath["zeroDopplerTimeSpacing"][()]),
            near_range=float(ranges[0]),
            range_spacing=float(swath["frequencyA/slantRangeSpacing"][()]),
            look_side=root["identification/lookDirection"][()].decode(),
        )
    places = [np.fromfile(folder / f"{axis}.rdr").reshape(model.lines, model.samples) for axis in "xyz"]
    return model, places


def test_uavsar_ground_points_of_isce2_fall_on_their_pixels(winnipeg):
    model, places = winnipeg
    assert model.look_side == "left"
    line, sample = model.ground_to_image(geodetic_to_ecef(*places))
    assert np.abs(line - np.arange(250)[:, None]).max() < 1e-6
    assert np.abs(sample - np.arange(250)).max() < 1e-6


def test_uavsar_pixels_reach_the_ground_where_isce2_says(winnipeg):
    model, (lon, lat, height) = winnipeg
    ground = image_to_ground(model, np.arange(250.0)[:, None], np.arange(250.0), height)
    assert np.linalg.norm(ground - geodetic_to_ecef(lon, lat, height), axis=-1).max() < 1e-3


def test_true_matches_of_the_rendered_pair_give_its_terrain(real_data):
    folder = real_data("oso")
    with np.load(folder / "truth.npz") as truth:
        rows = slice(None, None, 9)
        pixels = [truth[name][rows, rows].reshape(-1, 2).astype(float) for name in ("px1", "px2")]
        height = truth["Z"][rows, rows].reshape(-1).astype(float)
    models = [open_product(folder / name).model for name in ("image1.nitf", "image2.nitf")]
    first, second = (m.projection_set(p[:, 1], p[:, 0]) for m, p in zip(models, pixels, strict=True))
    centre = image_to_ground(models[0], models[0].lines / 2, models[0].samples / 2, height.mean())
    found = intersect(first, second, centre - first.arp.mean(axis=0), Noise(0.25, 0.25))
    # The truth's pixels are float32: 1e-4 px, which is 1e-4 m of height.
    assert np.abs(ecef_to_geodetic(found.xyz)[2] - height).max() < 0.02
