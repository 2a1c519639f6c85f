"""Two invented hospitals that hand records out, and a study centre that gathers and releases."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from coprod_widgets.research.dataset import Made, make_dataset_from
from coprod_widgets.research.handing_out import hand_out
from coprod_widgets.research.recall import given, pseudonym_in, to_recall
from coprod_widgets.research.release.making import Released, make_release
from coprod_widgets.research.study_centre import StudyCentre
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from tests.research.release.hospital import Hospital, names, quiet
from tests.research.test_dataset import NOW

EACH = 8
"""People of each hospital: too few for a release of its own."""


class Centre:
    """A study of two hospitals; its clock goes on by an hour with each thing that is done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hospitals = {
            name: Hospital(folder / name, names(EACH, name), seed=None) for name in "ab"
        }
        self.store, _ = Store.create(Settings.load(folder / "study"))
        self._hours = 0

    def close(self) -> None:
        """Close all stores."""
        for store in (self.store, *(one.store for one in self.hospitals.values())):
            store.close()

    def later(self) -> datetime:
        """The next hour."""
        self._hours += 1
        return NOW + timedelta(hours=self._hours)

    def hand_out(self, number: int, hospitals: Iterable[str] = "ab") -> None:
        """Each hospital hands its records out once more."""
        for name in hospitals:
            out = self.folder / f"got/{number}/{name}"
            hand_out(self.hospitals[name].store, out, at=self.later(), progress=quiet)

    def gather(self, out: str, *got: str, keep: bool = True, at: datetime | None = None) -> Made:
        """A data set of these hand-outs, all of them if none is named."""
        return make_dataset_from(
            [str(self.folder / "got" / part) for part in got or ["."]],
            self.folder / out,
            trusted=[one.store.keys.public_key for one in self.hospitals.values()],
            shelf=None,
            progress=quiet,
            centre=StudyCentre(self.store, at or self.later()) if keep else None,
        )

    def withdraws(self, person: str) -> None:
        """Somebody says no in his or her hospital, to whoever is there."""
        self.hospitals[person[0]].store.add_consent(person, "withdrawn", self.later())

    def joins(self, *people: str) -> None:
        """More people say yes, and have talks."""
        for number, person in enumerate(people):
            self.hospitals[person[0]].talk(person, number)

    def release(self, dataset: str, out: str, **parts: Any) -> Released:
        """A release by a plan."""
        plan = self.folder / f"{out}.yaml"
        plan.write_text(json.dumps({"study": "both-2026", **parts}), encoding="utf-8")
        return make_release(
            self.store,
            self.folder / dataset,
            plan,
            self.folder / out,
            at=self.later(),
            progress=quiet,
        )

    def people_file(self, column: str, rows: Iterable[tuple[str, object]]) -> None:
        """A file of people with their ages."""
        with (self.folder / "people.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([(column, "age"), *rows])

    def pseudonym(self, person: str) -> str:
        """What somebody's hospital calls him or her outside."""
        return self.hospitals[person[0]].store.pseudonym(person)

    def people(self, out: str) -> set[str]:
        """Who is in a data set or a release, by its own pseudonyms."""
        return set(pl.read_parquet(self.folder / out / "interviews.parquet")["person"])

    def recalled(self) -> dict[str, list[str]]:
        """What `coprod recall` names: by id, the names to take out."""
        gone = to_recall(self.store)
        return {
            one.id: [pseudonym_in(self.store, one, who) for who in gone[one.id]]
            for one in given(self.store)
            if gone[one.id]
        }
