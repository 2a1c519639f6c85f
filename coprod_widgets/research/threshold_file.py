"""Thresholds as a file: they lie beside what was worked out by them, and can be given back."""

from __future__ import annotations

import json
from dataclasses import fields
from math import isfinite
from pathlib import Path
from typing import Any

from coprod_widgets.errors import CoprodError
from coprod_widgets.measures.thresholds import PROVISIONAL, Thresholds
from coprod_widgets.research.writers import as_json

NAME = "thresholds.json"
_KINDS = {field.name: type(getattr(PROVISIONAL, field.name)) for field in fields(Thresholds)}


def as_file(limits: Thresholds) -> bytes:
    """All thresholds by name."""
    return as_json(limits.told())


def read_thresholds(path: Path) -> Thresholds:
    """The thresholds in a file that `as_file` wrote, or that somebody edited.

    Raises:
        CoprodError: it can't be read, leaves a threshold out, or has one that there isn't.
    """
    try:
        told: Any = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        raise _refused(path, "can't be read") from None
    if not isinstance(told, dict):
        raise _refused(path, "is no list of thresholds by name")
    strange = sorted(set(told) - set(_KINDS))
    missing = sorted(set(_KINDS) - set(told))
    if strange or missing:
        fault = (
            f"names '{strange[0]:.40}', which there isn't" if strange else f"has no {missing[0]}"
        )
        raise _refused(path, fault)
    wrong = next((name for name, value in told.items() if not _fits(name, value)), None)
    if wrong is not None:
        raise _refused(path, f"has a value at '{wrong}' that it can't have")
    return Thresholds(**told)


def _fits(name: str, value: Any) -> bool:
    if _KINDS[name] is str:
        return isinstance(value, str) and 0 < len(value) <= 100
    whole = type(value) is int
    return whole if _KINDS[name] is int else (whole or type(value) is float) and isfinite(value)


def _refused(path: Path, fault: str) -> CoprodError:
    return CoprodError(
        f"The file of thresholds {path} {fault}.",
        f"Copy {NAME} out of a data set, and change its values and its name.",
    )
