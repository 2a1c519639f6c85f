"""The machine a benchmark ran on."""

from __future__ import annotations

import os
import platform
import sqlite3
from pathlib import Path


def machine(folder: Path) -> str:
    """The machine in one line: processor, cores, load, system, Python, SQLite, kind of disk."""
    load = f" (load {os.getloadavg()[0]:.1f})" if hasattr(os, "getloadavg") else ""
    return (
        f"{_processor()}, {os.cpu_count()} cores{load}; {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}; SQLite {sqlite3.sqlite_version}; "
        f"data on {_filesystem(folder)}"
    )


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
