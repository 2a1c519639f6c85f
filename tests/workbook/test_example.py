"""Two invented people who answer a question of every type, through the gate of a real talk."""

from __future__ import annotations

from pathlib import Path

import pytest

from coprod_widgets.instrument.loading import load
from coprod_widgets.interview.answer import Answer, Happening, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.path import Turn, now
from coprod_widgets.interview.writing import Said
from coprod_widgets.workbook.example import next_step
from coprod_widgets.workbook.scene import happen, say_so

FOLDER = Path(__file__).parent.parent / "instruments"
NAMES = sorted(path.name for path in FOLDER.glob("*.yaml"))


def walked(talk: Interview) -> Interview:
    while step := next_step(talk):
        if isinstance(step, Said):
            talk = say_so(talk, step)
        else:
            talk = happen(talk, step.happening, **step.detail)
    return talk


@pytest.mark.parametrize("name", NAMES)
def test_whatever_an_instrument_asks_is_answered_to_its_end(name: str) -> None:
    talk = walked(happen(Interview("i_tiny", load(FOLDER / name)), Happening.OPENED))
    assert now(talk, talk.holder).turn is Turn.FINISHED
    said = [entry.status for entry in talk.entries if isinstance(entry, Answer)]
    # Where there is nothing to point at, it is passed over.
    assert set(said) <= {Status.ANSWERED, Status.SEALED, Status.SKIPPED}


def test_with_a_screen_each_nobody_hands_over() -> None:
    talk = happen(Interview("i_tiny", load(FOLDER / "every_type.yaml")), Happening.OPENED)
    talk = walked(happen(talk, Happening.JOINED))
    assert now(talk, talk.holder).turn is Turn.FINISHED
    assert Happening.HANDED_OVER not in [moment.happening for moment in talk.moments]


def test_nobody_speaks_in_a_pause() -> None:
    talk = happen(Interview("i_tiny", load(FOLDER / "every_type.yaml")), Happening.OPENED)
    assert next_step(happen(talk, Happening.BREAK)) is None
