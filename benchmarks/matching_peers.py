"""Matchers of others, with the same help as ours: the secondary resampled along the geometry's prior."""

from __future__ import annotations

import numpy as np

from .matching_pandora import pandora_checked, pandora_one_way
from .matching_scenes import Case, inside_secondary, middle_places, origin


def prior_only(case: Case) -> np.ndarray:
    """The match at the middle height."""
    return middle_places(case)


def dis_flow(case: Case) -> np.ndarray:
    """OpenCV's DIS optical flow on log amplitude, after resampling the secondary at the middle height."""
    import cv2

    inside = inside_secondary(case)
    flow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    shift = flow.calc(*prealigned_bytes(case), None)
    rows, columns = np.mgrid[: inside.shape[0], : inside.shape[1]].astype(np.float32)
    moved = cv2.remap(
        inside, columns + shift[..., 0], rows + shift[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return moved.astype(float) + origin(case)


def prealigned_bytes(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Log amplitude of both, (lines, samples) uint8; the secondary resampled at the middle height."""
    import cv2

    inside = inside_secondary(case)
    warped = cv2.remap(_bytes(case.secondary.amplitude), inside[..., 1], inside[..., 0], cv2.INTER_LINEAR)
    return _bytes(case.reference.amplitude), warped


def _bytes(amplitude: np.ndarray) -> np.ndarray:
    log = np.log(np.maximum(amplitude, 1e-6))
    low, high = np.percentile(log, [1.0, 99.0])
    return np.clip((log - low) / (high - low) * 255.0, 0, 255).astype(np.uint8)


PEERS = {
    "prior only": ((), prior_only),
    "OpenCV DIS": (("cv2",), dis_flow),
    "Pandora, one way": (("pandora", "pandora_plugin_libsgm"), pandora_one_way),
    "Pandora, checked": (("pandora", "pandora_plugin_libsgm"), pandora_checked),
}
"""Matchers by name, with the packages that they need."""
