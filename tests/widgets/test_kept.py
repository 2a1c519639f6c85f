"""What became of the promises of each side: two bars of equal size, and the counts in words."""

from __future__ import annotations

import re

from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.interview import Interview
from coprod_widgets.widgets.kept import kept_html
from coprod_widgets.widgets.view import View
from tests.interview.test_scored import two_rows
from tests.interview.tiny import J, happen, say
from tests.measures.evidences import instrument
from tests.widgets.test_scores import words


def talk_of(**promises: tuple[str, str | None]) -> Interview:
    """A talk in which promises were looked at again: by their row, whose and what came of it."""
    talk = happen(Interview("i_1", instrument("actions")), Happening.OPENED)
    talk = happen(talk, Happening.CARRIED, first=False)
    for row, (who, _) in promises.items():
        talk = say(talk, "promises", J, {"what": f"Thing {row}", "who": who}, row=row)
    for row, (_, outcome) in promises.items():
        talk = say(talk, "outcome", J, outcome, row=row) if outcome else talk
    return talk


def drawn(talk: Interview) -> str:
    return str(kept_html(View(talk, None)) or "")


def test_both_bars_are_of_equal_size_with_one_part_for_each_promise() -> None:
    talk = talk_of(r1=("me", "done"), r2=("staff", "done"), r3=("staff", "part"), r4=("me", None))
    html = drawn(say(talk, "promises", J, {"what": "More", "who": "staff"}, row="r5"))
    bars = re.findall(r"<svg.*?</svg>", html)
    assert len({re.match(r"<svg[^>]*>", bar).group() for bar in bars}) == 1  # type: ignore[union-attr]
    patient, staff = bars
    assert patient.count('fill="none"') == 2
    assert staff.count('fill="none"') == 3
    assert patient.count('fill="currentColor"') == 1
    assert staff.count('fill="currentColor"') == 2
    assert patient.count("stroke-dasharray") == 1


def test_the_counts_are_told_in_words_with_what_was_dropped_and_what_was_not_said() -> None:
    told = words(drawn(talk_of(r1=("me", "done"), r2=("me", None), r3=("staff", "dropped"))))
    assert "Patient Done: 1 · Nothing is said of it yet: 1" in told
    assert "Staff We dropped it together: 1" in told
    assert "Nothing was promised." in words(drawn(talk_of(r1=("me", "done"))))


def test_without_promises_of_the_two_there_is_no_picture() -> None:
    assert drawn(talk_of()) == ""
    assert drawn(talk_of(r1=("other", "done"))) == ""
    assert drawn(two_rows()) == ""
