from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.errors import SealError
from coprod_widgets.interview.answer import Answer
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.journal import (
    EMPTY_HEAD,
    body_of,
    entry_from,
    head_of,
    link,
    verify,
)
from tests.interview.tiny import C, P, fresh, say


def chained(talk: Interview) -> list[str]:
    heads, head = [], EMPTY_HEAD
    for entry in talk.entries:
        head = link(head, talk.id, entry)
        heads.append(head)
    return heads


def some_talk() -> Interview:
    return say(say(fresh(), "well", P, "wälks\n☺"), "matters", C, 4, row="r1")


def test_an_entry_comes_back_as_it_was_written() -> None:
    for entry in some_talk().entries:
        assert entry_from(body_of(entry)) == entry


def test_a_whole_chain_holds() -> None:
    talk = some_talk()
    verify(talk.id, talk.entries, chained(talk))
    assert head_of(talk.id, talk.entries) == chained(talk)[-1]


@given(st.integers(0, 3))
def test_a_changed_entry_is_named(index: int) -> None:
    talk = some_talk()
    changed = list(talk.entries)
    changed[index] = replace(changed[index], by="a_2")
    with pytest.raises(SealError, match=f"from entry {index + 1} on"):
        verify(talk.id, changed, chained(talk))


def test_a_missing_entry_is_named() -> None:
    talk = some_talk()
    with pytest.raises(SealError, match="from entry 2 on"):
        verify(talk.id, talk.entries[:1] + talk.entries[2:], chained(talk)[:3])


def test_a_journal_of_another_interview_does_not_hold() -> None:
    talk = some_talk()
    with pytest.raises(SealError, match="from entry 1 on"):
        verify("i_other", talk.entries, chained(talk))


def test_a_changed_value_changes_the_head() -> None:
    talk = some_talk()
    last = talk.entries[-1]
    assert isinstance(last, Answer)
    forged = (*talk.entries[:-1], replace(last, value=5))
    assert head_of(talk.id, forged) != head_of(talk.id, talk.entries)
