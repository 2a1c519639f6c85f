"""The tables as a Frictionless Data Package: what each column is, in a form that programs read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from coprod_widgets.research.columns import Column
from coprod_widgets.research.writers import Table, as_json, harmless

NAME = "datapackage.json"
_TYPES = {"text": "string", "whole": "integer", "number": "number", "yes_no": "boolean"}


def data_package(tables: Iterable[Table]) -> bytes:
    """The description of the CSV files of the tables."""
    body = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "coprod-dataset",
        "title": "Structured interviews in two voices",
        "description": "One table a file; see codebook.html for what was asked in which words.",
        "resources": [_resource(table) for table in tables],
    }
    return as_json(body)


def _resource(table: Table) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/dataresource.json",
        "name": table.name.replace("_", "-"),
        "type": "table",
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "missingValues": [""],
            "fields": [_field(column) for column in table.columns],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    kind = _TYPES[column.type]
    labels = dict(column.labels)
    if kind == "number" and labels:
        kind = "integer"
    body: dict[str, Any] = {
        "name": harmless(column.name),
        "type": kind,
        "title": column.meaning,
    }
    if kind == "boolean":
        body |= {"trueValues": ["true"], "falseValues": ["false"]}
    if labels:
        body["categories"] = [{"value": value, "label": text} for value, text in labels.items()]
        if column.type == "text":
            body["constraints"] = {"enum": [harmless(str(value)) for value in labels]}
    if column.status:
        body["coprod:status"] = harmless(column.status)
    if column.missing:
        body["coprod:missing"] = list(column.missing)
    return body
