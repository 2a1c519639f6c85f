"""The researcher's page says what went out, and as what."""

from __future__ import annotations

from datetime import UTC, datetime

from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.datasets import DatasetKind
from tests.browser.ward import Ward
from tests.server.visitor import Visitor

AT = datetime(2026, 11, 26, tzinfo=UTC)


def test_each_line_says_whether_it_was_a_data_set_records_or_a_release(ward: Ward) -> None:
    with Store.open(Settings.load(ward.data)) as store:
        for kind in DatasetKind:
            store.add_dataset(
                at=AT,
                kind=kind,
                counts={"people": 20},
                digests={},
                interviews=[],
                patients=["p_planted"],
                body={"planted": "whose figures"},
            )
    with Visitor(ward.url, ward.account("researcher")) as visitor:
        page = visitor.get("/").text
    for words in (
        "Data set</strong>",
        "Data set of what hospitals handed out",
        "Records for a study",
        "Release",
        "people: 20",
    ):
        assert words in page
    assert "planted" not in page
