"""One tiny instrument, and a short way to say things in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Entered, Happening, Place, Status
from coprod_widgets.interview.happening import Happened, moment_from
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.writing import Said, answer_from

P, C, J = Voice.PATIENT, Voice.CLINICIAN, Voice.JOINT

_YES_NO = [{"code": "yes", "text": {"en": "Yes"}}, {"code": "no", "text": {"en": "No"}}]
_FIVE = [{"code": n, "text": {"en": str(n)}} for n in range(1, 6)]

TINY = Instrument.model_validate(
    {
        "id": "tiny",
        "version": "1.0.0",
        "title": {"en": "Tiny"},
        "minutes": 5,
        "record_order": "first",
        "scales": {"five": _FIVE},
        "sections": [
            {
                "id": "start",
                "title": {"en": "Start"},
                "questions": [
                    {"id": "well", "voice": "patient", "type": "text", "ask": {"en": "Well?"}},
                    {
                        "id": "secret",
                        "voice": "patient",
                        "type": "one",
                        "choices": _YES_NO,
                        "reveal": "sealed",
                        "ask": {"en": "Secret?"},
                    },
                    {
                        "id": "reasons",
                        "voice": "clinician",
                        "type": "list",
                        "ask": {"en": "Reasons"},
                        "most": 3,
                        "fields": [
                            {"id": "wording", "type": "text", "ask": {"en": "Words"}},
                            {
                                "id": "kind",
                                "type": "one",
                                "ask": {"en": "Kind"},
                                "optional": True,
                                "choices": _YES_NO,
                            },
                        ],
                    },
                ],
            },
            {
                "id": "reason",
                "title": {"en": "A reason"},
                "for_each": "reasons",
                "questions": [
                    {
                        "id": "matters",
                        "voice": "each",
                        "type": "scale",
                        "scale": "five",
                        "reveal": "after_both",
                        "ask": {"en": "Matters?"},
                    },
                    {
                        "id": "guess",
                        "voice": "each",
                        "type": "guess",
                        "of": "matters",
                        "ask": {"en": "Guess?"},
                    },
                    {
                        "id": "differ",
                        "voice": "joint",
                        "type": "many",
                        "ask": {"en": "Differ?"},
                        "ask_if": "answered(matters)",
                        "choices": [
                            *_YES_NO,
                            {"code": "same", "text": {"en": "Same"}, "exclusive": True},
                        ],
                    },
                    {
                        "id": "say_back",
                        "voice": "patient",
                        "type": "teach",
                        "ask": {"en": "Say it back"},
                        "marks": _YES_NO,
                        "mark_ask": {"en": "Clear?"},
                    },
                ],
            },
            {
                "id": "end",
                "title": {"en": "End"},
                "questions": [
                    {
                        "id": "first",
                        "voice": "patient",
                        "type": "one",
                        "ask": {"en": "Whose first?"},
                        "choices": [
                            {"code": "patient", "text": {"en": "Mine"}},
                            {"code": "clinician", "text": {"en": "Staff"}},
                        ],
                    },
                    {
                        "id": "why",
                        "voice": "patient",
                        "type": "text",
                        "ask": {"en": "Why?"},
                        "ask_if": "first = 'clinician'",
                    },
                ],
            },
        ],
    }
)

_START = datetime(2026, 3, 9, 14, 0, tzinfo=UTC)
_KEYS = count(1)


def say(
    interview: Interview,
    question: str,
    voice: Voice,
    value: Any = None,
    *,
    row: str | None = None,
    status: Status = Status.ANSWERED,
    entered: Entered = Entered.SELF,
    base: int | None = None,
) -> Interview:
    """The interview after something was said, through the one gate."""
    place = Place(question, row, voice)
    seen = interview.version(place) if base is None else base
    said = Said(f"key-{next(_KEYS):08}", place, status, value, entered, seen)
    at = _START + timedelta(minutes=len(interview.entries))
    entry = answer_from(interview, said, at=at, by="a_1", seal=lambda text: f"sealed({len(text)})")
    return interview.with_entry(entry)


def happen(interview: Interview, happening: Happening, **detail: Any) -> Interview:
    """The interview after something happened."""
    happened = Happened(f"key-{next(_KEYS):08}", happening, detail)
    at = _START + timedelta(minutes=len(interview.entries))
    return interview.with_entry(moment_from(interview, happened, at=at, by="a_1"))


def fresh() -> Interview:
    """A tiny interview with one reason, just opened."""
    interview = say(Interview("i_tiny", TINY), "reasons", C, {"wording": "A row"}, row="r1")
    return happen(interview, Happening.OPENED)
