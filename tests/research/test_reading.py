from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Entered, Status
from coprod_widgets.research.reading import (
    MIME,
    NEWEST_FORMAT,
    RecordError,
    output_of,
    read_record,
)

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
        answer("well", "patient") | {"words": {"language": "my sister's words"}},
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


def planted(place: str, wrong: dict[str, Any]) -> bytes:
    """A notebook in which a second record stands somewhere."""
    whole = json.loads(notebook(body()))
    output = whole["cells"][1]["outputs"][1]
    another = {"output_type": "display_data", "data": {MIME: wrong}, "metadata": {}}
    match place:
        case "after all cells":
            whole["metadata"] = {"a": {"outputs": [another], "data": {MIME: wrong}}, MIME: wrong}
        case "beside the cells":
            whole = {MIME: wrong, "data": {MIME: wrong}, **whole, "outputs": [another]}
        case "of a cell":
            whole["cells"][1]["metadata"] = {MIME: wrong, "outputs": [another]}
        case "of the output":
            output["metadata"] = {MIME: wrong, "data": {MIME: wrong}}
        case "inside another kind":
            output["data"]["application/json"] = {"data": {MIME: wrong}, MIME: wrong}
        case "in somebody's words":
            whole["cells"][0]["source"] = [json.dumps(another, indent=1), f'"{MIME}": {{\n']
        case "as text":
            output["data"]["text/plain"] = json.dumps({MIME: wrong})
        case "a second output":
            whole["cells"][1]["outputs"].append(another)
        case "in an earlier cell":
            whole["cells"][0]["outputs"] = [another]
    return json.dumps(whole, indent=1).encode()


PLACES = [
    *("after all cells", "beside the cells", "of a cell", "of the output", "inside another kind"),
    *("in somebody's words", "as text", "a second output", "in an earlier cell"),
]


def by_full_parse(content: bytes) -> list[Any]:
    return [
        output["data"][MIME]
        for cell in json.loads(content)["cells"]
        for output in cell.get("outputs", ())
        if MIME in output.get("data", ())
    ]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("key", [MIME, MIME.replace("/", r"\/"), rf"\u0061{MIME[1:]}"])
def test_a_planted_record_is_never_taken_for_the_one_that_a_full_parse_finds(
    place: str, key: str
) -> None:
    content = planted(place, body(interview="i_planted"))
    content = content.replace(f'"{MIME}"'.encode(), f'"{key}"'.encode())
    found = by_full_parse(content)
    if len(found) > 1:
        with pytest.raises(RecordError, match="one was expected"):
            output_of(content)
    else:
        assert [json.loads(bytes(output_of(content)))] == found
        assert read_record(content).interview == "i_1"


def test_of_a_key_that_stands_twice_the_last_counts_as_in_a_full_parse() -> None:
    twice = notebook(body()).replace(
        f'"{MIME}": '.encode(), f'"{MIME}": {json.dumps(body(head="x"))}, "{MIME}": '.encode()
    )
    assert [json.loads(bytes(output_of(twice)))] == by_full_parse(twice) == [body()]
