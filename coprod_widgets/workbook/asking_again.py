"""Whether a talk that is over is asked about once more, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta

from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.interview import Interview, State


def ask_again_by(interview: Interview, now: datetime) -> datetime | None:
    """Until when it can be asked whether what was written stands; None where it can't be, or was.

    The days are counted from the moment the talk was first closed.
    """
    days = [q.again_within for q in interview.instrument.questions if q.again_within]
    if not days or interview.state is not State.CLOSED:
        return None
    happened = [moment.happening for moment in interview.moments]
    if Happening.ASKED_AGAIN in happened:
        return None
    closed = next(m.at for m in interview.moments if m.happening is Happening.CLOSED)
    last = closed + timedelta(days=max(days))
    return last if now <= last else None
