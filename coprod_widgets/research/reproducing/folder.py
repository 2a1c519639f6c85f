"""The tables of a folder, as `coprod dataset` wrote them or as a part of them was released."""

from __future__ import annotations

import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coprod_widgets.errors import CoprodError
from coprod_widgets.measures.thresholds import Thresholds
from coprod_widgets.research.beside import CODEBOOK
from coprod_widgets.research.columns import TABLES, Column
from coprod_widgets.research.reproducing.asked import Asked
from coprod_widgets.research.threshold_file import NAME as THRESHOLDS
from coprod_widgets.research.threshold_file import read_thresholds

if TYPE_CHECKING:
    import polars as pl

NEEDED: Mapping[str, tuple[str, ...]] = {
    "interviews": (
        "interview",
        "person",
        "workbook",
        "instrument",
        "version",
        "episode",
        "sitting",
        "cut_short",
        "asked_again",
        "withheld",
    ),
    "answers": (
        "interview",
        "question",
        "field",
        "row",
        "voice",
        "status",
        "code",
        "number",
        "entered",
        "revealed",
        "words",
        "again",
        "origin",
        "subject",
    ),
}
"""The columns that measures are worked out from."""
WORDS = "words"
"""A column of `answers` that may be left out: then what counts words is not told."""
BESIDE: Mapping[str, tuple[str, ...]] = {
    "episodes": ("person", "episode", "level", "level_status", "at_least", "thresholds"),
    "indicators": (
        "person",
        "episode",
        "code",
        "about",
        "value",
        "numerator",
        "denominator",
        "missing",
        "reason",
        "thresholds",
    ),
    "scores": ("interview", "score", "row", "value", "answered", "of", "needed", "reason"),
}
"""The columns that what is worked out again is set beside. A folder may lack these tables."""
_FORMATS = ("parquet", "csv")
_CURE = "Name a folder with tables of 'coprod dataset' as csv or parquet, and its codebook.json."


@dataclass(frozen=True)
class Folder:
    """The tables by name, what was asked, and the thresholds that were used.

    `left_out` are the questions of which a release says that they are not in it, by the version of
    their instrument. No codebook tells of them.
    """

    tables: Mapping[str, pl.DataFrame]
    asked: Asked
    thresholds: Thresholds
    left_out: Mapping[str, frozenset[str]] = field(default_factory=dict)


def read_folder(folder: Path) -> Folder:
    """The tables of a folder.

    Raises:
        CoprodError: a part of it is missing, or a file is not as it was written.
    """
    about = _about(folder)
    digests = about["files"]
    tables = {}
    for name, columns in {**NEEDED, **BESIDE}.items():
        found = _table(folder, name, columns, digests)
        if found is not None:
            tables[name] = found
        elif name in NEEDED:
            raise CoprodError(f"There is no table '{name}' in {folder}.", _CURE)
    codebook = _content(folder, CODEBOOK, digests)
    if codebook is None:
        raise CoprodError(f"There is no {CODEBOOK} in {folder}.", _CURE)
    if _content(folder, THRESHOLDS, digests) is None:
        raise CoprodError(f"There is no {THRESHOLDS} in {folder}.", _CURE)
    try:
        asked = Asked(json.loads(codebook))
    except (ValueError, LookupError, TypeError, AttributeError):
        raise CoprodError(f"{CODEBOOK} in {folder} is no codebook of coprod.", _CURE) from None
    limits = read_thresholds(folder / THRESHOLDS)
    return Folder(tables, asked, limits, _by_pin(about["questions"]))


def _about(folder: Path) -> Mapping[str, Any]:
    """What the folder says of itself: the SHA-256 of each file, and which questions are not in it.

    A data set says the one, a release both, and a folder that somebody put together neither.
    """
    for name in ("dataset.json", "release.json"):
        try:
            told: Any = json.loads((folder / name).read_bytes())
            questions = told.get("asked_of_too_few", {}).get("questions", [])
            return {"files": dict(told["files"]), "questions": [str(one) for one in questions]}
        except FileNotFoundError:
            continue
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            raise CoprodError(f"{name} in {folder} can't be read.", _CURE) from None
    return {"files": {}, "questions": []}


def _by_pin(questions: list[str]) -> Mapping[str, frozenset[str]]:
    """Questions by version, each given as it was asked: `reasons@1.1.0/knew`."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in questions:
        pin, _, question = one.partition("/")
        found[pin].add(question)
    return {pin: frozenset(own) for pin, own in found.items()}


def _content(folder: Path, name: str, digests: Mapping[str, str]) -> bytes | None:
    try:
        content = (folder / name).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CoprodError(f"{name} in {folder} can't be read: {error.strerror}.", _CURE) from None
    if name in digests and hashlib.sha256(content).hexdigest() != digests[name]:
        raise CoprodError(
            f"{name} in {folder} is not as it was written.",
            "Write the data set again, or ask whoever gave it to you for the folder.",
        )
    return content


def _table(
    folder: Path, name: str, columns: tuple[str, ...], digests: Mapping[str, str]
) -> pl.DataFrame | None:
    import polars as pl

    for form in _FORMATS:
        content = _content(folder, f"{name}.{form}", digests)
        if content is None:
            continue
        try:
            if form == "csv":
                there = pl.read_csv(io.BytesIO(content), infer_schema=False)
            else:
                there = pl.read_parquet(io.BytesIO(content))
            if WORDS in columns and WORDS not in there.columns:
                there = there.with_columns(pl.lit(None, pl.String).alias(WORDS))
            return there.select(_typed(column, form) for column in _columns(name, columns))
        except pl.exceptions.ColumnNotFoundError:
            missing = next(column for column in columns if column not in there.columns)
            raise CoprodError(
                f"The table '{name}' in {folder} has no column '{missing}'.",
                "Measures can't be worked out again without it. Write the data set again.",
            ) from None
        except pl.exceptions.PolarsError:
            raise CoprodError(f"{name}.{form} in {folder} can't be read.", _CURE) from None
    return None


def _columns(table: str, names: tuple[str, ...]) -> list[Column]:
    known = {column.name: column for column in TABLES[table]}
    return [known[name] for name in names]


def _typed(column: Column, form: str) -> pl.Expr:
    import polars as pl

    cell = pl.col(column.name)
    match column.type:
        case "yes_no":
            return (cell == "true").alias(column.name) if form == "csv" else cell
        case "text":
            # Spreadsheets are kept from running a code by an apostrophe. No code begins with one.
            return cell.str.strip_prefix("'") if form == "csv" else cell
        case "number":
            return cell.cast(pl.Float64)
    return cell.cast(pl.Int64)
