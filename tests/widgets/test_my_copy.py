"""The patient's own copy: both accounts, in his order, and nothing that is not his to read."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from coprod_widgets.instrument.loading import load
from coprod_widgets.instrument.reading_age import reading_age
from coprod_widgets.interview.answer import Entered, Happening, Moment, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.widgets.my_copy import Copy, Right, Talk, first_name, my_copy_html
from tests.instrument.tiny import FOLDER
from tests.interview.tiny import TINY, C, J, P, fresh, happen, say
from tests.widgets.copies import LONG, copy_of, sheets_of, talk, words
from tests.widgets.test_words import ROOT


def test_both_accounts_stand_in_the_order_that_the_patient_chose() -> None:
    mine, theirs = words(copy_of(talk())), words(copy_of(talk(first="clinician")))
    assert "● Sam: 2 ■ Nora (staff): 5 You see this differently." in mine
    assert "■ Nora (staff): 5 ● Sam: 2 You see this differently." in theirs


def test_both_accounts_have_the_same_size() -> None:
    page = copy_of(talk())
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"\.voice-(patient|clinician|joint)[^{]*\{[^}]*font", style)
    voice = r'<(\w+) class="voice voice-(?:patient|clinician)"[^>]*>[^<]*<strong>'
    voices = re.findall(voice, page)
    assert set(voices) == {"p"}


def test_a_voice_is_told_by_its_word_its_shape_and_its_edge_never_by_colour_alone() -> None:
    page = copy_of(talk())
    for shape, name in (("●", "Sam"), ("■", "Nora (staff)"), ("◆", "Together")):
        assert f"{shape} {name}" in words(page)
    edges = dict(re.findall(r"\.voice-(\w+) \{ border-left-style: (\w+)", page))
    assert len(set(edges.values())) == 3


def test_a_copy_says_whose_it_is_which_one_and_how_many_pages_it_has() -> None:
    page = copy_of(talk(), number=7)
    told = sheets_of(page)
    assert "This copy belongs to Sam." in told[0]
    assert f"It is copy 7, made on 25 November 2026. It has {len(told)} pages." in told[0]
    for number, sheet in enumerate(told, 1):
        assert f"Page {number} of {len(told)} · copy 7" in sheet
    assert "Hill" not in page


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Sam Hill", "Sam"),
        ("Hill, Sam", "Sam"),
        ("Mr Sam Hill", "Sam"),
        ("Dr. Sam", "Sam"),
        ("Sam", "Sam"),
        ("Hill,", "Hill,"),
        ("", ""),
    ],
)
def test_only_the_first_name_is_printed(name: str, called: str) -> None:
    assert first_name(name) == called


def test_without_a_name_the_copy_is_simply_yours() -> None:
    told = words(my_copy_html(Copy([Talk(talk())], 1, date(2026, 11, 25))))
    assert "This copy is yours." in told
    assert "● Patient: 2 ■ Staff: 5" in told


def test_whose_hands_typed_is_said() -> None:
    made = say(fresh(), "well", P, "I sleep.", entered=Entered.STAFF)
    assert "● Sam (staff typed my words): I sleep." in words(copy_of(made))
    made = say(fresh(), "well", P, "I sleep.", entered=Entered.INTERPRETER)
    assert "● Sam (an interpreter typed my words): I sleep." in words(copy_of(made))


def test_nothing_sealed_is_on_a_copy_not_even_its_question() -> None:
    made = say(fresh(), "secret", P, "yes")
    page = copy_of(made)
    assert "Secret?" not in page
    assert "sealed(" not in page
    # Said whether or not anything was sealed, so that it tells nothing.
    line = "Answers that were locked away are not on this copy."
    assert line in words(page)
    assert line in words(copy_of(fresh()))


@given(picked=st.integers(1, 5), guessed=st.integers(1, 5))
@settings(max_examples=10)
def test_what_was_not_revealed_makes_no_difference_to_a_copy(picked: int, guessed: int) -> None:
    def told(matters: int, guess: int) -> str:
        made = say(fresh(), "matters", P, matters, row="r1")
        return copy_of(say(made, "guess", P, guess, row="r1"))

    page = told(picked, guessed)
    assert page == told(1, 1)
    assert "Matters? Kept private, because you had not both answered." in words(page)


def test_whether_the_other_declined_is_not_told_before_both_have_answered() -> None:
    page = copy_of(say(fresh(), "matters", C, row="r1", status=Status.DECLINED))
    assert "Did not want to say" not in page


def test_what_was_taken_back_or_is_no_longer_asked_is_not_on_a_copy() -> None:
    made = fresh()
    made = say(made, "first", P, "clinician")
    made = say(made, "why", P, "HIDDEN WORDS")
    made = say(made, "first", P, "patient")
    made = say(made, "well", P, "TAKEN BACK WORDS")
    made = say(made, "well", P, status=Status.WITHDRAWN)
    made = say(made, "reasons", C, {"wording": "GONE ROW"}, row="r2")
    made = say(made, "reasons", C, row="r2", status=Status.WITHDRAWN)
    page = copy_of(made)
    for gone in ("HIDDEN WORDS", "TAKEN BACK WORDS", "GONE ROW"):
        assert gone not in page


@pytest.mark.parametrize(
    ("cleared", "line"),
    [(True, "2 reasons cannot be shown here."), (False, "There may be things I cannot show you.")],
)
def test_reasons_that_may_not_be_shared_are_a_cleared_count_or_the_fixed_line(
    cleared: bool, line: str
) -> None:
    started = fresh()
    first = started.entries[0]
    detail = {"withheld": 2, "cleared": cleared}
    made = Moment(0, first.at, first.by, "key-prepared", Happening.PREPARED, detail)
    told = words(copy_of(Interview(started.id, TINY, (made, *started.entries))))
    assert line in told
    assert ("2 reasons" in told) is cleared


def test_skipping_and_not_being_sure_are_told_as_what_they_are() -> None:
    made = say(fresh(), "matters", P, row="r1", status=Status.NOT_SURE)
    made = say(made, "matters", C, 4, row="r1")
    made = say(made, "guess", P, row="r1", status=Status.SKIPPED)
    made = say(made, "guess", C, row="r1", status=Status.DECLINED)
    told = words(copy_of(made))
    assert "● Sam: Not sure ■ Nora (staff): 4 Guess?" in told
    assert "● Sam: Skipped ■ Nora (staff): Did not want to say" in told


def test_what_the_pair_did_not_get_to_is_listed_once_at_the_end() -> None:
    told = words(copy_of(fresh()))
    assert "We did not get to this: \u2013 Well? \u2013 Whose first? 1. A row" in told
    assert "Did not want" not in told
    assert "We got to every question in this talk." in words(copy_of(talk()))


def test_a_sayback_has_the_words_and_what_staff_made_of_their_own_explaining() -> None:
    told = words(copy_of(talk(well="It was loud.")))
    assert "Say it back ● Sam: It was loud. ■ Nora (staff). Clear? No" in told


def test_what_each_will_do_comes_after_the_other_talks() -> None:
    actions = Interview("i_2", TINY.model_copy(update={"id": "actions"}), talk("LATER").entries)
    told = words(copy_of(actions, talk("EARLIER")))
    assert told.index("EARLIER") < told.index("LATER")


def test_rights_stand_with_how_to_use_them_and_who_helps() -> None:
    rights = [Right("Ask a judge", "A judge can look at it.", "Tell your nurse.", "An advocate.")]
    told = words(copy_of(talk(), rights=rights))
    assert "Your rights Ask a judge A judge can look at it. How to use it: Tell your nurse." in told
    assert "Who helps: An advocate." in told
    assert "Your rights" not in words(copy_of(talk()))


def test_a_copy_is_in_the_easy_words_and_the_language_that_the_pair_chose() -> None:
    made = happen(Interview("i_1", load(FOLDER / "every_type.yaml")), Happening.OPENED)
    made = say(made, "note", J, True)
    easy = happen(made, Happening.WORDED, language="en", easy=True)
    assert "Part one What staff told you: Read this." in words(copy_of(easy))
    finnish = copy_of(happen(made, Happening.WORDED, language="fi", easy=False))
    assert "Luemme tämän." in finnish
    assert '<section class="sheet" lang="fi" dir="ltr">' in finnish


def test_pictures_stand_beside_the_words_that_they_belong_to() -> None:
    made = happen(Interview("i_1", load(FOLDER / "every_type.yaml")), Happening.OPENED)
    page = copy_of(say(say(made, "note", J, True), "pick", P, "red"))
    assert page.count("<svg") == 4


@pytest.mark.parametrize("kind", LONG)
def test_nothing_that_was_said_is_lost_where_it_goes_on_upon_another_sheet(kind: str) -> None:
    page = copy_of(talk(well=LONG[kind].strip()))
    marks = r"This goes on\.|(?:\d+\. )?[●■◆] [^:]*from the page before:|More about \S+ \S+ \S+"
    feet = r"Sam: \S+ Page \d+ of \d+ · copy 1"
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    told = "".join(re.sub(marks, "", re.sub(feet, "", words(body))).split())
    assert told.count("".join(LONG[kind].split())) == 2
    assert "This goes on." in words(page)
    assert "from the page before" in words(page)


def test_what_was_said_is_never_markup() -> None:
    page = copy_of(talk("<script>alert(1)</script><img src=x>"))
    assert "<script" not in page
    assert "<img" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_copys_own_words_are_for_a_reading_age_of_eleven_at_most() -> None:
    table = YAML(typ="safe").load(
        (ROOT / "coprod_widgets/widgets/words/en.yaml").read_text("utf-8")
    )
    own = {key: text for key, text in table.items() if key.startswith(("copy_", "withheld_"))}
    forms = {
        key: [text] if isinstance(text, str) else [*text.values()] for key, text in own.items()
    }
    assert reading_age([form for every in forms.values() for form in every]) <= 11
    for key, every in forms.items():
        assert reading_age(every) <= 11, key
