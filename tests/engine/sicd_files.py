"""Small SICD products made by hand and written with sarpy, for the tests that read them back."""

import datetime
import re
import warnings
from pathlib import Path

import numpy as np
from sarpy.io.complex.sicd import SICDWriter
from sarpy.io.complex.sicd_elements.CollectionInfo import CollectionInfoType, RadarModeType
from sarpy.io.complex.sicd_elements.GeoData import GeoDataType, SCPType
from sarpy.io.complex.sicd_elements.Grid import DirParamType, GridType, WgtTypeType
from sarpy.io.complex.sicd_elements.ImageCreation import ImageCreationType
from sarpy.io.complex.sicd_elements.ImageData import FullImageType, ImageDataType
from sarpy.io.complex.sicd_elements.ImageFormation import ImageFormationType, RcvChanProcType
from sarpy.io.complex.sicd_elements.Position import PositionType
from sarpy.io.complex.sicd_elements.RadarCollection import ChanParametersType, RadarCollectionType
from sarpy.io.complex.sicd_elements.RMA import INCAType, RMAType
from sarpy.io.complex.sicd_elements.SICD import SICDType
from sarpy.io.complex.sicd_elements.Timeline import TimelineType

from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef, local_axes
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.range_doppler import RangeDopplerModel
from sar_radargrammetry.engine.sensor.trajectory import Trajectory

SPEED = 150.0
DURATION = 12.0
SCP_RANGE = 7654.25
SCP_HEIGHT = 321.0


def arp_polynomial(curve=1.0):
    """ECEF position (d + 1, 3) by time of a slightly curved flight; curve 0 is straight."""
    east, north, up = np.asarray(local_axes(138.7, 35.4))
    start = geodetic_to_ecef(138.7, 35.4, 6000.0)
    return np.array(
        [
            start,
            SPEED * (np.cos(0.4) * east + np.sin(0.4) * north),
            curve * (0.03 * north - 0.05 * up),
            curve * (0.002 * up - 0.004 * east),
        ]
    )


def sicd_meta(
    pixel_type="RE32F_IM32F",
    rows=48,
    columns=64,
    look_side="R",
    direction=None,
    chip=(0, 0),
    time_curvature=0.0,
    squint_seconds=0.0,
    grid_type="RGZERO",
    curve=1.0,
):
    """SICD metadata of a strip-map image; rows are ranges, columns times.

    `chip` is FirstRow, FirstCol of an image of which only rows x columns are there; `direction` is the sign of time
    along the columns (by default what the standard has: against the flight when looking left); `time_curvature` bends
    TimeCAPoly [s/m^2]; `squint_seconds` is the time from closest approach to the centre of aperture.
    """
    direction = direction or (1 if look_side == "R" else -1)
    arp = arp_polynomial(curve)
    ca_time, spacing = 0.5 * DURATION, (0.45, 0.6)
    model = RangeDopplerModel(
        trajectory=Trajectory.from_polynomial(arp, 0.0, DURATION),
        lines=1,
        samples=1,
        first_line_time=ca_time,
        line_interval=1.0,
        near_range=SCP_RANGE,
        range_spacing=spacing[0],
        look_side={"R": "right", "L": "left"}[look_side],
    )
    scp = image_to_ground(model, 0.0, 0.0, SCP_HEIGHT)
    position, velocity, acceleration = model.trajectory.at(ca_time)
    speed_squared = velocity @ velocity
    row_direction = (scp - position) / np.linalg.norm(scp - position)
    column_direction = direction * velocity / np.sqrt(speed_squared)
    time_ca = [ca_time, direction / np.sqrt(speed_squared), time_curvature]
    time_coa = [ca_time + squint_seconds, *time_ca[1:]]
    # Second derivative of half the squared range at closest approach (SICD Vol. 1, RMA.INCA.DRateSFPoly).
    rate_factor = 1.0 + (position - scp) @ acceleration / speed_squared
    lon, lat, _ = ecef_to_geodetic(scp)
    full_rows, full_columns = rows + chip[0] + 5, columns + chip[1] + 7
    meta = SICDType(
        CollectionInfo=CollectionInfoType(
            CollectorName="TESTBIRD",
            CoreName="core 1",
            CollectType="MONOSTATIC",
            RadarMode=RadarModeType(ModeType="STRIPMAP"),
            Classification="UNCLASSIFIED",
        ),
        ImageCreation=ImageCreationType(DateTime=np.datetime64(datetime.datetime(2026, 1, 2))),
        ImageData=ImageDataType(
            PixelType=pixel_type,
            NumRows=rows,
            NumCols=columns,
            FirstRow=chip[0],
            FirstCol=chip[1],
            FullImage=FullImageType(NumRows=full_rows, NumCols=full_columns),
            SCPPixel=[20, 33],
        ),
        GeoData=GeoDataType(
            EarthModel="WGS_84",
            SCP=SCPType(ECF=scp),
            ImageCorners=[[float(lat), float(lon)]] * 4,
        ),
        Grid=GridType(
            ImagePlane="SLANT",
            Type=grid_type,
            TimeCOAPoly=[time_coa],
            Row=_direction(row_direction, spacing[0]),
            Col=_direction(column_direction, spacing[1]),
        ),
        Timeline=TimelineType(CollectStart=np.datetime64("2026-01-01T03:04:05.5"), CollectDuration=DURATION),
        Position=PositionType(ARPPoly=[arp[:, axis] for axis in range(3)]),
        RadarCollection=RadarCollectionType(
            TxFrequency=(9.5e9, 9.9e9),
            TxPolarization="H",
            RcvChannels=[ChanParametersType(TxRcvPolarization="H:V", index=1)],
        ),
        ImageFormation=ImageFormationType(
            RcvChanProc=RcvChanProcType(NumChanProc=1, ChanIndices=[1]),
            TxRcvPolarizationProc="H:V",
            TStartProc=0.0,
            TEndProc=DURATION,
            TxFrequencyProc=(9.5e9, 9.9e9),
            ImageFormAlgo="RMA",
            STBeamComp="NO",
            ImageBeamComp="NO",
            AzAutofocus="NO",
            RgAutofocus="NO",
        ),
        RMA=RMAType(
            RMAlgoType="OMEGA_K",
            INCA=INCAType(TimeCAPoly=time_ca, R_CA_SCP=SCP_RANGE, FreqZero=9.7e9, DRateSFPoly=[[rate_factor]]),
        ),
    )
    if pixel_type == "AMP8I_PHS8I":
        meta.ImageData.AmpTable = np.arange(256.0) ** 1.5
    meta.derive()
    return meta


def _direction(unit, spacing):
    return DirParamType(
        UVectECF=unit,
        SS=spacing,
        ImpRespWid=1.1 * spacing,
        Sgn=-1,
        ImpRespBW=0.8 / spacing,
        KCtr=0.0,
        DeltaK1=-0.4 / spacing,
        DeltaK2=0.4 / spacing,
        WgtType=WgtTypeType(WindowName="UNIFORM"),
    )


RAW_TYPES = {"RE32F_IM32F": ">f4", "RE16I_IM16I": ">i2", "AMP8I_PHS8I": "u1"}


def raw_samples(meta, seed=1):
    """Raw values (rows, columns, 2) as the file stores them: I and Q, or amplitude index and phase."""
    shape = (meta.ImageData.NumRows, meta.ImageData.NumCols, 2)
    random = np.random.default_rng(seed)
    if meta.ImageData.PixelType == "AMP8I_PHS8I":
        return random.integers(1, 256, shape).astype("u1")
    return (1000.0 * random.standard_normal(shape)).astype(RAW_TYPES[meta.ImageData.PixelType])


def amplitude(meta, raw, table=None):
    """The amplitude (columns, rows) the raw values stand for: lines are columns, samples are rows."""
    if meta.ImageData.PixelType == "AMP8I_PHS8I":
        table = meta.ImageData.AmpTable if table is None else table
        return np.asarray(table)[raw[..., 0]].T
    values = raw.astype(np.float64)
    return np.hypot(values[..., 0], values[..., 1]).T


def write_sicd(path, meta, raw=None, **options):
    """Write a SICD; raw values by default those of `raw_samples`. Returns the path."""
    raw = raw_samples(meta) if raw is None else raw
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with SICDWriter(str(path), sicd_meta=meta, **options) as writer:
            writer.write_raw(np.ascontiguousarray(raw, dtype=raw.dtype.newbyteorder(">")), start_indices=(0, 0))
    return Path(path)


def without_element(path, name):
    """Blank one element of the XML of a written file, keeping every length in its headers true."""
    content = path.read_bytes()
    pattern = re.compile(rf"<{name}[ >].*?</{name}>".encode(), re.DOTALL)
    content, count = pattern.subn(lambda match: b" " * len(match.group()), content)
    assert count == 1
    path.write_bytes(content)
    return path


def with_text(path, old, new):
    """Replace text of the XML by other text, padded with blanks to the same length."""
    content = path.read_bytes()
    assert content.count(old.encode()) >= 1 and len(new) <= len(old)
    path.write_bytes(content.replace(old.encode(), new.encode().ljust(len(old))))
    return path
