"""How a talk came to its end, as whoever reads its record has to know."""

from __future__ import annotations

from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.interview import STATE_AFTER, Interview, State

_PAUSED = (State.ON_BREAK, State.STOPPED, State.PASSING_ON)


def was_cut_short(interview: Interview) -> bool:
    """Whether it was closed out of a stop or a pause and not gone on with afterwards.

    What wasn't reached then was left because somebody needed to stop, which is never held against
    anybody. Being opened again, to amend something, makes no difference to it.
    """
    state, cut_short, again = State.READY, False, False
    for moment in interview.moments:
        match moment.happening:
            case Happening.CLOSED:
                # A pause while it is asked about again says nothing about the talk itself.
                cut_short = cut_short or (state in _PAUSED and not again)
                again = False
            case Happening.RESUMED:
                cut_short = False
            case Happening.ASKED_AGAIN:
                again = True
        state = STATE_AFTER.get(moment.happening, state)
    return cut_short


def asked_again_at(interview: Interview) -> int | None:
    """The number of the moment from which it was last asked about again after its end, or None."""
    since, again = None, False
    for moment in interview.moments:
        if moment.happening is Happening.ASKED_AGAIN:
            # Going on after a pause is told by the same moment.
            since, again = (since if again else moment.number), True
        elif moment.happening in (Happening.CLOSED, Happening.REOPENED):
            again = False
    return since
