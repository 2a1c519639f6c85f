"""The packs that coprod brings."""

from __future__ import annotations

from pathlib import Path

import pytest

from coprod_widgets.law.checks import check
from coprod_widgets.law.loading import load
from coprod_widgets.law.pack import TOPICS
from tests.law.tiny import FOLDER, OURS

EACH = pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)


@EACH
def test_a_pack_of_ours_has_no_fault_and_is_not_approved(path: Path) -> None:
    pack, faults = check(path)
    assert faults == []
    assert pack is not None
    assert pack.approved is None


@EACH
def test_a_pack_of_ours_holds_every_topic_in_order(path: Path) -> None:
    assert tuple(topic.id for topic in load(path).topics) == TOPICS


@EACH
def test_every_text_of_ours_has_easy_words(path: Path) -> None:
    pack = load(path)
    for topic in pack.topics:
        for text in (topic.title, topic.holder, topic.text, topic.why, topic.question, topic.helps):
            assert "en" in text.easy, topic.id
    for right in pack.rights:
        assert all("en" in text.easy for text in (right.title, right.text, right.how, right.helps))
    for name in ("who_sees", "passed_on", "cannot_show"):
        assert "en" in pack.text(name).text.easy


@EACH
def test_our_packs_name_their_sources_in_words(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "://" not in text
    assert "www." not in text


def test_the_hospitals_own_texts_are_for_the_hospital_to_confirm() -> None:
    for path in OURS:
        pack = load(path)
        for name in ("who_sees", "passed_on", "cannot_show"):
            assert not pack.text(name).confirmed


def test_nothing_of_the_pack_to_fill_in_is_confirmed() -> None:
    assert not any(entry.confirmed for entry in load(FOLDER / "blank.yaml").entries)


def test_what_is_from_memory_or_a_proposal_is_to_be_confirmed() -> None:
    scotland = load(FOLDER / "scotland.yaml")
    sure = {entry.id for entry in (*scotland.topics, *scotland.rights) if entry.confirmed}
    assert {"leave_outside", "leave_grounds", "moving_on", "medicine", "search"} <= sure
    for doubtful in ("communication_help", "second_doctor", "work_activity", "watched_closely"):
        assert doubtful not in sure


def test_no_word_of_ours_is_hard_on_people() -> None:
    for path in OURS:
        text = path.read_text("utf-8").lower()
        for word in (" must ", "lacks", "insight", "non-compliant", "refuse"):
            assert word not in text, path.stem
