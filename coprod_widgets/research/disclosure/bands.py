"""Attributes made coarser, so that many people share each value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from coprod_widgets.errors import CoprodError

NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Bands:
    """Numbers as bands: cuts at 30 and 40 give "under 30", "30 to 39" and "40 and over".

    Args:
        cuts: The numbers at which a new band begins, ascending. Between cuts that are whole, a band
            is named by its last whole number, and 39.5 belongs to "30 to 39", as ages do.

    Raises:
        CoprodError: There is no cut, or they don't ascend.
    """

    cuts: tuple[int | float, ...]

    def __post_init__(self) -> None:
        ascending = all(low < high for low, high in pairwise(self.cuts))
        if not self.cuts or not ascending:
            raise CoprodError(
                f"The bands are cut at {list(self.cuts)}.",
                "Give one cut or more, each above the one before it.",
            )

    @property
    def values(self) -> tuple[str, ...]:
        """All bands, from the lowest on, and "not known" as the last."""
        cuts = self.cuts
        between = [_between(low, high) for low, high in pairwise(cuts)]
        return (f"under {cuts[0]}", *between, f"{cuts[-1]} and over", NOT_KNOWN)

    def of(self, attribute: str, value: object) -> str:
        """The band of one person's number; "not known" without one.

        Raises:
            CoprodError: The value is no number. It is not named, because it is somebody's.
        """
        if value is None or value != value:
            return NOT_KNOWN
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise CoprodError(
                f"Somebody's '{attribute}' is no number, and it is to be put into bands.",
                "Use bands for numbers alone, and groups for codes.",
            )
        return self.values[sum(cut <= value for cut in self.cuts)]


@dataclass(frozen=True, slots=True)
class Groups:
    """Codes as fewer codes.

    Args:
        groups: Each coarser code with the codes that it stands for.

    Raises:
        CoprodError: There is no group, or a code is in two.
    """

    groups: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        codes = [code for group in self.groups.values() for code in group]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if not codes or twice:
            raise CoprodError(
                f"The groups have {f'{twice} twice' if twice else 'no codes'}.",
                "Put each code into one group.",
            )

    @property
    def values(self) -> tuple[str, ...]:
        """All groups in the order in which they were declared, and "not known" as the last."""
        return (*self.groups, NOT_KNOWN)

    def of(self, attribute: str, value: object) -> str:
        """The group of one person's code; "not known" without one.

        Raises:
            CoprodError: The code is in no group. It is not named, because it is somebody's.
        """
        if value is None or value == "":
            return NOT_KNOWN
        for group, codes in self.groups.items():
            if value in codes:
                return group
        raise CoprodError(
            f"Somebody's '{attribute}' has a code that is in no group.",
            f"Put each code of '{attribute}' into one of {list(self.groups)}.",
        )


@dataclass(frozen=True, slots=True)
class AsIs:
    """A value as it is, for what is coarse already.

    Args:
        declared: All values that there can be, in their order. Without them only those that occur
            are known, and a table then tells that each of them does.
    """

    declared: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """What was declared, and "not known" as the last; empty if nothing was."""
        return (*self.declared, NOT_KNOWN) if self.declared else ()

    def of(self, attribute: str, value: object) -> str:
        """One person's value as text; "not known" without one.

        Raises:
            CoprodError: Values were declared, and this is none of them. It is not named.
        """
        if value is None or value == "" or value != value:
            return NOT_KNOWN
        if self.declared and str(value) not in self.declared:
            raise CoprodError(
                f"Somebody's '{attribute}' is none of the values that were declared.",
                f"Declare all values of '{attribute}', or none.",
            )
        return str(value)


Coarser = Bands | Groups | AsIs


def _between(low: int | float, high: int | float) -> str:
    if isinstance(low, int) and isinstance(high, int):
        return str(low) if high - low == 1 else f"{low} to {high - 1}"
    return f"{low} to under {high}"
