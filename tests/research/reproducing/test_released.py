"""A part of a data set: what can be worked out from it is, and of the rest it is said why not."""

from __future__ import annotations

import json
from collections.abc import Collection

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_widgets.measures.catalogue import MEASURES
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.measures.voiced import EVERY_TEXT
from coprod_widgets.research.codebook import codebook
from coprod_widgets.research.reproducing.asked import Asked
from coprod_widgets.research.reproducing.folder import Folder
from coprod_widgets.research.reproducing.results import (
    DIFFERS,
    INDICATOR,
    LEVEL,
    NOT_RELEASED,
    SAME,
    SCORE,
    Reproduced,
    reproduce,
)
from tests.measures.evidences import instrument
from tests.workbook.patient_texts import BOOKS

from .made import book, folder, frames, rows_of, talks

SEED = 11


def part(seed: int, workbook: str, left_out: Collection[str]) -> Folder:
    """The tables without the answers to some questions of a workbook."""
    whole = folder(talks(seed))
    gone = whole.tables["answers"]["question"].is_in(list(left_out))
    held = whole.tables["interviews"].filter(pl.col("workbook") == workbook)["interview"]
    gone &= whole.tables["answers"]["interview"].is_in(held.implode())
    answers = whole.tables["answers"].filter(~gone)
    return Folder({**whole.tables, "answers": answers}, whole.asked, PROVISIONAL)


def beside(again: Reproduced) -> dict[object, object]:
    return {
        row["code"]: row["beside"]
        for row in again.rows
        if row["what"] == INDICATOR and row["about"] is None
    }


def test_a_measure_of_a_question_that_was_not_released_says_so() -> None:
    again = reproduce(part(SEED, "reasons", {"own_account"}))
    assert again.holds
    found = beside(again)
    assert {code for code in ("VOI1", "CON-D", "UND", "VOI2") if found[code] == NOT_RELEASED} == {
        "VOI1",
        "CON-D",
        "UND",
        "VOI2",
    }
    assert {found[code] for code in ("DEC1", "REC1", "PS_P", "EX", "ACC")} == {SAME}
    assert again.counts[LEVEL, NOT_RELEASED] == 1
    assert again.not_released == {"reasons.own_account"}
    row = next(row for row in again.rows if row["code"] == "VOI1")
    assert row["reason"] == "Not released: reasons.own_account."
    assert (row["value"], row["numerator"], row["denominator"]) == (None, None, None)


def test_what_counts_all_texts_says_which_are_not_there() -> None:
    again = reproduce(part(SEED, "reasons", {"missing_from_list"}))
    row = next(row for row in again.rows if row["code"] == "VOI3")
    assert row["reason"] == "Not released: reasons.missing_from_list."


def test_what_only_tells_whether_a_row_was_worked_on_does_no_harm_if_nothing_changes() -> None:
    whole = [q.id for q in instrument("reasons").questions if q.type == "link"]
    left_out = whole or ["knew"]
    again = reproduce(part(SEED, "reasons", left_out))
    assert again.holds
    assert beside(again)["MUT_P"] == SAME


def test_without_the_numbers_of_words_only_what_counts_them_is_not_told() -> None:
    whole = folder(talks(SEED))
    answers = whole.tables["answers"].with_columns(words=pl.lit(None, pl.Int64))
    again = reproduce(Folder({**whole.tables, "answers": answers}, whole.asked, PROVISIONAL))
    assert again.holds
    found = beside(again)
    assert {code for code, said in found.items() if said == NOT_RELEASED} == {"VOI2"}
    assert again.not_released == {"answers.words"}


def test_where_it_is_not_told_whose_hands_typed_no_share_of_them_is_told() -> None:
    whole = folder(talks(SEED))
    for hands, said in ((pl.lit(None, pl.String), NOT_RELEASED), (pl.col("entered"), SAME)):
        answers = whole.tables["answers"].with_columns(entered=hands)
        again = reproduce(Folder({**whole.tables, "answers": answers}, whole.asked, PROVISIONAL))
        assert again.holds
        found = beside(again)
        assert found.pop("VOI3") == said
        assert set(found.values()) == {SAME}


def released(seed: int, workbook: str, left_out: Collection[str]) -> Folder:
    """The same as a release has it: its codebook tells nothing of what is not in it."""
    rest = part(seed, workbook, left_out)
    told = json.loads(codebook([instrument(name) for name in BOOKS], []))
    pins = {one["id"]: f"{one['id']}@{one['version']}" for one in told["instruments"]}
    for one in told["instruments"]:
        if one["id"] == workbook:
            one["questions"] = [q for q in one["questions"] if q["id"] not in left_out]
    gone = {pins[workbook]: frozenset(left_out)}
    return Folder(rest.tables, Asked(told), PROVISIONAL, gone)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32), st.data())
def test_of_a_release_nothing_is_told_that_differs_either(seed: int, data: st.DataObject) -> None:
    workbook = data.draw(st.sampled_from(["reasons", "decisions", "signs", "actions", "power"]))
    questions = sorted({row.id for row in instrument(workbook).questions})
    left_out = data.draw(st.sets(st.sampled_from(questions), min_size=1))
    if not talks(seed).talks:
        return
    again = reproduce(released(seed, workbook, left_out))
    assert again.holds
    assert DIFFERS not in {said for _, said in again.counts}


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32), st.data())
def test_whatever_was_left_out_nothing_is_told_that_differs(seed: int, data: st.DataObject) -> None:
    workbook = data.draw(st.sampled_from(["reasons", "decisions", "signs", "actions", "power"]))
    questions = sorted({row.id for row in instrument(workbook).questions})
    left_out = data.draw(st.sets(st.sampled_from(questions), min_size=1))
    if not talks(seed).talks:
        return
    again = reproduce(part(seed, workbook, left_out))
    assert DIFFERS not in {said for _, said in again.counts}
    names = {f"{workbook}.{question}" for question in left_out}
    found = beside(again)
    for declared in MEASURES:
        if declared.inputs != EVERY_TEXT and names.isdisjoint(declared.inputs):
            assert found[declared.code] in (SAME, NOT_RELEASED)


@pytest.mark.parametrize("left_out", [{"informed"}, {"steered"}])
def test_a_codebook_can_say_what_was_not_released(left_out: set[str]) -> None:
    rows = rows_of(talks(SEED)).tables
    again = reproduce(Folder(frames(rows), book(power=left_out), PROVISIONAL))
    assert again.not_released == {f"power.{name}" for name in left_out}
    assert again.counts[SCORE, NOT_RELEASED] == 0
