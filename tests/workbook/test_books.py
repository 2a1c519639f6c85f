"""The six conversations: words for the patient, guidance for the clinician, time for both."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import nbformat
import pytest

from coprod_widgets.instrument.voice import Reveal
from coprod_widgets.workbook.finding import workbooks
from tests.workbook.patient_texts import BOOKS, WORKBOOKS, book, patient_reads

REFUSED = r"\b(must|insight|non-?complian\w+|refus\w+|aggressi\w+|manipulat\w+|challenging)\b"
EACH_BOOK = pytest.mark.parametrize("book_id", BOOKS)

# How many rows a meeting has: an even split of the time the domain gives to the whole.
ROWS = {
    "reasons": 2,  # one to three
    "signs": 4,
    "topics": 3,
    "promises": 2,
    "actions": 2,
    "rights": 4,  # there are a dozen, and those that are known take seconds
}


def source(cell: Any) -> str:
    return "".join(cell["source"])


def minutes(book_id: str, *, first: bool) -> int:
    told = 0
    for section in book(book_id).sections:
        rule = section.ask_if or ""
        later_only, first_only = "not first_time" in rule, re.search(r"(?<!not )first_time", rule)
        if (first and later_only) or (not first and first_only):
            continue
        assert section.minutes is not None, section.id
        told += section.minutes * (ROWS[section.for_each] if section.for_each else 1)
    return told


def test_all_six_are_there_each_a_notebook_and_an_instrument() -> None:
    found = {workbook.id: workbook for workbook in workbooks()}
    assert tuple(found)[:6] == BOOKS  # on every page in the order in which they are held
    for book_id in BOOKS:
        assert found[book_id].notebook.parent == WORKBOOKS / book_id
        assert book(book_id).id == book_id


@EACH_BOOK
def test_an_instrument_says_how_it_is_to_be_read_and_used(book_id: str) -> None:
    instrument = book(book_id)
    assert (instrument.languages, instrument.reading_age) == (("en",), 11)
    assert instrument.licence == "CC-BY-4.0"


@EACH_BOOK
def test_everything_the_patient_reads_has_easy_words(book_id: str) -> None:
    texts = [(read.place, text) for read in patient_reads(book(book_id)) for text in read.texts]
    assert len(texts) > 30
    assert [(place, text.words["en"]) for place, text in texts if "en" not in text.easy] == []


@EACH_BOOK
def test_no_word_gives_orders_or_a_label(book_id: str) -> None:
    path = WORKBOOKS / book_id / book_id
    told = path.with_suffix(".yaml").read_text("utf-8") + path.with_suffix(".ipynb").read_text(
        "utf-8"
    )
    refused = (
        r"\b(must|insight|non-?complian\w+|refus\w+|aggressi\w+|manipulat\w+|service users?)\b"
    )
    assert re.findall(refused, told, flags=re.I) == []


@EACH_BOOK
def test_a_notebook_leads_through_every_section_once_with_guidance_before_it(book_id: str) -> None:
    text = (WORKBOOKS / book_id / f"{book_id}.ipynb").read_text("utf-8")
    nbformat.validate(nbformat.reads(text, as_version=4))
    cells = json.loads(text)["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    called = []
    for before, cell in pairwise(cells):
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
        if found := re.fullmatch(r'talk\.section\("(\w+)"\)', source(cell)):
            called.append(found[1])
            assert before["cell_type"] == "markdown", found[1]
            assert len(source(before).split()) > 25, found[1]
            assert source(before).startswith("## ")
    assert called == [section.id for section in book(book_id).sections]
    assert f'open_interview("{book_id}", ' in source(cells[2])
    assert source(cells[-1]) == "talk.close()"


def test_the_clinician_is_told_what_to_look_at_before_going_in() -> None:
    cells = json.loads((WORKBOOKS / "getting_ready" / "getting_ready.ipynb").read_text("utf-8"))
    now = next(n for n, cell in enumerate(cells["cells"]) if "section(" in source(cell))
    told = source(cells["cells"][now - 1])
    for word in ("second member of staff", "alarm", "exit", "room", "incidents", "interpreter"):
        assert word in told
    assert "advocate" in told


@pytest.mark.parametrize(
    ("book_id", "first", "later"),
    [
        ("getting_ready", 15, 3),
        ("reasons", 30, 30),
        ("signs", 30, 30),
        ("decisions", 30, 30),
        ("actions", 15, 20),  # the first time there is no promise to look at
        ("power", 10, 10),
    ],
)
def test_the_minutes_of_the_sections_add_up(book_id: str, first: int, later: int) -> None:
    assert minutes(book_id, first=True) == first
    assert minutes(book_id, first=False) == later
    assert book(book_id).minutes == max(first, later) <= 45


@EACH_BOOK
def test_all_but_the_getting_ready_end_with_whether_it_still_stands(book_id: str) -> None:
    last = book(book_id).sections[-1].questions[-1]
    if book_id == "getting_ready":
        assert not book(book_id).has_question("still_stands")
        return
    assert (last.id, last.voice.value, last.again_within) == ("still_stands", "patient", 7)
    assert [c.code for c in book(book_id).choices(last)] == ["yes", "change", "take_out"]


@EACH_BOOK
def test_each_answers_a_rating_before_seeing_the_other(book_id: str) -> None:
    for question in book(book_id).questions:
        if question.voice.value == "each" and question.type in ("scale", "one", "tokens", "guess"):
            assert question.reveal is Reveal.AFTER_BOTH, question.id


@EACH_BOOK
def test_limits_are_told_before_the_first_question_of_the_patient(book_id: str) -> None:
    questions = list(book(book_id).questions)
    note = next(n for n, q in enumerate(questions) if q.type == "note")
    # How somebody is, and what helps, is asked before: on another day nothing is told at all.
    before = [q.id for q in questions[:note]]
    assert before in ([], ["present", "feeling", "good_time", "needs", "needs_met"])
    if book_id != "getting_ready":
        assert "pass it on" in questions[note].ask.to(questions[note].voices[0]).say("en")


def test_what_could_cost_the_patient_is_sealed() -> None:
    power = book("power")
    safe, pleased = power.question("safe_to_disagree"), power.question("said_to_please")
    assert (safe.reveal, pleased.reveal) == (Reveal.SEALED, Reveal.SEALED)
    assert (safe.sealed_unless, pleased.sealed_unless) == ("show_safe = 'yes'", None)
    assert pleased.ask_if == "alone"
    assert power.choices(power.question("show_safe"))[0].code == "no"


def test_only_topics_picked_for_today_are_asked_about() -> None:
    topic = book("decisions").section("topic")
    assert topic.for_each == "topics"
    assert topic.only_if is not None
    assert (topic.only_if.field, topic.only_if.code) == ("today", "yes")


def test_another_day_ends_the_getting_ready_and_passing_it_over_does_not() -> None:
    for section in book("getting_ready").sections[1:]:
        assert "not (good_time = 'another_day')" in (section.ask_if or "")
