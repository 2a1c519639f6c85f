"""Loads the tables of this folder with their labels: `from load import tables, labels, values`."""

import json
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parent
_PACKAGE = json.loads((FOLDER / "datapackage.json").read_text(encoding="utf-8"))
_FIELDS = {
    Path(resource["path"]).stem: resource["schema"]["fields"]
    for resource in _PACKAGE["resources"]
    if resource["format"] == "csv"
}


def _table(name):
    path = FOLDER / f"{name}.parquet"
    return pd.read_parquet(path) if path.exists() else _from_csv(name)


def _from_csv(name):
    kinds = {"string": "string", "integer": "Int64", "number": "float64", "boolean": "boolean"}
    types = {field["name"]: kinds[field["type"]] for field in _FIELDS[name]}
    return pd.read_csv(FOLDER / f"{name}.csv", dtype=types, keep_default_na=False, na_values=[""])


tables = {name: _table(name) for name in _FIELDS}
"""Each table as a pandas data frame, by its name."""
labels = {
    name: {field["name"]: field["title"] for field in fields} for name, fields in _FIELDS.items()
}
"""What each column means, by table and column."""
values = {
    name: {
        field["name"]: {one["value"]: one["label"] for one in field["categories"]}
        for field in fields
        if "categories" in field
    }
    for name, fields in _FIELDS.items()
}
"""What the values of a column mean: `tables[t][c].map(values[t][c])`."""
