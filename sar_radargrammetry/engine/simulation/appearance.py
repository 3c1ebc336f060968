"""What the images of a pair look like beyond geometry and noise: the pulse, clutter, land cover, bright things.

The defaults are those of the job `simulatepair`; training draws others, so that a network meets more than one kind.
"""

from __future__ import annotations

import dataclasses

from .double_bounce import NONE, Lines
from .impulse import STANDARD, Impulse
from .scattering import Cover
from .texture import LOG_NORMAL, SCATTERERS_PER_HECTARE, SHARED_POINTS, Texture


@dataclasses.dataclass(frozen=True)
class CoverPattern:
    """Patches of land cover.

    Parameters
    ----------
    classes : tuple of Cover
    size : float
        Of a patch [m].
    changed : float
        Share of the patches that are of another class in the second view: mown, harvested, wet.
    """

    classes: tuple[Cover, ...]
    size: float
    changed: float = 0.0


@dataclasses.dataclass(frozen=True)
class Backdrop:
    """A SAR image whose brightness is laid over the ground.

    Parameters
    ----------
    path : str
    step : float
        Metres of ground a pixel of the image, whatever its own are.
    """

    path: str
    step: float


@dataclasses.dataclass(frozen=True, kw_only=True)
class Appearance:
    """See above.

    Parameters
    ----------
    impulses : (Impulse, Impulse)
        In azimuth and in range.
    texture : Texture
    cover : CoverPattern, optional
        By default the fields and roads of `texture.land_cover`, all with the response `texture.angular_response`.
    points_per_hectare : float
        Bright points.
    shared_points : float
        Share of them that both views see.
    lines : Lines
    backdrop : Backdrop, optional
    """

    impulses: tuple[Impulse, Impulse] = (STANDARD, STANDARD)
    texture: Texture = LOG_NORMAL
    cover: CoverPattern | None = None
    points_per_hectare: float = SCATTERERS_PER_HECTARE
    shared_points: float = SHARED_POINTS
    lines: Lines = NONE
    backdrop: Backdrop | None = None


PLAIN = Appearance()
