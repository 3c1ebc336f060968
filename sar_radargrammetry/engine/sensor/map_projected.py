"""Images whose pixels lie on a map or on the ground instead of in slant range, without terrain correction.

Such a pixel still stands for one range and one zero-Doppler time: those of the place on the surface that the image was
projected to. Three products are alike in this: images geocoded onto an ellipsoid (GEC), images warped through a grid of
geolocated points, and images in ground range. The height of a point displaces it in any direction of the image.

Where the slant range has bends that a smooth table cannot hold, as where polynomials of ground range are interpolated
linearly between their updates, the table holds ground ranges, and the conversion to slant range is evaluated exactly.
Pixel convention: the centre of the first pixel is (0, 0).
"""

from __future__ import annotations

import dataclasses
import functools

import numpy as np

from ..errors import EngineError
from ..parallel import for_pieces
from .closest_approach import closest_approach
from .ground_range import GroundToSlant
from .model import ProjectionSet
from .pixel_mapping import Function, PixelMapping, Where, fitted
from .trajectory import Trajectory

APPROACH_MARGIN = 0.5
"""Share of the image's duration by which a point may be passed before or after it and still get a place."""


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class MapProjectedModel:
    """Image whose pixels' times and ranges are a table.

    Parameters
    ----------
    trajectory : Trajectory
    lines, samples : int
        Size of the image.
    look_side : {"left", "right"}
        Side of the track the antenna looks to.
    reference_height : float
        A height above the ellipsoid typical of the scene [m].
    mapping : PixelMapping
        Zero-Doppler time and range of the pixels of the product; ground range where there is a `conversion`.
    conversion : GroundToSlant, optional
        From the table's ground ranges to slant ranges.
    origin, step : (2,) ndarray
        Line and sample of the product of this image's pixel (0, 0), and from pixel to pixel: a window of the product,
        averaged over looks, keeps its table.
    """

    trajectory: Trajectory
    lines: int
    samples: int
    look_side: str
    reference_height: float
    mapping: PixelMapping
    origin: np.ndarray = dataclasses.field(default_factory=lambda: np.zeros(2))
    step: np.ndarray = dataclasses.field(default_factory=lambda: np.ones(2))
    conversion: GroundToSlant | None = None

    def __post_init__(self) -> None:
        if self.lines < 1 or self.samples < 1:
            raise EngineError(
                "An image of {lines} lines and {samples} samples is empty.", lines=self.lines, samples=self.samples
            )
        if self.look_side not in ("left", "right"):
            raise EngineError("The look side is {look_side}; it must be left or right.", look_side=repr(self.look_side))

    def projection_set(self, line: np.ndarray, sample: np.ndarray) -> ProjectionSet:
        """What pixels at `line` and `sample` (any broadcastable shapes) stand for; the range rate is zero."""
        line, sample = np.broadcast_arrays(np.asarray(line, float), np.asarray(sample, float))
        shape = line.shape
        line, sample = line.ravel(), sample.ravel()
        time, range_ = np.empty(line.size), np.empty(line.size)
        arp, varp = np.empty((line.size, 3)), np.empty((line.size, 3))

        def solve(piece: slice) -> None:
            time[piece], range_[piece] = self.mapping.at(
                self.origin[0] + self.step[0] * line[piece], self.origin[1] + self.step[1] * sample[piece]
            )
            if self.conversion is not None:
                range_[piece] = self.conversion.slant_range(time[piece], range_[piece])
            arp[piece], varp[piece], _ = self.trajectory.at(time[piece])

        for_pieces(solve, line.size)
        return ProjectionSet(
            time.reshape(shape), arp.reshape(*shape, 3), varp.reshape(*shape, 3), range_.reshape(shape), np.zeros(shape)
        )

    def ground_to_image(self, xyz: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Line and sample, each (...), at which ground points (..., 3) ECEF [m] appear.

        Returns
        -------
        line, sample : (...) ndarray
            NaN where the point is not passed within the image's duration and half of it on both sides.
        """
        xyz = np.asarray(xyz, float)
        time, range_ = closest_approach(self.trajectory, self._approaches, xyz.reshape(-1, 3))
        pixel = np.empty((2, time.size))

        def solve(piece: slice) -> None:
            across = range_[piece]
            if self.conversion is not None:
                across = self.conversion.ground_range(time[piece], across)
            pixel[:, piece] = self.mapping.pixel(time[piece], across)

        for_pieces(solve, time.size)
        line, sample = ((p - o) / s for p, o, s in zip(pixel, self.origin, self.step, strict=True))
        return line.reshape(xyz.shape[:-1]), sample.reshape(xyz.shape[:-1])

    def time_span(self) -> tuple[float, float]:
        """Earliest and latest time [s] that a pixel of the image stands for.

        Found on the outline: time has no extreme inside an image, because it grows along the track.
        """
        along, ends = np.linspace(-0.5, 0.5, 9), np.repeat([-0.5, 0.5], 9)
        line = 0.5 * (self.lines - 1) + self.lines * np.concatenate([along, along, ends])
        sample = 0.5 * (self.samples - 1) + self.samples * np.concatenate([ends, along, along])
        time = self.mapping.at(self.origin[0] + self.step[0] * line, self.origin[1] + self.step[1] * sample)[0]
        return float(time.min()), float(time.max())

    @functools.cached_property
    def _approaches(self) -> tuple[float, float]:
        """Times [s] between which the antenna is looked for abreast of points."""
        begin, end = self.time_span()
        margin = APPROACH_MARGIN * (end - begin)
        return max(begin - margin, self.trajectory.start), min(end + margin, self.trajectory.end)

    def on_grid(
        self, lines: int, samples: int, first: tuple[float, float], looks: tuple[int, int]
    ) -> MapProjectedModel:
        """The model of an image whose first pixel stands at pixel `first` of this one and whose pixels span `looks`."""
        return dataclasses.replace(
            self,
            lines=lines,
            samples=samples,
            origin=self.origin + self.step * np.array(first),
            step=self.step * np.array(looks, float),
        )


def fitted_model(
    function: Function,
    trajectory: Trajectory,
    lines: int,
    samples: int,
    look_side: str,
    reference_height: float,
    conversion: GroundToSlant | None = None,
    where: Where | None = None,
) -> tuple[MapProjectedModel, float]:
    """The model of an image whose pixels' times and ranges a function gives, and its residual [px]; see `fitted`.

    With a `conversion` the function gives ground ranges.

    Raises
    ------
    EngineError
        The function is not finite, does not tell pixels apart, or has times outside the trajectory.
    """
    try:
        mapping, residual = fitted(function, lines, samples, where=where)
        if not np.isfinite([mapping.time, mapping.range_]).all():
            # The track may end soon after the image.
            mapping, residual = fitted(function, lines, samples, (0.0, 0.0), where)
    except np.linalg.LinAlgError as error:
        raise EngineError("Pixels of the image have the same time and range; its geometry is damaged.") from error
    range_ = mapping.range_ if conversion is None else conversion.slant_range(mapping.time, mapping.range_)
    if not (np.isfinite([mapping.time, range_]).all() and (range_ > 0).all()):
        raise EngineError("The antenna does not pass all places of the image; its state vectors do not cover it.")
    model = MapProjectedModel(
        trajectory=trajectory, lines=lines, samples=samples, look_side=look_side, reference_height=reference_height,
        mapping=mapping, conversion=conversion,
    )  # fmt: skip
    begin, end = model.time_span()
    if begin < trajectory.start or end > trajectory.end:
        raise EngineError(
            "The state vectors cover {start:.3f} s to {end:.3f} s, but the image was taken from {image_start:.3f} s to "
            "{image_end:.3f} s.",
            start=trajectory.start,
            end=trajectory.end,
            image_start=begin,
            image_end=end,
        )
    return model, residual
