"""Makes the interviews of a caseload ready to hold."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from coprod_widgets.access.accounts import Account, Role
from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.instrument.loading import load, text_of
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening, Place, Status
from coprod_widgets.interview.interview import State
from coprod_widgets.interview.writing import Happened, Said, answer_from, moment_from
from coprod_widgets.store import Store
from coprod_widgets.store.people import Patient
from coprod_widgets.store.talks import Make
from coprod_widgets.workbook.caseload import Person, Reason, read_caseload, read_reasons
from coprod_widgets.workbook.finding import Workbook, find
from coprod_widgets.workbook.sheet import Fault

Progress = Callable[[int, int], None]


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
) -> Prepared:
    """Make an interview for everybody in a caseload.

    A row that can't be used is told, and the rest is done. Who has an interview with this workbook
    that was not begun yet gets no second one.

    Raises:
        CoprodError: the workbook, or one of the files as a whole, can't be used.
    """
    book = find(workbook)
    instrument = _kept_instrument(store, book)
    people, faults = read_caseload(caseload)
    written: dict[str, list[Reason]] = {}
    if reasons is not None:
        written, reason_faults = read_reasons(reasons, {person.number for person in people})
        faults += reason_faults
    prepared = Prepared(faults=faults)
    for done, person in enumerate(people, start=1):
        try:
            own = written.get(person.number, [])
            prepared.made.append(_prepare_one(store, book, instrument, person, own, at))
        except CoprodError as error:
            prepared.faults.append(Fault(caseload.name, person.line, error.problem, error.cure))
        progress(done, len(people))
    return prepared


def _kept_instrument(store: Store, book: Workbook) -> Instrument:
    instrument = load(book.instrument)
    store.keep_instrument(instrument, text_of(book.instrument))
    return instrument


def _prepare_one(
    store: Store,
    book: Workbook,
    instrument: Instrument,
    person: Person,
    reasons: list[Reason],
    at: datetime,
) -> str:
    clinician = store.account_named(person.clinician)
    if clinician is None or clinician.role is not Role.CLINICIAN:
        raise CoprodError(
            f"There is no clinician '{person.clinician}'.",
            f"Add one: coprod account add {person.clinician} --role clinician",
        )
    patient = store.add_patient(person.name, person.number, clinician_id=clinician.id)
    if person.consent:
        store.add_consent(patient.id, person.consent, person.consented or at)
    for known in store.interviews_of(clinician):
        same = (known.patient_id, known.workbook) == (patient.id, book.id)
        if same and known.state is State.READY:
            raise CoprodError(
                f"There is a talk ready for this person already ({known.id}).",
                "Hold that one first; nothing was made twice.",
            )
    return add_prepared(store, book, instrument, patient, clinician, reasons, at)


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
) -> str:
    """Add one interview with its reasons; gives its id.

    Of a reason that may not be shared there is nothing to add but one to a count.
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
        place = Place("reasons", f"r{number}", Voice.CLINICIAN)
        said = Said(new_key(), place, Status.ANSWERED, reason.fields)
        makes.append(partial(answer_from, said=said, at=at, by=clinician.id))
    return store.add_interview(
        patient.id, clinician.id, instrument, book.id, notebook, at, id=interview_id, makes=makes
    )


def parameterised(book: Workbook, interview_id: str) -> bytes:
    """The workbook's notebook with an interview's id in it: never a name, never an answer."""
    import papermill

    from coprod_widgets.workbook import desk

    source, target = (
        f"coprod://workbooks/{book.id}.ipynb",
        f"coprod://interviews/{interview_id}.ipynb",
    )
    desk.put(source, book.notebook.read_bytes())
    try:
        papermill.execute_notebook(
            source,
            target,
            parameters={"interview": interview_id},
            prepare_only=True,
            progress_bar=False,
        )
        return desk.take(target)
    finally:
        desk.clear(source, target)
