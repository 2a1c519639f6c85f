"""Whether a talk that is over is asked about once more, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from coprod_widgets.errors import CoprodError
from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.happening import Happened, moment_from
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.store import Store


def ask_again_by(interview: Interview, now: datetime) -> datetime | None:
    """Until when it can be asked whether what was written stands; None where it can't be, or was.

    The days are counted from the moment the talk was first closed.
    """
    happened = [moment.happening for moment in interview.moments]
    if interview.state is not State.CLOSED or Happening.ASKED_AGAIN in happened:
        return None
    last = _last_day(interview)
    return last if last and now <= last else None


def close_left_open(store: Store, now: datetime) -> list[str]:
    """Close the talks that were being asked about again when their days ran out; gives their ids.

    Nobody is there to close them any more, and what was said in them is to be written down.
    """
    closed = []
    for row in store.all_interviews():
        if row.state not in _LEFT_OPEN:
            continue
        try:
            interview = store.interview(row.id)
        except CoprodError:
            continue  # 'coprod verify' names it; here it must not hold up the others
        last = _last_day(interview) if interview.asks_again_since else None
        if last and now > last:
            ends = Happened(f"days-over-{interview.asks_again_since}", Happening.CLOSED)
            store.append(
                row.id,
                ends.key,
                partial(moment_from, happened=ends, at=now, by=row.clinician_id),
            )
            closed.append(row.id)
    return closed


_LEFT_OPEN = (State.ASKED_AGAIN, State.ON_BREAK, State.PASSING_ON, State.STOPPED)


def _last_day(interview: Interview) -> datetime | None:
    """Until when a talk that was closed can be asked about."""
    days = [q.again_within for q in interview.instrument.questions if q.again_within]
    closed = next((m.at for m in interview.moments if m.happening is Happening.CLOSED), None)
    return closed + timedelta(days=max(days)) if days and closed else None
