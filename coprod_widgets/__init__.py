"""coprod: structured interviews and reflection for two voices. These are a workbook's names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coprod_widgets.workbook.cohort.opening import open_cohort
    from coprod_widgets.workbook.live import open_interview
    from coprod_widgets.workbook.reviewing import open_review

__version__ = "0.1.0"
__all__ = ["__version__", "open_cohort", "open_interview", "open_review"]


def __getattr__(name: str) -> Any:
    # Only when it is used: the command line imports this package at every start.
    if name == "open_interview":
        from coprod_widgets.workbook.live import open_interview

        return open_interview
    if name == "open_cohort":
        from coprod_widgets.workbook.cohort.opening import open_cohort

        return open_cohort
    if name == "open_review":
        from coprod_widgets.workbook.reviewing import open_review

        return open_review
    raise AttributeError(f"coprod_widgets has no '{name}'; it has {', '.join(__all__)}")
