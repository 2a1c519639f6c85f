"""Names, reasons and sentences of invented people. None of them is about anybody."""

from __future__ import annotations

from typing import Any

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.store.people import Consent

PATIENT_NAMES = (
    "Alder Brook",
    "Basil Thorne",
    "Cedar Holt",
    "Dale Marsh",
    "Elm Rivers",
    "Forest Lane",
    "Glen Heath",
    "Hazel Moor",
    "Ivor Stone",
    "Jasper Field",
    "Kelso Burn",
    "Linden Shaw",
)

REASONS: list[dict[str, Any]] = [
    {
        "wording": "You hit another patient in the day room after a row about the television.",
        "day": "2025-03-14",
        "kind": "fact",
        "source": "ward_notes",
    },
    {
        "wording": "Staff think you stop your tablets when you feel well.",
        "kind": "opinion",
        "source": "ward_notes",
    },
    {
        "wording": "A neighbour said that you shouted at her through the door at night.",
        "day": "2021-11-02",
        "kind": "account",
        "source": "police",
    },
    {
        "wording": "You left the hospital grounds without leave.",
        "day": "2024-08-19",
        "kind": "fact",
        "source": "earlier_care",
    },
    {
        "wording": "When voices get loud, you have thought that people are a danger to you.",
        "kind": "account",
        "source": "own_words",
    },
    {
        "wording": "The court heard that drink played a part in what happened.",
        "day": "2020-05-27",
        "kind": "opinion",
        "source": "court",
    },
]

SENTENCES = {
    Voice.PATIENT: (
        "That is not how I remember it. I was scared and nobody asked me.",
        "It is right that it happened, but it was three years ago.",
        "I have learnt to go to my room when it gets loud.",
        "I sleep better now and I talk to my key worker.",
        "I would like somebody to write down what came before it.",
    ),
    Voice.CLINICIAN: (
        "The team has seen that noise and crowds make things harder.",
        "We are fairly sure of what happened, and less sure of what it means today.",
        "We worry about the times when sleep is poor for several nights.",
        "It would help to see how an evening in the day room goes now.",
    ),
    Voice.JOINT: (
        "It happened, it was frightening for both, and a quiet room would have helped.",
        "We agree on what happened and see differently how much it matters now.",
    ),
}

CONSENTS: tuple[tuple[Consent | None, ...], ...] = (
    (Consent.YES,),
    (Consent.YES,),
    (Consent.YES,),
    (Consent.YES,),
    (Consent.YES,),
    (Consent.ASK_LATER, Consent.YES),
    (Consent.NO,),
    (Consent.ASK_LATER,),
    (Consent.YES, Consent.WITHDRAWN),
    (None,),
)
