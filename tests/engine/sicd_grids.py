"""SICD metadata on every grid of the standard, for tests."""

import numpy as np
from sarpy.io.complex.sicd_elements.PFA import PFAType
from sarpy.io.complex.sicd_elements.RgAzComp import RgAzCompType
from sicd_files import arp_polynomial, sicd_meta

from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic, up_vector

GRIDS = ("PFA", "RGAZCOMP", "PLANE", "XRGYCR", "XCTYAT", "RGZERO")

SLIDING = np.array([[0.0, 2e-3, 1e-7], [-1e-4, 3e-8, 0.0]])
"""TimeCOAPoly of a sliding spotlight, without the time of the scene centre: COA moves over the image, a little bent."""


def grid_meta(kind, *, squint=1.5, sliding=False, arp=None, scp=None, time=None, swap=False, **more):
    """SICD metadata of an image on grid `kind` of `GRIDS`.

    `squint` [s] is how long after closest approach the scene centre is seen; `arp` (d + 1, 3), `scp` (3,) and `time`
    replace the path, the scene centre and its COA time; `swap` lays ranges along columns; `more` goes to `sicd_meta`.
    """
    if kind == "RGZERO":
        meta = sicd_meta(squint_seconds=squint, **more)
        meta.RMA.INCA.DRateSFPoly = [[meta.RMA.INCA.DRateSFPoly.Coefs[0, 0], 1e-7], [1e-6, 0.0]]
        return meta
    meta = sicd_meta(grid_type="RGAZIM" if kind in ("PFA", "RGAZCOMP") else kind, **more)
    arp = arp_polynomial(more.get("curve", 1.0)) if arp is None else arp
    meta.Position.ARPPoly = [arp[:, axis] for axis in range(3)]
    if scp is not None:
        meta.GeoData.SCP.ECF = scp
        lon, lat, height = ecef_to_geodetic(scp)
        meta.GeoData.SCP.LLH = [lat, lon, height]
    scp = meta.GeoData.SCP.ECF.get_array()
    time = meta.Grid.TimeCOAPoly.Coefs[0, 0] + squint if time is None else time
    meta.Grid.TimeCOAPoly = SLIDING + np.array([[time, 0, 0], [0, 0, 0]]) if sliding else [[time]]
    position, velocity = _state(arp, time)
    to_scp = (scp - position) / np.linalg.norm(scp - position)
    lon, lat, _ = ecef_to_geodetic(scp)
    up = up_vector(lon, lat)
    normal = np.cross(to_scp, velocity)
    normal *= np.sign(normal @ up) / np.linalg.norm(normal)
    if kind in ("PLANE", "XRGYCR", "XCTYAT"):
        row = to_scp - (to_scp @ up) * up
        row /= np.linalg.norm(row)
        column = np.cross(up, row)
        if kind == "PLANE":  # Not quite perpendicular, and turned: the standard asks for neither.
            row, column = _turned(row, column, 0.2), _turned(row, column, 0.23 + np.pi / 2)
    else:
        row, column = to_scp, np.cross(normal, to_scp)
    meta.Grid.Row.UVectECF, meta.Grid.Col.UVectECF = (column, row) if swap else (row, column)
    meta.RMA = None
    meta.ImageFormation.ImageFormAlgo = kind if kind in ("PFA", "RGAZCOMP") else "OTHER"
    meta.SCPCOA = None
    if kind == "PFA":
        meta.PFA = _polar_format(meta, scp, time, normal, up)
    if kind == "RGAZCOMP":
        cone = velocity @ to_scp / np.linalg.norm(velocity)
        look = np.sign(np.cross(velocity, up) @ to_scp)
        scale = look * np.sqrt(1 - cone**2) / np.linalg.norm(scp - position)
        meta.RgAzComp = RgAzCompType(AzSF=scale, KazPoly=[0.0, 1.0])
    meta.derive()
    return meta


def _polar_format(meta, scp, time, normal, up):
    pfa = PFAType(
        FPN=up, IPN=normal, PolarAngRefTime=time, PolarAngPoly=[0.0], SpatialFreqSFPoly=[1.0], Krg1=60.0, Krg2=65.0,
        Kaz1=-1.0, Kaz2=1.0,
    )  # fmt: skip
    times = time + np.linspace(-3.0, 3.0, 61)
    angle, scale = pfa.pfa_polar_coords(meta.Position, scp, times)
    pfa.PolarAngPoly = np.polynomial.Polynomial.fit(times, angle, 5).convert().coef
    pfa.SpatialFreqSFPoly = np.polynomial.Polynomial.fit(angle, scale, 5).convert().coef
    return pfa


def _state(arp, time):
    polynomial = np.polynomial.polynomial
    return polynomial.polyval(time, arp), polynomial.polyval(time, polynomial.polyder(arp))


def _turned(first, second, angle):
    return np.cos(angle) * first + np.sin(angle) * second
