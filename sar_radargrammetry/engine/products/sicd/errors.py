"""How well a SICD product says that its own navigation is known (SICD Volume 1, ErrorStatistics.Components)."""

from __future__ import annotations

from typing import Any

import numpy as np


def navigation_sigma(sicd: Any) -> dict[str, float] | None:
    """Standard deviations for the sidecar's `info`: range, along, track [m], drift [m/s]; None where nothing is said.

    In the frames RIC (radial, in track, cross track) the second position error is along the track, the other two are
    across it; in ECF all three are both. What the atmosphere delays is a range error. Drift is the velocity's error.

    Parameters
    ----------
    sicd : sarpy SICDType
    """
    parts = getattr(getattr(sicd, "ErrorStatistics", None), "Components", None)
    track = getattr(parts, "PosVelErr", None)
    sensor, troposphere = getattr(parts, "RadarSensor", None), getattr(parts, "TropoError", None)
    position, velocity = (_numbers(track, kind) for kind in ("P", "V"))
    bias = _number(sensor, "RangeBias")
    delay = _number(troposphere, "TropoRangeSlant")
    if delay is None:
        delay = _number(troposphere, "TropoRangeVertical")
    if position is None and bias is None:
        return None
    found: dict[str, float] = {}
    if bias is not None or delay is not None:
        found["range"] = float(np.hypot(bias or 0.0, delay or 0.0))
    if position is not None:
        local = str(getattr(track, "Frame", "")).startswith("RIC")
        found["along"] = float(position[1] if local else _rms(position))
        found["track"] = float(_rms(position[[0, 2]]) if local else _rms(position))
    if velocity is not None:
        found["drift"] = float(_rms(velocity))
    return {name: round(value, 6) for name, value in found.items()}


def _number(part: Any, field: str) -> float | None:
    value = getattr(part, field, None)
    return None if value is None or not np.isfinite(value) or value < 0.0 else float(value)


def _numbers(part: Any, kind: str) -> np.ndarray | None:
    """The three errors `kind`1 to 3; None where one is missing."""
    values = [_number(part, f"{kind}{axis}") for axis in (1, 2, 3)]
    return None if None in values else np.array(values)


def _rms(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(values**2)))
