"""The pages say what there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from typer.main import get_command

from coprod_widgets.cli import app
from coprod_widgets.instrument.definition import Question
from coprod_widgets.instrument.voice import Asked, Reveal
from coprod_widgets.interview.answer import Status

ROOT = Path(__file__).parent.parent
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
TYPES = [
    get_args(kind.model_fields["type"].annotation)[0] for kind in get_args(get_args(Question)[0])
]


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_command_is_documented_and_has_help() -> None:
    commands = dict(get_command(app).commands)  # type: ignore[attr-defined]  # a click group
    for group in ("account", "law"):
        for name, command in commands.pop(group).commands.items():
            commands[f"{group} {name}"] = command
    for name, command in commands.items():
        assert f"coprod {name}" in page("docs/commands.md")
        assert command.help


@pytest.mark.parametrize("word", [*TYPES, *Asked, *Reveal])
def test_every_type_voice_and_reveal_is_in_the_instrument_page(word: str) -> None:
    assert f"`{word}`" in page("docs/instrument.md")


@pytest.mark.parametrize("status", list(Status))
def test_every_status_is_in_the_research_page(status: Status) -> None:
    assert f"`{status.value}`" in page("docs/research.md")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_between_pages_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
