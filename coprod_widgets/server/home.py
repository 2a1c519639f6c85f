"""The first page after signing in: for each role what waits for it."""

from __future__ import annotations

from dataclasses import dataclass

from coprod_widgets.access.accounts import Role
from coprod_widgets.interview.interview import State
from coprod_widgets.server.desk import DeskHandler
from coprod_widgets.server.research import KINDS, recall_of
from coprod_widgets.store import Store
from coprod_widgets.store.records import RecordRow
from coprod_widgets.store.reviews import Review, Verdict
from coprod_widgets.store.talks import InterviewRow
from coprod_widgets.widgets.words import say


@dataclass(frozen=True, slots=True)
class Line:
    """One interview as a list shows it. `stage` is the key of its words."""

    interview: InterviewRow
    patient: str
    clinician: str
    title: str
    stage: str
    record: RecordRow | None
    review: Review | None


def stage_of(row: InterviewRow, record: RecordRow | None, review: Review | None) -> str:
    """How far an interview has come, its record and review counted in."""
    if row.state is not State.CLOSED:
        returned = review is not None and review.decision is Verdict.RETURNED
        return "opened_again" if returned else row.state.value
    if record is None:
        return "closed"
    return review.decision.value if review else "recorded"


def lines(store: Store, rows: list[InterviewRow], language: str) -> list[Line]:
    """The lines of some interviews, in a handful of queries however many there are."""
    made = store.latest_records([row.id for row in rows])
    records = {record.interview_id: record for record in made}
    reviews = store.latest_reviews([record.id for record in made])
    names = store.patient_names({row.patient_id for row in rows})
    staff = store.account_names()
    unreadable = say("unreadable", language)
    titles: dict[str, str] = {}
    found = []
    for row in rows:
        if row.pin not in titles:
            titles[row.pin] = store.instrument(*row.pin.split("@")).title.say(language)
        record = records.get(row.id)
        review = reviews.get(record.id) if record else None
        found.append(
            Line(
                interview=row,
                patient=names.get(row.patient_id) or unreadable,
                clinician=staff.get(row.clinician_id) or unreadable,
                title=titles[row.pin],
                stage=stage_of(row, record, review),
                record=record,
                review=review,
            )
        )
    return found


class Home(DeskHandler):
    """What waits for whoever is signed in."""

    async def get(self) -> None:
        """The page of the account's role."""
        account = self.signed_in.account
        match account.role:
            case Role.CLINICIAN:
                own = lines(self.store, self.store.interviews_of(account), self.language)
                people = self.store.caseload_of(account)
                self.show("clinician.html", lines=own, people=people)
            case Role.SUPERVISOR:
                await self.show_desk()
            case Role.RESEARCHER:
                # Many words may have to be looked at; nobody else waits for them.
                recall = await self.aside(lambda: recall_of(self.store))
                given = self.store.datasets()
                self.show("researcher.html", datasets=given, kinds=KINDS, recall=recall)
            case Role.ADMINISTRATOR:
                self.show("administrator.html", accounts=self.store.accounts())
