"""The JSON Schema of a law pack's file, for editors that help while one writes.

Like the one of instruments it follows the file as people write it. Run as a module, it prints where
the schema's file is on this machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from coprod_widgets.instrument.schema import TEXT, schema_file
from coprod_widgets.law.pack import LawPack

_PACKAGE = Path(__file__).parent.parent
FILES = (
    _PACKAGE.parent / "docs" / "law.schema.json",
    _PACKAGE / "law.schema.json",
)
"""Where the schema is as a file: beside the package in a checkout, inside it when installed."""


def json_schema() -> dict[str, Any]:
    """The schema of a law pack's file, as plain values that JSON can write."""
    schema = LawPack.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "coprod law pack"
    # Worked out from the hospital's approvals and never written in a pack.
    del schema["properties"]["approved"]
    del schema["$defs"]["Approval"]
    text = {**TEXT, "properties": {"easy": TEXT["properties"]["easy"]}}
    text["description"] = "Words for people: one wording a language, and an easier one."
    schema["$defs"]["Text"] = text
    return schema


if __name__ == "__main__":
    print(schema_file(FILES))
