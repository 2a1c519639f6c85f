"""The data set that a release is made of, checked file by file against what the store knows."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.research.beside import CODEBOOK
from coprod_widgets.research.codebook import column_of
from coprod_widgets.research.columns import Column
from coprod_widgets.research.making import digest_of
from coprod_widgets.store.datasets import DatasetKind, DatasetRow

if TYPE_CHECKING:
    import polars as pl

    from coprod_widgets.store import Store

ABOUT = "dataset.json"
_MADE = ("interviews", "people")
"""What a row counts besides those who were left out."""
_KINDS = (DatasetKind.DATASET, DatasetKind.GATHERED)
_AGAIN = "Write the data set again: coprod dataset --out FOLDER"


@dataclass(frozen=True)
class Given:
    """A data set that is as `coprod dataset` wrote it.

    `digest` is the SHA-256 of its `dataset.json`, which names those of all other files. `left_out`
    is who was left out of it, by reason. `patients` and `interviews` have ids by pseudonym; where
    it was `gathered` from hospitals, the pseudonyms themselves.
    """

    digest: str
    left_out: Mapping[str, int]
    frames: Mapping[str, pl.DataFrame]
    columns: Mapping[str, Sequence[Column]]
    instruments: Mapping[str, Instrument]
    patients: Mapping[str, str]
    interviews: Mapping[str, str]
    gathered: bool


def read_given(folder: Path, store: Store) -> Given:
    """Read the tables of a data set that was made from this store.

    Raises:
        CoprodError: it is none, a file of it is not as it was written, it was not made from this
            store, or its tables are not there as Parquet.
    """
    import polars as pl

    written, about = _about(folder)
    digests = about["files"]
    row = _kept(folder, digests, store)
    book = json.loads(_checked(folder, CODEBOOK, digests))
    frames = {}
    for name in book["tables"]:
        if f"{name}.parquet" not in digests:
            raise CoprodError(
                f"{folder} has no {name}.parquet, and a release is made of Parquet alone.",
                "Write the data set with --format parquet, and other formats if you like.",
            )
        content = _checked(folder, f"{name}.parquet", digests)
        frames[name] = pl.read_parquet(io.BytesIO(content))
    for name in digests:
        _check_whole(folder, name, digests)
    gathered = row.kind is DatasetKind.GATHERED

    def named(ids: Sequence[str]) -> dict[str, str]:
        return {one if gathered else store.pseudonym(one): one for one in ids}

    return Given(
        digest=hashlib.sha256(written).hexdigest(),
        left_out={why: number for why, number in row.counts.items() if why not in _MADE},
        frames=frames,
        columns={name: [column_of(one) for one in told] for name, told in book["tables"].items()},
        instruments=_instruments(book, store),
        patients=named(row.patients),
        interviews=named(row.interviews),
        gathered=gathered,
    )


def _about(folder: Path) -> tuple[bytes, Mapping[str, Any]]:
    try:
        content = (folder / ABOUT).read_bytes()
        about = json.loads(content)
        about["files"][CODEBOOK], about["files"].items()
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        raise CoprodError(
            f"{folder} is no data set, or a part of it is missing.",
            "Name a folder that 'coprod dataset --out FOLDER' wrote.",
        ) from None
    return content, about


def _checked(folder: Path, name: str, digests: Mapping[str, str]) -> bytes:
    """The content of a file that is used; what is checked is what was read."""
    try:
        content = (folder / name).read_bytes()
    except OSError:
        raise _missing(folder, name) from None
    if digest_of(content) != digests[name]:
        raise _changed(folder, name)
    return content


def _check_whole(folder: Path, name: str, digests: Mapping[str, str]) -> None:
    try:
        found = digest_of(folder / name)
    except OSError:
        raise _missing(folder, name) from None
    if found != digests[name]:
        raise _changed(folder, name)


def _missing(folder: Path, name: str) -> CoprodError:
    return CoprodError(f"{name} in {folder} is missing.", _AGAIN)


def _changed(folder: Path, name: str) -> CoprodError:
    return CoprodError(f"{name} in {folder} is not as it was written.", _AGAIN)


def _kept(folder: Path, digests: Mapping[str, str], store: Store) -> DatasetRow:
    """What the store wrote down of it; so a list of digests that was changed shows too."""
    for row in store.datasets():
        if row.kind in _KINDS and row.digests == digests:
            return store.dataset(row.id)
    raise CoprodError(
        f"The data set in {folder} was not made from this data folder, or it was changed.",
        "Name a folder that 'coprod dataset' wrote with this data folder (--data), also where it "
        "was made of hand-outs.",
    )


def _instruments(book: Mapping[str, Any], store: Store) -> dict[str, Instrument]:
    found = {}
    for told in book["instruments"]:
        instrument = store.instrument(told["id"], told["version"])
        if instrument.hash != told["hash"]:
            raise CoprodError(
                f"{instrument.pin} is kept here in other words than the data set was made with.",
                _AGAIN,
            )
        found[instrument.pin] = instrument
    return found
