"""Whatever SAR products lie in a folder: which are read, how right their geometry is, what is wrong with the others."""

from __future__ import annotations

import dataclasses
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..errors import Cancelled, EngineError
from ..image.window import Window
from ..job import Context
from ..products.importing import import_image
from ..products.product import Places, Reader
from ..products.registry import is_candidate, kind_of, open_product, places_of, product_files
from ..sensor.ground import image_to_ground
from ..sensor.model import SensorModel
from .images import announce

PART = 512
"""Lines and samples of the middle of an image that are imported."""
HEIGHTS = (-200.0, 0.0, 500.0)
"""Metres from an image's reference height at which its geometry goes to the ground and back."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Checked:
    """What came of one product.

    Parameters
    ----------
    name : str
        Below the folder.
    kind : str
        Of product; empty where none recognises it.
    imported : bool
        Whether a part was read and written as an image.
    round_trip : float or None
        Largest distance between a pixel and itself after the way to the ground and back [px].
    places : float or None
        Largest distance between pixels and those at which the geometry puts the places that another source states
        [px]; `source` names it.
    warnings : tuple of str
        Of the import; a refusal is the last one.
    seconds : float
    """

    name: str
    kind: str = ""
    imported: bool = False
    round_trip: float | None = None
    places: float | None = None
    source: str = ""
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0


def checked_folder(folder: str | Path, context: Context) -> list[Checked]:
    """Check every product of a folder and its subfolders.

    Raises
    ------
    EngineError
        There is no such folder, or nothing in it that could be a product.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise EngineError("{folder} is no folder; choose the folder that contains the products.", folder=folder)
    files = sorted(file for file in folder.rglob("*") if _is_visible(file, folder) and file.is_file())
    candidates = [file for file in files if is_candidate(file)]
    if not candidates:
        raise EngineError("There is no SAR product in the folder {folder}; choose another one.", folder=folder)
    found, belonging = [], set()
    for done, file in enumerate(candidates):
        context.progress(done / len(candidates))
        if file not in belonging:
            checked, companions = _checked(file, str(file.relative_to(folder)), context)
            found.append(checked)
            belonging |= companions
    context.progress(1.0)
    return found


def _is_visible(file: Path, folder: Path) -> bool:
    return not any(part.startswith(".") for part in file.relative_to(folder).parts)


def _checked(file: Path, name: str, context: Context) -> tuple[Checked, set[Path]]:
    """The outcome of one file, and the other files of its product."""
    begin, told, result = time.monotonic(), [], Checked(name=name)
    companions: set[Path] = set()
    listening = Context(
        report=lambda m: told.append(m["text"]) if m.get("level") == "warning" else None, cancelled=context.cancelled
    )
    try:
        for known in _steps(file, result, listening):
            result = known
            context.check_cancelled()
        companions = set(product_files(file)[1:])
    except Cancelled:
        raise
    except EngineError as error:
        told.append(str(error))
    # Whatever a reader does not expect is what this check is there to find.
    except Exception as error:
        told.append(f"internal error ({type(error).__name__}: {error})")
    return dataclasses.replace(result, warnings=tuple(told), seconds=time.monotonic() - begin), companions


def _steps(file: Path, result: Checked, context: Context) -> Iterator[Checked]:
    """What is known after each step: a later one may fail."""
    result = dataclasses.replace(result, kind=kind_of(file).name)
    yield result
    reader = open_product(file)
    announce(reader, context)
    result = dataclasses.replace(result, round_trip=round_trip(reader.model))
    yield result
    places = places_of(file, reader)
    if places is not None:
        result = dataclasses.replace(result, places=miss(reader.model, places), source=places.source)
        yield result
    _import_middle(reader, context)
    yield dataclasses.replace(result, imported=True)


def round_trip(model: SensorModel) -> float:
    """Largest distance [px] between pixels and themselves after the way to the ground and back.

    Raises
    ------
    EngineError
        No pixel reaches the ground.
    """
    lines, samples = (np.linspace(0.0, n - 1.0, 9) for n in (model.lines, model.samples))
    line, sample, height = (axis.ravel() for axis in np.meshgrid(lines, samples, HEIGHTS, indexing="ij"))
    ground = image_to_ground(model, line, sample, model.reference_height + height)
    back = np.stack(model.ground_to_image(ground))
    distance = np.hypot(*(back - np.stack([line, sample])))
    if not np.isfinite(distance).any():
        raise EngineError("No pixel of the image reaches the ground; its geometry is wrong or not understood.")
    return float(np.nanmax(distance))


def miss(model: SensorModel, places: Places) -> float | None:
    """Largest distance [px] between pixels and those at which places inside the image are found."""
    inside = (places.line > -1) & (places.line < model.lines) & (places.sample > -1) & (places.sample < model.samples)
    if not inside.any():
        return None
    line, sample = model.ground_to_image(places.ground[inside])
    distance = np.hypot(line - places.line[inside], sample - places.sample[inside])
    return float(np.where(np.isfinite(distance), distance, np.inf).max())


def _import_middle(reader: Reader, context: Context) -> None:
    size = [min(PART, n) for n in (reader.model.lines, reader.model.samples)]
    first = [(n - count) // 2 for n, count in zip((reader.model.lines, reader.model.samples), size, strict=True)]
    with tempfile.TemporaryDirectory() as folder:
        import_image(reader, Path(folder) / "middle.tif", 1, 1, context, Window(*first, *size))


def rows_of(found: list[Checked]) -> list[list[str]]:
    """The outcomes as rows of text, the first one the heads."""

    def pixels(value: float | None) -> str:
        return "" if value is None else f"{value:.2g}"

    rows = [["product", "kind", "import", "round trip [px]", "against [px]", "seconds", "warnings"]]
    for one in found:
        against = f"{pixels(one.places)} {one.source}" if one.places is not None else ""
        imported = "yes" if one.imported else "no"
        seconds = f"{one.seconds:.1f}"
        rows.append([one.name, one.kind, imported, pixels(one.round_trip), against, seconds, " ".join(one.warnings)])
    return rows
