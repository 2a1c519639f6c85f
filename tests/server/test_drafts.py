"""What is written on a sheet is never lost: by HTTP, with and without the page's script."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from coprod_widgets.store import Store
from coprod_widgets.store.records import RecordRow
from tests.browser.ward import Ward
from tests.server.visitor import Visitor
from tests.workbook.desks import ITEMS, changed_since, fields, signed

pytestmark = pytest.mark.slow
WORDS = "Forty minutes of thought."


def page(visitor: Visitor, row: RecordRow) -> str:
    return unescape(visitor.get(f"/records/{row.id}").text)


def opened(visitor: Visitor, row: RecordRow) -> dict[str, str]:
    """What the form of the sheet carries besides what is written."""
    form = page(visitor, row).partition("data-keep=")[2]
    names = ("digest", "writer", "seen")
    return {name: re.findall(rf'name="{name}" value="([^"]*)"', form)[0] for name in names}


def end_sign_ins(desk: Ward, *, gone: bool) -> None:
    """As if everybody had been away for hours; `gone` as if the server knew of none any more."""
    long_ago = (datetime.now(UTC) - timedelta(hours=5)).isoformat(timespec="microseconds")
    change = "DELETE FROM sign_ins" if gone else f"UPDATE sign_ins SET seen = '{long_ago}'"
    with closing(sqlite3.connect(desk.data / "coprod.db")) as database, database:
        database.execute(change)


@pytest.mark.parametrize("gone", [False, True])
@pytest.mark.parametrize("kind", ["review", "rating"])
def test_a_sheet_that_is_sent_after_the_sign_in_ended_is_there_again_after_it(
    desk: Ward, sita: Visitor, row: RecordRow, store: Store, kind: str, gone: bool
) -> None:
    if kind == "rating":
        signed(store, row, by="tess")
    form, said = opened(sita, row), fields(skill_seen=WORDS)
    if kind == "rating":
        said = dict.fromkeys((f"s-{item}" for item in ITEMS[:4]), "1")
    end_sign_ins(desk, gone=gone)
    sent = sita.submit(f"/records/{row.id}/{kind}", **form, **said)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/login?back={row.id}")
    asked = sita.get(sent.headers["location"])
    assert "All that you wrote is kept" in asked.text
    assert WORDS not in asked.text
    account = desk.account("supervisor")
    told = {"name": account["name"], "password": account["password"], "back": row.id}
    token = re.search(r'name="_xsrf" value="([^"]+)"', asked.text)
    assert token
    back = sita.http.post("/login", data={"_xsrf": token[1], **told})
    assert (back.status_code, back.headers["location"]) == (303, f"/records/{row.id}")
    shown = page(sita, row)
    assert "This is as you left it" in shown
    if kind == "review":
        assert WORDS in shown
        assert "begun" in sita.get("/").text
    assert shown.count(" checked") == (4 if kind == "rating" else 12)
    assert sita.submit(f"/records/{row.id}/{kind}", **opened(sita, row), **said).status_code == (
        400 if kind == "rating" else 303
    )
    assert len(store.drafts_of("a_sita")) == (kind == "rating")
    store.forget_drafts(row.interview_id, "a_sita")


def test_a_page_keeps_what_is_written_also_while_nobody_is_signed_in(
    desk: Ward, sita: Visitor, row: RecordRow, store: Store
) -> None:
    form = opened(sita, row)
    kept = sita.submit(f"/records/{row.id}/review/kept", **form, **fields(skill_seen="At first"))
    assert kept.status_code == 200
    assert kept.json()["message"].startswith("Kept for you alone at ")
    end_sign_ins(desk, gone=False)
    kept = sita.submit(f"/records/{row.id}/review/kept", **form, **fields(skill_seen=WORDS))
    assert kept.status_code == 401
    assert "Your sign-in has ended." in kept.json()["message"]
    (draft,) = store.drafts_about(row.interview_id, "a_sita")
    assert draft.answers["skill_seen"] == WORDS


@pytest.mark.parametrize("made_up", ["", "a_sita", "a_sita.0000", "a_tess.{}", "a_nobody.{}"])
def test_nobody_without_a_sign_in_can_put_words_into_somebodys_sheet(
    desk: Ward, sita: Visitor, row: RecordRow, store: Store, made_up: str
) -> None:
    form = opened(sita, row)
    form["writer"] = made_up.format(form["writer"].partition(".")[2])
    end_sign_ins(desk, gone=True)
    sent = sita.submit(f"/records/{row.id}/review", **form, **fields(skill_seen=WORDS))
    assert (sent.status_code, sent.headers["location"]) == (302, "/login")
    assert sita.submit(f"/records/{row.id}/review/kept", **form, **fields()).status_code == 401
    assert store.drafts_about(row.interview_id, "a_sita") == []
    assert store.drafts_about(row.interview_id, "a_tess") == []


def test_a_form_is_never_signed_by_who_signed_in_after_it_was_opened(
    sita: Visitor, tess: Visitor, row: RecordRow, store: Store
) -> None:
    form = opened(sita, row)
    for path in ("review", "review/kept"):
        sent = tess.submit(f"/records/{row.id}/{path}", **form, **fields(skill_seen=WORDS))
        assert sent.status_code == 409
        assert "What they wrote is kept for them" in sent.text
        assert WORDS not in sent.text
    pressed = tess.submit(f"/records/{row.id}/review", **form, confirm="yes")
    assert pressed.status_code == 409
    assert store.reviews_of(row.id) == []
    assert WORDS in page(sita, row)
    assert WORDS not in page(tess, row)


@pytest.mark.parametrize("path", ["review", "review/kept"])
def test_a_form_is_kept_for_its_writer_also_where_a_nurse_is_signed_in_now(
    desk: Ward, sita: Visitor, row: RecordRow, store: Store, path: str
) -> None:
    form = opened(sita, row)
    with Visitor(desk.url, desk.account("clinician", 1)) as omar:
        sent = omar.submit(f"/records/{row.id}/{path}", **form, **fields(skill_seen=WORDS))
    assert sent.status_code == 409
    assert "What they wrote is kept for them" in sent.text
    assert WORDS in page(sita, row)


def test_nobody_throws_away_with_an_old_page_what_somebody_else_wrote(
    sita: Visitor, tess: Visitor, row: RecordRow, store: Store
) -> None:
    form = opened(sita, row)
    for writer in (sita, tess):
        told = {**opened(writer, row), **fields(skill_seen=WORDS)}
        writer.submit(f"/records/{row.id}/review/kept", **told)
    assert tess.submit(f"/records/{row.id}/forget", writer=form["writer"]).status_code == 409
    assert len(store.drafts_about(row.interview_id, "a_tess")) == 1
    assert len(store.drafts_about(row.interview_id, "a_sita")) == 1
    assert sita.submit(f"/records/{row.id}/forget", writer=form["writer"]).status_code == 303
    assert store.drafts_about(row.interview_id, "a_sita") == []


def test_words_about_a_record_that_changed_or_was_decided_are_told_until_thrown_away(
    sita: Visitor, row: RecordRow, store: Store
) -> None:
    sita.submit(f"/records/{row.id}/review/kept", **opened(sita, row), **fields(skill_seen=WORDS))
    newer = changed_since(store, row, "Said anew")
    assert "What you wrote, and was not saved" in page(sita, row)
    shown = page(sita, newer)
    assert WORDS in shown
    assert "You wrote it about version 1." in shown
    signed(store, newer, by="tess")
    shown = page(sita, newer)
    assert "What you wrote, and was not saved" in shown
    assert WORDS in shown
    assert sita.submit(f"/records/{newer.id}/forget").status_code == 303
    assert WORDS not in page(sita, newer)
    assert store.drafts_about(row.interview_id, "a_sita") == []


def test_what_could_not_be_taken_is_there_the_next_time(
    sita: Visitor, row: RecordRow, store: Store
) -> None:
    form = opened(sita, row)
    sent = sita.submit(f"/records/{row.id}/review", **form, **fields(nurse_is="", skill_seen=WORDS))
    assert sent.status_code == 400
    assert WORDS in page(sita, row)
    look = {**fields(message="Thank you both."), "look": "yes"}
    assert sita.submit(f"/records/{row.id}/review", **form, **look).status_code == 200
    assert "Thank you both." in page(sita, row)


@pytest.mark.parametrize("back", ["https://x.example", "//x.example", "r_a/../..", "p_1", "r_A"])
def test_signing_in_leads_nowhere_but_to_a_record(desk: Ward, back: str) -> None:
    account = desk.account("supervisor")
    with Visitor(desk.url) as visitor:
        token = re.search(r'name="_xsrf" value="([^"]+)"', visitor.get("/login").text)
        assert token
        form = {"_xsrf": token[1], "name": account["name"], "password": account["password"]}
        sent = visitor.http.post("/login", data={**form, "back": back})
        assert (sent.status_code, sent.headers["location"]) == (303, "/")


def test_a_nurse_who_signs_in_there_is_led_home(desk: Ward, row: RecordRow) -> None:
    account = desk.account("clinician")
    with Visitor(desk.url) as visitor:
        token = re.search(r'name="_xsrf" value="([^"]+)"', visitor.get("/login").text)
        assert token
        form = {"_xsrf": token[1], "name": account["name"], "password": account["password"]}
        sent = visitor.http.post("/login", data={**form, "back": row.id})
        assert sent.headers["location"] == "/"
        visitor.xsrf = token[1]
        assert visitor.submit(f"/records/{row.id}/review/kept", **fields()).status_code == 404
        assert visitor.submit(f"/records/{row.id}/forget").status_code == 404
