from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from coprod_widgets.errors import StoreError
from coprod_widgets.server import recorder as module
from coprod_widgets.server.recorder import Recorder
from coprod_widgets.store.talks import InterviewRow


class Closed:
    """A store with closed talks that are not written down yet, and a disk that fails at first."""

    def __init__(self, *waiting: str, faults: int = 0) -> None:
        self.waiting = list(waiting)
        self.faults = faults

    def all_interviews(self) -> list[InterviewRow]:
        return []

    def unrecorded(self) -> list[str]:
        if self.faults:
            self.faults -= 1
            raise StoreError("The disk is full.", "Make room.")
        return list(self.waiting)


class Writer(Recorder):
    """Writes a talk down without a process, after having failed so many times."""

    def __init__(self, store: Closed, fails: int = 0) -> None:
        super().__init__(store)  # type: ignore[arg-type]  # all it needs of one
        self.fails = fails

    async def _record(self, interview_id: str) -> bool:
        if self.fails:
            self.fails -= 1
            return False
        self.store.waiting.remove(interview_id)  # type: ignore[attr-defined]
        return True


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FIRST_PAUSE", 0.01)
    monkeypatch.setattr(module, "_LONGEST_PAUSE", 0.02)


def recorded(recorder: Writer, interview_id: str) -> bool:
    async def run() -> bool:
        running = asyncio.create_task(recorder.run())
        await recorder.settle(interview_id)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        return interview_id not in recorder.store.unrecorded()

    return asyncio.run(run())


def test_what_could_not_be_written_down_is_tried_again() -> None:
    assert recorded(Writer(Closed("i_1"), fails=3), "i_1")


def test_a_store_that_fails_for_a_while_does_not_end_the_recorder() -> None:
    # `settle` looks too, so the faults are shared by both.
    store = Closed("i_1")
    writer = Writer(store)

    async def run() -> None:
        running = asyncio.create_task(writer.run())
        store.faults = 2
        for _ in range(200):
            if not store.waiting:
                break
            await asyncio.sleep(0.01)
        assert not running.done()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    asyncio.run(run())
    assert store.waiting == []


def test_one_that_never_succeeds_holds_up_no_other() -> None:
    class Stubborn(Writer):
        async def _record(self, interview_id: str) -> bool:
            return interview_id != "i_bad" and await super()._record(interview_id)

    assert recorded(Stubborn(Closed("i_bad", "i_good")), "i_good")
