"""Parts that name another part: scales, lists, guesses and the order of the record."""

from __future__ import annotations

from collections.abc import Iterator

from coprod_widgets.instrument.checking.ground import Ground, Spot
from coprod_widgets.instrument.definition import (
    GuessQuestion,
    ListQuestion,
    OneQuestion,
    ScaleQuestion,
    TeachQuestion,
)
from coprod_widgets.instrument.faults import Fault, did_you_mean
from coprod_widgets.instrument.voice import Asked, Reveal, Voice


def scales_there(ground: Ground) -> Iterator[Fault]:
    """Scales that aren't there."""
    scales = ground.instrument.scales
    for spot in ground.spots:
        if isinstance(spot.question, ScaleQuestion) and spot.question.scale not in scales:
            wanted = spot.question.scale
            cure = did_you_mean(wanted, scales, "Write it down under 'scales' at the top.")
            yield ground.fault(
                (*spot.path, "scale"), wanted, f"There is no scale '{wanted}'.", cure
            )


def guesses_about_pairs(ground: Ground) -> Iterator[Fault]:
    """Guesses about something that can't be guessed."""
    for spot in ground.spots:
        if not isinstance(spot.question, GuessQuestion) or spot.question.of in ground.doubtful:
            continue
        wanted, target = spot.question.of, ground.spot(spot.question.of)
        problem, cure = _wrong_with_guess(ground, spot, target)
        if problem:
            yield ground.fault((*spot.path, "of"), wanted, problem, cure)


def _wrong_with_guess(ground: Ground, spot: Spot, target: Spot | None) -> tuple[str, str]:
    assert isinstance(spot.question, GuessQuestion)
    wanted = spot.question.of
    if target is None:
        cure = did_you_mean(wanted, ground.known, "Write the id of the question to be guessed.")
        return f"There is no question '{wanted}'.", cure
    is_pair = isinstance(target.question, OneQuestion | ScaleQuestion)
    if not is_pair or target.question.voice is not Asked.EACH:
        problem = f"'{wanted}' can't be guessed: each of the two has to answer it by picking one."
        return problem, "Guess a question of type one or scale with voice 'each'."
    if target.section is not spot.section:
        problem = f"'{wanted}' stands in another section."
        return problem, "Put the guess into the section of the question that is guessed."
    if target.question.reveal is Reveal.OPEN:
        problem = f"'{wanted}' is open, so there is nothing to guess."
        return problem, f"Give '{wanted}' reveal: after_both."
    if target.question.reveal is Reveal.SEALED:
        problem = f"'{wanted}' is sealed, and a guess about it would never be answered for."
        return problem, "Guess another question."
    return "", ""


def reveals_that_can_be(ground: Ground) -> Iterator[Fault]:
    """`after_both` where there are no two answers."""
    for spot in ground.spots:
        question = spot.question
        two = question.voice is Asked.EACH or isinstance(question, TeachQuestion)
        if question.reveal is Reveal.AFTER_BOTH and not two:
            problem = f"Only the {question.voice.value} voice answers '{question.id}'."
            cure = "Give it voice 'each', or take reveal: after_both out."
            yield ground.fault((*spot.path, "reveal"), question.reveal.value, problem, cure)


def lists_in_place(ground: Ground) -> Iterator[Fault]:
    """Sections for rows of no list, and lists inside such sections."""
    for number, section in enumerate(ground.instrument.sections):
        if section.for_each is None or section.for_each in ground.doubtful:
            continue
        path, wanted = ("sections", number, "for_each"), section.for_each
        found = ground.spot(wanted)
        lists = [s.question.id for s in ground.spots if isinstance(s.question, ListQuestion)]
        cure = "Name a list question of an earlier section."
        if found is None:
            problem = f"There is no question '{wanted}'."
            yield ground.fault(path, wanted, problem, did_you_mean(wanted, lists, cure))
        elif not isinstance(found.question, ListQuestion):
            problem = f"'{wanted}' is of type {found.question.type}, which has no rows."
            yield ground.fault(path, wanted, problem, cure)
        elif found.section is section:
            problem = f"The list '{wanted}' stands inside the section that is asked for its rows."
            yield ground.fault(path, wanted, problem, "Move the list to an earlier section.")
        elif found.path > ("sections", number):
            problem = f"The list '{wanted}' is only filled in after this section."
            yield ground.fault(path, wanted, problem, "Move the list to an earlier section.")
    for spot in ground.spots:
        inside = spot.section.for_each
        if isinstance(spot.question, ListQuestion) and inside not in (None, spot.question.id):
            problem = f"A list can't stand in a section that is asked for the rows of '{inside}'."
            cure = "Move it to a section without for_each."
            yield ground.fault(spot.path, spot.question.id, problem, cure)


def record_order_can_be_chosen(ground: Ground) -> Iterator[Fault]:
    """A `record_order` that doesn't let the patient choose between the two."""
    wanted = ground.instrument.record_order
    if wanted is None or wanted in ground.doubtful:
        return
    found = ground.spot(wanted)
    if found is None:
        cure = did_you_mean(wanted, ground.known, "Name a question, or take it out.")
        problem = f"There is no question '{wanted}'."
        yield ground.fault(("record_order",), wanted, problem, cure)
        return
    question = found.question
    codes = {choice.code for choice in getattr(question, "choices", ())}
    fits = isinstance(question, OneQuestion) and question.voice is Asked.PATIENT
    fits = fits and codes == {Voice.PATIENT.value, Voice.CLINICIAN.value}
    if not fits or found.section.for_each or question.reveal is Reveal.SEALED:
        problem = f"'{wanted}' doesn't let the patient choose whose words come first."
        cure = (
            "Name a question of type one and voice patient with the codes patient and clinician, "
            "open and asked once."
        )
        yield ground.fault(("record_order",), wanted, problem, cure)
