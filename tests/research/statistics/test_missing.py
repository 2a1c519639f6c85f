from __future__ import annotations

from typing import Any

import pytest

from coprod_widgets.research.statistics.missing import missing_table
from coprod_widgets.research.statistics.told import FEW

from .made import answer, tables


def rows(people: int, *statuses: str) -> list[dict[str, Any]]:
    return [answer(f"p{n}", f"q{i}", one) for n in range(people) for i, one in enumerate(statuses)]


def test_each_status_is_a_share_of_what_was_reached() -> None:
    told = missing_table(
        tables(answers=rows(12, "answered", "answered", "skipped", "declined", "not_reached"))
    )
    assert told.row(status="skipped")["value"] == pytest.approx(1 / 4)
    assert told.row(status="not_reached")["value"] == pytest.approx(1 / 5)
    assert told.row(status="skipped")["of"] == 48


def test_lists_notes_and_named_questions_are_left_out() -> None:
    more = [answer(f"p{n}", "read", type="note") for n in range(12)]
    more += [answer(f"p{n}", "outcome", "skipped") for n in range(12)]
    told = missing_table(
        tables(answers=[*rows(12, "answered"), *more]), leave_out=("actions.outcome",)
    )
    assert [row["status"] for row in told.rows] == ["answered"]
    assert told.left_out[-2:] == ["lists and notes", "the question actions.outcome"]


def test_a_status_of_few_people_takes_another_with_it_so_that_it_cannot_be_worked_out() -> None:
    few = [answer(f"p{n}", "q9", "declined") for n in range(4)]
    told = missing_table(
        tables(answers=[*rows(12, "answered", "answered", "skipped", "not_sure"), *few])
    )
    by_status = {row["status"]: row for row in told.rows}
    hidden = {status for status, row in by_status.items() if row.get("reason") == FEW}
    assert "declined" in hidden
    assert len(hidden) == 2
    assert all("count" not in by_status[status] for status in hidden)


def test_a_voice_of_few_people_is_not_told() -> None:
    told = missing_table(tables(answers=rows(9, "answered", "skipped")))
    assert [dict(row) for row in told.rows] == [{"voice": "patient", "reason": FEW}]
    assert told.people is None
