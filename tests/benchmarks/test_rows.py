"""The maths of rows and the command line, with invented measurements. Never how long it took."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

import benchmarks.__main__ as command
from benchmarks.row import Figure, Found, Row, table

FAST, SLOW = Figure.median([10, 20, 30]), Figure.median([40, 50, 60, 70])


def test_a_figure_is_the_middle_one_and_says_the_lowest_and_the_highest() -> None:
    assert Figure.median([3, 1, 2]) == Figure(2, 1, 3, 3)


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (19, 19), (20, 19), (100, 95), (101, 96)])
def test_95_of_100_do_not_exceed_the_95th_percentile(count: int, expected: int) -> None:
    assert Figure.p95([float(n) for n in range(count, 0, -1)]).value == expected


def test_the_ratio_of_times_is_how_many_times_less_ours_takes() -> None:
    assert Row("page_cold", FAST, SLOW, "ms").ratio == 55 / 20


def test_the_ratio_of_throughput_is_how_many_times_more_ours_does() -> None:
    assert Row("recorded_per_s_1", SLOW, FAST, "1/s", better="more").ratio == 55 / 20


def test_what_is_worse_than_stock_has_a_ratio_below_one() -> None:
    assert Row("saved", SLOW, FAST, "ms").ratio == 20 / 55


@pytest.mark.parametrize("stock", [None, Figure(0, 0, 0, 3)])
def test_without_something_to_compare_there_is_no_ratio(stock: Figure | None) -> None:
    assert Row("saved_p95_30", FAST, stock, "ms").ratio is None


def test_no_ratio_is_made_of_memory_that_was_given_back() -> None:
    assert Row("session_memory", Figure(-0.1, -1, 1, 30), SLOW, "MiB").ratio is None


def test_a_row_stands_on_the_fewer_measurements_of_the_two() -> None:
    assert Row("page_cold", FAST, SLOW, "ms").n == 3
    assert Row("page_cold", FAST, SLOW, "ms").as_json() == {
        "name": "page_cold",
        "ours": 20,
        "stock": 55,
        "ratio": 2.75,
        "unit": "ms",
        "n": 3,
    }


def test_a_row_without_stock_has_nulls() -> None:
    told = Row("saved_p95_30", FAST, None, "ms").as_json()
    assert (told["stock"], told["ratio"], told["n"]) == (None, None, 3)


def test_the_table_has_a_line_a_row_with_spread_counts_and_ratio() -> None:
    lines = table([Row("page_cold", FAST, SLOW, "ms"), Row("alone", FAST, None, "ms")]).splitlines()
    assert len(lines) == 3
    assert lines[1].split() == (
        ["page_cold", "ms", "20.0", "(10.0-30.0)", "55.0", "(40.0-70.0)", "3/4", "2.75x"]
    )
    assert lines[2].split() == ["alone", "ms", "20.0", "(10.0-30.0)", "-", "3"]


def invented(monkeypatch: pytest.MonkeyPatch, broken: str = "") -> list[tuple[str, list[str]]]:
    """Put invented measurements in the place of real ones; gives what was asked for."""
    asked: list[tuple[str, list[str]]] = []

    def one(module: str) -> SimpleNamespace:
        def measure(names: Sequence[str], folder: Path) -> Found:
            assert folder.is_dir()
            asked.append((module, list(names)))
            if module == broken:
                raise RuntimeError("invented fault")
            return Found(tuple(Row(name, FAST, SLOW, "ms") for name in names), (f"of {module}",))

        return SimpleNamespace(measure=measure)

    monkeypatch.setattr(
        command.importlib, "import_module", lambda name: one(name.removeprefix("benchmarks."))
    )
    monkeypatch.setattr(command.signal, "signal", lambda *_: None)
    return asked


def test_unknown_names_are_refused_with_the_list(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = invented(monkeypatch)
    assert command.main(["--only", "page_cold", "nonsense"]) == 2
    said = capsys.readouterr().err
    assert "nonsense" in said
    assert all(name in said for name in command.BENCHMARKS)
    assert asked == []


def test_only_what_is_named_is_measured_and_what_goes_together_goes_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = invented(monkeypatch)
    written = tmp_path / "rows.json"
    names = ["page_cold", "page_bytes", "saved", "page_cold"]
    assert command.main(["--only", *names, "--json", str(written)]) == 0
    assert asked == [("page", ["page_cold", "page_bytes"]), ("saved", ["saved"])]
    rows = json.loads(written.read_text())
    assert [row["name"] for row in rows] == ["page_cold", "page_bytes", "saved"]
    assert all(set(row) == {"name", "ours", "stock", "ratio", "unit", "n"} for row in rows)
    said = capsys.readouterr().out
    assert "cores" in said
    assert "- of page" in said


def test_without_a_name_everything_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = invented(monkeypatch)
    assert command.main([]) == 0
    assert sorted(name for _, names in asked for name in names) == sorted(command.BENCHMARKS)


def test_one_that_fails_stops_no_other_and_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    invented(monkeypatch, broken="page")
    assert command.main(["--only", "page_cold", "saved"]) == 1
    said = capsys.readouterr()
    assert "invented fault" in said.err
    assert "page_cold: failed" in said.out
    assert "saved" in said.out


@pytest.mark.parametrize("module", sorted(set(command.BENCHMARKS.values())))
def test_every_benchmark_has_a_file_of_its_own(module: str) -> None:
    assert (Path(command.__file__).parent / f"{module}.py").exists()
