"""What people say about research after they were asked, and what has to be recalled then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from coprod_widgets.cli.terminal import Data, app, now, opened
from coprod_widgets.errors import CoprodError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from coprod_widgets.research.recall import Given
    from coprod_widgets.store.consents import Consent

_KINDS = {
    "dataset": "data set",
    "gathered": "data set of hand-outs",
    "hand_out": "records",
    "release": "release",
}


@app.command()
def consent(
    number: Annotated[
        str,
        typer.Argument(help="The hospital number; '-' asks for it, so that no shell keeps it."),
    ],
    decision: Annotated[
        str, typer.Argument(help="yes, no, ask_later, withdrawn or capacity_lost.")
    ],
    day: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="The day it was said, as 2026-03-09. Default: now."),
    ] = None,
    data: Data = None,
) -> None:
    """Write down what somebody said about research, and name what was given out before."""
    from coprod_widgets.access.audit import Deed, Event
    from coprod_widgets.research.recall import given_out, pseudonym_in
    from coprod_widgets.store.consents import Consent
    from coprod_widgets.workbook.consenting import note_now

    try:
        said = Consent(decision)
    except ValueError:
        raise CoprodError(
            f"{decision!r:.40} is nothing that is said about research.",
            f"Use one of: {', '.join(Consent)}.",
        ) from None
    on = _said_on(day, said, now()) if day else None
    with opened(data) as store:
        number = typer.prompt("Hospital number", err=True) if number == "-" else number
        patient = store.patient_numbered(number)
        if patient is None:
            # Not the number itself: what stands on a terminal is kept by some.
            raise NotFoundError("There is nobody with this number.", "Check the number.")
        if on:
            store.add_consent(patient.id, said, on)
        else:
            note_now(store, patient.id, said, now())
        store.note(Event(now(), Deed.NOTED_CONSENT, resource=patient.id, reason="command line"))
        latest = store.consents_of(patient.id)[-1]
        given = given_out(store, patient.id)
        names = {one.id: pseudonym_in(store, one, patient.id) for one in given}
    print(f"Noted: {said}.")
    if latest[0] is not said:
        print(f"A later word rules: {latest[0]}, of {latest[1].astimezone():%Y-%m-%d}.")
    if latest[0] is not Consent.YES:
        _tell_left_out(given, names)


def _said_on(day: str, said: Consent, at: datetime) -> datetime:
    """The moment that stands for a day: the first for a yes, the last for all else.

    So a yes of the same day never rules over another word. Which of them came first isn't known.
    """
    from datetime import timedelta

    from coprod_widgets.workbook.caseload import said_on
    from coprod_widgets.workbook.sheet import RowError

    try:
        begins = said_on("DAY", day, at.astimezone().date())
    except RowError as error:
        raise CoprodError(*error.args) from None
    if said == "yes":
        return begins
    ends = (begins.replace(tzinfo=None) + timedelta(days=1)).astimezone()
    return min(at, ends - timedelta(microseconds=1))


def _tell_left_out(given: list[Given], names: Mapping[str, str]) -> None:
    print("From now on nothing of this person is given out. Talks and records stay, for care.")
    if not given:
        print("Nothing was given out with this person in it.")
        return
    print("Given out before, with this person in it; have it recalled:")
    for one in given:
        print(f"  {_line(one)}, as {names[one.id]}")


def _line(one: Given) -> str:
    return f"{one.id}  {one.at.astimezone():%Y-%m-%d %H:%M}  {_KINDS[one.kind]}"


@app.command()
def recall(data: Data = None) -> None:
    """Name everything given out that holds people who have said no since, by their pseudonyms."""
    from coprod_widgets.research.recall import given, pseudonym_in, to_recall

    with opened(data) as store:
        gone = {id_: people for id_, people in to_recall(store).items() if people}
        rows = [one for one in given(store) if one.id in gone]
        told = {one.id: [pseudonym_in(store, one, who) for who in gone[one.id]] for one in rows}
    for one in rows:
        print(f"{_line(one)}: {', '.join(sorted(told[one.id]))}")
    if not rows:
        print("Nothing has to be recalled.")


@app.command()
def new_tombstones(data: Data = None) -> None:
    """Where the tombstones are lost or damaged, make them anew of what the database knows."""
    from coprod_widgets.access.audit import Deed, Event

    with opened(data) as store:
        count, old = store.renew_tombstones(now())
        store.note(Event(now(), Deed.RENEWED_TOMBSTONES, reason="command line"))
        path = store.tombstones.path
    print(f"{count} words on research are in {path} now.")
    if old:
        print(f"The file that did not hold is {old}.")
    print(
        "What stood in the lost file alone is not among them. If the database was restored from\n"
        "an older backup, ask everybody who may have said no since, before anything is given out."
    )
