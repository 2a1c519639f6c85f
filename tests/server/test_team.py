"""The team's picture on the ward: made by the same command, once a day, for supervisors alone."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest

from coprod_widgets.access.audit import Deed
from coprod_widgets.errors import CoprodError
from coprod_widgets.server import team
from coprod_widgets.server.team import TeamPicture
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from tests.browser.ward import Ward
from tests.server.visitor import Visitor

pytestmark = pytest.mark.slow
DAY, NEXT = date(2026, 3, 9), date(2026, 3, 10)


def looked(ward: Ward) -> str:
    """The page, as a browser comes to it that follows what it is told."""
    with Visitor(ward.url, ward.account("supervisor")) as visitor:
        for _ in range(40):
            page = visitor.get("/team")
            if page.status_code != 503:
                break
            assert "It comes by itself." in page.text
            assert page.headers["Refresh"] == "1"
        assert page.status_code == 200
        return page.text


def test_a_supervisor_sees_it_and_is_in_the_audit_trail(ward: Ward) -> None:
    page = looked(ward)
    for title in ("How to read this", "Promises kept", "Differences kept in both voices"):
        assert title in page
    assert "<script" not in page
    assert " style=" not in page
    # Four people are too few for any line.
    assert "there are not enough people yet" in page or "No whole month" in page
    assert "<svg" not in page
    with Store.open(Settings.load(ward.data)) as store:
        assert Deed.READ_TEAM in [event.deed for event in store.events()]


@pytest.mark.parametrize("role", ["clinician", "researcher", "administrator"])
def test_nobody_else_finds_it(ward: Ward, role: str) -> None:
    with Visitor(ward.url, ward.account(role)) as visitor:
        assert visitor.get("/team").status_code == 404
        assert "/team" not in visitor.get("/").text
    with Visitor(ward.url) as visitor:
        assert visitor.get("/team").headers["location"] == "/login"


class Made(TeamPicture):
    """One that only counts how often it is made, and fails when told to."""

    def __init__(self) -> None:
        super().__init__(Settings.load(Path("nowhere")))
        self.times, self.fails = 0, False
        self.ready = asyncio.Event()
        self.ready.set()

    async def _made(self) -> str:
        self.times += 1
        await self.ready.wait()
        if self.fails:
            raise CoprodError("It was not made.", "Again.")
        return f"picture {self.times}"


def test_it_is_made_once_a_day_however_many_ask() -> None:
    async def ask() -> None:
        picture = Made()
        assert await asyncio.gather(picture.html(DAY), picture.html(DAY)) == ["picture 1"] * 2
        assert await picture.html(DAY) == "picture 1"
        assert await picture.html(NEXT) == "picture 2"
        await picture.close()

    asyncio.run(ask())


def test_what_failed_is_tried_again_by_whoever_asks_next() -> None:
    async def ask() -> None:
        picture = Made()
        picture.fails = True
        with pytest.raises(CoprodError):
            await picture.html(DAY)
        picture.fails = False
        assert await picture.html(DAY) == "picture 2"

    asyncio.run(ask())


def test_who_waits_for_long_is_told_and_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask() -> None:
        monkeypatch.setattr(team, "PATIENCE", 0.01)
        picture = Made()
        picture.ready.clear()
        assert await picture.html(DAY) is None
        picture.ready.set()
        monkeypatch.setattr(team, "PATIENCE", 5)
        assert await picture.html(DAY) == "picture 1"
        assert picture.times == 1

    asyncio.run(ask())


def test_who_waits_over_midnight_is_told_that_it_takes_a_moment() -> None:
    async def ask() -> None:
        picture = Made()
        picture.ready.clear()
        waiting = asyncio.create_task(picture.html(DAY))
        await asyncio.sleep(0)
        later = asyncio.create_task(picture.html(NEXT))
        assert await waiting is None
        picture.ready.set()
        assert await later == "picture 2"

    asyncio.run(ask())


def command(path: Path, lines: str, monkeypatch: pytest.MonkeyPatch) -> TeamPicture:
    """A picture whose command does something else, with a temporary folder of its own."""
    (path / "data").mkdir()
    (path / "temporary").mkdir()
    told = path / "command"
    told.write_text(f"#!/bin/sh\n{lines}\n")
    told.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(told))
    monkeypatch.setattr(tempfile, "tempdir", str(path / "temporary"))
    monkeypatch.setenv("TMPDIR", str(path / "temporary"))
    return TeamPicture(Settings.load(path / "data"))


def test_a_command_that_is_stopped_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team, "PATIENCE", 0.01)
    begun = tmp_path / "data" / "begun"
    lines = f'mkdir "$TMPDIR/of-a-kernel"; touch {begun}; exec sleep 60'

    async def ask() -> None:
        picture = command(tmp_path, lines, monkeypatch)
        while not begun.exists():
            assert await picture.html(DAY) is None
        await picture.close()

    asyncio.run(ask())
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize("lines", [r"printf '\377\376' >&2; exit 3", "kill -9 $$", "exit 0"])
def test_a_command_that_dies_however_it_does_is_an_error_with_a_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str
) -> None:
    async def ask() -> None:
        with pytest.raises(CoprodError, match="could not be made"):
            await _patient(command(tmp_path, lines, monkeypatch))

    asyncio.run(ask())


def test_a_command_that_cannot_be_started_is_an_error_with_a_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ask() -> None:
        picture = command(tmp_path, "", monkeypatch)
        monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
        with pytest.raises(CoprodError, match="could not be made"):
            await _patient(picture)

    asyncio.run(ask())


def test_a_command_that_fails_is_an_error_with_a_cure(tmp_path: Path) -> None:
    async def ask() -> None:
        with pytest.raises(CoprodError, match="could not be made"):
            await _patient(TeamPicture(Settings.load(tmp_path / "nothing")))

    asyncio.run(ask())


async def _patient(picture: TeamPicture) -> str:
    found = None
    while found is None:
        found = await picture.html(DAY)
    return found
