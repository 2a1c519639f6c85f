"""The machine a benchmark ran on, and how its numbers are said."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
from pathlib import Path


def machine(folder: Path) -> str:
    """The machine in one line: processor, cores, system, Python, SQLite, kind of disk."""
    return (
        f"{_processor()}, {os.cpu_count()} cores; {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}; SQLite {sqlite3.sqlite_version}; "
        f"data on {_filesystem(folder)}"
    )


def median(took: list[float]) -> float:
    """The middle one, in milliseconds."""
    return 1000 * statistics.median(took)


def p95(took: list[float]) -> float:
    """The one that 95 of 100 don't exceed, in milliseconds."""
    ordered = sorted(took)
    return 1000 * ordered[max(0, -(-95 * len(ordered) // 100) - 1)]


def line(label: str, took: list[float], against: list[float] | None = None) -> str:
    """One line of a benchmark's table."""
    ratio = f"{median(took) / median(against):7.1f}x" if against else ""
    return f"{label:<46} {median(took):8.2f} {p95(took):8.2f} {len(took):6d} {ratio}"


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for text in cpuinfo.read_text(encoding="utf-8").splitlines():
            if text.startswith("model name"):
                return text.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _filesystem(folder: Path) -> str:
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return "a local disk"
    found = [text.split() for text in mounts.read_text(encoding="utf-8").splitlines()]
    over = [parts for parts in found if folder.resolve().is_relative_to(parts[1])]
    return max(over, key=lambda parts: len(parts[1]))[2] if over else "a local disk"
