"""How many executed notebooks a second are read into records, beside what people use for that.

Ours checks every seal, decodes the record, leaves people's words out and puts it by. The others
check nothing: each reads the notebooks, takes the record's answers and makes a data frame of them,
except the bare parse, which makes nothing of them. Imports are not counted.
"""

from __future__ import annotations

import hashlib
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.row import Figure, Found, Row

RECORDS, GROWN = 2_000, (1_000, 5_000, 20_000)
PATIENTS, SEED, RUNS = 8, 1, 5
LONG = 217_000
"""Bytes of a long notebook: what is told in it is told several times."""
PEERS = ("scrapbook", "nbformat", "orjson")
_ID = re.compile(rb"i_[a-z0-9]{16}")


class Took(NamedTuple):
    """Seconds, processor seconds of all its processes, and MiB of one of them at most."""

    seconds: float
    processor: float
    memory: float


def measure(_names: Sequence[str], folder: Path) -> Found:
    """Read the same records by each contender, in turns, each in a process of its own."""
    first = _originals(folder)
    found = _compared("read_per_s", first, folder / "records")
    long = _compared("read_long_per_s", _longer(first, folder / "longer"), folder / "long")
    grown = tuple(_grown(first, folder / f"grown{count}", count) for count in GROWN)
    return Found(found.rows + long.rows, found.notes + long.notes + grown)


def _compared(name: str, first: Path, records: Path) -> Found:
    size = _copies(first, records, RECORDS)
    seen: dict[str, list[Took]] = {"ours": [], **{peer: [] for peer in PEERS}}
    for _ in range(RUNS):
        for contender, figures in seen.items():
            figures.append(_timed(contender, records))
    speed = {
        contender: Figure.median([RECORDS / took.seconds for took in figures])
        for contender, figures in seen.items()
    }
    rows = [
        Row(f"{name} against {peer}", speed["ours"], speed[peer], "a second", "more")
        for peer in PEERS
    ]
    # The least, because what else the machine does can only add to it.
    costs = ", ".join(
        f"{contender} {min(took.processor for took in figures) / RECORDS * 1e6:.0f}"
        for contender, figures in seen.items()
    )
    note = f"{name}: {RECORDS} notebooks, {size / 1000:.0f} kB each on average"
    return Found(tuple(rows), (f"{note}; µs of processor time for each: {costs}.",))


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


def _longer(first: Path, folder: Path) -> Path:
    """The same records in long notebooks."""
    import msgspec

    from coprod_widgets.research.reading import output_of
    from coprod_widgets.research.seals import LIST, Seals, as_written

    shutil.copytree(first, folder)
    seals = msgspec.json.decode((first / LIST).read_bytes(), type=Seals)
    made = []
    for one in seals.records:
        notebook = json.loads((first / one.file).read_bytes())
        outputs = next(cell["outputs"] for cell in notebook["cells"] if cell.get("outputs"))
        told = next(
            output["data"]["text/html"]
            for cell in reversed(notebook["cells"])
            for output in cell.get("outputs", ())
            if "text/html" in output.get("data", ())
        )
        again = {"output_type": "display_data", "metadata": {}, "data": {"text/html": told}}
        while len(content := json.dumps(notebook, indent=1).encode()) < LONG:
            outputs.insert(0, again)
        (folder / one.file).write_bytes(content)
        output = bytes(output_of(content))
        begins = content.index(output)
        made.append(msgspec.structs.replace(one, begins=begins, ends=begins + len(output)))
    (folder / LIST).write_bytes(as_written(msgspec.structs.replace(seals, records=made)))
    return folder


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


def _timed(name: str, records: Path) -> Took:
    """What it took in a new process."""
    command = [sys.executable, "-m", "benchmarks.reading", name, str(records)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Took(*json.loads(told))


def _grown(first: Path, folder: Path, count: int) -> str:
    _copies(first, folder, count)
    took = _timed("ours", folder)
    return (
        f"read_per_s: {count} records in {took.seconds:.2f} s ({took.processor:.2f} s of processor "
        f"time), {count / took.seconds:.0f} a second, at most {took.memory:.0f} MiB in one process."
    )


def _ours(records: Path) -> Callable[[], object]:
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: F401  # for the seals

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
    began, used = time.perf_counter(), _processor()
    run()
    took = time.perf_counter() - began
    print(json.dumps([took, _processor() - used, _most_memory() / 1024]))


def _most_memory() -> int:
    """KiB of this process or one of those that it began, at most."""
    # What the system counts for a process itself has that of the process which began it in it.
    own = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert own is not None, "Linux tells it of every process"
    return max(int(own[1]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def _processor() -> float:
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in usage)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
