from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.kernels.packets import LARGEST, PIECE, Assembly, message_packets, note_packet


def test_a_note_arrives_as_it_was() -> None:
    assert Assembly().add(note_packet({"pid": 3, "text": "ä\n"})) == {"pid": 3, "text": "ä\n"}


@given(st.lists(st.binary(max_size=200)), st.sampled_from([1, 2, 3]))
def test_a_message_of_any_frames_arrives_as_it_was(frames: list[bytes], times: int) -> None:
    frames = [frame * (PIECE // 100) * times for frame in frames]
    *before, last = message_packets(b"X", frames)
    assembly = Assembly()
    assert all(assembly.add(packet) is None for packet in before)
    assert assembly.add(last) == (b"X", frames)
    assert all(len(packet) <= LARGEST for packet in (*before, last))


def test_messages_of_two_senders_may_come_in_turns() -> None:
    one = list(message_packets(b"A", [b"a" * PIECE * 2]))
    # As if sent by another thread.
    two = [packet[:1] + b"else" + packet[5:] for packet in message_packets(b"B", [b"b" * PIECE])]
    assembly = Assembly()
    arrived = [
        assembly.add(packet)
        for pair in zip(one, [*two, b""], strict=False)
        for packet in pair
        if packet
    ]
    assert [message for message in arrived if message] == [
        (b"B", [b"b" * PIECE]),
        (b"A", [b"a" * PIECE * 2]),
    ]
