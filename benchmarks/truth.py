"""Whether statistics find what was put in: `python -m benchmarks.truth [--seeds N] [--out FILE]`.

Invented people with stated parameters hold talks over months; their records go into a data set; the
statistics of the cohort look at it. What they say is set beside what was put in, seed by seed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from coprod_widgets.interview.interview import State
from coprod_widgets.measures.paired import QUESTIONS
from coprod_widgets.measures.sharing import STATEMENTS
from coprod_widgets.research.dataset import make_dataset
from coprod_widgets.research.reading import MIME
from coprod_widgets.research.statistics.differing import OUTCOMES, difference_table
from coprod_widgets.research.statistics.keeping import promises_table
from coprod_widgets.research.statistics.missing import missing_table
from coprod_widgets.research.statistics.tables import DAYS_A_MONTH, Tables, read_tables
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.workbook.invented.habits import Habits
from coprod_widgets.workbook.invented.ratings import expected
from coprod_widgets.workbook.record_format import record_of
from coprod_widgets.workbook.simulating import simulate

HABITS = Habits(
    difference=0.8,
    drift=0.08,
    difference_drift=-0.04,
    power_difference=0.7,
    power_difference_drift=-0.06,
    left_out=0,
    patient_declined=0.06,
    patient_not_sure=0.05,
    patient_skipped=0.08,
    clinician_not_sure=0.02,
    clinician_skipped=0.04,
    patient_done=0.55,
    staff_done=0.40,
    research_yes=1,
    research_no=0,
    research_later=0,
    withdraws=0,
)
"""What is put in where it isn't as usual. All say yes, so that nobody's consent is in the way."""
PATIENTS, EPISODES, MONTHS = 40, 3, 4.0
WORKBOOKS = ("getting_ready", "reasons", "signs", "decisions", "actions", "power")
_STEPS = 5
# What these went through is told by no parameter of what is passed over.
_OWN_WAYS = ("actions.outcome", "actions.about", "getting_ready.research")


@dataclass(frozen=True, slots=True)
class Found:
    """One quantity of one seed: what was put in, and what the statistics say of it."""

    name: str
    put_in: float
    value: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether the interval holds what was put in."""
        return self.low <= self.put_in <= self.high


def found(seed: int, patients: int = PATIENTS, workbooks: Sequence[str] = WORKBOOKS) -> list[Found]:
    """What the statistics find of the invented people of a seed."""
    with tempfile.TemporaryDirectory(prefix="coprod-truth-") as folder:
        data, out = Path(folder) / "data", Path(folder) / "tables"
        store, _ = Store.create(Settings.load(data))
        with store:
            simulate(
                store,
                patients=patients,
                seed=seed,
                progress=_silent,
                habits=HABITS,
                episodes=EPISODES,
                months=MONTHS,
                workbooks=workbooks,
            )
            _write_down(store)
            make_dataset(store, out, at=datetime.now(UTC), progress=_silent)
        return list(_compared(read_tables(out), HABITS))


def _silent(_done: int, _total: int) -> None:
    """Show no progress."""


def _write_down(store: Store) -> None:
    """Record every closed talk: what its notebook would say, without executing one."""
    language = store.settings.language
    for about in store.all_interviews():
        if about.state is not State.CLOSED:
            continue
        interview, head = store.interview(about.id), store.head(about.id)
        record = record_of(
            interview,
            workbook=about.workbook,
            head=head,
            language=language,
            episode=about.episode,
        )
        output = {
            "output_type": "display_data",
            "data": {MIME: record, "text/plain": ""},
            "metadata": {},
        }
        cell = {
            "cell_type": "code",
            "id": "record",
            "source": "",
            "metadata": {},
            "execution_count": None,
            "outputs": [output],
        }
        notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        written = json.dumps(notebook).encode()
        store.add_record(about.id, written, head, datetime.now(UTC) + timedelta(seconds=1))


def _compared(tables: Tables, habits: Habits) -> Iterator[Found]:
    yield from _of_ratings(tables, habits)
    promises = promises_table(tables)
    for who, name in (("patient", "the patient"), ("staff", "staff")):
        done, part, dropped = (
            getattr(habits, f"{who}_{what}") for what in ("done", "part", "dropped")
        )
        kept = (done + part / 2) / (1 - dropped)
        yield _beside(f"promises kept by {name}", kept, promises.row(who=name))
    missing = missing_table(tables, leave_out=_OWN_WAYS)
    for voice in ("patient", "clinician"):
        for status in ("declined", "not_sure", "skipped"):
            share = getattr(habits, f"{voice}_{status}")
            if share:
                row = missing.row(voice=voice, status=status)
                yield _beside(f"{voice}: {status.replace('_', ' ')}", share, row)


def _of_ratings(tables: Tables, habits: Habits) -> Iterator[Found]:
    """Differences and drifts, as the ends of the scale let them be ticked."""
    model = difference_table(tables)
    for family, named in (("ratings", QUESTIONS), ("power", STATEMENTS)):
        wanted = set(named) - (set(STATEMENTS) if family == "ratings" else set())
        months = (
            tables.pairs.filter(
                (pl.col("workbook") + "." + pl.col("question")).is_in(sorted(wanted)),
                pl.col("difference").is_not_null(),
            )["day"].to_numpy()
            / DAYS_A_MONTH
        )
        both = np.array(
            [
                expected(habits, is_power=family == "power", months=one, steps=_STEPS)
                for one in months
            ]
        )
        truth = {
            "difference": both[:, 1] - both[:, 0],
            "patient_number": both[:, 0],
        }
        for outcome, ticked in truth.items():
            slope, first = np.polyfit(months, ticked, 1)
            about = {"family": family, "outcome": OUTCOMES[outcome]}
            name = f"{family}: {OUTCOMES[outcome]}"
            yield _beside(f"{name}, at first", float(first), model.row(**about, term="first"))
            yield _beside(f"{name}, a month", float(slope), model.row(**about, term="month"))


def _beside(name: str, put_in: float, row: object) -> Found:
    assert isinstance(row, dict)
    return Found(name, put_in, row["value"], row["low"], row["high"])


def main(arguments: list[str]) -> int:
    """Go through the seeds, print the table, and write it where it was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.truth", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many, from 1")
    parser.add_argument("--out", type=Path, help="the page to write")
    asked = parser.parse_args(arguments)
    began = time.monotonic()
    by_seed: dict[int, list[Found]] = {}
    for seed in range(1, asked.seeds + 1):
        by_seed[seed] = found(seed)
        inside = sum(one.inside for one in by_seed[seed])
        print(f"seed {seed}: {inside} of {len(by_seed[seed])} inside", file=sys.stderr, flush=True)
    from benchmarks.truth_page import as_page

    page = as_page(by_seed, time.monotonic() - began)
    print(page)
    if asked.out:
        asked.out.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
