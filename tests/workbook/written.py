"""Records made without a kernel: what executing the notebook would give, put together by hand."""

from __future__ import annotations

import json
from datetime import datetime
from unittest import mock

from coprod_widgets.research.reading import MIME
from coprod_widgets.store import Store
from coprod_widgets.store.records import RecordRow
from coprod_widgets.widgets.record import record_html, summary_html
from coprod_widgets.workbook import recording
from coprod_widgets.workbook.record_format import record_of


def executed(store: Store, interview_id: str) -> bytes:
    talk, workbook = store.interview(interview_id), store.about(interview_id).workbook
    told = [{"text/html": record_html(talk, section.id)} for section in talk.instrument.sections]
    body = record_of(talk, workbook=workbook, head=store.head(interview_id), language="en")
    told.append({"text/html": summary_html(talk, workbook=workbook), MIME: body})
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{number:02}",
            "execution_count": 1,
            "metadata": {},
            "source": "",
            "outputs": [{"output_type": "display_data", "metadata": {}, "data": bundle}],
        }
        for number, bundle in enumerate(told)
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook).encode()


def written(store: Store, interview_id: str, at: datetime) -> RecordRow:
    """The record of a closed talk as it stands."""
    with mock.patch.object(recording, "_executed", executed):
        return recording.record(store, interview_id, at)
