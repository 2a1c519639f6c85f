"""The patient's own copy of a talk that is closed: numbered, as a page to print, and as PDF."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.definition import ListQuestion
from coprod_widgets.interview.carried import LAW_RIGHT
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.store import Store
from coprod_widgets.store.copies import CopyRow
from coprod_widgets.widgets.my_copy import Copy, Right, Talk, my_copy_html
from coprod_widgets.widgets.view import Names
from coprod_widgets.widgets.words import say
from coprod_widgets.workbook.law_packs import law_pack
from coprod_widgets.workbook.outcome import outcome_of


class NotClosedError(CoprodError):
    """A talk that is going on has no copy yet."""


class NoPdfError(CoprodError):
    """What makes PDF files is not installed here."""


def make_copy(store: Store, interview_id: str, account_id: str | None, at: datetime) -> CopyRow:
    """Number a new copy of a talk as it stands.

    Raises:
        NotFoundError: there is no such interview.
        NotClosedError: it is not closed.
    """
    if store.about(interview_id).state is not State.CLOSED:
        raise NotClosedError(
            f"The talk '{interview_id}' is not closed.", "Close it; then a copy can be made."
        )
    return store.add_copy(interview_id, account_id, at)


def copy_html(
    store: Store,
    row: CopyRow,
    *,
    stylesheet: str | None = None,
    back: str | None = None,
    pdf: str | None = None,
) -> str:
    """A numbered copy as a whole page: the talk as it was when the copy was made.

    Rights that the talk did not tell are those of the hospital's law pack today.
    """
    about = store.about(row.interview_id)
    talk = store.interview(row.interview_id)
    names = Names(
        patient=store.patient(about.patient_id).name,
        clinician=store.account(about.clinician_id).name,
    )
    as_it_was = Interview(talk.id, talk.instrument, talk.entries[: row.entries])
    rights, law_notes = _rights(store, as_it_was, row.at)
    copy = Copy(
        talks=[Talk(as_it_was, names, *_told(store, row))],
        number=row.number,
        made=row.at.astimezone().date(),
        language=store.settings.language,
        rights=rights,
        law_notes=law_notes,
    )
    return my_copy_html(copy, stylesheet=stylesheet, back=back, pdf=pdf)


def _told(store: Store, row: CopyRow) -> tuple[str, str]:
    """What a supervisor had told the pair when the copy was made."""
    outcome = outcome_of(store, row.interview_id, row.at)
    if outcome is None:
        return "", ""
    return say(outcome.words, store.settings.language), outcome.message


def _rights(store: Store, talk: Interview, at: datetime) -> tuple[list[Right], list[str]]:
    """The rights of the hospital's law pack, and how far to rely on it; none if the talk told them.

    A pack that can't be used is no reason to keep somebody's own words from him.
    """
    for question in talk.instrument.questions:
        of_rights = isinstance(question, ListQuestion) and LAW_RIGHT in question.filled_from
        if of_rights and talk.rows(question.id):
            return [], []
    settings = store.settings
    words = partial(say, language=settings.language)
    try:
        pack = law_pack(settings.law, settings.law_packs)
    except CoprodError:
        return [], [words("law_none")]
    told = [
        Right(
            right.title.say(settings.language),
            right.text.say(settings.language),
            right.how.say(settings.language),
            right.helps.say(settings.language),
            "" if right.confirmed else words("law_to_confirm"),
        )
        for right in pack.rights
    ]
    return told, [words(key) for key in pack.notes(at.astimezone().date())]


def check_pdf() -> None:
    """See to it that PDF files can be made here.

    Raises:
        NoPdfError: the extra `pdf`, or a library of the system that it needs, is not installed.
    """
    _weasyprint()


def has_pdf() -> bool:
    """Whether PDF files can be made here."""
    try:
        check_pdf()
    except NoPdfError:
        return False
    return True


def copy_pdf(html: str) -> bytes:
    """A copy's page as PDF, tagged so that it can be read aloud. Nothing is fetched for it.

    Raises:
        NoPdfError: the extra `pdf`, or a library of the system that it needs, is not installed.
    """
    weasyprint = _weasyprint()
    # Whatever a page might ask for, it brings all that it needs.
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    page = weasyprint.HTML(string=html, url_fetcher=nothing)
    made: bytes = page.write_pdf(pdf_variant="pdf/ua-1")
    return made


def _weasyprint() -> Any:
    try:
        import weasyprint
    except ModuleNotFoundError:
        raise NoPdfError(
            "PDF files can't be made here: the extra 'pdf' is not installed.",
            "Install it with pip install 'coprod[pdf]', or print the page from a browser.",
        ) from None
    except OSError:
        raise NoPdfError(
            "PDF files can't be made here: the system's library Pango is missing.",
            "Install Pango (Debian: libpango-1.0-0 and libpangoft2-1.0-0), or print the page.",
        ) from None
    return weasyprint
