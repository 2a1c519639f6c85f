"""The tables of a data set, as `coprod dataset` wrote them."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.statistics.told import told_count

if TYPE_CHECKING:
    import polars as pl

DAYS_A_MONTH = 365.25 / 12
_LEFT_OUT = {
    "no": "said no to research",
    "ask_later": "said 'ask me later'",
    "withdrawn": "withdrew",
    "capacity_lost": "could no longer decide about it",
    "never_asked": "were never asked",
}


@dataclass(frozen=True)
class Tables:
    """What statistics are worked out from. `about` is what stands in `dataset.json`.

    `codes` are the whole-number codes that could be picked, by instrument, version and question.
    """

    answers: pl.DataFrame
    pairs: pl.DataFrame
    about: Mapping[str, Any]
    codes: Mapping[tuple[str, str, str], tuple[int, ...]]

    @property
    def people(self) -> int:
        """How many people are in it."""
        return int(self.answers["person"].n_unique())

    @property
    def left_out(self) -> list[str]:
        """Who is not in the data set at all, and why."""
        told = [
            told_count(count, f"people {_LEFT_OUT.get(reason, reason)}")
            for reason, count in self.about["left_out"].items()
            if count
        ]
        broken = self.about["records_that_did_not_hold"]
        return [*told, *([told_count(broken, "records did not hold")] if broken else [])]


def read_tables(folder: Path) -> Tables:
    """The tables in a folder that `coprod dataset` wrote.

    Raises:
        CoprodError: it is none, or a file is not as it was written.
    """
    import polars as pl

    try:
        about = json.loads((folder / "dataset.json").read_bytes())
        digests = about["files"]
        wanted = {
            name: (folder / name).read_bytes()
            for name in ("answers.parquet", "pairs.parquet", "codebook.json")
        }
        about["left_out"], about["records_that_did_not_hold"]
    except (OSError, ValueError, LookupError, TypeError):
        raise CoprodError(
            f"{folder} is no data set, or a part of it is missing.",
            "Name a folder that 'coprod dataset --out FOLDER' wrote.",
        ) from None
    for name, content in wanted.items():
        if hashlib.sha256(content).hexdigest() != digests.get(name):
            raise CoprodError(
                f"{name} in {folder} is not as it was written.",
                "Write the data set again: coprod dataset --out FOLDER",
            )
    return Tables(
        answers=pl.read_parquet(io.BytesIO(wanted["answers.parquet"])),
        pairs=pl.read_parquet(io.BytesIO(wanted["pairs.parquet"])),
        about=about,
        codes=_codes(json.loads(wanted["codebook.json"])),
    )


def _codes(codebook: Mapping[str, Any]) -> dict[tuple[str, str, str], tuple[int, ...]]:
    found = {}
    for instrument in codebook["instruments"]:
        for question in instrument["questions"]:
            codes = [choice["code"] for choice in question["voices"][0]["codes"]]
            if len(codes) > 1 and all(type(code) is int for code in codes):
                name = (instrument["id"], instrument["version"], question["id"])
                found[name] = tuple(sorted(codes))
    return found
