"""Makes the interviews of a caseload ready to hold."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from coprod_widgets.access.accounts import Account, Role
from coprod_widgets.errors import AlreadyReadyError, CoprodError, PrepareError
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.instrument.loading import load, text_of
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening, Place, Status
from coprod_widgets.interview.happening import Happened, moment_from
from coprod_widgets.interview.interview import REASONS, State
from coprod_widgets.interview.writing import Said, answer_from
from coprod_widgets.store import Store
from coprod_widgets.store.consents import Consent
from coprod_widgets.store.people import Patient, same
from coprod_widgets.store.talks import InterviewRow, Make
from coprod_widgets.workbook.caseload import Person, read_caseload
from coprod_widgets.workbook.consenting import moment_after
from coprod_widgets.workbook.finding import EPISODE, Workbook, find
from coprod_widgets.workbook.reasons import Reason, Reasons, read_reasons
from coprod_widgets.workbook.sheet import Fault

Progress = Callable[[int, int], None]
_NOT_YES = (Consent.NO, Consent.WITHDRAWN, Consent.CAPACITY_LOST)


@dataclass
class Prepared:
    """The ids of the interviews that were made, and what was wrong with the other rows."""

    made: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def prepare(
    store: Store,
    workbook: str,
    *,
    caseload: Path,
    reasons: Path | None,
    at: datetime,
    progress: Progress,
    new_episode: bool = False,
) -> Prepared:
    """Make an interview for everybody in a caseload.

    A row that can't be used is told, and the rest is done. Who has an interview with this workbook
    that was not begun yet gets no second one, whoever is to hold it; and who has a reason that
    could not be used gets none before it is corrected.

    Raises:
        CoprodError: the workbook, or one of the files as a whole, can't be used.
    """
    book = find(workbook, store.settings.workbooks)
    instrument = _kept_instrument(store, book)
    people, faults = read_caseload(caseload, at.astimezone().date())
    written = Reasons()
    if reasons is not None:
        _check_takes_reasons(instrument)
        written = read_reasons(reasons, [person.number for person in people])
    prepared = Prepared(faults=faults + written.faults)
    ready = _ready(store, book, store.all_interviews())
    for done, person in enumerate(people, start=1):
        try:
            patient, clinician = _known(store, person, at)
            _check_none_ready(ready.get(patient.id), clinician)
            # The reason's own row says what is wrong and that there is no talk.
            if not written.is_unfinished(person.number):
                own = written.of(person.number)
                made = add_prepared(
                    store,
                    book,
                    instrument,
                    patient,
                    clinician,
                    own,
                    at,
                    new_episode=new_episode,
                    once=True,
                )
                prepared.made.append(made)
        except CoprodError as error:
            prepared.faults.append(Fault(caseload.name, person.line, error.problem, error.cure))
        progress(done, len(people))
    return prepared


def prepare_one(
    store: Store,
    workbook: str,
    patient: Patient,
    clinician: Account,
    at: datetime,
    *,
    withheld: int = 0,
    cleared: bool = False,
    new_episode: bool = False,
) -> str:
    """Make one talk ready for a person who is known; gives its id.

    `withheld` reasons may not be shared: only their number is kept, and told if it is `cleared`.

    Raises:
        AlreadyReadyError: there is a talk ready with it.
        CoprodError: the workbook can't be used.
    """
    book = find(workbook, store.settings.workbooks)
    instrument = _kept_instrument(store, book)
    if withheld:
        _check_takes_reasons(instrument)
    _check_none_ready(_ready(store, book, store.talks_of(patient.id)).get(patient.id), clinician)
    reasons = [Reason({}, may_be_shared=False, count_cleared=cleared)] * withheld
    return add_prepared(
        store,
        book,
        instrument,
        patient,
        clinician,
        reasons,
        at,
        new_episode=new_episode,
        once=True,
    )


def _check_takes_reasons(instrument: Instrument) -> None:
    if not instrument.has_question(REASONS):
        raise PrepareError(
            f"The workbook '{instrument.id}' has no list '{REASONS}' to put reasons into.",
            "Leave out --reasons.",
        )


def _kept_instrument(store: Store, book: Workbook) -> Instrument:
    instrument = load(book.instrument)
    store.keep_instrument(instrument, text_of(book.instrument))
    return instrument


def _ready(store: Store, book: Workbook, rows: Sequence[InterviewRow]) -> dict[str, InterviewRow]:
    """By patient, the talks that are ready with somebody who can still hold them."""
    gone = {account.id for account in store.accounts() if account.closed}
    return {
        row.patient_id: row
        for row in rows
        if row.state is State.READY and row.workbook == book.id and row.clinician_id not in gone
    }


def _check_none_ready(ready: InterviewRow | None, clinician: Account) -> None:
    if ready is not None:
        own = ready.clinician_id == clinician.id
        raise AlreadyReadyError(
            f"There is a talk ready for this person already ({ready.id}"
            f"{'' if own else ', with another clinician'}).",
            "Hold that one first; nothing was made twice.",
        )


def _known(store: Store, person: Person, at: datetime) -> tuple[Patient, Account]:
    """The patient of a row, brought up to date, and the clinician."""
    clinician = store.account_named(person.clinician)
    if clinician is None or clinician.role is not Role.CLINICIAN:
        raise CoprodError(
            f"There is no clinician '{person.clinician}'.",
            f"Add one: coprod account add {person.clinician} --role clinician",
        )
    if clinician.closed:
        raise CoprodError(
            f"The account of '{clinician.name}' is closed.", "Name another clinician."
        )
    known = store.patient_numbered(person.number)
    if known and same(known.name) != same(person.name) and not person.same_person:
        # Never by itself: a slip in one figure would give somebody's talks to somebody else.
        raise CoprodError(
            "This patient_number is known with another name, so nothing was done with this row.",
            "Correct the number or the name. Where the same person has a new or a corrected name, "
            "write yes in a column same_person.",
        )
    said = store.consents_of(known.id) if known else store.consents_numbered(person.number)
    news = _news(person, said)
    patient = store.add_patient(person.name, person.number, clinician_id=clinician.id)
    if news:
        # One that says no day is said now, and comes after everything that was said before.
        store.add_consent(patient.id, news, person.consented or moment_after(said, at))
    return patient, clinician


def _news(person: Person, said: list[tuple[Consent, datetime]]) -> Consent | None:
    """What a row says about research that is not written down yet."""
    if person.consent is None:
        return None
    if person.consented:
        return None if (person.consent, person.consented) in said else person.consent
    latest = said[-1][0] if said else None
    if person.consent is Consent.YES and latest in _NOT_YES:
        # An old caseload that is read in once more must not undo what somebody said since.
        raise CoprodError(
            f"This person's latest word on research is {latest}, so nothing was done with this "
            "row.",
            "If they have said yes since, write the day in consent_date.",
        )
    return person.consent if person.consent is not latest else None


def add_prepared(
    store: Store,
    book: Workbook,
    instrument: Instrument,
    patient: Patient,
    clinician: Account,
    reasons: list[Reason],
    at: datetime,
    *,
    id: str | None = None,  # noqa: A002
    new_key: Callable[[], str] = lambda: secrets.token_hex(16),
    new_episode: bool = False,
    once: bool = False,
) -> str:
    """Add one interview with its reasons, to the patient's episode or a new one; gives its id.

    Of a reason that may not be shared there is nothing to add but one to a count.

    Raises:
        AlreadyReadyError: it is wanted `once`, and somebody has made one ready in the meantime.
    """
    interview_id = id or f"i_{secrets.token_hex(8)}"
    notebook = parameterised(book, interview_id)
    withheld = [reason for reason in reasons if not reason.may_be_shared]
    detail = {
        "withheld": len(withheld),
        "cleared": bool(withheld) and all(reason.count_cleared for reason in withheld),
    }
    prepared = Happened(new_key(), Happening.PREPARED, detail)
    makes: list[Make] = [partial(moment_from, happened=prepared, at=at, by=clinician.id)]
    shared = [reason for reason in reasons if reason.may_be_shared]
    for number, reason in enumerate(shared, start=1):
        place = Place(REASONS, f"r{number}", Voice.CLINICIAN)
        said = Said(new_key(), place, Status.ANSWERED, reason.fields)
        makes.append(partial(answer_from, said=said, at=at, by=clinician.id))
    return store.add_interview(
        patient.id,
        clinician.id,
        instrument,
        book.id,
        notebook,
        at,
        id=interview_id,
        episode=episode_of(store.talks_of(patient.id), new=new_episode),
        makes=makes,
        once=once,
    )


def episode_of(talks: Sequence[InterviewRow], *, new: bool = False) -> int:
    """The number of the episode that a patient's next talk belongs to.

    An episode ends with its last conversation: once that one is closed, the next talk begins a new
    episode, as it does when one is asked for.
    """
    number = max((row.episode for row in talks), default=1)
    own = [row for row in talks if row.episode == number]
    over = (State.CLOSED, State.ASKED_AGAIN)
    ended = any(row.workbook == EPISODE[-1] and row.state in over for row in own)
    return number + 1 if own and (new or ended) else number


def parameterised(book: Workbook, interview_id: str) -> bytes:
    """The workbook's notebook with an interview's id in it: never a name, never an answer."""
    import papermill

    from coprod_widgets.workbook import desk

    source, target = (
        f"coprod://workbooks/{interview_id}/{book.id}.ipynb",  # two are made at once, now and then
        f"coprod://interviews/{interview_id}.ipynb",
    )
    desk.put(source, book.notebook.read_bytes())
    try:
        papermill.execute_notebook(
            source,
            target,
            parameters={"interview": interview_id},
            prepare_only=True,
            # A ward's own notebook may have been written without saying what runs it.
            kernel_name="python3",
            language="python",
            progress_bar=False,
        )
        return desk.take(target)
    finally:
        desk.clear(source, target)
