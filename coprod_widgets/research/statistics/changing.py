"""What became different from each person's first talk to their last.

There is an error range only where a site states one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from coprod_widgets.measures.change import METHOD as CHANGE_METHOD
from coprod_widgets.measures.change import Spread, change
from coprod_widgets.measures.sharing import STATEMENTS, rescaled
from coprod_widgets.measures.thresholds import PROVISIONAL, Thresholds
from coprod_widgets.research.statistics.resampling import METHOD, ratio_interval
from coprod_widgets.research.statistics.tables import DAYS_A_MONTH, Tables
from coprod_widgets.research.statistics.told import (
    LEAST,
    Cell,
    Told,
    enough,
    library,
    withheld,
)

_VOICES = ("patient", "clinician")
_SHARED = tuple(name.partition(".")[2] for name in STATEMENTS)
_ABOUT = ("measure", "version", "voice")
COLUMNS = {
    "measure": "The question, or PS: power shared, from 0 to 100.",
    "version": "Version of the instrument; versions are kept apart.",
    "voice": "Whose rating; gap is the clinician's less the patient's.",
    "first": "Mean over people at their first talk.",
    "last": "Mean over people at their last one.",
    "value": "Mean change.",
    "low": "Lower end of the interval of 95%.",
    "high": "Upper end of the interval of 95%.",
    "months": "Mean number of months between the two talks.",
    "people": "Of how many people.",
    "needs": "Points that a change has to have to be more than error alone would give.",
    "up": "Share of people whose change is above that.",
    "down": "Share of people whose change is as far below 0.",
    "reason": "Why a number is not there.",
}
_Course = dict[int, float]
"""What a measure of one person was on each day."""


def change_table(
    tables: Tables,
    *,
    spreads: Mapping[str, Spread] | None = None,
    thresholds: Thresholds = PROVISIONAL,
    seed: int = 1,
) -> Told:
    """Change from the first to the last talk, for people with two or more.

    `spreads` gives the error range that a site found out, by measure and voice, such as
    `"PS patient"` or `"reasons.how_right clinician"`. Without one there is the change alone.
    """
    made_by = library("numpy")
    rows: list[Mapping[str, Cell]] = []
    people: set[str] = set()
    once = 0
    for (measure, version, voice), by_person in sorted(_courses(tables, thresholds).items()):
        about: dict[str, Cell] = {"measure": measure, "version": version, "voice": voice}
        both = {person: course for person, course in by_person.items() if len(course) > 1}
        once = max(once, len(by_person) - len(both))
        people |= set(both)
        if enough(len(both)) is None:
            rows.append(withheld(about, _ABOUT))
            continue
        spread = (spreads or {}).get(f"{measure} {voice}")
        rows.append(about | _row(list(both.values()), spread, thresholds, seed))
    return Told(
        title="Change from the first talk to the last",
        columns=COLUMNS,
        rows=rows,
        people=enough(len(people)),
        left_out=[
            *tables.left_out,
            "for each measure, people with one talk: at most "
            + (str(once) if once >= LEAST or not once else f"{LEAST - 1}"),
        ],
        formula=CHANGE_METHOD,
        made_by=f"{made_by}; {METHOD}, seed {seed}",
        notes=(
            (
                "A mean over the rows of a talk is taken first. What goes up for the group need "
                "not have gone up for anybody in it."
            ),
        ),
    )


def _row(
    courses: list[_Course], spread: Spread | None, thresholds: Thresholds, seed: int
) -> dict[str, Cell]:
    ends = [(min(course), max(course)) for course in courses]
    pairs = [(one[a], one[z]) for one, (a, z) in zip(courses, ends, strict=True)]
    changes = [change(first, last, spread, thresholds) for first, last in pairs]
    count = len(pairs)
    low, high = ratio_interval([(one.change or 0.0, 1.0) for one in changes], seed=seed)
    row: dict[str, Cell] = {
        "first": sum(first for first, _ in pairs) / count,
        "last": sum(last for _, last in pairs) / count,
        "value": sum(one.change or 0.0 for one in changes) / count,
        "low": low,
        "high": high,
        "months": sum(z - a for a, z in ends) / count / DAYS_A_MONTH,
        "people": count,
        "reason": changes[0].reason,
    }
    if changes[0].needs is not None:
        row |= _reliable([one.index or 0.0 for one in changes], thresholds)
        row["needs"] = changes[0].needs
    return row


def _reliable(indices: list[float], thresholds: Thresholds) -> dict[str, Cell]:
    """Shares of people beyond the error range; none where a group of them is too few."""
    up = sum(index > thresholds.change_z for index in indices)
    down = sum(index < -thresholds.change_z for index in indices)
    if any(0 < group < LEAST for group in (up, down, len(indices) - up - down)):
        return {"reason": f"up and down are not told: one of the groups has fewer than {LEAST}"}
    return {"up": up / len(indices), "down": down / len(indices)}


def _courses(
    tables: Tables, thresholds: Thresholds
) -> dict[tuple[str, str, str], dict[str, _Course]]:
    """What each measure was for each person on each day, by measure, version and voice."""
    told: dict[tuple[str, str, str], dict[str, dict[int, list[float]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for measure, version, voice, person, day, value in (
        *_questions(tables),
        *_power(tables, thresholds),
    ):
        told[measure, version, voice][person][day].append(value)
    return {
        name: {
            person: {day: sum(values) / len(values) for day, values in days.items()}
            for person, days in by_person.items()
        }
        for name, by_person in told.items()
    }


_Value = tuple[str, str, str, str, int, float]


def _questions(tables: Tables) -> Iterator[_Value]:
    for row in tables.pairs.iter_rows(named=True):
        if row["type"] != "scale":
            continue
        about = f"{row['workbook']}.{row['question']}", row["version"]
        for voice in _VOICES:
            if row[f"{voice}_number"] is not None:
                yield *about, voice, row["person"], row["day"], row[f"{voice}_number"]
        if row["difference"] is not None:
            yield *about, "gap", row["person"], row["day"], row["difference"]


def _power(tables: Tables, thresholds: Thresholds) -> Iterator[_Value]:
    """Power shared, of each talk in which enough of the seven statements were answered."""
    talks: dict[tuple[str, str, int, str], dict[str, list[float]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in tables.pairs.iter_rows(named=True):
        if row["workbook"] == "power" and row["question"] in _SHARED:
            own = talks[row["version"], row["person"], row["day"], row["interview"]]
            for voice in _VOICES:
                if row[f"{voice}_number"] is not None:
                    own[voice].append(rescaled(row[f"{voice}_number"]))
    for (version, person, day, _), own in talks.items():
        means = {
            voice: sum(values) / len(values)
            for voice, values in own.items()
            if len(values) >= thresholds.statements_needed
        }
        for voice, mean in means.items():
            yield "PS", version, voice, person, day, mean
        if len(means) == len(_VOICES):
            yield "PS", version, "gap", person, day, means["clinician"] - means["patient"]
