"""Parameters of invented people: their bounds, and the file they are read from."""

from __future__ import annotations

from pathlib import Path

import pytest

from coprod_widgets.errors import ParametersError
from coprod_widgets.workbook.invented.habits import Habits, parameters
from coprod_widgets.workbook.invented.habits_file import as_file, read_habits

DOCS = Path(__file__).parents[3] / "docs" / "simulating.md"


def written(folder: Path, text: str, name: str = "own.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_file_that_is_printed_says_the_defaults(tmp_path: Path) -> None:
    assert read_habits(written(tmp_path, as_file())) == Habits()


@pytest.mark.parametrize(
    ("name", "text"),
    [("own.toml", "level = 2\nstands = 0.5"), ("own.yaml", "level: 2\nstands: 0.5")],
)
def test_a_file_changes_what_it_names(tmp_path: Path, name: str, text: str) -> None:
    assert read_habits(written(tmp_path, text, name)) == Habits(level=2, stands=0.5)


def test_an_empty_yaml_file_changes_nothing(tmp_path: Path) -> None:
    assert read_habits(written(tmp_path, "# nothing\n", "own.yml")) == Habits()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("leval = 3", ["'leval'", "Did you mean level?", "power_level", "research_yes"]),
        ("level = 7", ["level is 7", "out of range", "from 1 to 5 (points)"]),
        ("stands = -0.1", ["stands", "from 0 to 1"]),
        ("level = nan", ["level", "out of range"]),
        ("level = true", ["level is True", "no number"]),
        ('level = "3"', ["level is '3'", "no number"]),
        ("patient_done = 0.9", ["patient_done, patient_part, patient_dropped", "1.15"]),
        ("level 3", ["not TOML"]),
        ("level = 3\nlevel = 4", ["not TOML"]),
    ],
)
def test_a_fault_in_a_file_is_named_with_its_cure(
    tmp_path: Path, text: str, words: list[str]
) -> None:
    with pytest.raises(ParametersError) as refused:
        read_habits(written(tmp_path, text))
    for word in words:
        assert word in str(refused.value)


@pytest.mark.parametrize("text", ["- level", "level: [3", "3: 4"])
def test_a_yaml_file_that_holds_no_parameters_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ParametersError):
        read_habits(written(tmp_path, text, "own.yaml"))


def test_a_file_that_is_not_there_or_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParametersError, match="--print-parameters"):
        read_habits(tmp_path / "nothing.toml")
    (tmp_path / "own.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ParametersError, match="UTF-8"):
        read_habits(tmp_path / "own.toml")


@pytest.mark.parametrize("one", parameters(), ids=lambda one: one.name)
def test_every_parameter_can_stand_at_its_bounds_and_is_documented(one: object) -> None:
    name, least, most = (getattr(one, key) for key in ("name", "least", "most"))
    assert f"`{name}`" in DOCS.read_text(encoding="utf-8")
    assert getattr(Habits(**{name: least}), name) == least
    with pytest.raises(ParametersError, match=name):
        Habits(**{name: most + 1})
