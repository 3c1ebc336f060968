"""The matches behind a result: from the metadata of one of its rasters to images, geometry and correspondences."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..errors import EngineError
from ..image.gdal_raster import RasterFailure, open_raster
from ..image.slant_image import SlantImage
from ..matching.correspondence import Correspondence
from ..message import Message
from ..points.triangulation import PixelSteps, look_direction
from ..record import record_of
from ..sensor.ellipsoid import ecef_to_geodetic, up_vector
from ..stereo.intersection import Intersection, height_sigma, intersect


@dataclasses.dataclass(frozen=True, eq=False)
class Opened:
    """A pair with its matches, ready to be inspected.

    Parameters
    ----------
    matches : Correspondence
    images : two of SlantImage
        Reference and secondary.
    pointing : (3,) ndarray
        See `intersection.intersect`.
    steps : PixelSteps
        Of the secondary.
    """

    matches: Correspondence
    images: tuple[SlantImage, SlantImage]
    pointing: np.ndarray
    steps: PixelSteps

    def intersected(
        self, line: np.ndarray, sample: np.ndarray, match: np.ndarray, covariance: np.ndarray
    ) -> tuple[Intersection, np.ndarray, np.ndarray]:
        """Ground points of matches.

        Parameters
        ----------
        line, sample : (n,) ndarray
            Pixels of the reference.
        match : (2, n) ndarray
            Lines and samples of the secondary.
        covariance : (3, n) ndarray
            Variance of line, covariance, variance of sample [px^2].

        Returns
        -------
        points : Intersection
        geodetic : (3, n) ndarray
            Longitude, latitude [degrees], height [m above the ellipsoid].
        sigma : (n,) ndarray
            Of the height, by the covariance of the match [m].
        """
        reference, secondary = (image.model for image in self.images)
        noise = self.steps.noise(covariance, *match)
        points = intersect(
            reference.projection_set(line, sample), secondary.projection_set(*match), self.pointing, noise
        )
        geodetic = np.stack(ecef_to_geodetic(points.xyz))
        return points, geodetic, height_sigma(points, up_vector(*geodetic[:2]))


def open_matches(path: str | Path) -> Opened:
    """Open a correspondence raster with its two images.

    Raises
    ------
    EngineError
        One of the files is missing, damaged, or does not belong to the others.
    """
    matches = Correspondence.open(path)
    images = SlantImage.open(matches.reference), SlantImage.open(matches.secondary)
    for name, image in zip(("reference", "secondary"), images, strict=True):
        if not matches.fits(name, image.model):
            raise EngineError(
                "{path} does not fit its {name} image {value}, which has changed since; run createpatches and "
                "matchpatches again.",
                path=matches.path,
                name=Message(name),
                value=image.path,
            )
    return Opened(matches, images, look_direction(images[0].model), PixelSteps.of(images[1].model))


def matches_of(raster: str | Path) -> Path:
    """The correspondence raster from which an elevation, error or mask was made.

    Parameters
    ----------
    raster : path
        Made by `stereodsm` or `triangulate`.

    Raises
    ------
    EngineError
        The raster does not say, or the correspondence raster is not there.
    """
    path = Path(raster).absolute()
    try:
        record = record_of(open_raster(path)) or {}
        named = list(_named(record, path.parent))
    except (RasterFailure, AttributeError, KeyError, TypeError, ValueError):
        named = []
    found = next((candidate for candidate in named if candidate.is_file()), None)
    if found is not None:
        return found
    if named:
        raise EngineError(
            "The correspondence raster {path} is missing; choose where it is now, or compute the elevation again.",
            path=named[0],
        )
    raise EngineError(
        "{path} names no correspondence raster; choose it, or compute the elevation again with the output "
        "Correspondence.",
        path=path,
    )


def _named(record: dict, folder: Path) -> Iterator[Path]:
    """Where the correspondence raster may be: paths count from the elevation, which may lie in another folder."""
    parameters = record.get("parameters", {})
    relative = record.get("correspondence") or record.get("inputs", {}).get("correspondence", {}).get("path")
    if relative is None:
        return
    yield (folder / relative).resolve()
    elevation = parameters.get("elevation")
    if elevation is not None:
        yield (Path(elevation).parent / relative).resolve()
    if parameters.get("correspondence") is not None:
        yield Path(parameters["correspondence"])
