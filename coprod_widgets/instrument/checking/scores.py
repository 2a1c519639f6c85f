"""Scores that can't be worked out, or don't come out as their own examples say."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose

from coprod_widgets.instrument.checking.ground import Ground, Spot
from coprod_widgets.instrument.definition import Score, ScoreExample
from coprod_widgets.instrument.faults import Fault, Path, did_you_mean
from coprod_widgets.instrument.scoring import NOT_ANSWERED, bounds, can_count, score
from coprod_widgets.instrument.voice import Reveal


def scores_come_out(ground: Ground) -> Iterator[Fault]:
    """Scores with parts that aren't there or can't be summed; then their examples, worked out."""
    for number, declared in enumerate(ground.instrument.scores):
        path: Path = ("scores", number)
        faults = list(_wrong_parts(ground, declared, path))
        yield from faults
        # An example of a score that is wrong in itself would only say so a second time.
        if not faults and not set(declared.of) & ground.doubtful:
            for at, example in enumerate(declared.examples):
                where = (*path, "examples", at)
                yield from _wrong_example(ground, declared, example, where)


def _wrong_parts(ground: Ground, declared: Score, path: Path) -> Iterator[Fault]:
    rows: dict[str | None, str] = {}
    for number, name in enumerate(declared.of):
        spot, where = ground.spot(name), (*path, "of", number)
        if name in ground.doubtful:
            continue
        if spot is None:
            cure = did_you_mean(name, ground.known, "Write the id of a question.")
            yield ground.fault(where, name, f"There is no question '{name}'.", cure)
            continue
        problem, cure = _wrong_part(ground, declared, spot)
        if problem:
            yield ground.fault(where, name, problem, cure)
        rows.setdefault(spot.section.id if spot.section.for_each else None, name)
    if len(rows) > 1:
        one, other, *_ = rows.values()
        problem = f"'{one}' and '{other}' aren't asked for the same rows."
        cure = "Make a score of questions that are asked together."
        yield ground.fault((*path, "of"), ", ".join(declared.of), problem, cure)
    for number, name in enumerate(declared.reverse):
        where = (*path, "reverse", number)
        spot = ground.spot(name)
        if name not in declared.of:
            cure = did_you_mean(name, declared.of, "Add it there, or take it out here.")
            yield ground.fault(where, name, f"'{name}' isn't in 'of'.", cure)
        elif spot is not None and bounds(ground.instrument, spot.question) is None:
            problem = f"'{name}' has no two ends, so it can't be turned round."
            yield ground.fault(where, name, problem, "Give the number a least and a most.")
    if declared.missing.least is not None and declared.missing.least > len(declared.of):
        least = declared.missing.least
        problem = f"{least} answers are needed, but there are only {len(declared.of)} questions."
        yield ground.fault((*path, "missing", "least"), least, problem, "Write a smaller number.")


def _wrong_part(ground: Ground, declared: Score, spot: Spot) -> tuple[str, str]:
    name, voices = spot.question.id, spot.question.voices
    if declared.voice not in voices:
        told = " and ".join(voice.value for voice in voices)
        problem = f"'{name}' is answered by {told}, and this is a score of {declared.voice.value}."
        return problem, "Change the score's voice, or take the question out."
    if ground.reveals[spot.question.id] is Reveal.SEALED:
        return f"A leak: '{name}' is sealed, and a score would show it.", "Take it out."
    if not can_count(ground.instrument, spot.question):
        problem = f"'{name}' has no numbers to sum."
        return problem, "Use questions whose codes are whole numbers."
    return "", ""


def _wrong_example(
    ground: Ground, declared: Score, example: ScoreExample, path: Path
) -> Iterator[Fault]:
    instrument = ground.instrument
    fits = True
    for name, said in example.given.items():
        where = (*path, "given", name)
        if name not in declared.of:
            fits = False
            cure = did_you_mean(name, declared.of, "Take it out.")
            yield ground.fault(where, name, f"'{name}' isn't part of this score.", cure)
        elif isinstance(said, str) and said not in NOT_ANSWERED:
            fits = False
            cure = did_you_mean(said, NOT_ANSWERED, f"Use one of: {', '.join(NOT_ANSWERED)}.")
            yield ground.fault(where, said, f"'{said}' is neither a number nor a status.", cure)
        elif isinstance(said, int):
            ends = bounds(instrument, instrument.question(name))
            if ends and not ends[0] <= said <= ends[1]:
                fits = False
                problem = f"{said} can't be answered to '{name}'."
                cure = f"It goes from {ends[0]:g} to {ends[1]:g}."
                yield ground.fault(where, said, problem, cure)
    if not fits:
        return
    scored = score(instrument, declared, example.given)
    expected = None if example.expect == "not_scored" else example.expect
    both = scored.value is not None and expected is not None
    same = isclose(scored.value, expected, abs_tol=0.005) if both else scored.value == expected  # type: ignore[arg-type]  # both are numbers
    if not same:
        came = f"{scored.value:g}" if scored.value is not None else f"not scored: {scored.reason}"
        problem = f"This example comes out as {came}."
        cure = "Put the example right, or the score."
        yield ground.fault((*path, "expect"), example.expect, problem, cure)
