"""How many executed notebooks a second are read into records, beside what people use for that.

Ours checks every seal, decodes the record, leaves people's words out and puts it by. The others
check nothing: each reads the notebooks, takes the record's answers and makes a data frame of them,
except the bare parse, which makes nothing of them.
"""

from __future__ import annotations

import hashlib
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.row import Figure, Found, Row

RECORDS, GROWN = 2_000, (1_000, 5_000, 20_000)
PATIENTS, SEED, RUNS = 8, 1, 3
PEERS = ("scrapbook", "nbformat", "orjson")
_ID = re.compile(rb"i_[a-z0-9]{16}")


def measure(_names: Sequence[str], folder: Path) -> Found:
    """Read the same records by each contender, in turns, each in a process of its own."""
    first = _originals(folder)
    records = folder / "records"
    mean = _copies(first, records, RECORDS)
    seen: dict[str, list[float]] = {"ours": [], **{name: [] for name in PEERS}}
    for _ in range(RUNS):
        for name, figures in seen.items():
            figures.append(RECORDS / _timed(name, records)[0])
    ours = Figure.median(seen["ours"])
    rows = [
        Row(f"read_per_s against {name}", ours, Figure.median(seen[name]), "a second", "more")
        for name in PEERS
    ]
    notes = [f"read_per_s: {RECORDS} notebooks, {mean / 1000:.0f} kB each on average."]
    notes += [_grown(first, folder / f"grown{count}", count) for count in GROWN]
    return Found(tuple(rows), tuple(notes))


def _originals(folder: Path) -> Path:
    """Records of invented people, executed and handed out once."""
    from coprod_widgets.research.handing_out import hand_out
    from coprod_widgets.settings import Settings
    from coprod_widgets.store import Store
    from coprod_widgets.workbook.recording import record_all
    from coprod_widgets.workbook.simulating import simulate

    store, _ = Store.create(Settings.load(folder / "data"))
    with store:
        simulate(store, patients=PATIENTS, seed=SEED, progress=_silent)
        record_all(store, None, workers=2, progress=_silent)
        hand_out(store, folder / "first", at=datetime.now(UTC), progress=_silent)
    return folder / "first"


def _copies(first: Path, folder: Path, count: int) -> float:
    """So many records, each with ids and a seal of its own; gives their size on average."""
    import msgspec
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from coprod_widgets.research.seals import LIST, SIGNATURE, Seals, as_written

    folder.mkdir()
    key = Ed25519PrivateKey.generate()
    seals = msgspec.json.decode((first / LIST).read_bytes(), type=Seals)
    for kept in seals.instruments:
        (folder / kept.file).write_bytes((first / kept.file).read_bytes())
    made, size = [], 0
    for number in range(count):
        one = seals.records[number % len(seals.records)]
        again = f"{number // len(seals.records):04x}"
        content = (first / one.file).read_bytes()
        content = _ID.sub(lambda found, end=again: found[0][:-4] + end.encode(), content)
        name = f"{number:06}.ipynb"
        (folder / name).write_bytes(content)
        size += len(content)
        made.append(
            msgspec.structs.replace(
                one,
                file=name,
                digest=hashlib.sha256(content).hexdigest(),
                interview=f"{one.interview}{again}",
                person=f"{one.person}{again}",
            )
        )
    public = key.public_key().public_bytes_raw().hex()
    written = as_written(msgspec.structs.replace(seals, hospital=public, records=made))
    (folder / LIST).write_bytes(written)
    (folder / SIGNATURE).write_bytes(key.sign(written))
    return size / count


def _timed(name: str, records: Path) -> tuple[float, float]:
    """Seconds, and MiB at most, in a new process. What it imports is not counted."""
    command = [sys.executable, "-m", "benchmarks.reading", name, str(records)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds, memory = json.loads(told)
    return seconds, memory


def _grown(first: Path, folder: Path, count: int) -> str:
    _copies(first, folder, count)
    seconds, memory = _timed("ours", folder)
    return (
        f"read_per_s: {count} records in {seconds:.2f} s, {count / seconds:.0f} a second, "
        f"at most {memory:.0f} MiB in one process."
    )


def _ours(records: Path) -> Callable[[], object]:
    from coprod_widgets.research.gathering import gather
    from coprod_widgets.research.seals import LIST
    from coprod_widgets.research.shelf import opened_shelf

    key = json.loads((records / LIST).read_bytes())["hospital"]

    def run() -> object:
        with tempfile.TemporaryDirectory() as put_by, opened_shelf(Path(put_by)) as shelf:
            gathered = gather([str(records)], {key}, shelf, progress=_silent)
            assert not gathered.faults, "every seal holds"
            return gathered

    return run


def _scrapbook(records: Path) -> Callable[[], object]:
    import pandas as pd
    import scrapbook

    def run() -> object:
        return pd.json_normalize(
            [
                answer
                for path in sorted(records.glob("*.ipynb"))
                for answer in _answers(scrapbook.read_notebook(str(path)).cells)
            ]
        )

    return run


def _nbformat(records: Path) -> Callable[[], object]:
    import nbformat
    import pandas as pd

    def run() -> object:
        return pd.json_normalize(
            [
                answer
                for path in sorted(records.glob("*.ipynb"))
                for answer in _answers(nbformat.read(path, as_version=4).cells)
            ]
        )

    return run


def _orjson(records: Path) -> Callable[[], object]:
    import orjson

    def run() -> object:
        for path in sorted(records.glob("*.ipynb")):
            orjson.loads(path.read_bytes())
        return None

    return run


def _answers(cells: Sequence[Any]) -> list[Any]:
    from coprod_widgets.research.reading import MIME

    return [
        answer
        for cell in cells
        for output in cell.get("outputs", ())
        if MIME in output.get("data", ())
        for answer in output["data"][MIME]["answers"]
    ]


def _silent(_done: int, _total: int) -> None:
    """Show no progress."""


def main(name: str, records: Path) -> None:
    """Read the records once by one contender, and print what it took."""
    contenders = {
        "ours": _ours,
        "scrapbook": _scrapbook,
        "nbformat": _nbformat,
        "orjson": _orjson,
    }
    run = contenders[name](records)
    began = time.perf_counter()
    run()
    took = time.perf_counter() - began
    most = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps([took, most / 1024]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
