"""The statistics of agreement, and when each can be told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coprod_widgets.measures import coefficients as by
from coprod_widgets.measures.coefficients import table_of

if TYPE_CHECKING:
    from coprod_widgets.measures.coefficients import Numbers

Bounds = tuple[float | None, float | None]
"""The least and the most that a statistic can be; None where there is no such end."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a statistic is worked out. `always` is told of any number of pairs.

    `varies` is whether both sides have to vary (True), or at least one (False).
    """

    code: str
    range: Bounds
    work: Callable[[Numbers, Numbers, Sequence[int]], float]
    always: bool = False
    varies: bool | None = None


KINDS = (
    Kind("EX", (0, 1), lambda first, second, _: float((first == second).mean()), always=True),
    Kind(
        "W1", (0, 1), lambda first, second, _: float((abs(second - first) <= 1).mean()), always=True
    ),
    Kind("DIR", (None, None), lambda first, second, _: float((second - first).mean()), always=True),
    Kind("MAD", (0, None), lambda first, second, _: float(abs(second - first).mean()), always=True),
    Kind(
        "QWK",
        (-1, 1),
        lambda first, second, codes: by.weighted_kappa(table_of(first, second, codes), "quadratic"),
        varies=True,
    ),
    Kind(
        "LWK",
        (-1, 1),
        lambda first, second, codes: by.weighted_kappa(table_of(first, second, codes), "linear"),
        varies=True,
    ),
    Kind(
        "AC2",
        (None, 1),
        lambda first, second, codes: by.ac2(table_of(first, second, codes)),
        varies=False,
    ),
    Kind(
        "ICC(A,1)",
        (None, 1),
        lambda first, second, _: by.icc(first, second, "agreement"),
        varies=True,
    ),
    Kind(
        "ICC(C,1)",
        (-1, 1),
        lambda first, second, _: by.icc(first, second, "consistency"),
        varies=True,
    ),
    Kind("SD", (0, None), lambda first, second, _: by.spread(first, second)),
    Kind("LOA_low", (None, None), lambda first, second, _: by.limits(first, second, -1)),
    Kind("LOA_high", (None, None), lambda first, second, _: by.limits(first, second, 1)),
    Kind("d_z", (None, None), lambda first, second, _: by.standardised(first, second)),
)
