"""DLR F-SAR images: RAT 2.0 files, with their geometry in a ``.sargeom.json`` beside them.

F-SAR products keep their geometry in processor XML and track files whose format is not published, and the public
package fsarcamp, which loads F-SAR campaigns, reads none of it either (its geocoding goes through lookup tables). It
also brings rasterio, whose own GDAL must not meet QGIS's in one process. So this reads the pixels alone: a RAT header
is little-endian, "RAT2", version, and from byte 8 on 32-bit integers: number of dimensions, number of channels, up to
eight sizes with the fastest first, IDL's code of the data type; pixels follow after 1000 bytes (PyRAT, ``ste_io.py``).

Tested on files written by the tests; no F-SAR product was at hand.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import EngineError
from ...sensor.model import SensorModel
from ...sensor.sidecar import read_sidecar, sidecar_path

HEADER = 1000
"""Bytes before the pixels."""

_IDL_TYPES = {4: "<f4", 5: "<f8", 6: "<c8", 9: "<c16"}
"""IDL's codes of real and complex floating-point numbers."""


@dataclasses.dataclass(frozen=True)
class FsarImage:
    """An F-SAR image; see `product.Reader`.

    Parameters
    ----------
    path : Path
    model : SensorModel
    info : dict
    dtype : str
        Of the pixels on disk.
    """

    path: Path
    model: SensorModel
    info: dict[str, Any]
    dtype: str

    @classmethod
    def open(cls, path: str | Path) -> FsarImage:
        """Open a RAT file of one matrix of floating-point numbers, lines by samples.

        Raises
        ------
        EngineError
            No geometry beside it, another content than described, a truncated file.
        """
        path = Path(path)
        sidecar = sidecar_path(path)
        if not sidecar.is_file():
            raise EngineError(
                "{path} is an F-SAR image (RAT) whose geometry neither this release nor the package fsarcamp takes "
                "from the product's XML and track files; write it as {name} beside it.",
                path=path,
                name=sidecar.name,
            )
        model, info = read_sidecar(sidecar)
        with path.open("rb") as file:
            head = file.read(HEADER)
        if len(head) < HEADER:
            raise EngineError("{path} is truncated: it ends within its RAT header; copy it again.", path=path)
        numbers = np.frombuffer(head[8:52], "<i4")
        dimensions, sizes, code = int(numbers[0]), tuple(int(n) for n in numbers[2:10]), int(numbers[10])
        if code not in _IDL_TYPES or dimensions != 2:
            raise EngineError(
                "{path} is a RAT file of {dimensions} dimensions and data type {number}; choose one with one matrix "
                "of floating-point or complex numbers.",
                path=path,
                dimensions=dimensions,
                number=code,
            )
        if (sizes[1], sizes[0]) != (model.lines, model.samples):
            raise EngineError(
                "{path} has {rows} lines of {columns} samples, but {name} describes {lines} lines of "
                "{samples}; correct it.",
                path=path,
                rows=sizes[1],
                columns=sizes[0],
                name=sidecar.name,
                lines=model.lines,
                samples=model.samples,
            )
        expected = HEADER + model.lines * model.samples * np.dtype(_IDL_TYPES[code]).itemsize
        size = path.stat().st_size
        if size < expected:
            raise EngineError(
                "{path} is truncated: it has {size} of the {expected} bytes it needs; copy it again.",
                path=path,
                size=size,
                expected=expected,
            )
        return cls(path, model, info, _IDL_TYPES[code])

    def read(self, line: int, sample: int, lines: int, samples: int) -> np.ndarray:
        """A window inside the image, complex64 or float32 amplitude; see `product.Reader.read`."""
        shape = (self.model.lines, self.model.samples)
        try:
            raw = np.memmap(self.path, self.dtype, "r", offset=HEADER, shape=shape)
            window = np.array(raw[line : line + lines, sample : sample + samples])
        except (OSError, ValueError) as error:
            raise EngineError(
                "{path} could not be read ({reason}); copy it again.", path=self.path, reason=error
            ) from error
        return window.astype(np.complex64 if np.iscomplexobj(window) else np.float32, copy=False)
