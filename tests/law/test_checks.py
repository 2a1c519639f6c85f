"""Every fault of a law pack is found, with its line, place and cure, and all of them at once."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_widgets.law.checks import check
from tests.law.tiny import TINY, faults_of, spoiled

LONG = (
    "The responsible authorities continuously deliberate about proportionate restrictions of "
    "constitutional entitlements, notwithstanding objections."
)


def test_the_tiny_pack_has_no_fault() -> None:
    assert faults_of(TINY) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "place", "told"),
    [
        ("owner: The office", "ovner: The office", 7, "ovner", "Did you mean 'owner'?"),
        ("    why: {", "    whyy: {", 14, "topics[0].whyy", "Did you mean 'why'?"),
        ("    how: {", "    howw: {", 36, "rights[0].howw", "Did you mean 'how'?"),
        ("who_sees: {text", "who_sees: {txt", 41, "texts.who_sees.txt", "'text'?"),
        ("cannot_show:", "can_not_show:", 43, "texts.can_not_show", "'cannot_show'?"),
        ("id: medicine", "id: search", 21, "topics[1].id", "used twice, first on line 9"),
        ("id: medicine", "id: medecine", 21, "topics[1].id", "Did you mean 'medicine'?"),
        ("id: medicine", "id: gardening", 21, "topics[1].id", "'own_topics'"),
        ("rung: 2", "rung: 5", 23, "topics[1].rung", "at most 4"),
        ("rung: 2", "rung: '2'", 23, "topics[1].rung", "whole number"),
        ("source: An Act", "source: ' '", 17, "topics[0].source", "empty"),
        ("review_by: 2026-07-05", "review_by: 2026-01-04", 6, "review_by", "before it was"),
        ("checked: 2026-01-05", "checked: 5 January", 5, "checked", "2026-03-09"),
        ("checked: 2026-01-05", "checked: 2026-02-30", 5, "checked", "no such day"),
        ("checked: 2026-01-05", "checked: 1767571200", 5, "checked", "2026-03-09"),
        ("version: 1.0.0", "version: '1'", 2, "version", "1.0.0"),
        ("id: tiny", "id: other", 1, "id", "Give both the same name."),
        ("title: {en: Who decides}", "title: {en: ' '}", 4, "title", "no wording in 'en'"),
        ("title: {en: Search}", "title: {fi: Etsintä}", 10, "topics[0].title", "in 'en'"),
        ("title: {en: Search}", "title: Search", 10, "topics[0].title", "{en: 'Search'}"),
        ("{en: Search}", "{en: S, picture: s.svg}", 10, "topics[0].title.picture", "no pictures"),
        ("To keep people safe.", f'"{LONG}"', 14, "topics[0].why", "'hard_words'"),
        ("You and I.", f'"{LONG}"', 41, "texts.who_sees.text", "'hard_words'"),
        ("owner: The office\n", "owner: A\napproved: {by: Me}\n", 8, "approved", "law approve"),
    ],
)  # fmt: skip
def test_each_fault_is_told_where_it_stands_and_how_to_put_it_right(
    old: str, new: str, line: int, place: str, told: str
) -> None:
    found = {fault.place: fault for fault in faults_of(spoiled((old, new)))}
    assert found[place].line == line
    assert told in f"{found[place].problem} {found[place].cure}"
    # Whatever else is told follows from the same line: a key that another was meant for is missing.
    assert len(found) <= 2


def test_a_topic_that_is_unknown_names_the_known_ones() -> None:
    (fault,) = faults_of(spoiled(("id: medicine", "id: gardening")))
    assert "leave_outside, leave_grounds, moving_on" in fault.cure


def test_a_hospital_can_have_topics_of_its_own() -> None:
    own = ("owner: The office\n", "owner: The office\nown_topics: [gardening]\n")
    assert faults_of(spoiled(("id: medicine", "id: gardening"), own)) == []


def test_an_entry_checked_after_the_review_day_is_a_fault() -> None:
    (fault,) = faults_of(
        spoiled(("checked: 2026-01-05\n    conf", "checked: 2027-01-05\n    conf"))
    )
    assert (fault.place, fault.line) == ("topics[0].checked", 19)


def test_hard_words_with_a_reason_are_let_be() -> None:
    changes = (
        "{en: To keep people safe.}",
        f'{{en: "{LONG}"}}\n    hard_words: The words of the Act',
    )
    assert faults_of(spoiled(changes)) == []


def test_every_declared_language_is_asked_for_everywhere() -> None:
    faults = faults_of(spoiled(("owner: The", "languages: [en, fi]\nowner: The")))
    # The title of the pack, six texts a topic, four a right, and three of the hospital's.
    assert len(faults) == 1 + 2 * 6 + 4 + 3
    assert all("'fi'" in fault.problem for fault in faults)


def test_faults_of_form_do_not_hide_the_others() -> None:
    text = spoiled(
        ("version: 1.0.0", "version: one"),
        ("rung: 1", "rung: one"),
        ("id: medicine", "id: medecine"),
        ("review_by: 2026-07-05", "review_by: 2025-07-05"),
        ("    how: {en: Ask for one.}\n", ""),
        ("You and I.", f'"{LONG}"'),
    )
    places = [fault.place for fault in faults_of(text)]
    for place in ("version", "review_by", "topics[0].rung", "topics[1].id", "rights[0]"):
        assert place in places
    assert "texts.who_sees.text" in places


@pytest.mark.parametrize(
    "text", ["", "- a\n", "just words\n", "id: [\n", "id: tiny\n", "topics: 5\n"]
)
def test_what_is_no_pack_at_all_has_faults_and_stops_nothing(text: str) -> None:
    assert faults_of(text)


def test_a_file_that_is_not_there_is_a_fault_like_others(tmp_path: Path) -> None:
    pack, (fault,) = check(tmp_path / "nothing.yaml")
    assert pack is None
    assert "can't be read" in fault.problem


@settings(deadline=None)  # a test never asserts how long something took
@given(st.randoms(use_true_random=False))
def test_a_pack_that_somebody_spoiled_is_checked_like_any_other(random: Random) -> None:
    lines = TINY.split("\n")
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(lines))
        match random.randrange(3):
            case 0:
                lines[at] = ""
            case 1:
                lines.insert(at, random.choice(lines))
            case _:
                key = lines[at].split(":")[0]
                other = random.choice(["null", "true", "-1", "[]", "{}", "''", "2026-01-01"])
                lines[at] = f"{key}: {other}"
    for fault in faults_of("\n".join(lines)):
        assert 1 <= fault.line <= len(lines) + 1
        assert fault.problem
        assert fault.cure
