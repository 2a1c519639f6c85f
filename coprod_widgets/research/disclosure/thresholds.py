"""The numbers of disclosure control, each with where it comes from. They stand nowhere else."""

from __future__ import annotations

from coprod_widgets.errors import CoprodError

LEAST_PEOPLE = 10
"""No number is told of fewer people. UK LLC's guide to disclosure control refuses counts under 10,
zero among them; `safe_threshold` of ACRO and SACRO is 10, and zeros are disclosive there."""

FLOOR = 5
"""The least that a study may ask for in its stead. The SDC handbook names thresholds from 3 to 10;
under 5, two people of a group could work the rest of it out between them."""

BASE = 5
"""Counts are rounded to the nearest multiple of it. NHS England rounds sub-national counts to 5."""

DECIMALS = 1
"""The places of a mean. With more of them a mean of whole numbers would give away its exact n."""

LARGEST_SHARE = 0.9
"""The most of a group's total that may come from its two largest values: the (n, k) rule of
dominance in the SDC handbook, with ACRO's n = 2 and k = 0.9."""


def least_k(k: int) -> int:
    """The k itself, if it may be used.

    Raises:
        CoprodError: It is under the floor.
    """
    if k < FLOOR:
        raise CoprodError(
            f"The least number of people is set to {k}, and it is never under {FLOOR}.",
            f"Set k to {LEAST_PEOPLE}, or leave it out.",
        )
    return k


def least_base(base: int) -> int:
    """The base itself, if counts may be rounded to it.

    Raises:
        CoprodError: It is finer than the default.
    """
    if base < BASE:
        raise CoprodError(
            f"Counts are to be rounded to {base}, and they are never rounded to less than {BASE}.",
            f"Set the base to {BASE}, or leave it out.",
        )
    return base


def rounded(number: int, base: int = BASE) -> int:
    """The multiple of the base that is nearest; the upper one of two that are."""
    return (2 * number + base) // (2 * base) * base


def meant(told: int, base: int = BASE) -> tuple[int, int]:
    """The least and the most that a rounded number can stand for."""
    return max(0, told - base // 2), told + (base - 1) // 2
