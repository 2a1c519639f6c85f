from __future__ import annotations

import asyncio
import threading

import pytest

from coprod_widgets.kernels.gate import Gate


def test_only_so_many_pass_at_once_and_in_the_order_they_came() -> None:
    gate = Gate(2)
    inside: list[int] = []
    passed: list[int] = []

    async def one(number: int) -> None:
        async with gate.passing():
            inside.append(number)
            assert len(inside) <= 2
            await asyncio.sleep(0)
            inside.remove(number)
            passed.append(number)

    async def go() -> None:
        await asyncio.gather(*(one(number) for number in range(50)))

    asyncio.run(go())
    assert passed == sorted(passed)
    assert len(passed) == 50


def test_one_who_gives_up_while_waiting_holds_no_place() -> None:
    gate = Gate(1)

    async def wait() -> None:
        async with gate.passing():
            pass

    async def go() -> None:
        async with gate.passing():
            waiting = asyncio.create_task(wait())
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        await asyncio.wait_for(wait(), 10)

    asyncio.run(go())


def test_threads_with_loops_of_their_own_share_it() -> None:
    gate = Gate(1)
    counted: list[int] = []

    async def go() -> None:
        for _ in range(20):
            async with gate.passing():
                counted.append(1)
                await asyncio.sleep(0)

    threads = [threading.Thread(target=asyncio.run, args=(go(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(counted) == 80
