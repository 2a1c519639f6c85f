"""From the tables one command gives the same numbers, and nothing in any output names anybody.

What may not be found is planted wherever people write: in each of their own words.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from coprod_widgets.access.accounts import Role
from coprod_widgets.errors import CoprodError
from coprod_widgets.interview.answer import Answer
from coprod_widgets.interview.interview import State
from coprod_widgets.measures.catalogue import MEASURES
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.research.dataset import make_dataset
from coprod_widgets.research.release.making import make_release
from coprod_widgets.research.reproducing.folder import read_folder
from coprod_widgets.research.reproducing.results import (
    INDICATOR,
    LEVEL,
    NOT_RELEASED,
    SAME,
    reproduce,
)
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.widgets.measured import measure_formula, measure_name
from coprod_widgets.workbook.cohort.making import make_cohort
from coprod_widgets.workbook.invented.habits import Habits
from coprod_widgets.workbook.record_format import record_of
from coprod_widgets.workbook.simulating import simulate
from tests.cli.running import coprod

from .records import notebook

NOW = datetime(2026, 12, 1, tzinfo=UTC)
PEOPLE = 12
NAME, BORN, NUMBER, PATH = "Rowanberry", "1971-04-23", "H7654321", "/home/planted/notes.txt"
PLANTED = f"{NAME}, born {BORN}, also 23/04/1971, number {NUMBER}, see {PATH}"
WILLING = Habits(research_yes=1, research_no=0, research_later=0, withdraws=0)


def quiet(_done: int, _total: int) -> None:
    """Show no progress."""


@dataclass
class Scene:
    """A ward, the data set that was made of it, and every word that may be in no output."""

    store: Store
    out: Path
    secrets: set[str]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    data = tmp_path_factory.mktemp("planted-ward") / "data"
    out = tmp_path_factory.mktemp("planted-study") / "set"
    store, _ = Store.create(Settings.load(data))
    simulate(store, patients=PEOPLE, seed=20, episodes=2, progress=quiet, habits=WILLING)
    nurse = store.add_account("Nurse Hawthorn", Role.CLINICIAN, "a long password")
    for patient in store.patients():
        store.add_patient(f"{NAME} {patient.name}", patient.number, clinician_id=nurse.id)
    secrets = {NAME, BORN, "23/04/1971", NUMBER, PATH, "planted", "Hawthorn", str(data.parent)}
    for about in store.all_interviews():
        if about.state is State.CLOSED:
            secrets |= {about.id, about.patient_id, *_write_down(store, about.id)}
    secrets |= {patient.number for patient in store.patients()}
    secrets |= {patient.name.split()[-1] for patient in store.patients()}
    make_dataset(store, out, at=NOW, progress=quiet, formats=("csv", "parquet", "sav", "dta"))
    yield Scene(store, out, secrets)
    store.close()


def _write_down(store: Store, interview: str) -> set[str]:
    """Keep a talk's record with plants in everybody's own words; gives the words and the days."""
    about, talk = store.about(interview), store.interview(interview)
    made = record_of(
        talk,
        workbook=about.workbook,
        head=store.head(interview),
        language="en",
        episode=about.episode,
    )
    said: set[str] = set()
    for answer in made["answers"]:
        answer["value"] = _planted(talk.instrument.question(answer["question"]).type, answer, said)
    store.add_record(interview, notebook(made), store.head(interview), NOW + timedelta(days=1))
    days = {entry.at.date().isoformat() for entry in talk.entries if isinstance(entry, Answer)}
    return said | days


def _planted(kind: str, answer: dict[str, Any], said: set[str]) -> Any:
    value = answer["value"]
    if kind in ("text", "teach") and isinstance(value, str) and " " in value:
        said.add(value)
        return f"{value} {PLANTED}"
    if kind == "list" and isinstance(value, dict):
        words = {name: text for name, text in value.items() if " " in str(text)}
        said |= set(words.values())
        return value | {name: f"{text} {PLANTED}" for name, text in words.items()}
    return value


def search(scene: Scene, where: str, content: bytes) -> None:
    """Nothing that may not be there is there, however it is written."""
    for secret in scene.secrets:
        for form in (secret, json.dumps(secret)[1:-1]):
            for coded in (form.encode(), form.encode("utf-16-le")):
                assert coded not in content, f"{secret!r} is in {where}"


def as_text(path: Path) -> bytes:
    """A table as text where the file itself is packed."""
    if path.suffix == ".parquet":
        return str(pl.read_parquet(path).to_dict(as_series=False)).encode()
    if path.suffix in (".sav", ".dta"):
        import pyreadstat

        read = pyreadstat.read_sav if path.suffix == ".sav" else pyreadstat.read_dta
        frame, meta = read(str(path), output_format="dict")
        return str((frame, meta.__dict__)).encode()
    return b""


def test_one_command_gives_every_index_and_the_level_with_the_same_numbers(
    scene: Scene, tmp_path: Path
) -> None:
    again = tmp_path / "again.csv"
    done = coprod("measures", str(scene.out), "--out", str(again))
    assert done.returncode == 0, done.stderr
    told = done.stdout
    for declared in MEASURES:
        code = declared.code
        formula = measure_formula(code, "en")
        assert f"{code}, {measure_name(code, 'en')}: {formula}" in told
    for name, value in PROVISIONAL.told().items():
        assert f"  {name}: {value}\n" in told
    indicators = pl.read_parquet(scene.out / "indicators.parquet")
    episodes = pl.read_parquet(scene.out / "episodes.parquet")
    assert len(episodes) >= 2 * PEOPLE - 2
    assert f"Indicators: {len(indicators)} the same as in the tables\n" in told
    assert f"Levels: {len(episodes)} the same as in the tables\n" in told
    assert "differ" not in told.splitlines()[-3:]

    rows = pl.read_csv(again, infer_schema=False)
    assert set(rows["beside"]) == {SAME}
    worked = rows.filter(pl.col("what") == "indicator").select(
        "person",
        pl.col("episode").cast(pl.Int64),
        "code",
        "about",
        pl.col("value").cast(pl.Float64),
        "reason",
    )
    assert worked.equals(indicators.select(worked.columns)), "the last bit too"
    levels = rows.filter(pl.col("what") == "level")
    assert levels["level"].to_list() == episodes["level"].to_list()
    assert levels["at_least"].to_list() == episodes["at_least"].to_list()
    assert indicators["value"].null_count() < len(indicators)


def test_a_part_of_the_people_under_other_names_comes_to_the_same(
    scene: Scene, tmp_path: Path
) -> None:
    """What is released has fewer people, other pseudonyms, and days that say less."""
    part = tmp_path / "release"
    part.mkdir()
    for name in ("codebook.json", "thresholds.json"):
        (part / name).write_bytes((scene.out / name).read_bytes())
    people = pl.read_parquet(scene.out / "episodes.parquet")["person"].unique().sort()[:5]
    for name in ("answers", "interviews", "indicators", "episodes", "scores"):
        table = pl.read_parquet(scene.out / f"{name}.parquet")
        table = table.filter(pl.col("person").is_in(people.implode()))
        table = table.with_columns(("x" + pl.col("person")).alias("person"))
        if "interview" in table.columns:
            table = table.with_columns(("y" + pl.col("interview")).alias("interview"))
        if "day" in table.columns:
            table = table.with_columns((pl.col("day") // 7 + 31).alias("day"))
        table.write_parquet(part / f"{name}.parquet")
    again = reproduce(read_folder(part))
    assert again.holds
    assert again.compared
    assert set(again.counts) == {(INDICATOR, SAME), (LEVEL, SAME)}
    assert {row["person"] for row in again.rows} == {f"x{person}" for person in people}


def test_a_release_of_it_comes_to_the_same_or_says_what_was_not_released(
    scene: Scene, tmp_path: Path
) -> None:
    numbers = [patient.number for patient in scene.store.patients()]
    ages = [f"{number},{30 + n % 2 * 20}" for n, number in enumerate(numbers)]
    (tmp_path / "people.csv").write_text("\n".join(["number,age", *ages]) + "\n")
    plan = {
        "study": "planted-2026",
        "people": "people.csv",
        "quasi_identifiers": {"age": {"bands": [40]}},
        "k": 5,
    }
    (tmp_path / "plan.yaml").write_text(json.dumps(plan))
    out = tmp_path / "release"
    make_release(
        scene.store, scene.out, tmp_path / "plan.yaml", out, at=NOW, progress=lambda *_: None
    )
    again = reproduce(read_folder(out))
    assert again.differences == []
    assert again.holds
    assert again.counts[INDICATOR, SAME] > 1000
    assert again.counts[LEVEL, SAME] + again.counts[LEVEL, NOT_RELEASED] > PEOPLE
    assert not {row["person"] for row in again.rows} & set(
        pl.read_parquet(scene.out / "episodes.parquet")["person"]
    )


def test_the_search_would_find_what_was_planted(scene: Scene) -> None:
    records = [scene.store.record_notebook(row.id) for row in scene.store.latest_records()]
    there = b"".join(records).decode()
    for planted in (NAME, BORN, NUMBER, PATH):
        assert planted in there
    with pytest.raises(AssertionError, match="is in a record"):
        search(scene, "a record", records[0])
    assert len(scene.secrets) > 200


def test_nothing_in_any_file_of_the_data_set_names_anybody(scene: Scene) -> None:
    found = sorted(scene.out.iterdir())
    assert len(found) > 30
    for path in found:
        search(scene, path.name, path.name.encode() + path.read_bytes())
        search(scene, path.name, as_text(path))


def test_nothing_that_the_command_says_or_writes_names_anybody(
    scene: Scene, tmp_path: Path
) -> None:
    out = tmp_path / "again.csv"
    done = coprod("measures", str(scene.out), "--out", str(out))
    said = done.stdout.replace(str(out), "") + done.stderr
    search(scene, "what is said", said.encode())
    search(scene, "again.csv", out.read_bytes())


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".ipynb", ".html"])
def test_nothing_in_the_executed_notebook_names_anybody(
    scene: Scene, tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"cohort{suffix}"
    make_cohort(scene.store.settings, "research", out, dataset=scene.out, at=NOW, progress=quiet)
    written = out.read_bytes()
    search(scene, out.name, written)
    for path in (str(scene.out), str(tmp_path), str(Path.home()), "site-packages", "/tmp"):
        assert path.encode() not in written, f"{path} is in it"
    if suffix == ".ipynb":
        told = json.loads(written)
        for part in (told["metadata"], *(cell["metadata"] for cell in told["cells"])):
            search(scene, "its metadata", json.dumps(part).encode())


def harmed(scene: Scene, out: Path) -> Path:
    """The data set with a table that no statistic can be made of, though its seal holds."""
    import hashlib

    out.mkdir()
    for path in scene.out.iterdir():
        (out / path.name).write_bytes(path.read_bytes())
    pairs = pl.read_parquet(out / "pairs.parquet").drop("difference")
    pairs.write_parquet(out / "pairs.parquet")
    answers = pl.read_parquet(out / "answers.parquet").with_columns(code=pl.lit("9"))
    answers.write_parquet(out / "answers.parquet")
    about = json.loads((out / "dataset.json").read_bytes())
    for name in ("pairs.parquet", "answers.parquet"):
        about["files"][name] = hashlib.sha256((out / name).read_bytes()).hexdigest()
    (out / "dataset.json").write_text(json.dumps(about))
    return out


@pytest.mark.slow
def test_a_notebook_that_stops_half_way_leaves_nothing_and_its_traceback_names_nobody(
    scene: Scene, tmp_path: Path
) -> None:
    broken, out = harmed(scene, tmp_path / "broken"), tmp_path / "cohort.ipynb"
    with pytest.raises(CoprodError, match="could not be worked out: cell") as stopped:
        make_cohort(scene.store.settings, "research", out, dataset=broken, at=NOW, progress=quiet)
    assert not out.exists()
    told = "".join(traceback.format_exception(stopped.value))
    assert "Traceback" in told
    search(scene, "the traceback", told.encode())


def test_a_traceback_of_the_command_names_nobody(scene: Scene, tmp_path: Path) -> None:
    broken = harmed(scene, tmp_path / "broken")
    plain = coprod("measures", str(broken))
    shown = coprod("--debug", "measures", str(broken))
    assert (plain.returncode, shown.returncode) == (1, 1)
    assert "Traceback" not in plain.stderr
    assert "Traceback" in shown.stderr
    for done in (plain, shown):
        search(scene, "what is said", (done.stdout + done.stderr).encode())


@pytest.mark.slow
def test_a_traceback_that_stays_in_a_notebook_names_nobody(scene: Scene, tmp_path: Path) -> None:
    """As in JupyterLab, where a cell that stops keeps its traceback in the file."""
    import nbclient
    import nbformat

    broken = harmed(scene, tmp_path / "broken")
    lines = (
        "from pathlib import Path",
        "from coprod_widgets.research.reproducing.folder import read_folder",
        "from coprod_widgets.research.reproducing.results import reproduce",
        f"reproduce(read_folder(Path({str(broken)!r})))",
    )
    cell = nbformat.v4.new_code_cell("\n".join(lines))
    made = nbformat.v4.new_notebook(cells=[cell])
    nbclient.NotebookClient(made, timeout=120, kernel_name="python3", allow_errors=True).execute()
    (output,) = made.cells[0].outputs
    assert output.output_type == "error"
    search(scene, "the notebook", nbformat.writes(made).encode())
