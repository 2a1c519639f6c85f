"""The columns of the tables: their names, their types and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from coprod_widgets.interview.answer import Status

Cell = str | int | float | bool | None
Row = dict[str, Cell]
Labels = dict[int | str, str]


class AskedAs(NamedTuple):
    """In which version and voice the question was asked that a column of a wide table is about.

    `version` is empty where a map pools several. `row` is 0 and the texts are empty where it is
    about no row of a list, no field of it, or no single code.
    """

    instrument: str
    version: str
    voice: str
    construct: str | None
    row: int
    field: str
    code: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    `labels` are its values in words, and `missing` those of them that say why there is none.
    `numbers` are what stands for its texts where only numbers can have labels. `status` is the
    column that says what became of it. In a wide table, `question` is what it tells of, and `asked`
    in which version and voice.
    """

    name: str
    type: Literal["text", "whole", "number", "yes_no"]
    meaning: str
    labels: Mapping[int | str, str] = field(default_factory=dict)
    missing: tuple[int, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    status: str | None = None
    question: str | None = None
    asked: AskedAs | None = None


INTERVIEW = Column("interview", "text", "Pseudonym of the talk; the same in all tables.")
PERSON = Column("person", "text", "Pseudonym of the patient; the same in all his or her talks.")
WORKBOOK = Column("workbook", "text", "Id of the workbook that was worked through.")
INSTRUMENT = Column("instrument", "text", "Id of the instrument; its words are in the codebook.")
VERSION = Column(
    "version", "text", "Version of the instrument. Words may differ between versions: keep apart."
)
DAY = Column("day", "whole", "Days from the person's first talk in this data set; 0 is the first.")
SECTION = Column("section", "text", "Id of the section of the instrument.")
QUESTION = Column("question", "text", "Id of the question.")
ROW = Column("row", "whole", "Which row of the list it is about, from 1; empty if about none.")
TYPE = Column("type", "text", "Type of the question, or of the field of a list.")
EPISODE = Column("episode", "whole", "Which round of talks of this person, from 1.")
SITTING = Column("sitting", "whole", "Which talk of this person in this data set, from 1, by time.")
CUT_SHORT = Column("cut_short", "yes_no", "Whether it was ended out of a pause or a stop.")
AS_ASKED = Column("as_asked", "text", "Instrument, version and question: what was asked, exactly.")
AS_MAPPED = Column(
    "as_mapped", "text", "What may be pooled, by the map that was given; else as `as_asked`."
)
INSTRUMENTS = Column("instruments", "text", "The versions of the instruments, joined by |.")
THRESHOLDS = Column("thresholds", "text", "The name of the thresholds that it was worked out by.")
CONSTRUCT = Column("construct", "text", "What the question measures; empty if it names nothing.")

ANSWERS = (
    INTERVIEW,
    PERSON,
    WORKBOOK,
    INSTRUMENT,
    VERSION,
    DAY,
    SECTION,
    QUESTION,
    Column("field", "text", "For a row of a list: which part of it; empty for everything else."),
    ROW,
    Column("voice", "text", "Who speaks: patient, clinician or joint."),
    TYPE,
    CONSTRUCT,
    Column("status", "text", "What became of the question in this voice; always filled."),
    Column("missing", "whole", "The missing code that goes with the status; empty if answered."),
    Column("code", "text", "The code that was picked; several are joined by |, in file order."),
    Column("number", "number", "The number given, the code if it is a whole number, or years."),
    Column("entered", "text", "Whose hands typed: self, staff_typed, interpreter, or nobody's."),
    Column("language", "text", "The language it was asked in; empty if nothing was said."),
    Column("easy", "yes_no", "Whether it was asked in easy words; empty if nothing was said."),
    Column("revealed", "yes_no", "Whether both saw the answer; if not, no table has its value."),
    Column("words", "whole", "How many words an own-words answer has that both saw; else empty."),
    Column("again", "yes_no", "Whether it was answered when the talk was asked about again."),
    Column("origin", "text", "For a row of a list: whence it came, as a list of a workbook."),
    Column("subject", "whole", "For a row of a list: what it is about; one number in all talks."),
    AS_ASKED,
    AS_MAPPED,
)  # fmt: skip

PAIRS = (
    INTERVIEW,
    PERSON,
    WORKBOOK,
    INSTRUMENT,
    VERSION,
    DAY,
    SECTION,
    QUESTION,
    ROW,
    TYPE,
    CONSTRUCT,
    Column("patient_status", "text", "What became of the question in the patient's voice."),
    Column("clinician_status", "text", "What became of the question in the clinician's voice."),
    Column("patient_code", "text", "The patient's code."),
    Column("clinician_code", "text", "The clinician's code."),
    Column("patient_number", "number", "The patient's answer as a number."),
    Column("clinician_number", "number", "The clinician's answer as a number."),
    Column("difference", "number", "clinician_number - patient_number; above 0, hers is higher."),
    Column("same", "yes_no", "Whether both answers are the same; empty if there aren't two."),
    Column("within_one", "yes_no", "Whether the difference is at most 1 either way."),
    Column("patient_guess_status", "text", "What became of the patient's guess; empty: none."),
    Column("clinician_guess_status", "text", "What became of the clinician's guess; empty: none."),
    Column("patient_guess", "text", "The code the patient thought the clinician would pick."),
    Column("clinician_guess", "text", "The code the clinician thought the patient would pick."),
    Column("patient_guess_off", "number", "The patient's guess - clinician_number."),
    Column("clinician_guess_off", "number", "The clinician's guess - patient_number."),
    AS_ASKED,
    AS_MAPPED,
)  # fmt: skip

SCORES = (
    INTERVIEW,
    PERSON,
    WORKBOOK,
    INSTRUMENT,
    VERSION,
    DAY,
    Column("score", "text", "Id of the score; its formula is in the codebook."),
    ROW,
    Column("voice", "text", "Whose answers it counts: patient, clinician or joint."),
    Column("value", "number", "What it came to; empty if too few questions were answered."),
    Column("answered", "whole", "How many of its questions were answered and revealed."),
    Column("of", "whole", "How many questions it has; of - answered are missing."),
    Column("needed", "whole", "How many answers it needs to have a value."),
    Column("reason", "text", "Why it has no value, in words; empty if it has one."),
)  # fmt: skip

INTERVIEWS = (
    INTERVIEW,
    PERSON,
    WORKBOOK,
    INSTRUMENT,
    VERSION,
    Column("instrument_hash", "text", "SHA-256 of the instrument's file."),
    Column("record_version", "whole", "Which version of the record it is; above 1, amended."),
    DAY,
    EPISODE,
    SITTING,
    CUT_SHORT,
    Column("asked_again", "yes_no", "Whether it was asked about again after its end."),
    Column("minutes", "whole", "Minutes from opening to closing with breaks; empty if amended."),
    Column("first_voice", "text", "Whose words come first in the record, as the patient chose."),
    Column("withheld", "whole", "How many reasons were not shared, if the patient may know."),
    Column("fidelity", "number", "How closely it was held as meant, from 0 to 1, if signed off."),
    *(
        Column(f"n_{status.value}", "whole", f"Its rows of `answers` with status {status.value}.")
        for status in Status
    ),
)  # fmt: skip

EPISODES = (
    PERSON,
    EPISODE,
    Column("day", "whole", "Day of its first talk, as in `interviews`."),
    Column("last_day", "whole", "Day of its last talk."),
    Column("talks", "whole", "How many talks of it are in this data set."),
    Column("workbooks", "text", "The workbooks that were worked through, joined by |, by time."),
    Column("cut_short", "whole", "How many of them were ended out of a pause or a stop."),
    INSTRUMENTS,
    Column("level", "text", "The level that what was written down reaches; see `measures.md`."),
    Column("level_status", "text", "known, or not_enough_to_say where a measure is missing."),
    Column("at_least", "text", "The level that holds whatever else is found out."),
    THRESHOLDS,
)  # fmt: skip

INDICATORS = (
    PERSON,
    EPISODE,
    Column("day", "whole", "Day of the episode's first talk, as in `interviews`."),
    Column("code", "text", "Code of the measure; name and formula are in the codebook."),
    Column("about", "text", "The one question it is told of; empty if of all it looks at."),
    Column("value", "number", "What it came to; empty where `reason` says why not."),
    Column("numerator", "number", "What was counted, or the sum."),
    Column("denominator", "number", "By how many; with 0 there is no value."),
    Column("missing", "whole", "How many were left out of both: skipped, declined, never shown."),
    Column("reason", "text", "Why it has no value, in words; empty if it has one."),
    THRESHOLDS,
    INSTRUMENTS,
)  # fmt: skip

ACTIONS = (
    INTERVIEW,
    PERSON,
    WORKBOOK,
    INSTRUMENT,
    VERSION,
    DAY,
    EPISODE,
    Column("promise", "whole", "Which promise made with this person, from 1; once however often."),
    Column("who", "text", "Who takes it on: a code of the list."),
    Column("who_status", "text", "What became of that part of the row."),
    Column("idea", "text", "Whose idea it was: a code of the list."),
    Column("idea_status", "text", "What became of that part of the row."),
    Column("by_weeks", "whole", "In how many weeks from the talk it was due, rounded up."),
    Column("by_status", "text", "What became of that part of the row."),
    Column("looked_at", "whole", "In how many later talks an outcome was written."),
    Column("outcome", "text", "What came of it in the newest of them: a code of the instrument."),
    Column("outcome_status", "text", "What became of that question; not_reached if never asked."),
    Column("outcome_missing", "whole", "The missing code that goes with it; empty if answered."),
    Column("outcome_day", "whole", "Day of the talk in which the outcome was written."),
)  # fmt: skip

TABLES = {
    "answers": ANSWERS,
    "pairs": PAIRS,
    "interviews": INTERVIEWS,
    "episodes": EPISODES,
    "scores": SCORES,
    "indicators": INDICATORS,
    "actions": ACTIONS,
}
"""The tables whose columns are always the same. Those of `wide_<workbook>` depend on the data."""
DAYS = frozenset({"day", "last_day", "outcome_day"})
"""The columns that count days from a person's first talk."""
