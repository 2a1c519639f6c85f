"""Names, reasons and sentences of invented people. None of them is about anybody."""

from __future__ import annotations

from typing import Any

from coprod_widgets.instrument.voice import Voice

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
    {
        "wording": "You broke a window when a visit was called off.",
        "day": "2024-12-02",
        "kind": "fact",
        "source": "ward_notes",
    },
    {
        "wording": "Another patient said that you took his radio.",
        "day": "2025-06-18",
        "kind": "account",
        "source": "ward_notes",
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

SIGNS: list[dict[str, Any]] = [
    {"sign": "I lie awake for two nights.", "kind": "body", "early": "days"},
    {"sign": "I stop eating with the others.", "kind": "people", "early": "days"},
    {"sign": "I think that people talk about me.", "kind": "thoughts", "early": "days"},
    {"sign": "I walk up and down the corridor.", "kind": "doing", "early": "hours"},
    {"sign": "My jaw gets tight.", "kind": "body", "early": "hours"},
    {"sign": "I answer in one word.", "kind": "people", "early": "hours"},
    {"sign": "I feel that nobody would come.", "kind": "feelings", "early": "hours"},
    {"sign": "My voice gets loud.", "kind": "doing", "early": "minutes"},
    {"sign": "The day room gets crowded and hot.", "kind": "around", "early": "minutes"},
]

HELPS: list[dict[str, Any]] = [
    {"help": "Go to my room and put music on.", "who": "me", "when": "early"},
    {"help": "Walk in the yard.", "who": "me", "when": "early"},
    {"help": "Ask for ten quiet minutes.", "who": "me", "when": "middle"},
    {"help": "Somebody sits with me and says little.", "who": "staff", "when": "middle"},
    {"help": "Staff say my name and stand to the side.", "who": "staff", "when": "late"},
    {"help": "Staff turn the television down.", "who": "staff", "when": "early"},
    {"help": "Call my sister.", "who": "me", "when": "middle"},
    {"help": "The chaplain comes by.", "who": "other", "when": "early"},
]

PROMISES: dict[str, tuple[str, ...]] = {
    "me": (
        "Tell staff when I slept badly.",
        "Go to the gym twice a week.",
        "Write down what came before it.",
        "Try the quiet room once.",
        "Keep a list of questions for the doctor.",
        "Come to the morning meeting on Mondays.",
        "Ask my advocate about the tribunal.",
        "Say stop with my word.",
    ),
    "staff": (
        "Find out who can say yes to leave in the grounds.",
        "Write the plan in my own words.",
        "Tell the night staff what helps.",
        "Ask the doctor for a date to look at the tablets.",
        "Keep an hour a week for a talk.",
        "Get the report in easy words.",
        "Say why when a thing is refused.",
        "Bring the list of courses.",
    ),
    "other": (
        "The advocate comes to the next meeting.",
        "The teacher looks for a place in the class.",
        "My sister is asked about a visit.",
        "The chaplain comes on Fridays.",
    ),
}
"""What people promise, by who does it."""

ROLES = ("named nurse", "doctor", "occupational therapist", "social worker")
TOPICS = ("My radio at night", "Where I sit at meals")
"""What patients want to talk about that is in no law pack."""
