"""The statistics of agreement, each with its formula in words and when it can be told."""

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
    name: str
    formula: str
    range: Bounds
    work: Callable[[Numbers, Numbers, Sequence[int]], float]
    always: bool = False
    varies: bool | None = None


KINDS = (
    Kind(
        "EX",
        "Exactly the same",
        "Pairs that are the same, by pairs.",
        (0, 1),
        lambda first, second, _: float((first == second).mean()),
        always=True,
    ),
    Kind(
        "W1",
        "Within one step",
        "Pairs no more than one step apart, by pairs.",
        (0, 1),
        lambda first, second, _: float((abs(second - first) <= 1).mean()),
        always=True,
    ),
    Kind(
        "DIR",
        "Direction",
        "Mean of the second less the first.",
        (None, None),
        lambda first, second, _: float((second - first).mean()),
        always=True,
    ),
    Kind(
        "MAD",
        "Distance",
        "Mean number of steps apart.",
        (0, None),
        lambda first, second, _: float(abs(second - first).mean()),
        always=True,
    ),
    Kind(
        "QWK",
        "Weighted kappa, quadratic",
        "1 less weighted disagreement found by that expected by chance; weights are squared steps.",
        (-1, 1),
        lambda first, second, codes: by.weighted_kappa(table_of(first, second, codes), "quadratic"),
        varies=True,
    ),
    Kind(
        "LWK",
        "Weighted kappa, linear",
        "As the quadratic one; weights are steps.",
        (-1, 1),
        lambda first, second, codes: by.weighted_kappa(table_of(first, second, codes), "linear"),
        varies=True,
    ),
    Kind(
        "AC2",
        "Gwet's AC2, quadratic",
        "Agreement found less that expected by chance, by 1 less that; chance by how often each "
        "code is used at all.",
        (None, 1),
        lambda first, second, codes: by.ac2(table_of(first, second, codes)),
        varies=False,
    ),
    Kind(
        "ICC(A,1)",
        "Intraclass correlation, absolute agreement",
        "Two-way, single ratings: (MSR - MSE) / (MSR + MSE + 2 (MSC - MSE) / n).",
        (None, 1),
        lambda first, second, _: by.icc(first, second, "agreement"),
        varies=True,
    ),
    Kind(
        "ICC(C,1)",
        "Intraclass correlation, consistency",
        "Two-way, single ratings: (MSR - MSE) / (MSR + MSE).",
        (-1, 1),
        lambda first, second, _: by.icc(first, second, "consistency"),
        varies=True,
    ),
    Kind(
        "SD",
        "Standard deviation of the differences",
        "With n - 1.",
        (0, None),
        lambda first, second, _: by.spread(first, second),
    ),
    Kind(
        "LOA_low",
        "Limits of agreement, lower",
        "Mean difference less 1.96 standard deviations of the differences.",
        (None, None),
        lambda first, second, _: by.limits(first, second, -1),
    ),
    Kind(
        "LOA_high",
        "Limits of agreement, upper",
        "Mean difference plus 1.96 standard deviations of the differences.",
        (None, None),
        lambda first, second, _: by.limits(first, second, 1),
    ),
    Kind(
        "d_z",
        "Standardised difference",
        "Mean difference by the standard deviation of the differences.",
        (None, None),
        lambda first, second, _: by.standardised(first, second),
    ),
)
