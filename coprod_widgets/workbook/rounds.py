"""All that the records of one round of talks tell, for whoever may read all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.measures.evidence import Evidence, Talk
from coprod_widgets.measures.reading import talk_from
from coprod_widgets.research.reading import body_of
from coprod_widgets.store import Store
from coprod_widgets.store.talks import InterviewRow


@dataclass(frozen=True, slots=True)
class Recorded:
    """What measures look at in the newest record of a talk, and where that record is."""

    record: str
    talk: Talk
    instrument: Instrument


@dataclass(frozen=True)
class Round:
    """The talks of one round that are written down; `left_out` counts those that can't be read."""

    talks: tuple[Recorded, ...]
    left_out: int = 0

    @cached_property
    def evidence(self) -> Evidence:
        """What the measures of the round are worked out from."""
        return Evidence(tuple(one.talk for one in self.talks))

    def alone(self, interview: str) -> Evidence:
        """The same of one of its talks alone."""
        return Evidence(tuple(one.talk for one in self.talks if one.talk.interview == interview))


def round_of(store: Store, patient_id: str, episode: int) -> Round:
    """A patient's round, from the newest record of each of its talks.

    A record that doesn't match its seal, or can't be read, keeps nobody from reading the others.
    """
    talks = [row for row in store.talks_of(patient_id) if row.episode == episode]
    found = [one for row in talks for one in _recorded(store, row)]
    known = tuple(one for one in found if one is not None)
    return Round(known, len(found) - len(known))


def _recorded(store: Store, row: InterviewRow) -> Iterator[Recorded | None]:
    records = store.records_of(row.id)
    if not records:
        return
    try:
        body = body_of(store.record_notebook(records[-1].id))
        instrument = store.instrument(*row.pin.split("@"))
        talk = talk_from(body, instrument)
    except (CoprodError, LookupError, TypeError, ValueError):
        yield None
    else:
        yield Recorded(records[-1].id, talk, instrument)
