"""What a pack tells, and what stands beside it until a hospital has confirmed it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from coprod_widgets.law.pack import Approval, LawPack
from coprod_widgets.law.plain import as_plain, from_plain
from coprod_widgets.widgets.words import say
from tests.law.tiny import TINY, pack_of, spoiled

DAY = date(2026, 3, 9)


def approved(pack: LawPack) -> LawPack:
    approval = Approval(by="Ada Law", date=DAY, hash=pack.hash)
    return pack.model_copy(update={"approved": approval})


def test_topics_keep_their_order_and_are_found_by_id() -> None:
    pack = pack_of()
    assert [topic.id for topic in pack.topics] == ["search", "medicine"]
    assert pack.topic("medicine") is pack.topics[1]
    assert pack.topic("gardening") is None
    assert pack.right("advocacy") is pack.rights[0]
    assert pack.right("nothing") is None
    assert pack.text("who_sees").text.say("en") == "You and I."


def test_what_is_not_confirmed_says_so_in_plain_words() -> None:
    search, medicine = pack_of().topics
    assert search.notes == ()
    (key,) = medicine.notes
    assert say(key, "en") == "To be confirmed by the hospital."
    assert pack_of().text("passed_on").notes == (key,)


def test_a_pack_that_nobody_approved_says_so_in_plain_words() -> None:
    pack = pack_of()
    assert pack.notes(DAY) == ("law_not_approved",)
    assert approved(pack).notes(DAY) == ()
    assert all(say(key, "en") for key in pack.notes(date(2027, 1, 1)))


def test_a_pack_is_past_its_review_from_the_day_after() -> None:
    pack = approved(pack_of())
    assert pack.notes(date(2026, 7, 5)) == ()
    assert pack.notes(date(2026, 7, 6)) == ("law_past_review",)


def test_a_pack_that_was_changed_after_its_approval_counts_as_not_approved() -> None:
    kept = approved(pack_of()).approved
    changed = pack_of(spoiled(("rung: 2", "rung: 3"))).model_copy(update={"approved": kept})
    assert not changed.is_approved
    assert changed.notes(DAY) == ("law_not_approved",)


@pytest.mark.parametrize(
    "change",
    [
        ("rung: 2", "rung: 3"),
        ("confirmed: true", "confirmed: false"),
        ("To keep people safe.", "To keep staff safe."),
        ("version: 1.0.0", "version: 1.0.1"),
        ("checked: 2026-01-05", "checked: 2026-01-06"),
        ("An Act", "Another Act"),
    ],
)
def test_all_that_a_pack_says_is_in_its_hash(change: tuple[str, str]) -> None:
    assert pack_of(spoiled(change)).hash != pack_of().hash


def test_comments_layout_and_the_approval_are_no_part_of_the_hash() -> None:
    laid_out = "# For the office.\n" + TINY.replace("{en: Search}", "\n      en: Search")
    assert pack_of(laid_out).hash == pack_of().hash
    assert approved(pack_of()).hash == pack_of().hash


def test_what_has_its_default_may_be_written_or_not() -> None:
    written = spoiled(("owner: The office\n", "owner: The office\nreading_age: 11\n"))
    assert pack_of(written).hash == pack_of().hash


def test_the_hash_of_a_copy_is_of_what_the_copy_says() -> None:
    pack = pack_of()
    before = pack.hash
    assert pack.model_copy(update={"version": "2.0.0"}).hash != before


def test_nothing_of_a_pack_can_be_set() -> None:
    with pytest.raises(ValidationError):
        pack_of().owner = "Me"  # type: ignore[misc]  # that is the point


def test_a_pack_comes_back_from_a_journal_as_it_went_in() -> None:
    pack = approved(pack_of())
    back = from_plain(json.loads(json.dumps(as_plain(pack))))
    assert back == pack
    assert back.hash == pack.hash
    assert back.is_approved


@given(st.text(min_size=1).filter(str.strip), st.integers(0, 4), st.booleans(), st.dates())
def test_whatever_a_pack_says_comes_back(words: str, rung: int, yes: bool, day: date) -> None:
    pack = pack_of()
    said = pack.topics[0].text.model_copy(update={"words": {"en": words}})
    changed = {"text": said, "rung": rung, "confirmed": yes, "checked": day, "source": words}
    topic = pack.topics[0].model_copy(update=changed)
    pack = LawPack(**{**dict(pack), "topics": (topic,)})
    back = from_plain(json.loads(json.dumps(as_plain(pack))))
    assert (back, back.hash) == (pack, pack.hash)
