"""How long `coprod check` takes for a file of 1,000 questions and 500 rules in three languages."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.row import Figure, Found, Row

QUESTIONS, A_SECTION, RUNS = 1_000, 20, 5
LANGUAGES = ("en", "fi", "sv")


def instrument_text() -> str:
    """The file: every second question has a rule, and every question easy words."""
    lines = [
        "id: long",
        "version: 1.0.0",
        f"title: {_words('A long talk')}",
        "minutes: 60",
        f"languages: [{', '.join(LANGUAGES)}]",
        "scales:",
        "  five:",
        *(f"    - {{code: {n}, text: {_words(f'Step {n}')}}}" for n in range(1, 6)),
        "sections:",
    ]
    for number in range(QUESTIONS):
        if number % A_SECTION == 0:
            lines += [f"  - id: s{number}", f"    title: {_words(f'Part {number}')}"]
            lines += ["    questions:"]
        lines += _question(number)
    return "\n".join(lines) + "\n"


def _question(number: int) -> list[str]:
    asked = _words(f"How did it go with thing {number} in the past week?", easy=f"And {number}?")
    lines = [f"      - id: q{number}", f"        ask: {asked}"]
    match number % 4:
        case 0:
            lines += ["        voice: each", "        type: scale", "        scale: five"]
        case 1:
            lines += ["        voice: patient", "        type: one", "        choices:"]
            lines += [
                f"          - {{code: {code}, text: {_words(code)}}}"
                for code in ("good", "bad", "mixed")
            ]
        case 2:
            lines += ["        voice: patient", "        type: number"]
            lines += ["        least: 0", "        most: 10"]
        case _:
            lines += ["        voice: patient", "        type: text"]
    if number % 2 and number > A_SECTION:
        lines.append(f'        ask_if: "{_rule(number)}"')
    elif number % 2:
        lines.append(f"        ask_if: answered(q{number - 1})")
    return lines


def _rule(number: int) -> str:
    start = number - number % 4 - 4
    scale, picked, count = f"q{start}", f"q{start + 1}", f"q{start + 2}"
    if number % 4 == 1:
        return f"answered({scale}) and (patient.{scale} >= 3 or clinician.{scale} in [1, 2])"
    return f"{picked} = 'good' and {count} > 4 or not answered({count})"


def _words(said: str, easy: str = "") -> str:
    told = ", ".join(f'{code}: "{said}"' for code in LANGUAGES)
    if easy:
        told += ", easy: {" + ", ".join(f'{code}: "{easy}"' for code in LANGUAGES) + "}"
    return "{" + told + "}"


def measure(_names: Sequence[str], folder: Path) -> Found:
    """Check the file several times, each in a process of its own, as people do."""
    file = folder / "long.yaml"
    file.write_text(instrument_text(), "utf-8")
    took = []
    for _ in range(RUNS):
        began = time.perf_counter()
        command = [sys.executable, "-m", "coprod_widgets", "check", str(file)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        took.append(time.perf_counter() - began)
    size = file.stat().st_size // 1000
    note = (
        f"check_1000: {QUESTIONS} questions, {QUESTIONS // 2} rules, {len(LANGUAGES)} languages, "
        f"{size} kB."
    )
    return Found((Row("check_1000", Figure.median(took), None, "s"),), (note,))
