"""Range-Doppler SLC products in the HDF5 layout of NISAR, which UAVSAR's NISAR-like products share, read through h5py.

Layout: NISAR L1 RSLC product specification (JPL D-102268) and the reader of isce3 (``isce3/product/Serialization.h``).
The lines are zero-Doppler times, the samples slant ranges, both evenly spaced. Two generations exist:

* ``science/LSAR/SLC``, with one ``validSamples`` array a frequency (2019 to 2020, UAVSAR samples);
* ``science/LSAR/RSLC``, with ``validSamplesSubSwath1`` to ``5``, as transmit gaps cut the swath into sub-swaths.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from ...errors import EngineError
from ...fields import MISSING, Fields
from ...foreign import is_truncated
from ...message import Message
from ...sensor.constants import EARTH_RADII, SPEED_OF_LIGHT
from ...sensor.range_doppler import RangeDopplerModel
from ...sensor.trajectory import Trajectory
from ..channel import DEFAULT, Channel

UNEVEN = 1e-3
"""Lines and samples may be off an even spacing by this many pixels."""

GAP = 4.0
"""A step between state vectors longer than this many usual steps is a gap."""

MAX_STATES = 1_000_000
"""More state vectors than a day at 10 Hz mean a damaged file, and would fill the memory."""

POLARISATIONS = ("HH", "VV", "HV", "VH", "RH", "RV", "LH", "LV", "RR", "LL", "RL", "LR")
"""Names of images in the order in which one is chosen when the user names none."""

_EPOCH = re.compile(r"seconds since (\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)\d*Z?\s*$")


class RslcFields(Fields):
    """Data sets of the open file, by their whole names."""

    KIND = Message("NISAR product")
    ADVICE = Message("download the complete product")

    def found(self, key: str) -> Any:
        dataset = self.values.get(key)
        return dataset if isinstance(dataset, h5py.Dataset) else MISSING


@dataclasses.dataclass(frozen=True, eq=False)
class RslcImage:
    """One image of a NISAR-like RSLC product; see `product.Reader`.

    Parameters
    ----------
    path : Path
    model : RangeDopplerModel
    info : dict
    dataset : str
        Name of the image in the file.
    sub_swaths : (n, lines, 2) int ndarray
        First sample, and the one after the last, that sub-swath n has in each line; n = 0 where the product says
        nothing: then every sample counts.
    """

    path: Path
    model: RangeDopplerModel
    info: dict[str, Any]
    dataset: str
    sub_swaths: np.ndarray

    @classmethod
    def open(cls, path: str | Path, channel: Channel = DEFAULT) -> RslcImage:
        """Open one image of a product.

        Parameters
        ----------
        path : path
        channel : Channel
            Frequency "A" or "B" and polarisation; without them the first frequency and its first co-polarised image.

        Raises
        ------
        EngineError
            No such frequency or polarisation (those present are listed), a missing or contradictory field, lines or
            ranges that are not evenly spaced, state vectors that do not cover the image, a damaged file.
        """
        path = Path(path)
        with _opened(path) as file:
            band, level = _product(file, path)
            root = f"science/{band}/{level}"
            frequency, polarisation = _choose(file, path, root, channel)
            swath = f"{root}/swaths/frequency{frequency}"
            dataset = f"{swath}/{polarisation}"
            pixels = file[dataset]
            _check_samples(pixels, path)
            model = _model(file, path, root, swath, pixels.shape, f"science/{band}/identification")
            info = _info(file, f"science/{band}/identification", f"{root}/swaths", swath)
            info["polarisation"] = polarisation
            sub_swaths, caution = _sub_swaths(file, path, swath, pixels.shape)
            if caution is not None:
                info["caution"] = caution
        return cls(path, model, info, dataset, sub_swaths)

    def read(self, line: int, sample: int, lines: int, samples: int) -> np.ndarray:
        """A window inside the image as (lines, samples) complex64, NaN outside the sub-swaths; see `product.Reader`."""
        # Opened for every window, as a slant image is, so that a reader can go to other threads and processes.
        with _opened(self.path) as file:
            raw = file[self.dataset][line : line + lines, sample : sample + samples]
        if raw.dtype.names:
            # Half floats stored as a pair (r, i): numpy has no complex number of them.
            values = np.empty(raw.shape, np.complex64)
            values.real, values.imag = raw["r"], raw["i"]
        else:
            values = raw.astype(np.complex64, copy=False)
        if len(self.sub_swaths):
            column = np.arange(sample, sample + samples)
            bounds = self.sub_swaths[:, line : line + lines, :, None]
            inside = ((column >= bounds[:, :, 0]) & (column < bounds[:, :, 1])).any(axis=0)
            values = np.where(inside, values, np.complex64(complex(np.nan, np.nan)))
        return values


def is_rslc(path: Path) -> bool:
    """Whether an HDF5 file has the layout of NISAR products.

    Raises
    ------
    EngineError
        A damaged HDF5 file, or a NISAR product of another level.
    """
    with _opened(path) as file:
        if not isinstance(file.get("science"), h5py.Group):
            return False
        _product(file, path)
        return True


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[h5py.File]:
    """The open file; whatever HDF5 fails with inside becomes one sentence."""
    try:
        with h5py.File(path, "r") as file:
            yield file
    except EngineError:
        raise
    # On damaged files h5py raises OSError, RuntimeError, KeyError, ValueError, TypeError, MemoryError...
    except Exception as error:
        reason = " ".join(str(error).split())[:200]
        what = Message("is truncated") if is_truncated(error) else Message("could not be read as HDF5")
        raise EngineError(
            "{path} {what} ({reason}); copy or download the product again.", path=path, what=what, reason=reason
        ) from error


def _product(file: h5py.File, path: Path) -> tuple[str, str]:
    """Name of the radar band's group ("LSAR", "SSAR") and of the product's ("RSLC", or "SLC" in early ones)."""
    bands = [band for band in ("LSAR", "SSAR") if isinstance(file.get(f"science/{band}"), h5py.Group)]
    for band in bands:
        for level in ("RSLC", "SLC"):
            if isinstance(file.get(f"science/{band}/{level}/swaths"), h5py.Group):
                return band, level
    found = [name for band in bands for name in file[f"science/{band}"] if name != "identification"]
    raise EngineError(
        "{path} has the layout of a NISAR product but holds {found} instead of RSLC; choose the single-look complex "
        "image in radar geometry (RSLC).",
        path=path,
        found=", ".join(found) or Message("nothing"),
    )


def _choose(file: h5py.File, path: Path, root: str, channel: Channel) -> tuple[str, str]:
    """Letter of the frequency and name of the polarisation; those that have an image, whatever the lists promise."""
    present = {}
    for letter in "AB":
        group = file.get(f"{root}/swaths/frequency{letter}")
        if isinstance(group, h5py.Group):
            images = [p for p in POLARISATIONS if isinstance(group.get(p), h5py.Dataset)]
            if images:
                present[letter] = images
    if not present:
        raise EngineError(
            "{path} holds no image under {root}/swaths; download the complete product.", path=path, root=root
        )
    listing = "; ".join(f"frequency {letter}: {', '.join(images)}" for letter, images in present.items())
    letter = channel.frequency or next(iter(present))
    if letter not in present:
        raise EngineError(
            "{path} has no image of frequency {letter}; it has {listing}.", path=path, letter=letter, listing=listing
        )
    polarisation = channel.polarisation or present[letter][0]
    if polarisation not in present[letter]:
        raise EngineError(
            "{path} has no {polarisation} image of frequency {letter}; it has {listing}.",
            path=path,
            polarisation=polarisation,
            letter=letter,
            listing=listing,
        )
    return letter, polarisation


def _check_samples(pixels: h5py.Dataset, path: Path) -> None:
    kind = pixels.dtype
    halves = kind.names == ("r", "i") and all(kind[name].kind == "f" for name in kind.names)
    if pixels.ndim != 2 or not (kind.kind == "c" or halves):
        raise EngineError(
            "{path} has an image {name} that is not a matrix of complex numbers ({kind}).",
            path=path,
            name=pixels.name,
            kind=kind,
        )


def _model(
    file: h5py.File, path: Path, root: str, swath: str, shape: tuple[int, int], identification: str
) -> RangeDopplerModel:
    times, ranges = f"{root}/swaths/zeroDopplerTime", f"{swath}/slantRange"
    lines, samples = shape
    first_time, interval = _even(file, path, times, lines, "line")
    near_range, range_spacing = _even(file, path, ranges, samples, "sample")
    if not (near_range > 0 and range_spacing > 0):
        RslcFields(path, file).refuse(ranges, Message("is not positive and increasing"))
    side = _text(file, f"{identification}/lookDirection").lower()
    if side not in ("left", "right"):
        why = Message("is {side}; it must be left or right", side=repr(side))
        RslcFields(path, file).refuse(f"{identification}/lookDirection", why)
    return RangeDopplerModel(
        trajectory=_trajectory(file, path, root, times, sorted((first_time, first_time + (lines - 1) * interval))),
        lines=lines,
        samples=samples,
        first_line_time=first_time,
        line_interval=interval,
        near_range=near_range,
        range_spacing=range_spacing,
        look_side=side,
        reference_height=_reference_height(file, root),
    )


def _even(file: h5py.File, path: Path, name: str, size: int, unit: str) -> tuple[float, float]:
    """First value and spacing of a vector that must be evenly spaced."""
    fields = RslcFields(path, file)
    values = fields.array(name, shape=(size,))
    if size < 2:
        fields.refuse(name, Message("has fewer than two values, which give no spacing"))
    first, spacing = float(values[0]), float((values[-1] - values[0]) / (size - 1))
    steps = np.diff(values)
    usual = float(np.median(steps))
    if usual == 0 or spacing == 0:
        fields.refuse(name, Message("stands still from {unit} to {unit}", unit=unit))
    if np.abs(values - first - spacing * np.arange(size)).max() > UNEVEN * abs(usual):
        worst = int(np.abs(steps - usual).argmax())
        raise EngineError(
            "{path} has a gap or uneven steps in {name}: {steps:.6g} after {unit} {worst} instead of {usual:.6g}; "
            "choose a product resampled to even spacing.",
            path=path,
            name=name,
            steps=steps[worst],
            unit=unit,
            worst=worst,
            usual=usual,
        )
    return first, spacing


def _trajectory(file: h5py.File, path: Path, root: str, times: str, span: list[float]) -> Trajectory:
    """The orbit on the image's clock; it must cover `span` [s] without a gap."""
    orbit = f"{root}/metadata/orbit"
    fields = RslcFields(path, file)
    clock = file.get(f"{orbit}/time")
    count = clock.shape[0] if isinstance(clock, h5py.Dataset) and clock.ndim == 1 else 0
    if not 2 <= count <= MAX_STATES:
        fields.refuse(f"{orbit}/time", Message("has {count} state vectors; at least two are needed", count=count))
    shift = (_epoch(file, path, f"{orbit}/time") - _epoch(file, path, times)) / np.timedelta64(1, "ns") * 1e-9
    time = fields.array(f"{orbit}/time", shape=(count,)) + shift
    position = fields.array(f"{orbit}/position", shape=(count, 3))
    velocity = fields.array(f"{orbit}/velocity", shape=(count, 3))
    radius = np.linalg.norm(position, axis=1)
    if not ((radius > EARTH_RADII[0]) & (radius < EARTH_RADII[1])).all():
        fields.refuse(f"{orbit}/position", Message("does not hold Earth-fixed metres"))
    steps = np.diff(time)
    if not (steps > 0).all():
        fields.refuse(f"{orbit}/time", Message("has state vectors that are not in order"))
    if span[0] < time[0] or span[1] > time[-1]:
        raise EngineError(
            "{path} has state vectors ({orbit}) from {start:.6f} s to {end:.6f} s, which do not cover the "
            "image, taken from {image_start:.6f} s to {image_end:.6f} s; get the product with its full orbit.",
            path=path,
            orbit=orbit,
            start=time[0],
            end=time[-1],
            image_start=span[0],
            image_end=span[1],
        )
    during = (time[1:] > span[0]) & (time[:-1] < span[1])
    if (steps[during] > GAP * np.median(steps)).any():
        worst = int(np.flatnonzero(during)[steps[during].argmax()])
        raise EngineError(
            "{path} has a gap of {steps:.6g} s between its state vectors ({orbit}) at {time:.6f} s, during the image; "
            "get the product with its full orbit.",
            path=path,
            steps=steps[worst],
            orbit=orbit,
            time=time[worst],
        )
    return Trajectory.from_state_vectors(time, position, velocity)


def _epoch(file: h5py.File, path: Path, name: str) -> np.datetime64:
    """When the times of a field count from: the attribute ``units`` says "seconds since ...", UTC."""
    fields = RslcFields(path, file)
    units = _decoded(fields.get(name).attrs.get("units", ""))
    match = _EPOCH.match(units)
    if match is None:
        why = Message("has the unit {units}; it must be 'seconds since' a date and time", units=repr(units))
        fields.refuse(name, why)
    return np.datetime64(f"{match[1]}T{match[2]}", "ns")


def _reference_height(file: h5py.File, root: str) -> float:
    """Mean height the processor assumed [m]; zero where a product does not say."""
    dataset = file.get(f"{root}/metadata/processingInformation/parameters/referenceTerrainHeight")
    if not isinstance(dataset, h5py.Dataset) or dataset.dtype.kind != "f" or not 0 < dataset.size <= MAX_STATES:
        return 0.0
    height = float(np.mean(dataset[()], dtype=np.float64))
    return height if -1000.0 < height < 10000.0 else 0.0


def _sub_swaths(file: h5py.File, path: Path, swath: str, shape: tuple[int, int]) -> tuple[np.ndarray, Message | None]:
    """(n, lines, 2) first sample and end of every sub-swath, in either layout, and a warning where they do not count.

    Bounds beyond the image belong to another one: tools that cut windows out of products leave them as they were
    (early UAVSAR samples are such). Bounds that contain no sample of any line are placeholders. Every sample counts
    then.
    """
    names = [f"{swath}/validSamplesSubSwath{n}" for n in range(1, 6)] + [f"{swath}/validSamples"]
    found = [name for name in names if isinstance(file.get(name), h5py.Dataset)]
    bounds = np.array([RslcFields(path, file).array(name, shape=(shape[0], 2)) for name in found], dtype=np.int64)
    if len(found) == 0:
        return np.zeros((0, shape[0], 2), np.int64), None
    if bounds.min() < 0 or bounds.max() > shape[1]:
        why = Message("reach beyond the image")
    elif not (bounds[..., 0] < bounds[..., 1]).any():
        why = Message("contain no sample")
    else:
        return bounds, None
    caution = Message(
        "The bounds of the valid samples ({field}) {why} and are ignored; all samples are used.",
        field=found[0].rsplit("/", 1)[1],
        why=why,
    )
    return np.zeros((0, shape[0], 2), np.int64), caution


def _info(file: h5py.File, identification: str, swaths: str, swath: str) -> dict[str, Any]:
    """What the product says about itself, in the sidecar's terms; absent where it says nothing."""
    frequency = file.get(f"{swath}/processedCenterFrequency")
    hertz = float(frequency[()]) if isinstance(frequency, h5py.Dataset) and frequency.shape == () else 0.0
    epoch = _epoch(file, Path(file.filename), f"{swaths}/zeroDopplerTime")
    known = {
        "sensor": _text(file, f"{identification}/missionId"),
        "product": _text(file, f"{identification}/granuleId"),
        "acquisition_time": f"{epoch.astype('datetime64[us]')}Z",
        "wavelength": SPEED_OF_LIGHT / hertz if np.isfinite(hertz) and hertz > 0 else None,
        "radiometry": "uncalibrated amplitude",
    }
    return {key: value for key, value in known.items() if value}


def _text(file: h5py.File, name: str) -> str:
    """A scalar text of the file without padding, or nothing."""
    dataset = file.get(name)
    if not isinstance(dataset, h5py.Dataset) or dataset.shape != ():
        return ""
    return _decoded(dataset[()])


def _decoded(value: Any) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text.strip("\0 \n")
