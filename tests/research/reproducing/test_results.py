"""From the tables alone every measure comes to exactly the same as from the talks."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_widgets.measures.catalogue import measure
from coprod_widgets.measures.evidence import Evidence
from coprod_widgets.measures.level import level
from coprod_widgets.measures.paired import by_question
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.research.columns import Row
from coprod_widgets.research.episodes import level_row, measured_row
from coprod_widgets.research.reproducing.folder import Folder
from coprod_widgets.research.reproducing.results import (
    ALONE,
    DIFFERS,
    INDICATOR,
    LEVEL,
    SAME,
    reproduce,
)
from coprod_widgets.research.reproducing.talks import evidence_of, rounds_in

from .made import book, folder, frames, rows_of, talks

SEEDS = st.integers(0, 2**32)
WITHOUT_HASTE = settings(deadline=None, max_examples=60)


def told_of(evidence: Evidence) -> list[Row]:
    measures = measure(evidence)
    told = [*measures.values(), *by_question(evidence, PROVISIONAL)]
    found = level_row(level(measures, PROVISIONAL), PROVISIONAL)
    return [*(measured_row(one) for one in told), found]


@WITHOUT_HASTE
@given(SEEDS)
def test_measures_from_the_tables_are_those_from_the_talks_to_the_last_bit(seed: int) -> None:
    evidence = talks(seed)
    if not evidence.talks:
        return
    there = folder(evidence)
    (one,) = rounds_in(there)
    assert told_of(evidence_of(one, there.asked)) == told_of(evidence)
    again = reproduce(there)
    assert again.holds
    assert {beside for _, beside in again.counts} == {SAME}


@WITHOUT_HASTE
@given(SEEDS)
def test_whether_words_were_masked_before_makes_no_difference_to_any_table(seed: int) -> None:
    evidence = talks(seed)
    assert rows_of(evidence, masked=False).tables == rows_of(evidence).tables


@WITHOUT_HASTE
@given(SEEDS)
def test_nothing_more_is_told_of_what_both_did_not_see(seed: int) -> None:
    for row in rows_of(talks(seed)).tables["answers"]:
        cells = [row[name] for name in ("words", "again", "origin", "subject")]
        if not row["revealed"]:
            assert cells == [None] * 4
            assert (row["code"], row["number"]) == (None, None)
        if row["status"] == "answered":
            assert row["revealed"] is not None
        elif row["field"] is None:
            assert row["revealed"] is None


def one_talk() -> Folder:
    return folder(talks(5))


def test_a_number_that_was_changed_in_a_table_is_named() -> None:
    there = one_talk()
    changed = there.tables["indicators"].with_columns(
        value=pl.when(pl.col("code") == "DEC1").then(0.123).otherwise(pl.col("value"))
    )
    again = reproduce(Folder({**there.tables, "indicators": changed}, there.asked, PROVISIONAL))
    assert not again.holds
    (difference,) = again.differences
    assert str(difference).startswith("indicator anna 1 DEC1: value 0.123 in the table, ")


def test_a_changed_answer_changes_what_hangs_on_it() -> None:
    there = one_talk()
    is_it = (pl.col("question") == "matters_today") & (pl.col("voice") == "patient")
    answers = there.tables["answers"].with_columns(
        code=pl.when(is_it & pl.col("code").is_not_null())
        .then(pl.lit("5"))
        .otherwise(pl.col("code"))
    )
    again = reproduce(Folder({**there.tables, "answers": answers}, there.asked, PROVISIONAL))
    assert again.counts[INDICATOR, DIFFERS] > 0
    assert not again.holds


def test_tables_that_are_not_there_are_set_beside_nothing() -> None:
    there = one_talk()
    bare = {name: there.tables[name] for name in ("answers", "interviews")}
    again = reproduce(Folder(bare, there.asked, PROVISIONAL))
    assert again.holds
    assert not again.compared
    assert {beside for _, beside in again.counts} == {ALONE}


def test_by_other_thresholds_other_numbers_come_and_nothing_is_compared() -> None:
    there = one_talk()
    stricter = replace(PROVISIONAL, name="ours", told_explained=1.0, words_for_balance=10_000)
    again = reproduce(there, stricter)
    assert again.holds
    assert not again.compared
    balance = [row for row in again.rows if row["code"] == "VOI2"]
    assert {row["value"] for row in balance} == {None}
    assert {row["thresholds"] for row in balance} == {"ours"}
    assert "10000" in str(balance[0]["formula"])
    assert again.counts[LEVEL, ALONE] == 1


def test_thresholds_that_were_changed_and_not_renamed_are_found_out() -> None:
    assert not reproduce(one_talk(), replace(PROVISIONAL, words_for_balance=10_000)).holds


def test_a_row_about_a_talk_that_is_not_there_is_told() -> None:
    there = one_talk()
    other = there.tables["episodes"].with_columns(person=pl.lit("bert"))
    episodes = pl.concat([there.tables["episodes"], other])
    again = reproduce(Folder({**there.tables, "episodes": episodes}, there.asked, PROVISIONAL))
    assert dict(again.unmatched) == {"episodes": 1}
    assert not again.holds


def test_it_works_by_the_order_of_talks_and_not_by_days_or_pseudonyms() -> None:
    evidence = talks(11)
    rows = rows_of(evidence).tables
    renamed = {f"{row['interview']}": f"new {n}" for n, row in enumerate(rows["interviews"])}
    for table in ("answers", "interviews"):
        for row in rows[table]:
            row["interview"], row["day"] = renamed[str(row["interview"])], None
    rows["interviews"].reverse()
    again = reproduce(Folder(frames(rows), book(), PROVISIONAL))
    assert again.holds
