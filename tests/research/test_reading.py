from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Entered, Status
from coprod_widgets.research.reading import NEWEST_FORMAT, RecordError, read_record

from .records import answer, body, notebook


def test_a_record_is_read_from_its_one_output() -> None:
    record = read_record(notebook(body()))
    assert (record.interview, record.instrument, record.version) == ("i_1", "forms", "1.0.0")
    said = next(a for a in record.answers if a.question == "again" and a.voice is Voice.PATIENT)
    assert said.status is Status.ANSWERED
    assert said.entered is Entered.STAFF


def test_a_withheld_count_is_read_only_if_the_patient_may_know_it() -> None:
    assert read_record(notebook(body())).withheld is None
    told = body(withheld={"count": 2, "cleared": True})
    assert read_record(notebook(told)).withheld == 2


def test_a_newer_format_is_refused() -> None:
    with pytest.raises(RecordError, match="reads formats up to"):
        read_record(notebook(body(format=NEWEST_FORMAT + 1)))


@pytest.mark.parametrize("made", [None, "1", 0, True, 1.0])
def test_a_format_that_is_no_number_is_refused(made: Any) -> None:
    with pytest.raises(RecordError, match="not a number of a format"):
        read_record(notebook(body(format=made)))


def test_a_notebook_that_was_cut_short_is_refused_in_plain_words() -> None:
    with pytest.raises(RecordError, match="cut short"):
        read_record(notebook(body())[:-20])


def test_a_notebook_without_the_output_and_one_with_two_are_refused() -> None:
    whole = json.loads(notebook(body()))
    outputs = whole["cells"][1]["outputs"]
    for wrong in (outputs[:1], outputs + outputs[1:]):
        whole["cells"][1]["outputs"] = wrong
        with pytest.raises(RecordError, match="one was expected"):
            read_record(json.dumps(whole).encode())


@pytest.mark.parametrize("part", ["interview", "instrument", "head", "opened", "answers", "order"])
def test_a_record_with_a_part_missing_is_refused(part: str) -> None:
    cut = body()
    del cut[part]
    with pytest.raises(RecordError, match="missing or amiss"):
        read_record(notebook(cut))


@pytest.mark.parametrize(
    "wrong",
    [
        answer("well", "mother"),
        answer("well", "patient", status="perhaps"),
        answer("well", "patient", entered="robot"),
        {"question": 7, "voice": "patient", "status": "answered"},
        "answer",
    ],
)
def test_an_answer_with_a_part_that_is_not_known_is_refused(wrong: Any) -> None:
    with pytest.raises(RecordError, match="missing or amiss"):
        read_record(notebook(body(answers=[wrong])))


def test_a_refusal_repeats_nothing_of_the_record() -> None:
    with pytest.raises(RecordError) as refused:
        read_record(notebook(body(answers=[answer("well", "patient", status="Planted words")])))
    assert "Planted" not in str(refused.value)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.sampled_from(sorted(body())), _json)
def test_whatever_stands_in_a_part_it_is_read_or_refused(part: str, anything: Any) -> None:
    with suppress(RecordError):
        read_record(notebook(body(**{part: anything})))


@given(st.binary())
def test_bytes_that_are_no_notebook_are_refused(content: bytes) -> None:
    with pytest.raises(RecordError):
        read_record(content)
