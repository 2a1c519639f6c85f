"""Of a supervisor's review one number goes out: what the ten points of who signed it come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from coprod_widgets.access.accounts import Role
from coprod_widgets.measures.fidelity import ITEMS, NOT_APPLICABLE
from coprod_widgets.research.dataset import make_dataset, make_dataset_from
from coprod_widgets.research.handing_out import hand_out
from coprod_widgets.research.signed import signed_fidelity
from coprod_widgets.store.records import RecordRow
from coprod_widgets.store.reviews import ReviewSheet, Verdict

from .records import body, notebook
from .test_dataset import HEAD, NOW, Shelf

YES = dict.fromkeys(ITEMS, 2)
PARTLY = dict.fromkeys(ITEMS, 1)


def quiet(_done: int, _total: int) -> None:
    """Show no progress."""


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "data")
    yield made
    made.store.close()


def review(
    shelf: Shelf,
    record: RecordRow,
    marks: Mapping[str, int | str],
    verdict: Verdict = Verdict.SIGNED_OFF,
    *,
    days: int = 1,
    confirms: bool = False,
) -> None:
    names = {account.name: account.id for account in shelf.store.accounts()}
    supervisor = names.get("Planted Supervisor") or (
        shelf.store.add_account("Planted Supervisor", Role.SUPERVISOR, "a long password").id
    )
    sheet = ReviewSheet("planted note", "planted message", marks, "review@1.0.0", confirms)
    at = NOW + timedelta(days=days)
    shelf.store.add_review(record.id, supervisor, verdict, sheet, record.digest, at)


def amended(shelf: Shelf, days: int) -> RecordRow:
    later = notebook(body(interview="i_1", head=HEAD[1:] + "x"))
    return shelf.store.add_record("i_1", later, HEAD[1:] + "x", NOW + timedelta(days=days))


def test_what_nobody_signed_off_has_none(shelf: Shelf) -> None:
    record = shelf.put("p_anna", "i_1", "yes")
    assert signed_fidelity(shelf.store, "i_1") is None
    review(shelf, record, YES, Verdict.RETURNED)
    assert signed_fidelity(shelf.store, "i_1") is None


def test_the_newest_review_that_signed_it_off_counts(shelf: Shelf) -> None:
    review(shelf, shelf.put("p_anna", "i_1", "yes"), YES)
    assert signed_fidelity(shelf.store, "i_1") == 1.0
    again = amended(shelf, 2)
    assert signed_fidelity(shelf.store, "i_1") == 1.0
    review(shelf, again, PARTLY | {ITEMS[0]: NOT_APPLICABLE, "standards_note": "planted"}, days=3)
    assert signed_fidelity(shelf.store, "i_1") == 0.5


def test_a_yes_to_what_was_amended_keeps_the_marks_it_goes_on_from(shelf: Shelf) -> None:
    review(shelf, shelf.put("p_anna", "i_1", "yes"), PARTLY)
    review(shelf, amended(shelf, 2), {}, days=3, confirms=True)
    assert signed_fidelity(shelf.store, "i_1") == 0.5


def test_the_score_goes_out_with_the_talk_from_the_store_and_from_handed_out_records(
    shelf: Shelf, tmp_path: Path
) -> None:
    review(shelf, shelf.put("p_anna", "i_1", "yes"), PARTLY)
    shelf.put("p_bert", "i_2", "yes")
    make_dataset(shelf.store, tmp_path / "one", at=NOW, progress=quiet)
    handed = hand_out(shelf.store, tmp_path / "records", at=NOW, progress=quiet)
    make_dataset_from(
        [str(tmp_path / "records")],
        tmp_path / "two",
        trusted=[handed.public_key],
        shelf=None,
        progress=quiet,
    )
    for out in ("one", "two"):
        table = pl.read_parquet(tmp_path / out / "interviews.parquet")
        assert sorted(table["fidelity"].to_list(), key=str) == [0.5, None]
        written = b"".join(path.read_bytes() for path in (tmp_path / out).glob("*.csv"))
        assert b"lanted" not in written
    assert b"lanted" not in (tmp_path / "records/seals.json").read_bytes()
