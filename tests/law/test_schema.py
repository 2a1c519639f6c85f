"""The JSON Schema fits the packs as people write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from coprod_widgets.instrument.source import read
from coprod_widgets.law.schema import json_schema
from tests.law.tiny import OURS, TINY, spoiled

PUBLISHED = Path(__file__).parent.parent.parent / "docs" / "law.schema.json"
VALIDATOR = Draft202012Validator(json_schema())


def test_the_published_schema_is_the_one_of_the_code() -> None:
    Draft202012Validator.check_schema(json_schema())
    assert json.loads(PUBLISHED.read_text("utf-8")) == json_schema()


@pytest.mark.parametrize("text", [TINY, *(path.read_text("utf-8") for path in OURS)])
def test_a_good_pack_is_valid(text: str) -> None:
    assert list(VALIDATOR.iter_errors(read(text, "pack.yaml").value)) == []


@pytest.mark.parametrize(
    "change",
    [
        ("rung: 2", "rung: 5"),
        ("owner:", "ovner:"),
        ("{en: Search}", "Search"),
        ("{en: Search}", "{en: S, picture: s.svg}"),
        ("owner: The office\n", "owner: A\napproved: {by: Me}\n"),
    ],
)
def test_a_pack_of_bad_form_is_not_valid(change: tuple[str, str]) -> None:
    assert not VALIDATOR.is_valid(read(spoiled(change), "pack.yaml").value)
