"""What rules point at: questions that are there, asked before, of that voice, and not of rows."""

from __future__ import annotations

from collections.abc import Iterator

from coprod_widgets.instrument.checking.ground import Ground, RuleSpot, Spot
from coprod_widgets.instrument.faults import Fault, did_you_mean
from coprod_widgets.instrument.rule_tree import Compare, Count, Leaf, Reference, leaves, looked_at


def references_there(ground: Ground) -> Iterator[Fault]:
    """Questions that aren't there, or aren't answered by the voice that is named."""
    for spot in ground.rules:
        for reference in spot.rule.references:
            found = ground.spot(reference.question)
            if reference.question in ground.doubtful:
                continue
            if found is None:
                known = ground.known
                cure = did_you_mean(reference.question, known, "Write the id of a question.")
                problem = f"There is no question '{reference.question}'."
                yield ground.fault(spot.path, spot.rule.text, problem, cure)
            elif reference.voice and reference.voice not in found.question.voices:
                voices = " and ".join(voice.value for voice in found.question.voices)
                problem = f"'{reference.question}' is answered by {voices} alone."
                cure = f"Write {found.question.voices[0].value}.{reference.question}."
                yield ground.fault(spot.path, spot.rule.text, problem, cure)


def rows_only_counted(ground: Ground) -> Iterator[Fault]:
    """Answers about rows, looked at from outside their section other than by `count()`."""
    for spot in ground.rules:
        told: set[Reference] = set()
        for leaf in leaves(spot.rule.tree):
            reference = looked_at(leaf)
            target = ground.spot(reference.question)
            if target is None or not is_about_rows(spot, target):
                continue
            if not is_count(leaf) and reference not in told:
                told.add(reference)
                problem = f"'{reference}' is answered once for every row of its section."
                cure = f"Outside that section only count({reference}) can be asked."
                yield ground.fault(spot.path, spot.rule.text, problem, cure)


def is_about_rows(rule: RuleSpot, target: Spot) -> bool:
    """Whether a rule looks from outside at a question that is asked for every row of a list."""
    return target.section.for_each is not None and target.section is not rule.section


def is_count(leaf: Leaf) -> bool:
    """Whether a condition is about `count(q)`."""
    return isinstance(leaf, Compare) and isinstance(leaf.left, Count)
