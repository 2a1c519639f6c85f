"""The formats that tables can be written in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from coprod_widgets.research.labelled import write_dta, write_sav
from coprod_widgets.research.limits import Shortened
from coprod_widgets.research.writers import Table, as_json, write_csv, write_parquet

Writer = Callable[[Table, Path], list[Shortened] | None]
WRITERS: Mapping[str, Writer] = {
    "csv": write_csv,
    "parquet": write_parquet,
    "sav": write_sav,
    "dta": write_dta,
}
USUAL = ("csv", "parquet")
"""What a data set is written in unless others are asked for."""
SHORTENED = "shortened.json"
"""Every name and text that a format could not hold as it is."""


def write_all(
    tables: Iterable[Table], formats: Iterable[str], folder: Path
) -> tuple[dict[str, Path | bytes], list[Shortened]]:
    """Write all tables; gives the files by name, and what was shortened, which is a file too."""
    files: dict[str, Path | bytes] = {}
    shortened: list[Shortened] = []
    wanted = tuple(formats)
    for table in tables:
        for path, cut in _written(table, wanted, folder):
            files[path.name] = path
            shortened += cut
    if shortened:
        files[SHORTENED] = as_json({"shortened": [asdict(one) for one in shortened]})
    return files, shortened


def _written(
    table: Table, formats: Iterable[str], folder: Path
) -> Iterable[tuple[Path, list[Shortened]]]:
    for name in formats:
        path = folder / f"{table.name}.{name}"
        yield path, WRITERS[name](table, path) or []
