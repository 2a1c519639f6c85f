"""What a talk shows: each measure with its formula, and a link to every answer behind it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_widgets.instrument.loading import load
from coprod_widgets.interview.answer import Answer, Happening
from coprod_widgets.interview.interview import Interview
from coprod_widgets.measures.reading import talk_of
from coprod_widgets.measures.telling import of_a_talk
from coprod_widgets.server.harmless import harmless
from coprod_widgets.widgets.record import record_html, summary_html
from coprod_widgets.workbook.record_format import record_of
from tests.instrument.tiny import FOLDER
from tests.interview.tiny import C, P, happen, say
from tests.measures.evidences import instrument
from tests.widgets.test_scores import words
from tests.widgets.test_secrecy import BOOKS, STEPS, Step, begun, talked


def opened(name: str, **detail: Any) -> Interview:
    talk = happen(Interview("i_1", instrument(name)), Happening.OPENED)
    return happen(talk, Happening.CARRIED, **{"first": True, **detail})


def one_reason() -> Interview:
    row = {"wording": "A window", "kind": "fact", "day": "2026-01-02", "source": "court"}
    talk = say(opened("reasons"), "reasons", C, row, row="r1")
    return say(talk, "own_account", P, "I was afraid.", row="r1")


def whole(talk: Interview) -> str:
    told = "".join(record_html(talk, section.id) for section in talk.instrument.sections)
    return told + summary_html(talk)


def test_each_measure_is_told_with_its_value_its_counts_and_its_formula() -> None:
    told = unescape(words(summary_html(one_reason())))
    assert (
        "Own account (VOI1) 1 (from 0 to 1) Reasons with the patient's own account, by reasons "
        "worked on. What the patient chose to leave out leaves both counts. Counted: 1, divided by "
        "1. Missing: 0. No number is told where no reason was worked on. The answer behind it"
    ) in told
    assert "Research use; no norms." in told
    assert "provisional" in told


def test_where_there_is_no_value_the_reason_stands_in_its_place() -> None:
    told = words(summary_html(one_reason()))
    assert "Not enough to say. 3 words were written; 40 are needed." in told


def test_the_link_to_an_answer_says_what_it_is_and_whose() -> None:
    html = summary_html(one_reason())
    assert '<a href="#said-own_account-r1-patient">A window: What do you say about it? (Pat' in html
    assert '<a href="#said-reasons-r1-clinician">A window: ' in html


@pytest.mark.parametrize("name", BOOKS)
@settings(max_examples=10, deadline=None)
@given(first=st.booleans(), steps=STEPS)
def test_every_link_leads_to_one_place_of_the_record_and_survives_being_made_harmless(
    name: str, first: bool, steps: list[Step]
) -> None:
    html = harmless(whole(talked(begun(BOOKS[name], first=first), steps)))
    places = re.findall(r'\sid="([^"]*)"', html)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]*)"', html)) <= set(places)
    behind = sum(len(one.sources) for one in _shown(name, first, steps))
    assert html.count("href=") == behind


def _shown(name: str, first: bool, steps: list[Step]) -> Any:
    talk = talked(begun(BOOKS[name], first=first), steps)
    return of_a_talk(talk_of(talk, name))


def test_a_talk_that_was_never_begun_or_measures_nothing_shows_nothing() -> None:
    assert "What this talk shows" not in summary_html(Interview("i_1", instrument("power")))
    note = happen(Interview("i_1", load(FOLDER / "note.yaml")), Happening.OPENED)
    assert "What this talk shows" not in summary_html(note)


@settings(max_examples=25, deadline=None)
@given(
    safe=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    please=st.tuples(*[st.sampled_from(("no", "bit", "lot"))] * 2),
    rating=st.integers(1, 5),
)
def test_no_record_depends_on_what_was_sealed(
    safe: tuple[int, int], please: tuple[str, str], rating: int
) -> None:
    told = []
    for disagree, pleased in zip(safe, please, strict=True):
        talk = opened("power")
        for voice in (P, C):
            talk = say(talk, "informed", voice, rating)
        talk = say(talk, "show_safe", P, "no")
        talk = say(talk, "safe_to_disagree", P, disagree)
        talk = say(talk, "said_to_please", P, pleased)
        talk = _unsealed(happen(talk, Happening.CLOSED), disagree, pleased)
        body = record_of(talk, workbook="power", head="h" * 64, language="en")
        told.append((whole(talk), body))
    assert told[0] == told[1]


def _unsealed(talk: Interview, disagree: int, pleased: str) -> Interview:
    """The talk as if the journal held what was sealed in plain words, as it never does."""
    values: dict[str, Any] = {"safe_to_disagree": disagree, "said_to_please": pleased}
    entries = [
        replace(entry, value=values[entry.place.question])
        if isinstance(entry, Answer) and entry.place.question in values
        else entry
        for entry in talk.entries
    ]
    return Interview(talk.id, talk.instrument, tuple(entries))


def test_the_wording_of_a_workbook_with_another_name_measures_nothing_of_ours() -> None:
    told = summary_html(one_reason(), workbook="ours_but_changed")
    assert "(VOI1)" not in told
    assert "(VOI3)" in told  # words that a patient typed are that in any workbook
