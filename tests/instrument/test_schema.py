"""The JSON Schema fits the files as people write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from coprod_widgets.instrument.loading import read
from coprod_widgets.instrument.schema import json_schema
from tests.instrument.tiny import FOLDER, GOOD, REASONS

PUBLISHED = Path(__file__).parent.parent.parent / "docs" / "instrument.schema.json"
VALIDATOR = Draft202012Validator(json_schema())
# Faults of form that a schema can say; the others take `coprod check`.
FORM = """unknown_key missing_key unknown_type unknown_voice unknown_reveal bad_id bad_version
bad_code bare_text unknown_language written_hash too_few_choices out_of_range picture_kind"""


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


def test_the_published_schema_is_the_one_of_the_code() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == json_schema()


@pytest.mark.parametrize("path", [*GOOD, REASONS], ids=lambda path: path.stem)
def test_a_good_file_is_valid(path: Path) -> None:
    value = read(path.read_text(encoding="utf-8"), path.name).value
    assert list(VALIDATOR.iter_errors(value)) == []


@pytest.mark.parametrize("name", FORM.split())
def test_a_file_of_bad_form_is_not_valid(name: str) -> None:
    text = (FOLDER / "bad" / f"{name}.yaml").read_text(encoding="utf-8")
    assert not VALIDATOR.is_valid(read(text, name).value)
