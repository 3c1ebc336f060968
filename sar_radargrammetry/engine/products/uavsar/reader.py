"""UAVSAR single-look complex products: an annotation (.ann) and raw images (.slc), as stacks and as PolSAR products.

Geometry after ISCE2 (``isceobj/Sensor/UAVSAR_Stack.py`` and ``UAVSAR_Polsar.py``): motion compensation puts the
antenna on the peg track, S along it, C = 0, at the average altitude. S, C, H are PROJ's ``sch``: coordinates on the
sphere that fits the ellipsoid in the peg's heading, raised by the average terrain height. Lines are even in S. The
images of one stack are all resampled to one track, so that two of them are no stereo pair.

The Doppler centroid [radian per metre flown] of the stack's Doppler file, or the reskew Doppler [Hz] of a PolSAR
product, becomes the range rate: -|V| wavelength doppler / (4 pi).
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import EngineError
from ...message import Message
from ...sensor.range_doppler import RangeDopplerModel
from ...units import ANGLE
from ..channel import DEFAULT, Channel
from . import is_annotation
from .annotation import LENGTH, Annotation, read_text
from .geometry import Layout, peg_model

POLARISATIONS = ("HH", "VV", "HV", "VH")
"""In the order in which one is chosen when the user names none."""

SAMPLE = 8
"""Bytes of a sample, two 32-bit floating-point numbers."""

_SEGMENT_KEY = re.compile(r"slc_(\d+)_1x1$")
_PLAUSIBLE = (1e-12, 1e12)
"""Amplitudes of images; with the bytes in the wrong order most numbers lie outside."""


@dataclasses.dataclass(frozen=True)
class Segment:
    """One raw file: consecutive lines of the image."""

    path: Path
    lines: int
    first_line: int


@dataclasses.dataclass(frozen=True, eq=False)
class UavsarImage:
    """A UAVSAR SLC, of one or several segments; see `product.Reader`.

    Parameters
    ----------
    path : Path
        The file the user chose.
    model : RangeDopplerModel
    info : dict
    segments : tuple of Segment
    dtype : str
        Of the real and imaginary parts on disk, "<f4" or ">f4".
    """

    path: Path
    model: RangeDopplerModel
    info: dict[str, Any]
    segments: tuple[Segment, ...]
    dtype: str

    @classmethod
    def open(cls, path: str | Path, channel: Channel = DEFAULT) -> UavsarImage:
        """Open an annotation, which stands for all its segments, or one raw image that an annotation beside it names.

        Raises
        ------
        EngineError
            One sentence with file and field: no annotation, a foreign one, missing or absurd fields, a raw image of
            another size or byte order, a missing file, a polarisation that is not there.
        """
        path = Path(path)
        annotation = Annotation.read(path if is_annotation(path) else _annotation_of(path))
        chosen = None if is_annotation(path) else path.name
        if channel.frequency is not None:
            raise EngineError("{path} holds one frequency band; leave the choice of frequency empty.", path=path)
        if any(_SEGMENT_KEY.match(key) for key in annotation.values):
            keys, layout = _stack(annotation, channel, chosen)
        else:
            keys, layout = _polsar(annotation, channel, chosen)
        segments = _segments(annotation, keys, layout)
        dtype = _byte_order(annotation, keys[0])
        for segment in segments:
            _check_raw(segment, layout.samples, dtype)
        model = peg_model(annotation, layout)
        return cls(path, model, _info(annotation, layout), segments, dtype)

    def read(self, line: int, sample: int, lines: int, samples: int) -> np.ndarray:
        """A window inside the image as (lines, samples) complex64; see `product.Reader.read`."""
        window = np.empty((lines, samples), np.complex64)
        for segment in self.segments:
            first = max(line, segment.first_line)
            end = min(line + lines, segment.first_line + segment.lines)
            if first >= end:
                continue
            shape = (segment.lines, self.model.samples, 2)
            try:
                raw = np.memmap(segment.path, self.dtype, "r", shape=shape)
                part = raw[first - segment.first_line : end - segment.first_line, sample : sample + samples]
                window.real[first - line : end - line] = part[..., 0]
                window.imag[first - line : end - line] = part[..., 1]
            except (OSError, ValueError) as error:
                raise EngineError(
                    "{path} could not be read ({reason}); download it again.", path=segment.path, reason=error
                ) from error
        return window


def _annotation_of(path: Path) -> Path:
    """The annotation beside a raw image that names it."""
    candidates = sorted(path.parent.glob("*.ann"))
    for candidate in candidates:
        if re.search(rf"=\s*{re.escape(path.name)}\s*(;|$)", read_text(candidate), re.MULTILINE):
            return candidate
    found = Message("there is none")
    if candidates:
        found = Message("{names} does not name it", names=", ".join(c.name for c in candidates[:3]))
    raise EngineError(
        "{path} needs the annotation (.ann) that names it beside it, but {found}.", path=path, found=found
    )


def _stack(annotation: Annotation, channel: Channel, chosen: str | None) -> tuple[list[str], Layout]:
    """Keys of the raw files, and the layout, of a product of a stack: one polarisation, in segments."""
    polarisation = annotation.text("Polarization").upper()
    if channel.polarisation not in (None, polarisation):
        raise EngineError(
            "{path} has no {wanted} image; it holds {polarisation}.",
            path=annotation.path,
            wanted=channel.polarisation,
            polarisation=polarisation,
        )
    keys = sorted((k for k in annotation.values if _SEGMENT_KEY.match(k)), key=lambda k: int(_SEGMENT_KEY.match(k)[1]))
    if chosen is not None:
        keys = [key for key in keys if annotation.text(key) == chosen]
        if not keys:
            raise EngineError(
                "{path} does not name {chosen} as a 1x1 SLC; choose a file _1x1.slc.",
                path=annotation.path,
                chosen=chosen,
            )
    numbers = [_SEGMENT_KEY.match(key)[1] for key in keys]
    spacing = annotation.quantity(LENGTH, "1x1 SLC Azimuth Pixel Spacing", positive=True)
    starts = [annotation.quantity(LENGTH, f"Segment {n} Data Starting Azimuth") for n in numbers]
    lines = [annotation.count(f"{key} Rows", f"{key}_mag.set_rows") for key in keys]
    samples = {annotation.count(f"{key} Columns", f"{key}_mag.set_cols") for key in keys}
    if len(samples) > 1:
        raise EngineError(
            "{path} has segments of widths {samples}; choose one .slc file.",
            path=annotation.path,
            samples=sorted(samples),
        )
    for n, start, count, following in zip(numbers, starts, lines, starts[1:], strict=False):
        if abs(start + count * spacing - following) > 0.1 * spacing:
            raise EngineError(
                "{path} has a gap or overlap of {following:.3g} m after segment {n} ('Data Starting Azimuth'); choose "
                "a single segment (.slc).",
                path=annotation.path,
                following=following - start - count * spacing,
                n=n,
            )
    return keys, Layout(
        lines=tuple(lines),
        samples=samples.pop(),
        first_azimuth=starts[0],
        azimuth_spacing=spacing,
        near_range=annotation.quantity(LENGTH, "Image Starting Slant Range", positive=True),
        range_spacing=annotation.quantity(LENGTH, "1x1 SLC Range Pixel Spacing", positive=True),
        polarisation=polarisation,
        corners=tuple(f"Segment {n} Data Approximate Corner {i}" for n in numbers for i in (1, 2, 3, 4)),
    )


def _polsar(annotation: Annotation, channel: Channel, chosen: str | None) -> tuple[list[str], Layout]:
    """Key of the raw file, and the layout, of a PolSAR product: one file a polarisation."""
    present = [p for p in POLARISATIONS if annotation.has(f"slc{p}")]
    if chosen is not None:
        present = [p for p in present if annotation.text(f"slc{p}") == chosen]
    if not present:
        raise EngineError(
            "{path} names no single-look complex image (fields slc_1_1x1 or slcHH); choose the annotation of a "
            "stack's or a PolSAR product's SLC.",
            path=annotation.path,
        )
    polarisation = channel.polarisation or present[0]
    if polarisation not in present:
        raise EngineError(
            "{path} has no {polarisation} image; it holds {present}.",
            path=annotation.path,
            polarisation=polarisation,
            present=", ".join(present),
        )
    if annotation.has("Mocomp II Applied") and not annotation.text("Mocomp II Applied").upper().startswith("Y"):
        raise EngineError(
            "{path} has 'Mocomp II Applied' other than yes, which is not supported.", path=annotation.path
        )
    return [f"slc{polarisation}"], Layout(
        lines=(annotation.count("slc_mag.set_rows"),),
        samples=annotation.count("slc_mag.set_cols"),
        first_azimuth=annotation.quantity(LENGTH, "slc_mag.row_addr"),
        azimuth_spacing=annotation.quantity(LENGTH, "slc_mag.row_mult", positive=True),
        near_range=annotation.quantity(LENGTH, "Image Starting Range", "Image Starting Slant Range", positive=True),
        range_spacing=annotation.quantity(LENGTH, "slc_mag.col_mult", positive=True),
        polarisation=polarisation,
    )


def _segments(annotation: Annotation, keys: list[str], layout: Layout) -> tuple[Segment, ...]:
    segments, first = [], 0
    for key, lines in zip(keys, layout.lines, strict=True):
        # The name alone: an annotation must not reach out of its folder.
        raw = annotation.path.with_name(Path(annotation.text(key)).name)
        if not raw.is_file():
            raise EngineError(
                "{path} names {name} (field {key}), which is not beside it; download it, or choose the annotation "
                "that belongs to the images.",
                path=annotation.path,
                name=raw.name,
                key=key,
            )
        segments.append(Segment(raw, lines, first))
        first += lines
    return tuple(segments)


def _byte_order(annotation: Annotation, key: str) -> str:
    """As stated; little-endian, the format's, where nothing is."""
    prefix = f"{key}_mag" if "_" in key else "slc_mag"
    if annotation.has(f"{prefix}.val_size") and annotation.count(f"{prefix}.val_size") != SAMPLE:
        raise EngineError(
            "{path} has a {prefix}.val_size other than {sample} bytes, which no SLC has.",
            path=annotation.path,
            prefix=prefix,
            sample=SAMPLE,
        )
    stated = annotation.text(f"{prefix}.val_endi").upper() if annotation.has(f"{prefix}.val_endi") else "LITTLE"
    if not stated.startswith(("LITTLE", "BIG")):
        raise EngineError(
            "{path} has {stated} in {prefix}.val_endi; it must be LITTLE or BIG.",
            path=annotation.path,
            stated=repr(stated),
            prefix=prefix,
        )
    return "<f4" if stated.startswith("LITTLE") else ">f4"


def _check_raw(segment: Segment, samples: int, dtype: str) -> None:
    """Refuse a raw file of another size, or whose numbers make sense in the other byte order only."""
    size, expected = segment.path.stat().st_size, segment.lines * samples * SAMPLE
    if size != expected:
        what = Message("is truncated") if size < expected else Message("is of another size")
        raise EngineError(
            "{path} {what}: it has {size} bytes, but its annotation describes {lines} lines of {samples} samples, "
            "which are {expected}; download it again, or find the annotation that belongs to it.",
            path=segment.path,
            what=what,
            size=size,
            lines=segment.lines,
            samples=samples,
            expected=expected,
        )
    raw = np.memmap(segment.path, dtype, "r", shape=(segment.lines, samples, 2))
    # A few lines from all over the image, as its ends may be empty.
    parts = np.array(raw[:: max(1, segment.lines // 16), :: max(1, samples // 512)])
    stated, swapped = _plausible(parts), _plausible(parts.byteswap())
    if stated < 0.6 and swapped > 0.9:
        other = "big-endian" if dtype == "<f4" else "little-endian"
        raise EngineError(
            "{path} holds {other} numbers, unlike its annotation says (val_endi, little-endian where it is missing); "
            "swap the bytes or correct the annotation.",
            path=segment.path,
            other=other,
        )
    if stated < 0.6:
        raise EngineError("{path} holds no 32-bit floating-point samples; download it again.", path=segment.path)


def _plausible(values: np.ndarray) -> float:
    """Share of the numbers other than zero and NaN that an image could have; 1 where there are none."""
    with np.errstate(invalid="ignore"):
        size = np.abs(values[(values != 0) & ~np.isnan(values)], dtype=np.float64)
    return float(np.mean((size > _PLAUSIBLE[0]) & (size < _PLAUSIBLE[1]))) if size.size else 1.0


def _info(annotation: Annotation, layout: Layout) -> dict[str, Any]:
    """What the product says about itself, in the sidecar's terms."""
    info = {
        "sensor": "UAVSAR",
        "product": annotation.path.stem,
        "polarisation": layout.polarisation,
        "wavelength": annotation.quantity(LENGTH, "Center Wavelength", positive=True),
        "radiometry": "calibrated amplitude",
    }
    if annotation.has("Peg Heading"):
        info["heading"] = annotation.quantity(ANGLE, "Peg Heading")
    if annotation.has("Start Time of Acquisition"):
        info["acquisition_start"] = annotation.text("Start Time of Acquisition")
    return info
