"""The matchers there are and what each can do.

Standard library only: parameters, their help and the QGIS side read this too. The modules of a matcher are imported
when it is made or trained, see `matchers.make_matcher` and `engine.training.recipe`.
"""

from __future__ import annotations

import dataclasses

from ..errors import EngineError


@dataclasses.dataclass(frozen=True, kw_only=True)
class Training:
    """How a matcher is trained.

    Parameters
    ----------
    module : str
        Of `engine.training`; has ``fresh()`` and ``further(weights, freeze_encoder)``, see `recipe`.
    side : int
        Side of a crop when it is trained from scratch [pixels].
    rate, further_rate : float
        Highest learning rate from scratch and from given weights, at batches of four crops. RoMa's authors have 1e-4
        at batches of 8, which is in proportion.
    frozen_encoder : bool
        Whether its encoder can be kept as it is.
    """

    module: str
    side: int
    rate: float
    further_rate: float
    frozen_encoder: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class MatcherCost:
    """What a matcher takes on a processor, measured with patches of 512 pixels a side on one core of 2.5 GHz.

    Parameters
    ----------
    one_way, both_ways : float
        Core seconds a megapixel of windows, for a match there, and there and back with its judgement.
    pixel_memory : float
        Bytes a pixel of a patch, at the most.
    again : float
        Share by which patches of mountains take longer for each pixel that a metre of height moves a match, because
        some are searched again. Measured at intersections of 15 and 43 degrees.
    serial : float
        Share of a match in which others beside it in the same process wait, or that one core does alone.
    bfloat16 : float
        Time with convolutions of bfloat16 in units of that with float32.
    """

    one_way: float
    both_ways: float
    pixel_memory: float
    again: float = 0.2
    serial: float = 0.1
    bfloat16: float = 1.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class MatcherEntry:
    """A matcher by its name.

    Parameters
    ----------
    name : str
        Value of the parameter ``matcher``; stays for good.
    summary : str
        What it is in a few words, for the help of the parameter.
    module : str
        Of `engine.matching`; has ``make(weights, device, warn, precision) -> ReadyMatcher``.
    cost : MatcherCost
        Before it is made, for the estimate before a run.
    learned : bool
        It has weights.
    bundled_weights : bool
        Weights come with the plugin.
    calibrated : bool
        As it comes with the plugin, its certainties and errors were calibrated on SAR images.
    threads : bool
        One process matches with all its threads, because few processes fit into memory. Its bytes then depend on their
        number, as sums of PyTorch do; other matchers have as many in every process (`parallel.PATCH_THREADS`).
    training : Training, optional
        How it is trained; None for what cannot be.
    """

    name: str
    summary: str
    module: str
    cost: MatcherCost
    learned: bool = False
    bundled_weights: bool = False
    calibrated: bool = False
    threads: bool = False
    training: Training | None = None

    @property
    def needs_weights(self) -> bool:
        """Whether a weights file must be given."""
        return self.learned and not self.bundled_weights


MATCHERS = (
    MatcherEntry(
        name="compact",
        summary="a small neural network trained on SAR pairs, the most accurate; its weights come with the plugin",
        module="compact.matcher",
        cost=MatcherCost(one_way=4.5, both_ways=7.0, pixel_memory=1700.0, again=0.0, serial=0.15, bfloat16=0.7),
        learned=True,
        bundled_weights=True,
        calibrated=True,
        training=Training(module="compact", side=160, rate=1e-3, further_rate=3e-4),
    ),
    MatcherEntry(
        name="poc",
        summary="phase-only correlation from coarse to fine, the conventional method; needs no training",
        module="poc",
        cost=MatcherCost(one_way=5.2, both_ways=5.2, pixel_memory=950.0),
        calibrated=True,
    ),
    MatcherEntry(
        name="roma",
        summary="RoMa, a large network trained on photographs; needs the Python package romatch, weights from Download "
        "weights of RoMa, 6 GB of memory and, without a graphics card, minutes per patch",
        module="roma.matcher",
        # Of the network of the authors' weights; `compact` makes its passes.
        cost=MatcherCost(one_way=3.7, both_ways=1080.0, pixel_memory=21000.0),
        learned=True,
        threads=True,
        training=Training(module="roma", side=160, rate=1e-3, further_rate=5e-5, frozen_encoder=True),
    ),
)
MATCHER_NAMES = tuple(entry.name for entry in MATCHERS)
"""The first is the default."""
LEARNED = tuple(entry.name for entry in MATCHERS if entry.learned)
TRAINABLE = tuple(entry.name for entry in MATCHERS if entry.training is not None)
COMPLETE = tuple(entry.name for entry in MATCHERS if not entry.needs_weights)
"""Those that need nothing which does not come with the plugin."""


def matcher_entry(name: str) -> MatcherEntry:
    """The entry of a name.

    Raises
    ------
    EngineError
        There is no such matcher.
    """
    for entry in MATCHERS:
        if entry.name == name:
            return entry
    raise EngineError(
        "There is no matcher {name}; known are {matcher_names}.",
        name=repr(name),
        matcher_names=", ".join(MATCHER_NAMES),
    )
