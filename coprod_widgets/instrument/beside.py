"""Where the workbooks are that come with coprod, and the instrument of one that is named."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
FOLDERS = (_PACKAGE.parent / "workbooks", _PACKAGE / "_workbooks")


def instrument_beside(workbook: str, folder: Path) -> Path | None:
    """The instrument file of another workbook: beside the one in `folder`, else one of ours."""
    places = (parent / workbook / f"{workbook}.yaml" for parent in (folder.parent, *FOLDERS))
    return next((place for place in places if place.is_file()), None)
