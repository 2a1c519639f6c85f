"""Letting tables out, as whoever answers for a hospital's data does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import assert_refused, coprod
from tests.research.release.hospital import AGE, Hospital, names

WARDS = ["A"] * 3 + ["B"] * 4 + ["C"] * 12
ALLOWED = {"allowed_by": "The Caldicott guardian", "why": "Three wards are compared"}
QUASI = AGE | {"ward": {"values": ["A", "B", "C"]}}


@pytest.fixture
def hospital(tmp_path: Path) -> Hospital:
    """Nineteen people on three wards of 3, 4 and 12."""
    made = Hospital(tmp_path, names(19))
    rows = {name: [WARDS[n], 30 + n % 2 * 20] for n, name in enumerate(names(19))}
    made.people_file(rows, "ward", "age")
    made.dataset()
    made.store.close()
    return made


def release(hospital: Hospital, out: str, *, trial: bool = False, **parts: Any) -> Any:
    plan = hospital.plan(f"{out}.yaml", people="people.csv", quasi_identifiers=QUASI, **parts)
    return coprod(
        "release",
        "--dataset",
        str(hospital.folder / "ds"),
        "--plan",
        str(plan),
        *([] if trial else ["--out", str(hospital.folder / out)]),
        "--data",
        str(hospital.folder / "data"),
    )


def test_a_trial_passes_every_gate_and_neither_writes_nor_keeps_anything(
    hospital: Hospital,
) -> None:
    told: dict[str, Any] = {
        "tables": [],
        "cuts": [{"title": "People by ward", "rows": "ward"}],
        "ward_cuts": ALLOWED,
    }
    before = sorted(hospital.folder.iterdir())
    tried = release(hospital, "one", trial=True, **told)
    assert tried.returncode == 0, tried.stderr
    assert "this would be a release of 20 people" in tried.stdout
    assert "cut_01, People by ward: 3 numbers hidden" in tried.stdout
    assert sorted(hospital.folder.iterdir()) == sorted([*before, hospital.folder / "one.yaml"])

    lines = (hospital.folder / "people.csv").read_text("utf-8").splitlines()
    (hospital.folder / "people.csv").write_text("\n".join(lines[:-1]) + "\n", "utf-8")
    done = release(hospital, "two", **told)
    assert done.returncode == 0, "nothing was kept of the trial, so this is near to nothing"

    (hospital.folder / "people.csv").write_text("\n".join(lines) + "\n", "utf-8")
    near = release(hospital, "three", trial=True, **told)
    assert_refused(near, "nearly the same people", "Use that release")


def test_small_cells_of_wards_cannot_be_worked_out_and_wards_are_off_by_default(
    hospital: Hospital,
) -> None:
    cut = {"title": "People by ward", "rows": "ward"}
    refused = release(hospital, "one", tables=[], cuts=[cut])
    assert_refused(refused, "'ward' is a ward", "ward_cuts")
    assert not (hospital.folder / "one").exists()

    done = release(hospital, "one", tables=[], cuts=[cut], ward_cuts=ALLOWED)
    assert done.returncode == 0, done.stderr
    assert "of 20 people" in done.stdout
    rows = {
        row["ward"]: (row["people"], row["hidden"]) for row in hospital.file("cut_01.csv", "one")
    }
    # 20 less a 10 that was told would leave about 7 for A and B.
    assert rows == {
        "A": ("", "true"),
        "B": ("", "true"),
        "C": ("", "true"),
        "all": ("20", "false"),
    }
    report = (hospital.folder / "one/report.html").read_text("utf-8")
    assert "The Caldicott guardian allowed it" in report
    assert "3 numbers are hidden" in report

    # Nearly the same cut again: one person fewer.
    lines = (hospital.folder / "people.csv").read_text("utf-8").splitlines()
    (hospital.folder / "people.csv").write_text("\n".join(lines[:-1]) + "\n", "utf-8")
    again = release(hospital, "two", tables=[], cuts=[cut], ward_cuts=ALLOWED)
    assert_refused(again, "nearly the same people", "fewer than 10", "Use that release")
    assert not (hospital.folder / "two").exists()


def test_tables_of_talks_go_out_with_enough_people_of_a_kind_and_the_same_again(
    hospital: Hospital,
) -> None:
    refused = release(hospital, "one", ward_cuts=ALLOWED)
    assert_refused(refused, "classes of people", "small_classes: leave_out")

    done = release(hospital, "one", ward_cuts=ALLOWED, k=5, small_classes="leave_out")
    assert done.returncode == 0, done.stderr
    assert "of 10 people" in done.stdout
    assert "Left out: 5 people (small_class)" in done.stdout  # 7, rounded
    again = release(hospital, "two", ward_cuts=ALLOWED, k=5, small_classes="leave_out")
    assert again.returncode == 0, again.stderr
    for path in (hospital.folder / "one").iterdir():
        assert path.read_bytes() == (hospital.folder / "two" / path.name).read_bytes()
    assert json.loads((hospital.folder / "one/release.json").read_bytes())["study"] == "signs-2026"


def test_whoever_leaves_is_named_as_the_release_names_them(hospital: Hospital) -> None:
    done = release(hospital, "one", ward_cuts=ALLOWED, k=5, small_classes="leave_out")
    made = done.stdout.split()[1]
    data = str(hospital.folder / "data")
    noted = coprod("consent", "p_18", "withdrawn", "--data", data)
    (line,) = [line for line in noted.stdout.splitlines() if made in line]
    name = line.rpartition(" as ")[2]
    assert name in {row["person"] for row in hospital.file("people.csv", "one")}
    assert f"release: {name}" in coprod("recall", "--data", data).stdout
    assert made not in coprod("consent", "p_00", "withdrawn", "--data", data).stdout


def test_every_fault_of_a_plan_is_named_and_there_is_no_folder(hospital: Hospital) -> None:
    done = release(hospital, "one", k=2, formats=["parquet"], cuts=[{"title": "t"}], study="No!")
    assert done.returncode == 1
    for words in ("name of a study", "at least 5", "what is told"):
        assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (hospital.folder / "one").exists()


def test_what_is_no_data_set_is_one_plain_line(hospital: Hospital) -> None:
    (hospital.folder / "ds/dataset.json").write_text("{")
    assert_refused(release(hospital, "one", tables=[], ward_cuts=ALLOWED, cuts=[]), "Nothing goes")
    assert_refused(release(hospital, "one", ward_cuts=ALLOWED), "is no data set")
