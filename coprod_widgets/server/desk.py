"""The supervisors' desk: what is overdue, what waits, what was decided, and how alike two rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tornado.web import HTTPError

from coprod_widgets.access.actions import Action, may
from coprod_widgets.access.audit import Deed
from coprod_widgets.measures.agreement import (
    NO_VARIANCE,
    NOTHING_VARIES,
    TOO_FEW,
    TOO_FEW_PEOPLE,
    UNDEFINED_OFTEN,
    Statistic,
)
from coprod_widgets.measures.fidelity import Sheets, raters_agree
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.server.handler import WardHandler, now
from coprod_widgets.store import Store
from coprod_widgets.store.queue import Done, Waiting
from coprod_widgets.widgets.words import say
from coprod_widgets.workbook.gist import ENOUGH, Kept, Overdue, follow_through, overdue
from coprod_widgets.workbook.promises import WORKBOOK
from coprod_widgets.workbook.reviewing import review_sheet

MOST = 50
"""How many rows a list shows at once."""
FIRST = 5
"""How many overdue promises stand open, so that the queue below them is not out of sight."""
_SEED = 1
_LATELY = 10
TOLD = ("EX", "W1", "QWK", "AC2")
"""The statistics that are told of two raters, by their codes."""
_REASONS = {
    TOO_FEW: "agree_too_few",
    NO_VARIANCE: "agree_no_variance",
    NOTHING_VARIES: "agree_nothing_varies",
    TOO_FEW_PEOPLE: "agree_too_few_people",
    UNDEFINED_OFTEN: "agree_undefined",
}


class Names:
    """What lists call people and talks, each looked up once."""

    def __init__(self, store: Store, language: str, patients: Iterable[str]) -> None:
        self._store, self._language = store, language
        self._patients = store.patient_names(set(patients))
        self._staff = store.account_names()
        self._titles: dict[str, str] = {}

    def patient(self, patient_id: str) -> str:
        """A patient's name, or that it can't be read."""
        return self._patients.get(patient_id) or say("unreadable", self._language)

    def staff(self, account_id: str) -> str:
        """A name of somebody of the staff, or that it can't be read."""
        return self._staff.get(account_id) or say("unreadable", self._language)

    def title(self, pin: str) -> str:
        """What a talk is called."""
        if pin not in self._titles:
            instrument = self._store.instrument(*pin.split("@"))
            self._titles[pin] = instrument.title.say(self._language)
        return self._titles[pin]


@dataclass(frozen=True, slots=True)
class Begun:
    """A sheet that somebody has begun and not sent: about what, and when they wrote last."""

    waiting: Waiting
    at: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the desk's first page shows."""

    waiting: list[Waiting]
    count: int
    start: int
    to_rate: list[Waiting]
    done: list[Done]
    overdue: list[Overdue]
    kept: list[Kept]
    begun: list[Begun]
    names: Names

    @classmethod
    def of(cls, store: Store, account_id: str, language: str, start: int) -> Desk:
        """What waits now."""
        waiting = store.waiting(MOST, start)
        to_rate = store.to_rate(account_id, MOST)
        done = store.reviewed(_LATELY)
        gists = store.gists(WORKBOOK)
        late = overdue(gists, now().astimezone().date())
        begun = _begun(store, account_id)
        rows = [*waiting, *to_rate, *(d.waiting for d in done), *(b.waiting for b in begun)]
        people = {row.patient_id for row in rows} | {one.patient_id for one in late[:MOST]}
        names = Names(store, language, people)
        kept = sorted(follow_through(gists), key=lambda one: names.staff(one.clinician_id))
        count = store.count_waiting()
        return cls(waiting, count, start, to_rate, done, late, kept, begun, names)


def _begun(store: Store, account_id: str) -> list[Begun]:
    drafts = store.drafts_of(account_id)[:MOST]
    known = store.known([draft.record_id for draft in drafts])
    return [Begun(known[draft.record_id], draft.at) for draft in drafts]


class DeskHandler(WardHandler):
    """What only supervisors see of the whole ward."""

    def supervise(self) -> None:
        """Let in who supervises."""
        decision = may(self.signed_in.account, Action.SUPERVISE)
        if not decision.allowed:
            self.note(Deed.DENIED, None, decision.reason)
            raise HTTPError(404)

    async def show_desk(self) -> None:
        """The desk's first page."""
        store, account = self.store, self.signed_in.account
        start = _number(self.get_query_argument("from", "0"))
        desk = await self.aside(lambda: Desk.of(store, account.id, self.language, start))
        self.show(
            "supervisor.html",
            desk=desk,
            most=MOST,
            first=FIRST,
            enough=ENOUGH,
            today=now().astimezone().date(),
            percent=_percent,
        )


class Reviewed(DeskHandler):
    """What was decided, the newest first."""

    async def get(self) -> None:
        """A page of it."""
        self.supervise()
        store, start = self.store, _number(self.get_query_argument("from", "0"))

        def found() -> tuple[list[Done], Names]:
            done = store.reviewed(MOST + 1, start)
            return done, Names(store, self.language, {d.waiting.patient_id for d in done})

        done, names = await self.aside(found)
        more = start + MOST if len(done) > MOST else None
        self.show("reviewed.html", done=done[:MOST], names=names, start=start, more=more, most=MOST)


class Alike(DeskHandler):
    """How alike two supervisors rate."""

    async def get(self) -> None:
        """The statistics, or why there are none."""
        self.supervise()
        found = await self.aside(lambda: alike(self.store))
        self.show(
            "alike.html",
            **found,
            reasons=_REASONS,
            thresholds=PROVISIONAL,
            share=_percent(self.store.settings.second_ratings),
        )


def alike(store: Store) -> dict[str, Any]:
    """How alike two rate, over all records that were rated twice with the sheet as it is now."""
    pin = review_sheet().pin
    both = store.rated_twice()
    same = [two for two in both if two.first.sheet.pin == two.second.pin == pin]
    marks = [
        Sheets(two.patient_id, _marks(two.first.sheet.answers), _marks(two.second.answers))
        for two in same
    ]
    drawn, _ = store.count_drawn()
    statistics: list[Statistic] = []
    if len(same) >= PROVISIONAL.pairs_needed:
        made = raters_agree(marks, PROVISIONAL, seed=_SEED)
        statistics = [one for one in made if one.code in TOLD]
    return {
        "statistics": statistics,
        "records": len(same),
        "others": len(both) - len(same),
        "drawn": drawn,
        "needed": PROVISIONAL.pairs_needed,
    }


def _marks(answers: Any) -> dict[str, int | str]:
    items = {question.id for question in review_sheet().section("fidelity").questions}
    return {item: mark for item, mark in answers.items() if item in items}


def _percent(share: float | None) -> str:
    return "" if share is None else f"{round(share * 100)} %"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0
