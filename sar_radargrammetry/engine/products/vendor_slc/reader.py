"""Single-look complex products of vendors, through sarpy: it describes each of them as a SICD.

Which product a file is, `formats` tells by its content, and only the one reader of sarpy that is meant for it is
asked: its own search tries a dozen readers in turn on whatever it is given, and runs through folders.

ICEYE and Capella were tested on files written by the tests, with known geometry; the other readers (TerraSAR-X,
COSMO-SkyMed, Radarsat-2 and RCM, PALSAR-2, GFF) have not been run on any product. What sarpy makes of a product goes
through the checks of `sicd.geometry` all the same: the scene centre must lie on its own pixel, and pixels and ground
points must come back to each other. That refuses Capella products whose first line is later than the start of their
collect: sarpy 2.1.1 counts the times of their lines from the former and the antenna's path from the latter.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sarpy.io.complex.sicd_elements.blocks import Poly2DType
from sarpy.io.complex.sicd_elements.SICD import SICDType

from ...errors import EngineError
from ...sensor.model import SensorModel
from ..channel import DEFAULT, Channel
from ..sicd.geometry import lines_are_columns, sicd_model
from ..sicd.reader import sicd_info
from .formats import Vendor, vendor_of


@dataclasses.dataclass(frozen=True, eq=False)
class VendorSlc:
    """One image of a vendor's product; see `product.Reader`.

    Parameters
    ----------
    path : Path
    model : SensorModel
    info : dict
    source : sarpy SICDTypeReader
        Of the open product.
    index : int
        Of the image in the product.
    """

    path: Path
    model: SensorModel
    info: dict[str, Any]
    source: Any
    index: int

    @classmethod
    def open(cls, path: str | Path, channel: Channel = DEFAULT) -> VendorSlc:
        """Open the image of a polarisation, by default the first co-polarised one.

        Raises
        ------
        EngineError
            No such polarisation, several images of it (scenes in bursts or sub-swaths), an incomplete or damaged
            product, or a geometry that contradicts itself.
        """
        path = Path(path)
        vendor = vendor_of(path)
        if vendor is None:
            raise EngineError(
                "{path} is no single-look complex product of a known vendor; choose another file.", path=path
            )
        if channel.frequency is not None:
            raise EngineError("{path} holds one frequency band; leave the choice of frequency empty.", path=path)
        try:
            source = _reader(vendor, path)
            sicds = source.get_sicds_as_tuple()
            index = _choose(path, vendor, sicds, channel)
            model = _model(path, vendor, sicds[index])
            info = sicd_info(sicds[index])
        except EngineError:
            raise
        # sarpy's readers fail with whatever their parsers stumble over.
        except Exception as error:
            reason = " ".join(str(error).split())[:200]
            raise EngineError(
                "{path} could not be read as a {vendor} product ({name}: {reason}); check that all of its files are "
                "there, or choose its SICD if the vendor offers one.",
                path=path,
                vendor=vendor.name,
                name=type(error).__name__,
                reason=reason,
            ) from error
        return cls(path, model, info, source, index)

    def read(self, line: int, sample: int, lines: int, samples: int) -> np.ndarray:
        """A window inside the image as (lines, samples) complex64; see `product.Reader.read`."""
        crosswise = lines_are_columns(self.model)
        across, along = slice(sample, sample + samples), slice(line, line + lines)
        window = (across, along) if crosswise else (along, across)
        try:
            values = self.source.read(*window, index=self.index, squeeze=False)
        except Exception as error:
            raise EngineError(
                "The samples of {path} could not be read ({name}: {reason}); copy or download it again.",
                path=self.path,
                name=type(error).__name__,
                reason=" ".join(str(error).split())[:200],
            ) from error
        values = values.reshape(samples, lines).T if crosswise else values.reshape(lines, samples)
        return values.astype(np.complex64, copy=False)


def _reader(vendor: Vendor, path: Path) -> Any:
    module, name = vendor.reader.rsplit(".", 1)
    with _quiet_sarpy():
        return getattr(importlib.import_module(module), name)(str(path))


@contextlib.contextmanager
def _quiet_sarpy() -> Iterator[None]:
    """Within the block alone, sarpy neither warns nor estimates an image quality that is not needed.

    For that estimate the readers load all of matplotlib, which fails where the system has another matplotlib beside the
    engine's own. They call it on their own metadata, so that no argument and no derived class keeps them from it.
    """
    logger, estimate = logging.getLogger("sarpy"), SICDType.populate_rniirs
    level = logger.level
    SICDType.populate_rniirs = lambda self, **_: None
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        SICDType.populate_rniirs = estimate
        logger.setLevel(level)


def _choose(path: Path, vendor: Vendor, sicds: tuple, channel: Channel) -> int:
    """Index of the image of the polarisation asked for."""
    polarisations = [str(sicd.get_processed_polarization()).replace(":", "") for sicd in sicds]
    present = sorted(set(polarisations), key=lambda p: (p[:1] != p[1:], p))
    wanted = channel.polarisation or present[0]
    matching = [index for index, found in enumerate(polarisations) if found == wanted]
    if not matching:
        raise EngineError(
            "{path} has no {wanted} image; it has {present}.", path=path, wanted=wanted, present=", ".join(present)
        )
    if len(matching) > 1:
        raise EngineError(
            "{path} ({name}) holds {count} {wanted} images, bursts or sub-swaths of a scene, which are not supported; "
            "choose a strip-map or spotlight product.",
            path=path,
            name=vendor.name,
            count=len(matching),
            wanted=wanted,
        )
    return matching[0]


def _model(path: Path, vendor: Vendor, sicd: Any) -> SensorModel:
    if sicd.Grid.Type == "RGZERO":
        # Vendors state when and how far each pixel was at closest approach. When it was in the middle of the beam, and
        # the Doppler rate that leads from there to closest approach, are sarpy's estimates, rough ones for Capella
        # (8 % of the distance to the scene centre in one checked case): project from closest approach itself.
        sicd.Grid.TimeCOAPoly = Poly2DType(Coefs=[list(sicd.RMA.INCA.TimeCAPoly.Coefs)])
    try:
        return sicd_model(sicd, path)
    except EngineError as error:
        # The metadata are sarpy's translation: what is wrong with them need not be wrong with the product.
        reason = str(error).rstrip(".")
        raise EngineError(
            "The {name} product as sarpy describes it cannot be used: {reason}; if the vendor offers it as SICD, "
            "choose that.",
            name=vendor.name,
            reason=reason,
        ) from error
