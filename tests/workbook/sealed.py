"""Records made without a kernel: the same words and the same record, put in by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from coprod_widgets.research.reading import MIME
from coprod_widgets.store import Store
from coprod_widgets.store.records import RecordRow
from coprod_widgets.widgets.record import record_html, summary_html
from coprod_widgets.workbook.gist import gist_of
from coprod_widgets.workbook.record_format import record_of


def notebook_of(
    store: Store,
    interview_id: str,
    *,
    planted: Sequence[Mapping[str, Any]] = (),
    changes: Mapping[str, Any] | None = None,
) -> bytes:
    """What executing the notebook gives, with outputs planted in it and its record changed."""
    talk, about = store.interview(interview_id), store.about(interview_id)
    told = [str(record_html(talk, section.id)) for section in talk.instrument.sections]
    head = store.head(interview_id)
    record = record_of(talk, workbook=about.workbook, head=head, language="en")
    last = {"text/html": str(summary_html(talk)), MIME: {**record, **(changes or {})}}
    bundles = [{"text/html": html} for html in told] + [dict(one) for one in planted] + [last]
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{number:02}",
            "execution_count": 1,
            "metadata": {},
            "source": "",
            "outputs": [{"output_type": "display_data", "metadata": {}, "data": bundle}],
        }
        for number, bundle in enumerate(bundles)
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook).encode()


def sealed(store: Store, interview_id: str, at: datetime, **planted: Any) -> RecordRow:
    """The record of a talk as it stands."""
    notebook = notebook_of(store, interview_id, **planted)
    gist = gist_of(store.interview(interview_id))
    return store.add_record(interview_id, notebook, store.head(interview_id), at, gist)
