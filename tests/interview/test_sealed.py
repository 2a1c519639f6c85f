"""What goes under a seal looks the same from outside, whatever was said."""

from __future__ import annotations

from pathlib import Path

import pytest

from coprod_widgets.errors import SealError
from coprod_widgets.instrument.loading import load
from coprod_widgets.interview.answer import Place, Status
from coprod_widgets.interview.sealed import Content, packed, sealed_in, unpacked
from tests.interview.tiny import TINY, P, fresh, say

FACTS = load(Path(__file__).parent.parent / "instruments" / "facts.yaml")
SECRET, SAFE = Place("secret", None, P), Place("safe", None, P)
SAID = (Status.ANSWERED, Status.SKIPPED, Status.NOT_SURE, Status.DECLINED, Status.NOT_APPLICABLE)
LONGEST = ["", "I", "a" * 4000, '"' * 4000, "\n\t" * 2000, "😀" * 4000, "\u2028" * 4000]


def test_every_sealed_answer_to_a_question_has_the_same_size() -> None:
    codes = {len(packed(TINY, SECRET, Status.ANSWERED, code)) for code in ("yes", "no")}
    codes |= {len(packed(TINY, SECRET, status, None)) for status in SAID}
    assert len(codes) == 1
    texts = {len(packed(FACTS, SAFE, Status.ANSWERED, text).encode()) for text in LONGEST}
    texts |= {len(packed(FACTS, SAFE, status, None).encode()) for status in SAID}
    assert len(texts) == 1


@pytest.mark.parametrize("value", [*LONGEST, None])
def test_what_was_packed_is_unpacked_as_it_was(value: object) -> None:
    assert unpacked(packed(FACTS, SAFE, Status.ANSWERED, value)) == Content(Status.ANSWERED, value)


@pytest.mark.parametrize(
    "text", ["", "yes", "[]", '{"status":"odd","value":1}', '{"status":"skipped"}']
)
def test_what_coprod_did_not_pack_is_refused(text: str) -> None:
    with pytest.raises(SealError):
        unpacked(text)


@pytest.mark.parametrize("status", SAID)
def test_whether_a_sealed_question_was_answered_or_skipped_is_sealed_too(status: Status) -> None:
    talk = say(fresh(), "secret", P, "no" if status is Status.ANSWERED else None, status=status)
    answer = talk.answer(SECRET)
    assert answer is not None
    assert (answer.status, answer.value) == (Status.SEALED, None)
    assert talk.status(SECRET) is Status.SEALED
    assert talk.is_settled(SECRET)
    assert sealed_in(talk) == (answer,)


def test_taking_a_sealed_answer_back_is_told_and_seals_nothing() -> None:
    talk = say(say(fresh(), "secret", P, "no"), "secret", P, status=Status.WITHDRAWN)
    assert talk.status(SECRET) is Status.WITHDRAWN
    assert not talk.is_settled(SECRET)
    assert sealed_in(talk) == ()


def test_only_the_newest_sealed_answer_stands() -> None:
    talk = say(say(fresh(), "secret", P, "no"), "secret", P, status=Status.SKIPPED)
    assert [answer.number for answer in sealed_in(talk)] == [len(talk.entries)]
