from __future__ import annotations

import asyncio
import os
import socket
import subprocess
from collections.abc import Iterator

import pytest

from coprod_widgets.kernels.forked import UNKNOWN, Forked, alive
from coprod_widgets.kernels.packets import message_packets, note_packet

Ends = tuple[Forked, socket.socket]


@pytest.fixture
def ends() -> Iterator[Ends]:
    """A forked process as its owner sees it, and the other end of its line."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    forked = Forked(ours, lambda: False)
    yield forked, theirs
    forked.close()
    theirs.close()
    assert forked not in alive


def test_all_who_wait_hear_what_one_of_them_took_in(ends: Ends) -> None:
    forked, theirs = ends

    async def go() -> None:
        waiting = [asyncio.create_task(forked.changed()) for _ in range(2)]
        await asyncio.sleep(0)
        theirs.send(note_packet({"fault": "none really"}))
        forked.receive()
        await asyncio.wait_for(asyncio.gather(*waiting), 30)

    asyncio.run(go())
    assert forked.fault == "none really"


def test_who_waits_is_let_go_when_it_is_closed(ends: Ends) -> None:
    forked, _ = ends

    async def go() -> None:
        waiting = asyncio.create_task(forked.changed())
        await asyncio.sleep(0)
        forked.close()
        await asyncio.wait_for(waiting, 30)

    asyncio.run(go())
    assert forked.lost


def test_messages_are_kept_by_channel_in_their_order(ends: Ends) -> None:
    forked, theirs = ends
    for channel, text in ((b"I", b"one"), (b"S", b"two"), (b"I", b"three")):
        for packet in message_packets(channel, [text]):
            theirs.send(packet)
    forked.receive()
    assert list(forked.messages[b"I"]) == [[b"one"], [b"three"]]
    assert list(forked.messages[b"S"]) == [[b"two"]]


def test_its_exit_code_is_what_the_fork_server_says(ends: Ends) -> None:
    forked, theirs = ends
    assert forked.poll() is None
    theirs.send(note_packet({"exit": -9}))
    assert forked.poll() == -9
    assert forked.wait(0) == -9


def test_an_end_that_nobody_saw_is_an_end_all_the_same(ends: Ends) -> None:
    forked, theirs = ends
    process = subprocess.Popen(["sleep", "1000"])
    pidfd = os.pidfd_open(process.pid)
    socket.send_fds(theirs, [note_packet({"pid": process.pid})], [pidfd])
    os.close(pidfd)
    assert forked.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        forked.wait(0)
    process.kill()
    process.wait()
    assert forked.wait(30) == UNKNOWN
