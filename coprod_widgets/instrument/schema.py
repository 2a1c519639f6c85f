"""The JSON Schema of an instrument file, for editors that help while one writes.

It follows the file as people write it (a text is a map of languages), not the objects it becomes.
`coprod check` knows more than a schema can say. Run as a module, it prints where the schema's file
is on this machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coprod_widgets.errors import InstrumentError
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.instrument.pictures import NAME

_PACKAGE = Path(__file__).parent.parent
FILES = (
    _PACKAGE.parent / "docs" / "instrument.schema.json",
    _PACKAGE / "instrument.schema.json",
)
"""Where the schema is as a file: beside the package in a checkout, inside it when installed."""

_LANGUAGE = r"^[a-z]{2,3}([_-][A-Za-z0-9]{2,8})*$"
_TEXT_REFERENCE = {"$ref": "#/$defs/Text"}
TEXT: dict[str, Any] = {
    "description": "Words for people: one wording a language, an easier one, and a picture.",
    "type": "object",
    "properties": {
        "easy": {
            "type": "object",
            "patternProperties": {_LANGUAGE: {"type": "string"}},
            "additionalProperties": False,
        },
        "picture": {"type": "string", "pattern": NAME},
    },
    "patternProperties": {r"^(?!easy$)" + _LANGUAGE[1:]: {"type": "string", "minLength": 1}},
    "additionalProperties": False,
    "minProperties": 1,
}
_ASK: dict[str, Any] = {
    "description": "The same words for everyone, or one wording a voice.",
    "anyOf": [
        _TEXT_REFERENCE,
        {
            "type": "object",
            "properties": dict.fromkeys(
                ("everyone", "patient", "clinician", "joint"), _TEXT_REFERENCE
            ),
            "additionalProperties": False,
            "minProperties": 1,
        },
    ],
}


def json_schema() -> dict[str, Any]:
    """The schema of an instrument file, as plain values that JSON can write."""
    schema = Instrument.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "coprod instrument"
    # Both are worked out from the file and never written in it.
    for name in ("hash", "pictures"):
        del schema["properties"][name]
    schema["$defs"] |= {"Text": TEXT, "Ask": _ASK}
    return schema


def schema_file(files: Sequence[Path] | None = None) -> Path:
    """The file to point an editor to: the first of these that is there, else the instruments'.

    Raises:
        InstrumentError: this copy of coprod came without it.
    """
    wanted = FILES if files is None else files
    found = next((file for file in wanted if file.is_file()), None)
    if found is None:
        told = " nor ".join(str(file) for file in wanted)
        raise InstrumentError(
            f"The schema's file is missing: there is neither {told}.", "Install coprod again."
        )
    return found


if __name__ == "__main__":
    print(schema_file())
