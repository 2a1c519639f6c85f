"""Intervals of 95% by bootstrap over people, because what one person says belongs together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from coprod_widgets.measures.thresholds import PROVISIONAL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

RESAMPLES = PROVISIONAL.resamples
METHOD = f"interval: percentiles of {RESAMPLES} resamples of people"
Bounds = tuple[float | None, float | None]


def ratio_interval(by_person: Iterable[tuple[float, float]], *, seed: int) -> Bounds:
    """The interval of one sum by another, given both sums of each person."""
    import numpy as np

    sums = np.array(sorted(by_person), dtype=np.float64)
    count = len(sums)
    times = np.random.default_rng(seed).multinomial(count, [1 / count] * count, size=RESAMPLES)
    above, below = (times @ sums).T
    return middle(above[below > 0] / below[below > 0])


def interval(
    people: Numbers, work: Callable[[Numbers], float], *, seed: int, resamples: int = RESAMPLES
) -> Bounds:
    """The interval of any statistic of people, each of them one row."""
    import numpy as np

    drawn = np.random.default_rng(seed).integers(0, len(people), size=(resamples, len(people)))
    return middle(np.array([work(people[chosen]) for chosen in drawn]))


def middle(drawn: Numbers) -> Bounds:
    """The middle 95%; none where it can't be worked out in too many of the resamples."""
    import numpy as np

    known = drawn[np.isfinite(drawn)]
    if not len(drawn) or len(known) < PROVISIONAL.resamples_defined * len(drawn):
        return None, None
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)
