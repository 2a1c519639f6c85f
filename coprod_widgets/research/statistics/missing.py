"""What was not answered, by voice and status, among what was reached."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from coprod_widgets.interview.answer import Status
from coprod_widgets.research.statistics.resampling import METHOD, ratio_interval
from coprod_widgets.research.statistics.tables import Tables
from coprod_widgets.research.statistics.told import LEAST, Cell, Told, enough, library, withheld

REACHED = (Status.ANSWERED, Status.DECLINED, Status.NOT_SURE, Status.SKIPPED)
"""What a voice can do with a question that it reached."""
_NO_QUESTIONS = ("list", "note")
COLUMNS = {
    "voice": "Who was asked.",
    "status": "What became of it.",
    "value": "Its share among what was reached, or of all for what wasn't.",
    "low": "Lower end of the interval of 95%.",
    "high": "Upper end of the interval of 95%.",
    "count": "How often.",
    "of": "Of how many.",
    "people": "Of how many people.",
    "reason": "Why a number is not there.",
}


def missing_table(tables: Tables, *, leave_out: tuple[str, ...] = (), seed: int = 1) -> Told:
    """What became of questions by voice; `leave_out` names questions, such as `actions.outcome`."""
    made_by = library("numpy")
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for row in tables.answers.iter_rows(named=True):
        name = f"{row['workbook']}.{row['question']}"
        if row["field"] is None and row["type"] not in _NO_QUESTIONS and name not in leave_out:
            counts[row["voice"]][row["person"]][row["status"]] += 1
    rows: list[Mapping[str, Cell]] = []
    for voice, by_person in sorted(counts.items()):
        if enough(len(by_person)) is None:
            rows.append(withheld({"voice": voice}, ("voice",)))
            continue
        rows += _of_voice(voice, by_person, seed)
    return Told(
        title="What was not answered",
        columns=COLUMNS,
        rows=rows,
        people=enough(tables.people),
        left_out=[*tables.left_out, "lists and notes", *(f"the question {q}" for q in leave_out)],
        formula="answered, declined, not sure, skipped: each by all four, which is what was "
        "reached. The others: each by everything there is.",
        made_by=f"{made_by}; {METHOD}, seed {seed}",
        notes=("A skip is no low rating: what is missing leaves every other table.",),
    )


def _of_voice(
    voice: str, by_person: Mapping[str, Counter[str]], seed: int
) -> list[Mapping[str, Cell]]:
    """The rows of a voice. What is told of the others may not tell what is withheld.

    The statuses of a base add up, so one that is withheld alone is the rest of the base: then the
    rarest of the others is withheld with it.
    """
    totals = {status: sum(one[status] for one in by_person.values()) for status in Status}
    with_it = {status: sum(one[status] > 0 for one in by_person.values()) for status in Status}
    hidden = {status for status in Status if 0 < with_it[status] < LEAST}
    for base in (REACHED, tuple(status for status in Status if status not in REACHED)):
        shown = [status for status in base if totals[status] and status not in hidden]
        if len(hidden & set(base)) == 1 and shown:
            hidden.add(min(shown, key=lambda status: totals[status]))
    return [
        withheld({"voice": voice, "status": status.value}, ("voice", "status"))
        if status in hidden
        else _row(voice, status, by_person, seed)
        for status in Status
        if totals[status]
    ]


def _row(
    voice: str, status: Status, by_person: Mapping[str, Counter[str]], seed: int
) -> dict[str, Cell]:
    base = REACHED if status in REACHED else tuple(Status)
    sums = [(float(one[status]), float(sum(one[s] for s in base))) for one in by_person.values()]
    count, of = (int(sum(one[place] for one in sums)) for place in (0, 1))
    about: dict[str, Cell] = {"voice": voice, "status": status.value, "count": count}
    low, high = ratio_interval(sums, seed=seed)
    told: dict[str, Cell] = {"value": count / of, "low": low, "high": high, "of": of}
    return about | told | {"people": len(by_person)}
