"""CNES's Pandora as a matcher of radar images: census, semi-global matching, sub-pixel refinement, cross-checking.

It compares along rows only. So the secondary is resampled at the middle height, and both images are sheared until what
a height moves runs along the rows, also where the tracks cross.
"""

from __future__ import annotations

import dataclasses
import logging

import numpy as np
from scipy import ndimage

from .matching_scenes import Case, inside_secondary, origin

# Window and penalties are the best of twelve on three other scenes; the usual ones, for optical images, keep less
# than a third of one-look radar's pixels.
PANDORA = {
    "matching_cost": {"matching_cost_method": "census", "window_size": 13, "subpix": 1},
    "optimization": {
        "optimization_method": "sgm",
        "penalty": {"penalty_method": "sgm_penalty", "P1": 80, "P2": 320},
    },
    "disparity": {"disparity_method": "wta", "invalid_disparity": "NaN"},
    "refinement": {"refinement_method": "vfit"},
    "filter": {"filter_method": "median", "filter_size": 3},
}
CROSS_CHECK = {"validation": {"validation_method": "cross_checking_accurate", "cross_checking_threshold": 1.0}}
INVALID = -9999.0


@dataclasses.dataclass(frozen=True)
class Frame:
    """The grid that both images are brought to: the reference's, wider and taller, its columns moved up or down.

    Parameters
    ----------
    low, high : int
        Shifts along its rows that the heights of the prior's range make.
    wide, tall : int
        Columns and rows that it has beyond the reference's on either side.
    drop : (columns,) int ndarray
        Rows by which the reference stands lower than the grid, for each column of the grid.
    places : (rows, columns, 2) ndarray
        Where in the secondary's window its pixels lie at the middle height.
    """

    low: int
    high: int
    wide: int
    tall: int
    drop: np.ndarray
    places: np.ndarray


def pandora_one_way(case: Case) -> np.ndarray:
    """Without the check."""
    return _pandora(case, PANDORA)


def pandora_checked(case: Case) -> np.ndarray:
    """With its cross-checking."""
    return _pandora(case, PANDORA | CROSS_CHECK)


def _pandora(case: Case, pipeline: dict[str, dict]) -> np.ndarray:
    import pandora
    from pandora.constants import Criteria
    from pandora.state_machine import PandoraMachine

    logging.getLogger("transitions.core").setLevel(logging.ERROR)
    frame = make_frame(case)
    left = _dataset(to_frame(case.reference.amplitude, frame), (frame.low, frame.high))
    right = _dataset(_resampled(case.secondary.amplitude, frame.places), (-frame.high, -frame.low))
    pandora.import_plugin()
    machine = PandoraMachine()
    # The check asks for the names of bands, which an image of one band must not have when it runs.
    described = [image.drop_vars(["im", "msk"]).assign_coords(band_im=[None]) for image in (left, right)]
    wanted = {"pipeline": {step: dict(options) for step, options in pipeline.items()}}
    complete = pandora.check_configuration.check_pipeline_section(wanted, *described, machine)
    found, _ = pandora.run(machine, left, right, complete)
    invalid = (found["validity_mask"].data & int(Criteria.PANDORA_MSK_PIXEL_INVALID)) != 0
    return places_at(np.where(invalid, np.nan, found["disparity_map"].data), frame) + origin(case)


def make_frame(case: Case) -> Frame:
    """The frame in which the heights of the prior's range move along rows, so wide that all of them lie inside."""
    inside = inside_secondary(case).astype(float)
    steps = np.stack([np.nanmedian(np.diff(inside, axis=axis), (0, 1)) for axis in (0, 1)], -1)
    prior = case.prior
    ends = (prior.at_nodes(height) - prior.at_nodes(prior.middle) for height in (prior.low, prior.high))
    lowest, highest = (end @ np.linalg.inv(steps).T for end in ends)
    slope = np.nanmedian((highest - lowest)[..., 0] / (highest - lowest)[..., 1])
    shifts = np.stack([lowest, highest])[..., 1]
    low, high = int(np.floor(np.nanmin(shifts))) - 1, int(np.ceil(np.nanmax(shifts))) + 1
    wide, samples = max(-low, high, 0), inside.shape[1]
    drop = np.rint(slope * (np.arange(-wide, samples + wide) - samples / 2)).astype(int)
    tall = int(np.abs(drop).max())
    # Its rows reach the reference's, and the reference's columns reach as far beyond.
    places = _continued(_continued(inside, wide, 1), 2 * tall, 0)
    rows = np.arange(tall, places.shape[0] - tall)[:, None] + drop
    return Frame(low, high, wide, tall, drop, places[rows, np.arange(len(drop))])


def to_frame(values: np.ndarray, frame: Frame) -> np.ndarray:
    """The reference's pixels (lines, samples) in the frame; NaN around them."""
    out = np.full(frame.places.shape[:2], np.nan, np.float32)
    rows, columns = _standing(values.shape, frame)
    out[rows, columns] = values
    return out


def places_at(disparity: np.ndarray, frame: Frame) -> np.ndarray:
    """Where in the secondary's window the reference's pixels (lines, samples, 2) lie, of shifts along the frame."""
    shape = disparity.shape[0] - 2 * frame.tall, disparity.shape[1] - 2 * frame.wide
    rows, columns = _standing(shape, frame)
    moved = columns + np.nan_to_num(disparity[rows, columns])
    left = np.clip(np.floor(moved).astype(int), 0, disparity.shape[1] - 2)
    # Neighbouring columns may stand a row apart: each is taken at the row of the secondary that it shows.
    weight = (moved - left)[..., None]
    place = (1.0 - weight) * frame.places[rows, left] + weight * frame.places[rows, left + 1]
    return np.where(np.isfinite(disparity[rows, columns])[..., None], place, np.nan)


def _standing(shape: tuple[int, int], frame: Frame) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of the frame at which each pixel of the reference stands."""
    columns = frame.wide + np.arange(shape[1])
    return frame.tall + np.arange(shape[0])[:, None] - frame.drop[columns], columns[None, :]


def _continued(places: np.ndarray, count: int, axis: int) -> np.ndarray:
    """Places continued by so many rows or columns on either side, along the slope at the edge."""
    places = np.moveaxis(places, axis, 0)
    steps = np.arange(1, count + 1, dtype=float)[:, None, None]
    before = places[:1] - steps[::-1] * (places[1:2] - places[:1])
    after = places[-1:] + steps * (places[-1:] - places[-2:-1])
    return np.moveaxis(np.concatenate([before, places, after]), 0, axis)


def _resampled(amplitude: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Amplitude at places (line, sample) of the window; NaN outside it and where there is no data."""
    bad = ~np.isfinite(amplitude)
    where = np.moveaxis(places, -1, 0)
    values = ndimage.map_coordinates(np.where(bad, 0.0, amplitude), where, order=3, output=np.float32)
    values[ndimage.map_coordinates(bad.astype(np.uint8), where, order=0, cval=1) > 0] = np.nan
    return values


def _dataset(amplitude: np.ndarray, disparities: tuple[int, int]):
    """An image as Pandora takes it."""
    import xarray

    bad = ~np.isfinite(amplitude)
    limits = np.stack([np.full(amplitude.shape, limit, np.float32) for limit in disparities])
    image = xarray.Dataset(
        {
            "im": (["row", "col"], np.where(bad, INVALID, amplitude).astype(np.float32)),
            "msk": (["row", "col"], bad.astype(np.int16)),
            "disparity": (["band_disp", "row", "col"], limits),
        },
        coords={
            "row": np.arange(amplitude.shape[0]),
            "col": np.arange(amplitude.shape[1]),
            "band_disp": ["min", "max"],
        },
    )
    image.attrs = {
        "no_data_img": INVALID,
        "valid_pixels": 0,
        "no_data_mask": 1,
        "crs": None,
        "transform": None,
        "disparity_source": list(disparities),
    }
    return image
