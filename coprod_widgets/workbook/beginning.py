"""How a talk begins: opened, and given what it needs from the law pack and the talks before it.

All of it is worked out once, when the pair presses "Start", and written into the talk's own
journal: what was said before can change later, what was on the screen can't.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial

from coprod_widgets.errors import AnswerError
from coprod_widgets.interview.answer import Happening, Place
from coprod_widgets.interview.happening import Happened, moment_from
from coprod_widgets.interview.interview import State
from coprod_widgets.interview.writing import carried_row
from coprod_widgets.store import Store
from coprod_widgets.store.talks import InterviewRow, Make
from coprod_widgets.workbook.before import Before
from coprod_widgets.workbook.carrying import carry
from coprod_widgets.workbook.law_detail import law_detail


def begin(store: Store, interview_id: str, at: datetime, by: str) -> None:
    """Open a talk that is ready. Where it has begun already, nothing changes.

    Raises:
        NotFoundError: there is no such interview.
        CoprodError: the law pack can't be used, so that nobody is told the wrong law.
    """
    about = store.about(interview_id)
    if about.state is not State.READY:
        return
    makes = beginnings(store, about, at, by)
    try:
        store.append_all(interview_id, makes)
    except AnswerError:
        # Somebody else pressed "Start" in the same moment; theirs counts.
        if store.about(interview_id).state is State.READY:
            raise


def beginnings(
    store: Store,
    about: InterviewRow,
    at: datetime,
    by: str,
    new_key: Callable[[], str] = lambda: secrets.token_hex(16),
) -> list[Make]:
    """The first entries of a talk's journal, in their order."""
    interview = store.interview(about.id)
    before = Before.of(store, about)
    law = law_detail(store.settings, interview.instrument, at.astimezone().date())
    carried = carry(interview, before, law, store.settings.language)
    opened = Happened(new_key(), Happening.OPENED)
    moment = Happened(new_key(), Happening.CARRIED, carried.detail)
    makes: list[Make] = [
        partial(moment_from, happened=one, at=at, by=by) for one in (opened, moment)
    ]
    for row in carried.rows:
        voice = interview.instrument.question(row.list_id).voices[0]
        place = Place(row.list_id, row.id, voice)
        fields = dict(row.fields)
        makes.append(partial(carried_row, place=place, fields=fields, key=new_key(), at=at, by=by))
    return makes
