"""All faults of a law pack's file at once, before anybody is told anything of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel, ValidationError

from coprod_widgets.errors import InstrumentError
from coprod_widgets.instrument.checking.ids import twice
from coprod_widgets.instrument.checking.languages import placed_texts, said_in
from coprod_widgets.instrument.checking.reading import too_hard
from coprod_widgets.instrument.faults import Fault, Path, did_you_mean
from coprod_widgets.instrument.shaping import faults_of_form
from coprod_widgets.instrument.source import Parsed, read, text_of
from coprod_widgets.law.ground import Ground
from coprod_widgets.law.pack import TOPICS, HospitalText, HospitalTexts, LawPack, Right, Topic

__all__ = ["CHECKS", "Fault", "check", "check_parsed"]

_WORKED_OUT = ("approved",)
_THIS = "this pack"


def check(path: FilePath) -> tuple[LawPack | None, list[Fault]]:
    """The pack in a file, if it has the form of one, and every fault, by line."""
    try:
        text = text_of(path)
    except InstrumentError as error:
        return None, [Fault(str(path), 1, "", "", error.problem, error.cure)]
    return check_parsed(read(text, str(path)), path.stem)


def check_parsed(parsed: Parsed, stem: str) -> tuple[LawPack | None, list[Fault]]:
    """The same for a file that was read; `stem` is its name, which has to be the pack's id."""
    if parsed.broken:
        return None, sorted(parsed.faults)
    pack, faults = _shape(parsed)
    ground = Ground(parsed, stem)
    faults += [fault for one in CHECKS for fault in one(ground)]
    return pack, sorted({*parsed.faults, *faults})


def _shape(parsed: Parsed) -> tuple[LawPack | None, list[Fault]]:
    value = dict(parsed.value) if isinstance(parsed.value, dict) else parsed.value
    faults = []
    for key in _WORKED_OUT if isinstance(value, dict) else ():
        if value.pop(key, parsed) is not parsed:
            problem = f"'{key}' is worked out, never written."
            cure = "Take it out; 'coprod law approve' keeps approvals beside the packs."
            faults.append(parsed.fault((key,), "", problem, cure))
    try:
        return LawPack.model_validate(value), faults
    except ValidationError as error:
        told = faults_of_form(parsed, error, _known_keys)
        return None, [*faults, *(fault for fault, _ in told)]


def _known_keys(_around: Any, path: Path) -> list[str]:
    kinds: dict[str | int, type[BaseModel]] = {"topics": Topic, "rights": Right}
    model: type[BaseModel] = kinds.get(path[0], LawPack) if len(path) > 1 else LawPack
    if path[0] == "texts" and len(path) > 1:
        model = HospitalTexts if len(path) == 2 else HospitalText
    return [name for name in model.model_fields if name not in _WORKED_OUT]


def _named_as_its_file(ground: Ground) -> Iterator[Fault]:
    name = ground.value.get("id")
    if isinstance(name, str) and name != ground.stem:
        problem = f"The file is called '{ground.stem:.60}', the pack '{name:.60}'."
        yield ground.parsed.fault(("id",), name, problem, "Give both the same name.")


def _used_once(ground: Ground) -> Iterator[Fault]:
    topics = [(topic.id, (*path, "id")) for path, topic in ground.topics]
    rights = [(right.id, (*path, "id")) for path, right in ground.rights]
    own = [(name, ("own_topics", number)) for number, name in enumerate(ground.own_topics)]
    languages = [(code, ("languages", number)) for number, code in enumerate(ground.languages)]
    yield from twice(ground.parsed, "topic", topics)
    yield from twice(ground.parsed, "right", rights)
    yield from twice(ground.parsed, "own topic", own)
    yield from twice(ground.parsed, "language", languages)


def _known_topics(ground: Ground) -> Iterator[Fault]:
    known = [*TOPICS, *ground.own_topics]
    for path, topic in ground.topics:
        if topic.id not in known:
            names = ", ".join(known)
            cure = did_you_mean(topic.id, known, "Is it one of the hospital's own?")
            cure += f" Known are {names}; add others to 'own_topics'."
            problem = f"There is no topic '{topic.id}'."
            yield ground.parsed.fault((*path, "id"), topic.id, problem, cure)


def _days_in_order(ground: Ground) -> Iterator[Fault]:
    checked, review = ground.day("checked"), ground.day("review_by")
    if review is None:
        return
    if checked is not None and review < checked:
        problem = f"It is to be reviewed by {review}, before it was checked."
        cure = f"Write a day after {checked}, such as half a year later."
        yield ground.parsed.fault(("review_by",), str(review), problem, cure)
        return
    for path, entry in ground.entries:
        if entry.checked > review:
            problem = f"This was checked after the pack's review day, {review}."
            cure = "Correct one of the days, or set a new 'review_by'."
            yield ground.parsed.fault((*path, "checked"), str(entry.checked), problem, cure)


def _every_language(ground: Ground) -> Iterator[Fault]:
    if ground.languages:
        yield from said_in(ground.parsed, ground.languages, ground.texts(), _THIS)


def _no_pictures(ground: Ground) -> Iterator[Fault]:
    for path, text in ground.texts():
        if text.picture is not None:
            problem = "Law packs have no pictures."
            yield ground.parsed.fault((*path, "picture"), text.picture, problem, "Take it out.")


def _easy_enough(ground: Ground) -> Iterator[Fault]:
    """All of a pack is read to the patient, so each of its texts is measured."""
    for path, entry in ground.entries:
        if entry.hard_words:
            continue
        limits = ground.reading_age, ground.languages
        for where, text in placed_texts(entry, path):
            yield from too_hard(ground.parsed, where, [text], *limits, _THIS)


CHECKS: tuple[Callable[[Ground], Iterator[Fault]], ...] = (
    _named_as_its_file,
    _used_once,
    _known_topics,
    _days_in_order,
    _every_language,
    _no_pictures,
    _easy_enough,
)
