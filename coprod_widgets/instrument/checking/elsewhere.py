"""Parts that name something outside the instrument: the law pack, and other workbooks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath

from coprod_widgets.errors import InstrumentError
from coprod_widgets.instrument.beside import instrument_beside
from coprod_widgets.instrument.checking.ground import Ground, Spot
from coprod_widgets.instrument.definition import (
    Instrument,
    LinkQuestion,
    ListQuestion,
    NoteQuestion,
    OneQuestion,
    Question,
    TextQuestion,
)
from coprod_widgets.instrument.faults import Fault, Path, did_you_mean
from coprod_widgets.instrument.shaping import shaped
from coprod_widgets.instrument.source import text_of

LAW = "law"
LAW_LISTS = ("topics", "rights")
LAW_TEXTS = ("who_sees", "passed_on", "cannot_show")


def sources_there(ground: Ground) -> Iterator[Fault]:
    """What is taken from the law pack or another workbook and isn't there."""
    for spot in ground.spots:
        match spot.question:
            case ListQuestion(filled_from=sources):
                for number, source in enumerate(sources):
                    path = (*spot.path, "filled_from", number)
                    yield from _wrong_source(ground, path, source, LAW_LISTS)
            case LinkQuestion(to=sources):
                for number, source in enumerate(sources):
                    yield from _wrong_source(ground, (*spot.path, "to", number), source, ())
            case NoteQuestion(filled_from=str(source)):
                path, name = (*spot.path, "filled_from"), source.partition(".")[2]
                if source.partition(".")[0] != LAW or name not in LAW_TEXTS:
                    known = [f"{LAW}.{text}" for text in LAW_TEXTS]
                    cure = did_you_mean(source, known, f"Use one of: {', '.join(known)}.")
                    yield ground.fault(path, source, f"There is no text '{source}'.", cure)
            case OneQuestion(suggest=str(wanted)) | TextQuestion(suggest=str(wanted)):
                yield from _nothing_to_suggest(ground, spot, wanted)


def _wrong_source(
    ground: Ground, path: Path, source: str, law_lists: tuple[str, ...]
) -> Iterator[Fault]:
    workbook, _, name = source.partition(".")
    if workbook == LAW:
        if name not in law_lists:
            known = [f"{LAW}.{one}" for one in law_lists]
            cure = did_you_mean(source, known, f"From the law pack come: {', '.join(known)}.")
            cure = cure if known else "Name a list of another workbook: signs.signs."
            yield ground.fault(path, source, f"'{source}' can't be taken here.", cure)
        return
    own = workbook == ground.instrument.id
    there = ground.instrument if own else _other(workbook, ground.folder)
    if there is None:
        problem = f"There is no workbook '{workbook}' that can be read."
        cure = "Name one of the workbooks beside this one."
        yield ground.fault(path, source, problem, cure)
        return
    fitting = [question.id for question in there.questions if gives_rows(question)]
    if name not in fitting:
        kind = "has no list" if not there.has_question(name) else "gives no rows by"
        problem = f"The workbook '{workbook}' {kind} '{name}'."
        cure = did_you_mean(name, fitting, f"It gives: {', '.join(fitting) or 'nothing'}.")
        yield ground.fault(path, source, problem, cure)


def gives_rows(question: Question) -> bool:
    """Whether rows of another workbook can come from it: a list, or choices that lead to a row."""
    if isinstance(question, OneQuestion):
        return any(choice.leads_to for choice in question.choices)
    return isinstance(question, ListQuestion)


def _other(workbook: str, folder: FilePath) -> Instrument | None:
    file = instrument_beside(workbook, folder)
    if file is None:
        return None
    try:
        text = text_of(file)
    except InstrumentError:
        return None
    return shaped(text, file.name)


def _nothing_to_suggest(ground: Ground, spot: Spot, wanted: str) -> Iterator[Fault]:
    found = ground.spot(spot.section.for_each or "")
    if found is not None and isinstance(found.question, ListQuestion):
        if f"{LAW}.topics" in found.question.filled_from:
            return
        if found.question.id in ground.doubtful:
            return
    problem = f"'{wanted}' is about a topic of the law pack, and this is asked for none."
    cure = "Put it into a section for_each row of a list that is filled_from law.topics."
    yield ground.fault((*spot.path, "suggest"), wanted, problem, cure)
