"""Reading and signing a sealed record."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from coprod_widgets.interview.answer import Answer
from coprod_widgets.server.harmless import harmless
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from tests.browser.ward import Ward
from tests.server.visitor import Visitor
from tests.workbook.desks import fields

ATTACKS = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    '<svg onload="alert(1)"><script>1</script></svg>',
    '<svg><path d="M0 0" fill="url(http://x.example/a.svg#a)" onclick="alert(1)"/></svg>',
    '<svg><use href="http://x.example/a.svg#a"/><image href="http://x.example/x.png"/></svg>',
    "<svg><style>@import url(http://x.example/x.css)</style></svg>",
    '<a href="javascript:alert(1)">x</a>',
    '<meta http-equiv="refresh" content="0;url=http://x.example">',
    "<style>@import url(http://x.example/x.css)</style>",
    '<img src="http://x.example/x.png">',
    '<iframe src="http://x.example"></iframe>',
    '<form action="http://x.example"><input name=a></form>',
    '<p style="background:url(http://x.example)">x</p>',
    '<a href="http://x.example">x</a>',
    '<base href="http://x.example">',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_planted_in_a_record_can_do_anything(attack: str) -> None:
    left = harmless(f"<p>before</p>{attack}<p>after</p>")
    assert "before" in left
    assert not re.search(r"<(script|img|meta|style|iframe|form|input|base)", left, re.I)
    assert not re.search(r"<[^>]*\s(on\w+|style|href|src)=", left, re.I)
    assert not re.search(r"<[^>]*(url\(|x\.example)", left, re.I)


@pytest.mark.slow
def test_a_record_is_returned_opened_again_and_its_changes_are_shown(
    ward: Ward, nora: Visitor, recorded: str
) -> None:
    settings = Settings.load(ward.data)
    account = ward.account("supervisor")
    with Visitor(ward.url, account) as supervisor, Store.open(settings) as store:
        first = store.records_of(recorded)[-1]
        address = f"/records/{first.id}/review"
        form = {"digest": first.digest, **fields(outcome="returned")}
        noted = form | fields(outcome="returned", note="Ask once more.")
        assert supervisor.submit(address, **form).status_code == 400
        assert supervisor.submit(address, **{**noted, "digest": "0" * 64}).status_code == 409
        assert supervisor.submit(address, **noted).status_code == 303
        assert supervisor.submit(address, **noted).status_code == 409

        assert "Ask once more." in nora.get("/").text
        assert nora.submit(f"/interview/{recorded}/reopen").status_code == 303
        talk = store.interview(recorded)
        meaning = next(
            entry.place
            for entry in talk.entries
            if isinstance(entry, Answer) and entry.place.question == "team_meaning"
        )
        more = {"row": meaning.row, "base": talk.version(meaning)}
        said = nora.say(recorded, "team_meaning", "clinician", "Said anew", **more)
        assert said.status_code == 200
        assert nora.happen(recorded, "closed").status_code == 200
        made = ward.run("record", recorded)
        assert made.returncode == 0, made.stderr
        second = store.records_of(recorded)[-1]
        assert second.version == 2
        page = supervisor.get(f"/records/{second.id}").text
        assert "What changed since it was returned" in page
        assert "Said anew" in page
        assert "There is a newer version" in supervisor.get(f"/records/{first.id}").text


@pytest.mark.slow
def test_a_record_that_does_not_match_its_seal_is_not_shown(ward: Ward) -> None:
    interview = ward.interviews("half_way")[0]["id"]
    with Store.open(Settings.load(ward.data)) as store:
        notebook = json.dumps({"cells": []}).encode()
        row = store.add_record(interview, notebook, store.head(interview), datetime.now(UTC))
    with closing(sqlite3.connect(ward.data / "coprod.db")) as database, database:
        database.execute("UPDATE records SET digest = ? WHERE id = ?", ("f" * 64, row.id))
    with Visitor(ward.url, ward.account("supervisor")) as supervisor:
        page = supervisor.get(f"/records/{row.id}")
    assert page.status_code == 409
    assert "does not match its seal" in page.text
    found = ward.run("verify")
    assert found.returncode == 1
    assert row.id in found.stderr
