"""The leak check: nothing shown to one voice may depend on an unrevealed answer of the other.

Being asked a question tells something about the answers its rule looks at. So does seeing that the
other was asked: an open answer is shown to both. For each rule, each voice that can see whether it
holds, and each answer of another voice that it looks at: a sealed answer is always a leak, and one
that is kept until both have answered is a leak unless `answered(q)`, for all voices of it, has to
hold first.
"""

from __future__ import annotations

from collections.abc import Iterator

from coprod_widgets.instrument.checking.ground import Ground, Spot
from coprod_widgets.instrument.faults import Fault, Path
from coprod_widgets.instrument.rule_tree import (
    And,
    Answered,
    Fact,
    Leaf,
    Node,
    Not,
    Or,
    Reference,
    looked_at,
)
from coprod_widgets.instrument.voice import Reveal, Voice


def nothing_leaks(ground: Ground) -> Iterator[Fault]:
    """Rules that give an answer away before it is revealed."""
    told: set[tuple[Path, Reference]] = set()
    for spot in ground.spots:
        rules = ground.rules_of.get(spot.question.id, [])
        for rule in rules:
            # The rules of a question and of its section hold together, so one may guard the other.
            guards = frozenset(
                guard for other in rules if other is not rule for guard in _sure(other.rule.tree)
            )
            for leaf, sure in _guarded(rule.rule.tree, guards):
                reference = looked_at(leaf)
                target = ground.spot(reference.question)
                if target is None or (rule.path, reference) in told:
                    continue
                leak = _leak(ground, spot, leaf, target, sure)
                if leak:
                    told.add((rule.path, reference))
                    yield ground.fault(rule.path, rule.rule.text, *leak)


def _leak(
    ground: Ground, spot: Spot, leaf: Leaf, target: Spot, sure: frozenset[str]
) -> tuple[str, str] | None:
    reference = looked_at(leaf)
    reveal = ground.reveals[target.question.id]
    if reveal is Reveal.OPEN:
        return None
    if reveal is Reveal.SEALED:
        problem = f"'{reference}' is sealed: nothing on the screen may depend on it."
        return problem, "Look at another question, or give it another reveal."
    of_all = reference.voice is None
    if target.question.id in sure or (of_all and isinstance(leaf, Answered)):
        return None
    speakers = (reference.voice,) if reference.voice else target.question.voices
    for viewer in _viewers(ground, spot):
        for speaker in speakers:
            if speaker not in (viewer, Voice.JOINT):
                name = f"{speaker.value}.{target.question.id}"
                problem = (
                    f"A leak: the {viewer.value} sees whether '{spot.question.id}' is asked → this "
                    f"rule → {name}, which is kept back until both have answered."
                )
                return problem, f"Write: answered({target.question.id}) and (…)."
    return None


def _viewers(ground: Ground, spot: Spot) -> tuple[Voice, ...]:
    """The voices that can tell whether a question is asked: who answers it, and who may see it."""
    both = (Voice.PATIENT, Voice.CLINICIAN)
    voices = spot.question.voices
    is_shown = Voice.JOINT in voices or ground.reveals[spot.question.id] is Reveal.OPEN
    return both if is_shown else voices


def _sure(node: Node) -> frozenset[str]:
    """Questions that all their voices have answered wherever this tree holds."""
    match node:
        case Answered(Reference(question, None)):
            return frozenset({question})
        case And(left, right):
            return _sure(left) | _sure(right)
        case Or(left, right):
            return _sure(left) & _sure(right)
        case _:
            return frozenset()


def _guarded(node: Node, sure: frozenset[str]) -> Iterator[tuple[Leaf, frozenset[str]]]:
    """Each condition, and the questions that are answered wherever it makes a difference."""
    match node:
        case And(left, right):
            yield from _guarded(left, sure | _sure(right))
            yield from _guarded(right, sure | _sure(left))
        case Or(left, right):
            yield from _guarded(left, sure)
            yield from _guarded(right, sure)
        case Not(inner):
            yield from _guarded(inner, sure)
        case Fact():
            return
        case _:
            yield node, sure
