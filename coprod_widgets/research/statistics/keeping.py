"""What became of promises: the share that was kept, by who made them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from coprod_widgets.research.statistics.resampling import METHOD, ratio_interval
from coprod_widgets.research.statistics.tables import Tables
from coprod_widgets.research.statistics.told import (
    Cell,
    Told,
    enough,
    library,
    told_count,
    withheld,
)

POINTS = {"done": 1.0, "part": 0.5, "not_done": 0.0}
DROPPED = "dropped"
WHO = {"me": "the patient", "staff": "staff", "other": "somebody else"}
COLUMNS = {
    "who": "Who promised.",
    "value": "The share that was kept.",
    "low": "Lower end of the interval of 95%.",
    "high": "Upper end of the interval of 95%.",
    "due": "Promises of which it was said what came of them, and that were not dropped together.",
    "people": "Of how many patients.",
    "reason": "Why a number is not there.",
}


def promises_table(tables: Tables, *, seed: int = 1) -> Told:
    """The share of promises kept, a part counting half; each promise counts once, when it is said.

    A promise of which nobody said what came of it stays open and stands in the next talk again.
    """
    made_by = library("numpy")
    sums, unsaid, dropped = _counted(tables)
    rows: list[Mapping[str, Cell]] = []
    people: set[str] = set()
    for who, meaning in WHO.items():
        own = sums.get(who, {})
        people |= set(own)
        about: dict[str, Cell] = {"who": meaning}
        if enough(len(own)) is None:
            rows.append(withheld(about, ("who",)))
            continue
        points, due = (sum(one[place] for one in own.values()) for place in (0, 1))
        low, high = ratio_interval([(one[0], one[1]) for one in own.values()], seed=seed)
        numbers: dict[str, Cell] = {"value": points / due, "low": low, "high": high}
        rows.append(about | numbers | {"due": int(due), "people": len(own)})
    return Told(
        title="Promises kept",
        columns=COLUMNS,
        rows=rows,
        people=enough(len(people)),
        left_out=[
            *tables.left_out,
            told_count(dropped, "promises that were dropped together"),
            told_count(unsaid, "times that nobody said what came of one"),
        ],
        formula="(done + part / 2) / (done + part + not done)",
        made_by=f"{made_by}; {METHOD}, seed {seed}",
    )


def _counted(tables: Tables) -> tuple[dict[str, dict[str, list[float]]], int, int]:
    """Points and promises due by who and by person; times nothing was said; promises dropped."""
    promises = _rows(tables, "promises", "who")
    sums: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    left: Counter[str] = Counter()
    for place, row in _rows(tables, "outcome", None).items():
        who = promises.get(place, {}).get("code")
        outcome = row["code"]
        if outcome in POINTS and who is not None:
            one = sums[who][row["person"]]
            one[0] += POINTS[outcome]
            one[1] += 1
        else:
            left[DROPPED if outcome == DROPPED else "unsaid"] += 1
    return sums, left["unsaid"], left[DROPPED]


def _rows(
    tables: Tables, question: str, field: str | None
) -> dict[tuple[str, int], dict[str, Any]]:
    import polars as pl

    is_field = pl.col("field").is_null() if field is None else pl.col("field") == field
    found = tables.answers.filter(
        pl.col("workbook") == "actions",
        pl.col("question") == question,
        is_field,
        pl.col("row").is_not_null(),
        pl.col("status").is_in(["answered", "declined", "not_sure", "skipped"]),
    )
    return {(row["interview"], row["row"]): row for row in found.iter_rows(named=True)}
