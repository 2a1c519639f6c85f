"""Asks ACRO and pyCANON what they say of some tables, and writes it down beside the tests.

Neither can be installed beside what coprod is tested with: acro 1.0.2 needs pandas up to 2.3.3, and
pycanon 1.3.6 one exact version of numpy, pandas, scipy, typer and others. So they have a place of
their own, and the tests read what they said:

    python -m venv OWN && OWN/bin/pip install acro==1.0.2 pycanon==1.3.6
    OWN/bin/python tests/research/disclosure/second_opinion.py
"""

from __future__ import annotations

import json
import random
from importlib.metadata import version
from pathlib import Path
from typing import Any

SAID = Path(__file__).with_suffix(".json")


def tables() -> list[list[list[int]]]:
    """People by ward (a row) and age (a column); every row and column has somebody."""
    rng = random.Random(18)
    drawn = [
        [[rng.choice([0, 2, 5, 9, 10, 11, 14, 23, 41]) for _ in range(3)] for _ in range(4)]
        for _ in range(12)
    ]
    whole = [one for one in drawn if all(map(any, one)) and all(map(any, zip(*one, strict=True)))]
    return [[[3], [4], [12]], [[3, 40], [80, 12]], [[12, 12], [12, 12]], *whole]


def people(table: list[list[int]]) -> list[dict[str, Any]]:
    """A row for each person of a table, and the value that he or she gave."""
    found: list[dict[str, Any]] = []
    for row, line in enumerate(table):
        for column, number in enumerate(line):
            for place in range(number):
                # In the first ward one person has nearly all of it.
                value = 5000.0 if row == 0 and column == 0 and place == 0 else 1.0 + place % 5
                found.append({"ward": f"w{row}", "age": f"a{column}", "value": value})
    return found


def _ask() -> None:
    import pandas as pd
    from acro import ACRO
    from pycanon import anonymity

    said = []
    for table in tables():
        frame = pd.DataFrame(people(table))
        acro = ACRO(suppress=False)
        acro.crosstab(frame.ward, frame.age, margins=True, margins_name="all")
        acro.crosstab(frame.ward, frame.age, values=frame.value, aggfunc="mean")
        counts, means = (acro.results.get_index(place).outcome for place in (0, 1))
        frame["place"] = 0
        rounding = ACRO(mitigation="round")
        round_to = rounding.crosstab(frame.ward, frame.age, margins=True, margins_name="all")
        said.append(
            {
                "table": table,
                "too_few": _flagged(counts),
                "means": _flagged(means),
                "rounded": {
                    f"{row} {column}": int(round_to.loc[row, column])
                    for row in round_to.index
                    for column in round_to.columns
                },
                "k": anonymity.k_anonymity(frame, ["ward", "age"]),
            }
        )
    versions = {name: version(name) for name in ("acro", "pycanon", "pandas")}
    lines = ",\n".join(json.dumps(one) for one in said)
    SAID.write_text(f'{{"versions": {json.dumps(versions)},\n"said": [\n{lines}\n]}}\n')


def _flagged(outcome: Any) -> list[str]:
    return [
        f"{row} {column}"
        for row in outcome.index
        for column in outcome.columns
        if outcome.loc[row, column] != "ok"
    ]


if __name__ == "__main__":
    _ask()
