"""A hospital with records made by hand, a data set of them, and releases of that."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from coprod_widgets.instrument.loading import load_text
from coprod_widgets.research.dataset import make_dataset
from coprod_widgets.research.release.making import Released, make_release
from tests.research.records import DEFINITION, answer, as_text, body
from tests.research.test_dataset import NOW, Shelf

AGE = {"age": {"bands": [40]}}
OTHER = DEFINITION | {"version": "2.0.0"}


def quiet(*_: object) -> None:
    """No progress to show."""


class Hospital(Shelf):
    """People who said yes, each with a talk; their hospital numbers are their ids."""

    def __init__(self, folder: Path, people: Iterable[str], seed: int | None = 1) -> None:
        super().__init__(folder / "data", seed)
        self.folder = folder
        for number, person in enumerate(people):
            self.talk(person, number)

    def talk(self, person: str, number: int, **more: Any) -> None:
        """Somebody's talk; what is said differs from person to person."""
        said = body()["answers"]
        said[3] = answer("nights", "patient", number % 7 - 3)
        day = f"2026-03-{number % 28 + 1:02}"
        given = {
            "answers": said,
            "opened": f"{day}T10:00:00+00:00",
            "closed": f"{day}T10:20:00+00:00",
        }
        self.put(person, f"i_{person}_{number}", "yes", **given | more)

    def other_version(self, person: str, number: int) -> None:
        """A talk held with a newer version of the instrument."""
        text = as_text(OTHER)
        newer = load_text(text, "forms.yaml")
        self.store.keep_instrument(newer, text)
        pin = {"id": newer.id, "version": newer.version, "hash": newer.hash}
        self.talk(person, number, instrument=pin)

    def dataset(self, name: str = "ds") -> Path:
        """The data set as it is now."""
        out = self.folder / name
        make_dataset(self.store, out, at=NOW, progress=quiet)
        return out

    def people_file(self, rows: Mapping[str, Sequence[object]], *columns: str) -> None:
        """The file of people beside the plan."""
        with (self.folder / "people.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["number", *columns])
            writer.writerows([number, *values] for number, values in rows.items())

    def plan(self, name: str = "plan.yaml", **parts: Any) -> Path:
        """A plan; JSON is YAML."""
        path = self.folder / name
        path.write_text(json.dumps({"study": "signs-2026", **parts}), encoding="utf-8")
        return path

    def release(self, out: str = "out", dataset: str = "ds", **parts: Any) -> Released:
        """A release by a plan."""
        return make_release(
            self.store,
            self.folder / dataset,
            self.plan(**parts),
            self.folder / out,
            at=NOW,
            progress=quiet,
        )

    def file(self, name: str, out: str = "out") -> list[dict[str, str]]:
        """The rows of a CSV file of a release."""
        with (self.folder / out / name).open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def about(self, out: str = "out") -> dict[str, Any]:
        """What `release.json` says."""
        told: dict[str, Any] = json.loads((self.folder / out / "release.json").read_bytes())
        return told


def names(count: int, prefix: str = "p") -> list[str]:
    """So many people's ids, which are their hospital numbers too."""
    return [f"{prefix}_{number:02}" for number in range(count)]
