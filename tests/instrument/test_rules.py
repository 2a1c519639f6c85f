"""Rules are read or refused, hold or don't, and never do anything else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.instrument.rule_tree import (
    SIGNS,
    Among,
    And,
    Answered,
    Compare,
    Count,
    Node,
    Not,
    Or,
    Picked,
    written,
)
from coprod_widgets.instrument.rules import Found, Reference, RuleError, parse
from coprod_widgets.instrument.voice import Voice

SAID: dict[str, Found] = {
    "sure": Found(4, True, 1),
    "patient.sure": Found(4, True, 1),
    "clinician.sure": Found(None, False, 0),
    "ready": Found("yes", True, 1),
    "helps": Found(["walk", "talk"], True, 2),
    "reasons": Found(None, True, 3),
    "day": Found("2026-03-09", True, 1),
    "missing": Found(None, False, 0),
    "ticked": Found(True, True, 1),
}


def holds(rule: str) -> bool:
    return parse(rule).holds(lambda reference: SAID[str(reference)])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("sure = 4", True),
        ("sure = 4.0", True),
        ("sure != 4", False),
        ("sure >= 4 and sure < 5", True),
        ("ready = 'yes'", True),
        ('ready = "yes"', True),
        ("ready in ['no', 'yes']", True),
        ("sure in [1, 2]", False),
        ("'walk' in helps", True),
        ("'rest' in helps", False),
        ("count(helps) = 2 and count(reasons) > 2", True),
        ("day >= '2026-01-01'", True),
        ("answered(sure) and not answered(clinician.sure)", True),
        ("sure = 1 or sure = 2 and ready = 'yes'", False),
        ("(sure = 4 or sure = 2) and ready = 'no'", False),
        ("not sure = 4 or ready = 'yes'", True),
        # What isn't there makes every comparison false.
        ("missing = 1", False),
        ("missing != 1", False),
        ("missing in [1]", False),
        ("'walk' in missing", False),
        ("not missing = 1", True),
        # Nothing of another kind is ever the same.
        ("ready = 4", False),
        ("ready != 4", False),
        ("sure > 'a'", False),
        ("ticked = 1", False),
        ("helps = 'walk'", False),
    ],
)
def test_a_rule_holds_or_does_not(rule: str, expected: bool) -> None:
    assert holds(rule) is expected


@pytest.mark.parametrize(
    ("rule", "position"),
    [
        ("", 0),
        ("sure", 4),
        ("sure =", 6),
        ("sure = yes", 7),
        ("sure == 4", 6),
        ("sure = 4 sure = 5", 9),
        ("(sure = 4", 9),
        ("staff.sure = 4", 0),
        ("answered sure", 9),
        ("sure = 'yes", 7),
        ("4 = sure", 2),
        ("__import__('os')", 0),
        ("and = 1", 0),
        ("sure in []", 9),
        ("(" * 60 + "sure = 4" + ")" * 60, 41),
        ("not " * 60 + "sure = 4", 164),
        ("sure = 4 or " * 200 + "sure = 4", 1000),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_position(rule: str, position: int) -> None:
    with pytest.raises(RuleError) as caught:
        parse(rule)
    assert caught.value.position == position
    assert caught.value.cure


def test_references_are_told_once_in_the_order_they_appear() -> None:
    rule = parse("clinician.b > 1 and answered(a) or a = 2 and count(b) > 0")
    assert [str(reference) for reference in rule.references] == ["clinician.b", "a", "b"]


# The language is total

NAMES = st.sampled_from(["sure", "ready", "a_1", "in_time", "notes", "order"])
REFERENCES = st.builds(Reference, NAMES, st.sampled_from([None, *Voice]))
TEXTS = st.text(st.characters(exclude_characters="'", exclude_categories=["Cs"]), max_size=8)
NUMBERS = st.integers(-(10**9), 10**9) | st.decimals(-1000, 1000, places=3).map(float)
LITERALS = NUMBERS | TEXTS
SIGN = st.sampled_from(list(SIGNS))
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(Compare, REFERENCES, SIGN, LITERALS),
    st.builds(Among, REFERENCES, st.lists(LITERALS, min_size=1, max_size=3).map(tuple)),
    st.builds(Picked, LITERALS, REFERENCES),
    st.builds(Answered, REFERENCES),
)
COUNTS = st.builds(Compare, st.builds(Count, REFERENCES), SIGN, LITERALS)
# Without `not` and `count`, which hold of nothing too.
PLAIN = st.recursive(
    LEAVES, lambda inner: st.builds(And, inner, inner) | st.builds(Or, inner, inner), max_leaves=8
)
TREES = st.recursive(
    LEAVES | COUNTS,
    lambda inner: (
        st.builds(Not, inner) | st.builds(And, inner, inner) | st.builds(Or, inner, inner)
    ),
    max_leaves=8,
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


def refused_at(text: str) -> int | None:
    """The position at which a text is refused as a rule, or None if it is read."""
    try:
        parse(text)
    except RuleError as error:
        return error.position
    return None


@given(st.text(max_size=60) | st.text("aqu.'\"()[],=!<>0123456789 andorinot\n", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    position = refused_at(text)
    assert position is None or 0 <= position <= len(text)


@given(TREES)
def test_a_rule_that_is_written_reads_as_the_same_rule(tree: Node) -> None:
    assert parse(written(tree)).tree == tree


@given(TREES, st.data())
def test_a_rule_over_anything_at_all_holds_or_does_not(tree: Node, data: st.DataObject) -> None:
    said: dict[Reference, Found] = {}

    def look(reference: Reference) -> Found:
        if reference not in said:
            value: Any = data.draw(VALUES)
            said[reference] = Found(value, data.draw(st.booleans()), data.draw(st.integers()))
        return said[reference]

    assert parse(written(tree)).holds(look) in (True, False)


@given(PLAIN)
def test_where_nothing_is_said_no_comparison_holds(tree: Node) -> None:
    assert not parse(written(tree)).holds(lambda _: Found(None, False, 0))
