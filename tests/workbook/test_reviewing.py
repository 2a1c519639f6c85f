"""The review sheet: its words, what is needed of it, and its preview."""

from __future__ import annotations

import json

import nbformat
import pytest

import coprod_widgets
from coprod_widgets.errors import NotFoundError
from coprod_widgets.instrument.beside import FOLDERS
from coprod_widgets.instrument.checks import check
from coprod_widgets.instrument.voice import Asked, Voice
from coprod_widgets.measures.fidelity import ITEMS, MARKS, NOT_APPLICABLE
from coprod_widgets.store.reviews import Verdict
from coprod_widgets.workbook import reviewing
from coprod_widgets.workbook.finding import find, titled, workbooks
from coprod_widgets.workbook.reviewing import FIDELITY, filled, filled_rating, review_sheet
from tests.workbook.desks import fields

FOLDER = next(folder for folder in FOLDERS if folder.exists()) / "review"


def given(**apart: str) -> dict[str, str]:
    return fields(**apart)


def read(values: dict[str, str]) -> reviewing.Filled:
    return filled(lambda name: values.get(name, ""))


def test_the_sheet_has_no_fault_and_one_voice() -> None:
    _, faults = check(FOLDER / "review.yaml")
    assert faults == []
    assert {question.voice for question in review_sheet().questions} == {Asked.JOINT}


def test_the_ten_points_are_those_of_the_measures_each_mark_in_words() -> None:
    points = review_sheet().section(FIDELITY).questions
    assert tuple(point.id for point in points) == ITEMS
    for point in points:
        choices = review_sheet().choices(point)
        assert [choice.code for choice in choices] == [*MARKS, NOT_APPLICABLE]
        assert all(len(choice.text.say("en").split()) > 4 for choice in choices)


def test_no_word_of_it_gives_orders_or_a_label() -> None:
    told = " ".join(
        text.say("en")
        for question in review_sheet().questions
        for text in (
            question.ask.to(Voice.JOINT),
            *(c.text for c in review_sheet().choices(question)),
        )
    )
    for word in (" must ", "insight", "complian", "refus", "manipulat"):
        assert word not in told.lower()


def test_the_sheet_is_no_conversation() -> None:
    assert "review" not in [book.id for book in workbooks()]
    assert "review" not in [book.id for book in titled("en")]
    with pytest.raises(NotFoundError):
        find("review")


def test_what_is_whole_has_nothing_in_its_way() -> None:
    told = read(given(note="A note", message="For you\r\nboth"))
    assert told.wrong == {}
    assert told.verdict is Verdict.SIGNED_OFF
    kept = told.sheet("review@1.0.0")
    assert (kept.note, kept.message) == ("A note", "For you\nboth")
    assert kept.answers["preparation_done"] == 2
    assert not {"note", "message", "outcome"} & set(kept.answers)


@pytest.mark.parametrize(
    ("apart", "where"),
    [
        ({"outcome": ""}, "outcome"),
        ({"outcome": "agreed"}, "outcome"),
        ({"rights_told": ""}, "rights_told"),
        ({"skill_seen": "  "}, "skill_seen"),
        ({"nurse_is": ""}, "nurse_is"),
        ({"breaks_respected": ""}, "breaks_respected"),
        ({"breaks_respected": "3"}, "breaks_respected"),
        ({"outcome": "returned"}, "note"),
    ],
)
def test_each_function_needs_an_entry_and_each_point_a_mark(
    apart: dict[str, str], where: str
) -> None:
    assert list(read(given(**apart)).wrong) == [where]


def test_either_entry_of_a_function_will_do() -> None:
    told = given(nurse_is="", nurse_needs="A debrief.", skill_seen="", skill_to_try="Wait longer.")
    assert read(told).wrong == {}


def test_what_is_raised_needs_a_note_and_nothing_else() -> None:
    assert list(read({"s-outcome": "raised"}).wrong) == ["note"]
    assert read({"s-outcome": "raised", "s-note": "Please look."}).wrong == {}


def test_a_second_rating_is_the_ten_points_alone() -> None:
    values = given(note="Not asked for")
    told = filled_rating(lambda name: values.get(name, ""))
    assert set(told.answers) == set(ITEMS)
    assert told.wrong == {}
    del values["s-reflection_by_both"]
    assert list(filled_rating(lambda name: values.get(name, "")).wrong) == ["reflection_by_both"]


def test_a_text_that_is_too_long_is_cut_and_not_lost() -> None:
    assert len(str(read(given(note="x" * 9_000)).answers["note"])) == 4_000


def test_the_notebook_shows_every_section_as_on_paper(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(reviewing, "_show", lambda html, _: shown.append(html))
    text = (FOLDER / "review.ipynb").read_text("utf-8")
    nbformat.validate(nbformat.reads(text, as_version=4))
    cells = json.loads(text)["cells"]
    source = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert all(not cell.get("outputs") for cell in cells)
    scope: dict[str, object] = {}
    for code in source:
        exec(code, scope)
    assert "Nothing is kept" in shown[0]
    assert len(shown) == 1 + len(review_sheet().sections)
    assert all(html.startswith("<fieldset disabled>") for html in shown[1:])
    assert "open_review" in coprod_widgets.__all__
