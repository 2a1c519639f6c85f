"""How far patients and clinicians agree, for each construct and for each question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from coprod_widgets.measures.agreement import Rating, Statistic, agreement
from coprod_widgets.measures.kinds import KINDS
from coprod_widgets.measures.thresholds import PROVISIONAL, Thresholds
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
from coprod_widgets.widgets.measured import statistic_formula

_ABOUT = ("instrument", "version", "of")
_TOLD = ("EX", "W1", "DIR", "MAD", "QWK", "AC2", "ICC(A,1)")
COLUMNS = {
    "instrument": "Id of the instrument.",
    "version": "Its version; versions are kept apart.",
    "of": "The construct, or the question.",
    "statistic": "Code of the statistic.",
    "value": "What it came to.",
    "low": "Lower end of the interval of 95%.",
    "high": "Upper end of the interval of 95%.",
    "pairs": "How many pairs of ratings.",
    "people": "Of how many people.",
    "reason": "Why a number is not there.",
}


def agreement_table(
    tables: Tables,
    *,
    by: Literal["construct", "question"] = "construct",
    thresholds: Thresholds = PROVISIONAL,
    seed: int = 1,
) -> Told:
    """Agreement over pairs of ratings on scales, clinician less patient.

    A construct holds all questions of an instrument's version that name it and share their codes.
    """
    made_by = library("numpy", "statsmodels")
    groups, unpaired = _groups(tables, by)
    rows: list[Mapping[str, Cell]] = []
    people = set()
    for (instrument, version, of, codes), ratings in sorted(groups.items()):
        about: dict[str, Cell] = {"instrument": instrument, "version": version, "of": of}
        own = {rating.person for rating in ratings}
        people |= own
        if enough(len(own)) is None:
            rows.append(withheld(about, _ABOUT))
            continue
        told = agreement(ratings, codes, thresholds, seed=seed)
        rows += [about | _row(one) for one in told if one.code in _TOLD]
    return Told(
        title=f"Agreement by {by}",
        columns=COLUMNS,
        rows=rows,
        people=enough(len(people)),
        left_out=[
            *tables.left_out,
            told_count(unpaired, "pairs that one of the two did not answer, or both did not"),
        ],
        formula=" ".join(
            f"{kind.code}: {statistic_formula(kind.code, 'en')}"
            for kind in KINDS
            if kind.code in _TOLD
        ),
        made_by=f"{made_by} (kappa); AC2 and ICC by coprod; "
        f"intervals by {thresholds.resamples} resamples of people, seed {seed}",
        notes=(
            (
                "Above 0, the clinician's rating is higher. Kappas of different kinds can't be "
                "compared. Neither agreement nor difference is a success or a failure."
            ),
        ),
    )


def _groups(
    tables: Tables, by: str
) -> tuple[dict[tuple[str, str, str, tuple[int, ...]], list[Rating]], int]:
    groups: dict[tuple[str, str, str, tuple[int, ...]], list[Rating]] = {}
    unpaired = 0
    for row in tables.pairs.iter_rows(named=True):
        codes = tables.codes.get((row["instrument"], row["version"], row["question"]))
        if row["type"] != "scale" or codes is None:
            continue
        if row["difference"] is None:
            unpaired += 1
            continue
        of = row[by] or "none named"
        rating = Rating(row["person"], int(row["patient_number"]), int(row["clinician_number"]))
        groups.setdefault((row["instrument"], row["version"], of, codes), []).append(rating)
    return groups, unpaired


def _row(one: Statistic) -> dict[str, Cell]:
    return {
        "statistic": one.code,
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "pairs": one.pairs,
        "people": one.people,
        "reason": one.reason or one.interval_reason,
    }


def direction_table(tables: Tables, *, seed: int = 1) -> Told:
    """For each question the mean of the clinician's rating less the patient's, for a picture."""
    made_by = library("numpy")
    groups, unpaired = _groups(tables, "question")
    rows: list[Mapping[str, Cell]] = []
    people = set()
    for (instrument, version, of, _), ratings in sorted(groups.items()):
        about: dict[str, Cell] = {"instrument": instrument, "version": version, "of": of}
        sums: dict[str, list[float]] = {}
        for rating in ratings:
            one = sums.setdefault(rating.person, [0.0, 0.0])
            one[0] += rating.second - rating.first
            one[1] += 1
        people |= set(sums)
        if enough(len(sums)) is None:
            rows.append(withheld(about, _ABOUT))
            continue
        low, high = ratio_interval([(one[0], one[1]) for one in sums.values()], seed=seed)
        value = sum(one[0] for one in sums.values()) / len(ratings)
        numbers: dict[str, Cell] = {"statistic": "DIR", "value": value, "low": low, "high": high}
        rows.append(about | numbers | {"pairs": len(ratings), "people": len(sums)})
    return Told(
        title="Clinician less patient, by question",
        columns=COLUMNS,
        rows=rows,
        people=enough(len(people)),
        left_out=[
            *tables.left_out,
            told_count(unpaired, "pairs that one of the two did not answer, or both did not"),
        ],
        formula="Mean of the clinician's rating less the patient's: above 0, hers is higher.",
        made_by=f"{made_by}; {METHOD}, seed {seed}",
    )
