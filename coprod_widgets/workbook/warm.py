"""What is done once for all workbooks, before there is anybody: imported by a fork server.

A kernel that is forked finds here what each run would otherwise import, read and work out anew: our
own instruments, the forms' words, and a first rendering of all of it. Nothing of a ward is here: no
data folder is opened and nobody's interview is read.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date

from cryptography.hazmat.primitives.ciphers import aead
from sqlalchemy import create_engine, select

from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.loading import load_text, text_of
from coprod_widgets.interview.interview import Interview
from coprod_widgets.research import reading
from coprod_widgets.store import Store
from coprod_widgets.store.tables import metadata
from coprod_widgets.translation import day_in_words
from coprod_widgets.widgets.record import record_html, summary_html
from coprod_widgets.widgets.screen import sections_html
from coprod_widgets.widgets.words import page_words
from coprod_widgets.workbook import live, preview, record_format
from coprod_widgets.workbook.finding import workbooks

__all__ = ["Store", "aead", "live", "preview", "reading", "record_format", "warm_up"]

_LANGUAGE = "en"


def warm_up() -> None:
    """Read our own instruments and render each with nothing said, and talk to an empty database."""
    page_words(_LANGUAGE)
    day_in_words(date(2026, 3, 9), _LANGUAGE)
    for book in workbooks():
        try:
            text = text_of(book.instrument)
            # By the name that the store gives it, because that is part of what is remembered.
            instrument = load_text(text, load_text(text, str(book.instrument)).pin)
        except CoprodError:
            continue  # whoever uses it is told, with all its faults
        nobody = Interview("i_nobody", instrument)
        sections_html(nobody, nobody.holder, language=_LANGUAGE)
        for section in instrument.sections:
            record_html(nobody, section.id, language=_LANGUAGE)
        summary_html(nobody, language=_LANGUAGE)
    engine = create_engine("sqlite://")
    with closing(engine.connect()) as connection:
        metadata.create_all(connection)
        for table in metadata.sorted_tables:
            connection.execute(select(table).limit(1)).first()
    engine.dispose()


warm_up()
