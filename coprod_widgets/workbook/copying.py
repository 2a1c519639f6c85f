"""The patient's own copy of a talk that is closed: numbered, as a page to print, and as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from coprod_widgets.errors import CoprodError
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.store import Store
from coprod_widgets.store.copies import CopyRow
from coprod_widgets.widgets.my_copy import Copy, Right, Talk, my_copy_html
from coprod_widgets.widgets.view import Names


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
    rights: Sequence[Right] = (),
    stylesheet: str | None = None,
    back: str | None = None,
    pdf: str | None = None,
) -> str:
    """A numbered copy as a whole page, the same each time it is asked for."""
    about = store.about(row.interview_id)
    talk = store.interview(row.interview_id)
    names = Names(
        patient=store.patient(about.patient_id).name,
        clinician=store.account(about.clinician_id).name,
    )
    as_it_was = Interview(talk.id, talk.instrument, talk.entries[: row.entries])
    copy = Copy(
        talks=[Talk(as_it_was, names)],
        number=row.number,
        made=row.at.astimezone().date(),
        language=store.settings.language,
        rights=rights,
    )
    return my_copy_html(copy, stylesheet=stylesheet, back=back, pdf=pdf)


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
