"""SICD metadata of a zero-Doppler stripmap image: what its geometry is in the words of the standard.

The sensor model is SICD's INCA (SICD Vol. 1, section 11, "RMA"; Vol. 3, section 4.8): pixel (row, column) is range
R_CA_SCP + row * SS at the time of closest approach TimeCAPoly(column), and TimeCOAPoly equals TimeCAPoly, so that the
range rate is zero. SICD's columns run to the right as seen with the near range on top, so an image taken to the left
has its lines in reverse order.
"""

from __future__ import annotations

import warnings

import numpy as np

from ..errors import EngineError
from ..sensor.constants import SPEED_OF_LIGHT
from ..sensor.ellipsoid import ecef_to_geodetic
from ..sensor.ground import image_to_ground
from ..sensor.range_doppler import ProjectionSet, RangeDopplerModel
from ..sensor.trajectory import Trajectory
from .impulse import BANDWIDTH, resolution, weighting

with warnings.catch_warnings():
    # sarpy announces its successor sarkit on import; sarkit 1.8 does not read the SICD versions in use yet.
    warnings.simplefilter("ignore", DeprecationWarning)
    from sarpy.io.complex.sicd_elements.blocks import Poly1DType, Poly2DType, XYZPolyType
    from sarpy.io.complex.sicd_elements.CollectionInfo import CollectionInfoType, RadarModeType
    from sarpy.io.complex.sicd_elements.GeoData import GeoDataType, SCPType
    from sarpy.io.complex.sicd_elements.Grid import DirParamType, GridType, WgtTypeType
    from sarpy.io.complex.sicd_elements.ImageCreation import ImageCreationType
    from sarpy.io.complex.sicd_elements.ImageData import FullImageType, ImageDataType
    from sarpy.io.complex.sicd_elements.ImageFormation import ImageFormationType, RcvChanProcType, TxFrequencyProcType
    from sarpy.io.complex.sicd_elements.Position import PositionType
    from sarpy.io.complex.sicd_elements.RadarCollection import ChanParametersType, RadarCollectionType, TxFrequencyType
    from sarpy.io.complex.sicd_elements.Radiometric import NoiseLevelType_, RadiometricType
    from sarpy.io.complex.sicd_elements.RMA import INCAType, RMAType
    from sarpy.io.complex.sicd_elements.SCPCOA import SCPCOAType
    from sarpy.io.complex.sicd_elements.SICD import SICDType
    from sarpy.io.complex.sicd_elements.Timeline import TimelineType

FREQUENCY = 9.55e9
"""Centre frequency [Hz]: X band."""
EPOCH = "2026-01-01T00:00:00.000000"
"""Time zero of simulated trajectories."""
VELOCITY_TOLERANCE = 1e-6
"""ARPPoly meets the trajectory's velocity to this [m/s]: 1e-4 m at 10 km range and 100 m/s."""
HIGHEST_DEGREE = 40


def sicd_metadata(
    model: RangeDopplerModel,
    core_name: str,
    pixel_type: str,
    *,
    scale: float,
    amplitude_table: np.ndarray | None = None,
    noise: float | None = None,
) -> SICDType:
    """Metadata of the image of a zero-Doppler model.

    Parameters
    ----------
    model : RangeDopplerModel
    core_name : str
    pixel_type : {"RE32F_IM32F", "RE16I_IM16I", "AMP8I_PHS8I"}
    scale : float
        Pixel value of a beta nought of 1.
    amplitude_table : (256,) ndarray, optional
        Of AMP8I_PHS8I.
    noise : float, optional
        Power of the thermal noise [beta nought].

    Raises
    ------
    EngineError
        When one polynomial cannot follow the track.
    """
    right = model.look_side == "right"
    rows, cols = model.samples, model.lines
    scp_row, scp_col = rows // 2, cols // 2
    scp_line = scp_col if right else cols - 1 - scp_col
    scp = image_to_ground(model, scp_line, scp_row, model.reference_height)
    pixels = model.projection_set(scp_line, scp_row)
    speed = float(np.linalg.norm(pixels.varp))
    interval = model.line_interval if right else -model.line_interval
    # The standard requires metres along the ground: where the track bends, planes of equal times fan out.
    factor = float(_doppler_rate(model, scp_line, scp_row))
    spacing = speed * model.line_interval * factor
    time_poly = np.array([float(pixels.time), interval / spacing])
    coefficients = trajectory_polynomial(model.trajectory)

    sicd = SICDType(
        CollectionInfo=CollectionInfoType(
            CollectorName="SIMULATED",
            CoreName=core_name,
            CollectType="MONOSTATIC",
            RadarMode=RadarModeType(ModeType="STRIPMAP"),
            Classification="UNCLASSIFIED",
        ),
        ImageCreation=ImageCreationType(Application="SAR Radargrammetry", DateTime=EPOCH),
        ImageData=ImageDataType(
            NumRows=rows,
            NumCols=cols,
            FirstRow=0,
            FirstCol=0,
            PixelType=pixel_type,
            AmpTable=amplitude_table,
            FullImage=FullImageType(NumRows=rows, NumCols=cols),
            SCPPixel=[scp_row, scp_col],
        ),
        GeoData=GeoDataType(EarthModel="WGS_84", SCP=SCPType(ECF=scp), ImageCorners=_corners(model, right)),
        Grid=_grid(pixels, scp, model.range_spacing, spacing, time_poly),
        Timeline=TimelineType(CollectStart=EPOCH, CollectDuration=model.trajectory.end),
        Position=PositionType(ARPPoly=XYZPolyType(*(Poly1DType(Coefs=coefficients[:, k]) for k in range(3)))),
        RadarCollection=RadarCollectionType(
            TxFrequency=TxFrequencyType(Min=FREQUENCY - _band(model) / 2, Max=FREQUENCY + _band(model) / 2),
            TxPolarization="H",
            RcvChannels=[ChanParametersType(TxRcvPolarization="H:H", index=1)],
        ),
        ImageFormation=ImageFormationType(
            RcvChanProc=RcvChanProcType(NumChanProc=1, PRFScaleFactor=1.0, ChanIndices=[1]),
            TxRcvPolarizationProc="H:H",
            TStartProc=0.0,
            TEndProc=model.trajectory.end,
            TxFrequencyProc=TxFrequencyProcType(
                MinProc=FREQUENCY - _band(model) / 2, MaxProc=FREQUENCY + _band(model) / 2
            ),
            ImageFormAlgo="RMA",
            STBeamComp="NO",
            ImageBeamComp="NO",
            AzAutofocus="NO",
            RgAutofocus="NO",
        ),
        SCPCOA=SCPCOAType(SideOfTrack="R" if right else "L"),
        Radiometric=_radiometric(scale, noise),
        RMA=RMAType(
            RMAlgoType="OMEGA_K",
            INCA=INCAType(
                TimeCAPoly=Poly1DType(Coefs=time_poly),
                R_CA_SCP=float(pixels.range_),
                FreqZero=FREQUENCY,
                DRateSFPoly=Poly2DType(Coefs=_doppler_rate_polynomial(model, scp_line, scp_row, spacing)),
                DopCentroidPoly=Poly2DType(Coefs=[[0.0]]),
                DopCentroidCOA=True,
            ),
        ),
    )
    sicd.derive()
    return sicd


def trajectory_polynomial(trajectory: Trajectory) -> np.ndarray:
    """(d + 1, 3) coefficients in time, lowest power first, of the polynomial that follows a trajectory.

    Its degree is the lowest that meets the velocity to `VELOCITY_TOLERANCE`: a velocity turned by an angle moves the
    image by range times that angle, so it counts more than the position.
    """
    time = np.linspace(trajectory.start, trajectory.end, 40 * len(trajectory.breaks))
    position, velocity, _ = trajectory.at(time)
    # Chebyshev polynomials of scaled time and metres from the middle keep the fit well conditioned.
    domain = [trajectory.start, trajectory.end]
    origin = position[len(position) // 2]
    for degree in range(3, HIGHEST_DEGREE + 1):
        fits = [np.polynomial.Chebyshev.fit(time, position[:, k] - origin[k], degree, domain=domain) for k in range(3)]
        powers = np.zeros((degree + 1, 3))
        for k, fit in enumerate(fits):
            series = fit.convert(kind=np.polynomial.Polynomial).coef
            powers[: len(series), k] = series
        # Judged after the conversion to powers of time, which is what the product holds.
        slopes = np.polynomial.polynomial.polyval(time, np.polynomial.polynomial.polyder(powers)).T
        values = np.polynomial.polynomial.polyval(time, powers).T + origin
        if max(np.abs(slopes - velocity).max(), np.abs(values - position).max()) < VELOCITY_TOLERANCE:
            powers[0] += origin
            return powers
    raise EngineError(
        "The track of {end:.0f} s is too long for the one polynomial that a SICD product holds; make the scene "
        "smaller or write .tif images.",
        end=trajectory.end - trajectory.start,
    )


def _radiometric(scale: float, noise: float | None) -> RadiometricType:
    level = None
    if noise:
        decibels = 10.0 * np.log10(noise * scale**2)
        level = NoiseLevelType_(NoiseLevelType="ABSOLUTE", NoisePoly=Poly2DType(Coefs=[[decibels]]))
    return RadiometricType(BetaZeroSFPoly=Poly2DType(Coefs=[[scale**-2]]), NoiseLevel=level)


def _band(model: RangeDopplerModel) -> float:
    """Transmitted bandwidth [Hz]."""
    return BANDWIDTH / model.range_spacing * SPEED_OF_LIGHT / 2.0


def _grid(
    pixels: ProjectionSet, scp: np.ndarray, range_spacing: float, azimuth_spacing: float, time_poly: np.ndarray
) -> GridType:
    """Image plane and sampling; `pixels` is the projection set of the scene centre point."""
    row = (scp - pixels.arp) / pixels.range_
    normal = np.cross(row, pixels.varp)
    normal *= np.sign(normal @ scp) / np.linalg.norm(normal)
    col = np.cross(normal, row)

    def direction(unit: np.ndarray, spacing: float, centre: float) -> DirParamType:
        band = BANDWIDTH / spacing
        return DirParamType(
            UVectECF=unit,
            SS=spacing,
            ImpRespWid=resolution() * spacing,
            Sgn=-1,
            ImpRespBW=band,
            KCtr=centre,
            DeltaK1=-band / 2,
            DeltaK2=band / 2,
            DeltaKCOAPoly=Poly2DType(Coefs=[[0.0]]),
            WgtType=WgtTypeType(WindowName="RAISED COSINE"),
            WgtFunct=weighting(np.linspace(-0.5, 0.5, 65)),
        )

    return GridType(
        ImagePlane="SLANT",
        Type="RGZERO",
        TimeCOAPoly=Poly2DType(Coefs=time_poly[None]),
        Row=direction(row, range_spacing, 2.0 * FREQUENCY / SPEED_OF_LIGHT),
        Col=direction(col, azimuth_spacing, 0.0),
    )


def _corners(model: RangeDopplerModel, right: bool) -> np.ndarray:
    """(4, 2) latitude and longitude [degrees] of the first row's two ends, then the last row's from its end back."""
    first, last = (0, model.lines - 1) if right else (model.lines - 1, 0)
    line = np.array([first, last, last, first])
    sample = np.array([0, 0, model.samples - 1, model.samples - 1])
    xyz = image_to_ground(model, line, sample, model.reference_height)
    if np.isnan(xyz).any():
        raise EngineError("The near edge of the image does not reach the ground's mean height; fly higher.")
    lon, lat, _ = ecef_to_geodetic(xyz)
    return np.stack([lat, lon], axis=-1)


def _doppler_rate(model: RangeDopplerModel, line: np.ndarray, sample: np.ndarray) -> np.ndarray:
    """SICD's Doppler rate scale factor of pixels (...): 1 - a . (X - A) / V^2 (Vol. 1, DRateSFPoly).

    It is also the distance on the ground between the planes of consecutive lines, relative to the distance flown.
    """
    xyz = image_to_ground(model, line, sample, model.reference_height)
    arp, varp, acceleration = model.trajectory.at(model.first_line_time + model.line_interval * np.asarray(line, float))
    return 1.0 - np.sum((xyz - arp) * acceleration, axis=-1) / np.sum(varp * varp, axis=-1)


def _doppler_rate_polynomial(model: RangeDopplerModel, scp_line: int, scp_row: int, spacing: float) -> np.ndarray:
    """(2, 7) coefficients in row and column metres from the scene centre point, fitted over the image."""
    line = np.linspace(0, model.lines - 1, 41)[:, None]
    row = np.linspace(0, model.samples - 1, 5)[None]
    # The point itself counts a thousandfold, because its value belongs to the column spacing.
    factor = np.append(_doppler_rate(model, line, row), 1e3 * _doppler_rate(model, scp_line, scp_row))
    along = (line - scp_line) * spacing * (1.0 if model.look_side == "right" else -1.0) + 0.0 * row
    down = (row - scp_row) * model.range_spacing + 0.0 * line
    # Scaled to the image's size, so that the high powers do not drown the low ones.
    reach = np.abs(down).max(), np.abs(along).max()
    terms = [
        np.append((down / reach[0]) ** i * (along / reach[1]) ** j, 1e3 * (i == j == 0))
        for i in range(2)
        for j in range(7)
    ]
    found = np.linalg.lstsq(np.stack(terms, axis=-1), factor, rcond=None)[0].reshape(2, 7)
    return found / reach[0] ** np.arange(2)[:, None] / reach[1] ** np.arange(7)
