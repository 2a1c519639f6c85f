"""The fast parser reads what people write, and reads it as the thorough one does."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml.error import YAMLError

from coprod_widgets.instrument import events, source
from coprod_widgets.instrument.loading import read
from tests.instrument.tiny import GOOD, REASONS

ASKED = """\
ask: {en: How are you?, fi: [Mitä kuuluu?, 'Ai niin?'], "sv": "Hur är det?"} # or not?
note: |
  Is it so? It is.
last: why?
"""


def seen(text: str, parser: object) -> list[tuple[str, object, int]] | None:
    """What a parser makes of a text; None if it can't be read."""
    try:
        return [
            (type(one).__name__, getattr(one, "value", None), one.start_mark.line)
            for one in parser(text)  # type: ignore[operator]  # one of the two
            if hasattr(one, "value")
        ]
    except YAMLError:
        return None


def test_question_marks_are_read_by_the_fast_parser_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(text: str) -> None:
        raise AssertionError(f"read slowly: {text[:60]}")

    monkeypatch.setattr(source, "thorough_events", never)
    assert read(ASKED, "asked.yaml").value == {
        "ask": {"en": "How are you?", "fi": ["Mitä kuuluu?", "Ai niin?"], "sv": "Hur är det?"},
        "note": "Is it so? It is.\n",
        "last": "why?",
    }
    for path in (*GOOD, REASONS):
        assert not read(path.read_text("utf-8"), path.name).broken


def test_a_text_with_the_covering_character_in_it_keeps_it() -> None:
    text = "a: \ue03f\nb: {en: Why?}\n"
    assert read(text, "tiny.yaml").value == {"a": "\ue03f", "b": {"en": "Why?"}}


@pytest.mark.parametrize("text", ["a: !is? b\n", "a: !? b\n", "a: &b? c\n", "a: !!str? b\n"])
def test_a_tag_or_anchor_with_a_question_mark_is_refused_as_it_is_written(text: str) -> None:
    parsed = read(text, "tiny.yaml")
    assert parsed.broken or parsed.faults
    assert "\ue03f" not in repr((parsed.value, parsed.faults))


# Tags and anchors are left out: they are refused either way.
@given(st.text("ab?: {}[],'\"#-\n\\|>", max_size=60))
@example("? a\n: b")
@example("{a?: b?}")
@example('"\\?"')
@example("[?a, ?]")
@example("a?: |\n  b?\n")
def test_covering_question_marks_changes_nothing_that_can_be_read_without(text: str) -> None:
    with_cover = seen(text, events.fast_events)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events, "_IN_A_WORD", re.compile("(?!)"))
        without = seen(text, events.fast_events)
    assert without is None or with_cover == without
