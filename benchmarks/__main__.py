"""Run benchmarks: `python -m benchmarks [--only NAME…] [--json FILE]`, by default all."""

from __future__ import annotations

import argparse
import importlib
import json
import signal
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.row import Found, Row, table

BENCHMARKS = {
    "page_cold": "page",
    "page_warm": "page",
    "page_bytes": "page",
    "page_requests": "page",
    "session_memory": "session_memory",
    "pages_30": "pages_at_once",
    "saved": "saved",
    "saved_p95_30": "saved_at_once",
    "saved_p95_300": "saved_at_once",
    "kernel_ready": "kernel_ready",
    "recorded_per_s_1": "recorded",
    "recorded_per_s_2": "recorded",
    "check_1000": "checking",
    "desk_10k": "desk",
    "record_opened": "desk",
    "read_per_s": "reading",
}
"""Each row's name, and the module that measures it by `measure(names, folder)`."""


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and write what was asked for."""
    asked = _asked(arguments)
    wanted = list(dict.fromkeys(asked.only or BENCHMARKS))
    unknown = [name for name in wanted if name not in BENCHMARKS]
    if unknown:
        known = ", ".join(BENCHMARKS)
        print(f"There is no benchmark {', '.join(unknown)}. There are: {known}.", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _end)
    rows, notes, failed = _measured(wanted)
    _say(rows, notes)
    if asked.json:
        written = json.dumps([row.as_json() for row in rows], indent=2)
        Path(asked.json).write_text(written + "\n", encoding="utf-8")
    return 1 if failed else 0


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure coprod beside stock Jupyter and its peers, in one run.",
    )
    parser.add_argument(
        "--only", nargs="+", metavar="NAME", help="some of: " + ", ".join(BENCHMARKS)
    )
    parser.add_argument("--json", metavar="FILE", help="write the rows to this file as well")
    return parser.parse_args(arguments)


def _measured(wanted: Sequence[str]) -> tuple[list[Row], list[str], bool]:
    rows: list[Row] = []
    notes: list[str] = []
    failed = False
    for module in dict.fromkeys(BENCHMARKS[name] for name in wanted):
        names = [name for name in wanted if BENCHMARKS[name] == module]
        print(f"Measuring {', '.join(names)} …", file=sys.stderr, flush=True)
        try:
            found = _one(module, names)
        except Exception:  # one that fails stops no other
            traceback.print_exc()
            notes.append(f"{', '.join(names)}: failed, see above.")
            failed = True
            continue
        rows += found.rows
        notes += found.notes
    return rows, notes, failed


def _one(module: str, names: Sequence[str]) -> Found:
    measure: Any = importlib.import_module(f"benchmarks.{module}").measure
    with tempfile.TemporaryDirectory(prefix="coprod-bench-", ignore_cleanup_errors=True) as folder:
        found: Found = measure(names, Path(folder))
        return found


def _say(rows: Sequence[Row], notes: Sequence[str]) -> None:
    from benchmarks.machine import machine

    print(f"{machine(Path(tempfile.gettempdir()))}\n")
    print(table(rows))
    print()
    for note in notes:
        print(f"- {note}")


def _end(number: int, _frame: object) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
