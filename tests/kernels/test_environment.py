from __future__ import annotations

import os

import pytest

from coprod_widgets.kernels.environment import on_the_list, passed_on


@pytest.fixture(autouse=True)
def an_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name in ("PATH", "LC_ALL", "DB_PASSWORD", "JUPYTER_TOKEN", "JUPYTER_PATH"):
        monkeypatch.setenv(name, "the owner's")


def test_of_the_owners_variables_only_those_on_the_list_pass() -> None:
    assert sorted(passed_on(None)) == ["JUPYTER_PATH", "LC_ALL", "PATH"]


def test_what_a_caller_adds_or_changes_passes() -> None:
    wanted = {**os.environ, "NEW": "1", "DB_PASSWORD": "meant for it"}
    assert passed_on(wanted)["NEW"] == "1"
    assert passed_on(wanted)["DB_PASSWORD"] == "meant for it"


def test_what_was_chosen_by_name_passes() -> None:
    assert "DB_PASSWORD" in passed_on(None, chosen=["DB_PASSWORD"])


def test_a_pattern_never_passes_a_token_but_its_name_does() -> None:
    assert not on_the_list("JUPYTER_TOKEN", ["JUPYTER_*"])
    assert on_the_list("JUPYTER_TOKEN", ["JUPYTER_*", "JUPYTER_TOKEN"])
