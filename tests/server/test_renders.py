from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from coprod_widgets.server import renders
from coprod_widgets.server.renders import MOST_WAITING, Render, Renders


class Kitchen:
    """Renders that end when they are told to, and a note of what was begun in which order."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.doors: dict[str, asyncio.Event] = {}
        self.at_once = self.most_at_once = 0

    def render(self, name: str, problem: Exception | None = None) -> Render:
        door = self.doors.setdefault(name, asyncio.Event())

        async def run() -> str:
            self.begun.append(name)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            await door.wait()
            self.at_once -= 1
            if problem:
                raise problem
            return f"page {name}"

        return run

    def open_all(self) -> None:
        for door in self.doors.values():
            door.set()


def run(test: Callable[[Kitchen], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(test(Kitchen()))


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_no_more_than_so_many_are_rendered_at_once_and_all_come() -> None:
    async def test(kitchen: Kitchen) -> None:
        queue = Renders(2)
        asked = [asyncio.create_task(queue.page(n, n, kitchen.render(str(n)))) for n in range(10)]
        await settled()
        assert kitchen.begun == ["0", "1"]
        kitchen.open_all()
        assert await asyncio.gather(*asked) == [f"page {n}" for n in range(10)]
        assert kitchen.most_at_once == 2

    run(test)


def test_who_asks_for_many_keeps_nobody_else_waiting_for_all_of_them() -> None:
    async def test(kitchen: Kitchen) -> None:
        queue = Renders(1)
        greedy = [f"greedy {n}" for n in range(4)]
        asked = [
            asyncio.create_task(queue.page("greedy", name, kitchen.render(name))) for name in greedy
        ]
        await settled()
        asked.append(asyncio.create_task(queue.page("other", "one", kitchen.render("one"))))
        await settled()
        kitchen.open_all()
        await asyncio.gather(*asked)
        assert kitchen.begun == ["greedy 0", "greedy 1", "one", "greedy 2", "greedy 3"]

    run(test)


def test_two_who_ask_for_the_same_get_one_rendering() -> None:
    async def test(kitchen: Kitchen) -> None:
        queue = Renders(1)
        asked = [
            asyncio.create_task(queue.page("nora", "talk", kitchen.render("talk")))
            for _ in range(2)
        ]
        await settled()
        kitchen.open_all()
        assert await asyncio.gather(*asked) == ["page talk"] * 2
        assert kitchen.begun == ["talk"]
        assert await queue.page("nora", "talk", kitchen.render("talk")) == "page talk"
        assert kitchen.begun == ["talk", "talk"], "a page that was given away is not kept"

    run(test)


def test_a_page_that_takes_long_is_there_when_its_browser_comes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(renders, "PATIENCE", 0.01)

    async def test(kitchen: Kitchen) -> None:
        queue = Renders(1)
        assert await queue.page("nora", "slow", kitchen.render("slow")) is None
        kitchen.open_all()
        await settled()
        assert await queue.page("nora", "slow", kitchen.render("slow")) == "page slow"
        assert kitchen.begun == ["slow"]

    run(test)


def test_a_page_that_nobody_came_back_for_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renders, "PATIENCE", 0.01)
    monkeypatch.setattr(renders, "KEPT", 0.01)

    async def test(kitchen: Kitchen) -> None:
        queue = Renders(1)
        assert await queue.page("nora", "left", kitchen.render("left")) is None
        assert await queue.page("nora", "wrong", kitchen.render("wrong", ValueError())) is None
        kitchen.open_all()
        await asyncio.sleep(0.05)
        assert queue._pages == {}

    run(test)


def test_what_goes_wrong_is_told_to_who_asked_and_stops_no_other() -> None:
    async def test(kitchen: Kitchen) -> None:
        queue = Renders(1)
        bad = asyncio.create_task(queue.page(1, 1, kitchen.render("bad", ValueError("no"))))
        good = asyncio.create_task(queue.page(2, 2, kitchen.render("good")))
        await settled()
        kitchen.open_all()
        with pytest.raises(ValueError, match="no"):
            await bad
        assert await good == "page good"

    run(test)


def test_who_has_many_waiting_is_told_so_at_once() -> None:
    async def test(kitchen: Kitchen) -> None:
        queue = Renders(1)
        asked = [
            asyncio.create_task(queue.page("nora", n, kitchen.render(str(n))))
            for n in range(MOST_WAITING + 1)
        ]
        await settled()
        assert await queue.page("nora", "more", kitchen.render("more")) is None
        kitchen.open_all()
        await asyncio.gather(*asked)
        assert "more" not in kitchen.begun

    run(test)


def test_closing_ends_what_is_being_rendered() -> None:
    async def test(kitchen: Kitchen) -> None:
        queue = Renders(1)
        asked = [asyncio.create_task(queue.page(n, n, kitchen.render(str(n)))) for n in range(2)]
        await settled()
        await queue.close()
        with pytest.raises(asyncio.CancelledError):
            await asked[0]
        asked[1].cancel()

    run(test)
