"""Rules that look at what is asked later, and rules that go round in a circle."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from coprod_widgets.instrument.checking.ground import Ground, RuleSpot
from coprod_widgets.instrument.faults import Fault, Path

Edges = dict[tuple[str, str], RuleSpot]


def asked_in_order(ground: Ground) -> Iterator[Fault]:
    """Rules that look ahead, in a circle or not."""
    number = {name: ground.spot(name).number for name in ground.known}  # type: ignore[union-attr]  # known
    edges: Edges = {}
    for rule in ground.rules:
        for spot in rule.decides:
            for reference in rule.rule.references:
                if reference.question in number:
                    edges.setdefault((spot.question.id, reference.question), rule)
    # Only an edge that leads ahead, or to its own question, can close a circle.
    ahead = {edge for edge in edges if number[edge[1]] >= number[edge[0]]}
    told: set[tuple[Path, str]] = set()
    while circle := _circle(edges):
        start = min(range(len(circle) - 1), key=lambda n: number[circle[n]])
        circle = circle[start:-1] + circle[:start] + [circle[start]]
        steps = list(pairwise(circle))
        rule = edges[steps[0]]
        problem = f"The rules go round in a circle: {' → '.join(circle)}."
        cure = "Take one of these rules out, so that something is asked first."
        yield ground.fault(rule.path, rule.rule.text, problem, cure)
        told |= {(edges[step].path, step[1]) for step in steps if step in ahead}
        for step in [step for step in steps if step in ahead]:
            del edges[step]
    for (asked, needed), rule in edges.items():
        if (asked, needed) in ahead and (rule.path, needed) not in told:
            told.add((rule.path, needed))
            problem = f"'{needed}' is only asked after '{asked}'."
            cure = f"Move '{needed}' before it, or look at something that was asked."
            yield ground.fault(rule.path, rule.rule.text, problem, cure)


def _circle(edges: Edges) -> list[str]:
    """Questions that wait for each other, each for the next one, the first again at the end."""
    graph: dict[str, set[str]] = {}
    for asked, needed in edges:
        graph.setdefault(asked, set()).add(needed)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []
