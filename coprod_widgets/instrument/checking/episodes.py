"""What lasts from one talk to the next, what is sealed by choice, and the picture of decisions."""

from __future__ import annotations

from collections.abc import Iterator

from coprod_widgets.instrument.checking.ground import Ground
from coprod_widgets.instrument.definition import (
    ListQuestion,
    OneQuestion,
    ScaleQuestion,
    TeachQuestion,
)
from coprod_widgets.instrument.faults import Fault, did_you_mean
from coprod_widgets.instrument.rules import RESERVED
from coprod_widgets.instrument.voice import Asked, Reveal


def ids_are_free(ground: Ground) -> Iterator[Fault]:
    """Ids of questions that are words of the rules."""
    for spot in ground.spots:
        if spot.question.id in RESERVED:
            problem = f"'{spot.question.id}' is a word of the rules."
            yield ground.fault((*spot.path, "id"), spot.question.id, problem, "Use another id.")


def sealed_can_be(ground: Ground) -> Iterator[Fault]:
    """`reveal: sealed` where somebody has to see the answer for the talk to go on."""
    for spot in ground.spots:
        question = spot.question
        seen = isinstance(question, ListQuestion | TeachQuestion)
        if seen and question.reveal is Reveal.SEALED:
            what = "rows" if isinstance(question, ListQuestion) else "words that were said back"
            problem = f"'{question.id}' is sealed, and its {what} have to be seen."
            cure = f"Give '{question.id}' reveal: open."
            yield ground.fault((*spot.path, "reveal"), "sealed", problem, cure)


def sealed_by_choice(ground: Ground) -> Iterator[Fault]:
    """`sealed_unless` where nothing is sealed, or where not the patient alone chooses."""
    for spot in ground.spots:
        question = spot.question
        if question.sealed_unless is None:
            continue
        if question.reveal is not Reveal.SEALED or question.voice is not Asked.PATIENT:
            problem = f"'{question.id}' is not a sealed question of the patient."
            cure = "Give it voice: patient and reveal: sealed, or take sealed_unless out."
            yield ground.fault((*spot.path, "sealed_unless"), question.sealed_unless, problem, cure)


def compared_with_last_time(ground: Ground) -> Iterator[Fault]:
    """`last_time` on what can't be compared, and `again_within` on what isn't asked once."""
    for spot in ground.spots:
        question = spot.question
        fits = isinstance(question, ScaleQuestion | OneQuestion)
        if question.last_time and (not fits or question.reveal is Reveal.SEALED):
            problem = f"'{question.id}' has nothing to show beside last time's answer."
            cure = "Use last_time with an unsealed question of type scale or one."
            yield ground.fault((*spot.path, "last_time"), "true", problem, cure)
        if question.again_within and (spot.section.for_each or question.voice is not Asked.PATIENT):
            problem = f"'{question.id}' is not asked once, of the patient."
            cure = "Give it voice: patient, in a section without for_each."
            yield ground.fault((*spot.path, "again_within"), question.again_within, problem, cure)


def rows_come_to_an_end(ground: Ground) -> Iterator[Fault]:
    """`open_until` that names no question about the rows of the list."""
    for spot in ground.spots:
        wanted = spot.question.open_until if isinstance(spot.question, ListQuestion) else None
        if wanted is None or wanted in ground.doubtful:
            continue
        found = ground.spot(wanted)
        if found is None or found.section.for_each != spot.question.id:
            about = [s.question.id for s in ground.spots if s.section.for_each == spot.question.id]
            problem = f"'{wanted}' is not asked for the rows of '{spot.question.id}'."
            cure = did_you_mean(wanted, about, f"Name one of: {', '.join(about) or 'none yet'}.")
            yield ground.fault((*spot.path, "open_until"), wanted, problem, cure)


def picked_rows(ground: Ground) -> Iterator[Fault]:
    """`only_if` that names no field, or a code that can't be picked in it."""
    for number, section in enumerate(ground.instrument.sections):
        only = section.only_if
        if only is None:
            continue
        path = ("sections", number, "only_if")
        found = ground.spot(section.for_each or "")
        if found is None or not isinstance(found.question, ListQuestion):
            if section.for_each not in ground.doubtful:
                problem = "only_if picks among rows, and this section is for none."
                yield ground.fault(path, only.field, problem, "Add for_each, or take it out.")
            continue
        fields = {field.id: field for field in found.question.fields if field.type == "one"}
        if only.field not in fields:
            problem = f"'{found.question.id}' has no field '{only.field}' of type one."
            cure = did_you_mean(only.field, fields, "Name such a field of the list.")
            yield ground.fault((*path, "field"), only.field, problem, cure)
            continue
        codes = [choice.code for choice in fields[only.field].choices]
        if only.code not in codes:
            problem = f"'{only.code}' isn't among the choices of '{only.field}'."
            cure = f"Use one of: {', '.join(map(str, codes))}."
            yield ground.fault((*path, "code"), only.code, problem, cure)


def ladder_can_be_drawn(ground: Ground) -> Iterator[Fault]:
    """A `ladder` whose parts aren't what the picture is drawn from."""
    ladder = ground.instrument.ladder
    if ladder is None:
        return
    for key, wanted in ladder:
        if wanted in ground.doubtful:
            continue
        found = ground.spot(wanted)
        question = found.question if found else None
        fits, told = {
            "rows": (isinstance(question, ListQuestion), "a list"),
            "rung": (isinstance(question, OneQuestion), "a question of type one"),
            "now": (_is_pair(question), "a scale that each voice answers"),
            "fair": (_is_pair(question), "a scale that each voice answers"),
            "open": (question is not None and question.type == "text", "a question of type text"),
        }[key]
        about_rows = found is not None and found.section.for_each == ladder.rows
        if not fits or (key != "rows" and not about_rows):
            where = "" if key == "rows" else f", in a section for_each '{ladder.rows}'"
            problem = f"'{wanted}' is not {told}{where}."
            cure = did_you_mean(wanted, set(ground.known) - {wanted}, "Name such a question.")
            yield ground.fault(("ladder", key), wanted, problem, cure)
    now, fair = ground.spot(ladder.now), ground.spot(ladder.fair)
    if now is None or fair is None:
        return
    scales = [getattr(spot.question, "scale", None) for spot in (now, fair)]
    if None not in scales and scales[0] != scales[1]:
        problem = f"'{ladder.fair}' has another scale than '{ladder.now}'."
        cure = "Give both the same one: the picture draws them on one line."
        yield ground.fault(("ladder", "fair"), ladder.fair, problem, cure)


def _is_pair(question: object) -> bool:
    return isinstance(question, ScaleQuestion) and question.voice is Asked.EACH
