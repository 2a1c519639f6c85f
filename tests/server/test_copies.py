"""The patient's own copies on the ward: who may make one, and that each is numbered and kept."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from coprod_widgets.access.audit import Deed
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.workbook.copying import has_pdf
from tests.browser.ward import Ward
from tests.server.visitor import Visitor

pytestmark = pytest.mark.slow


def deeds(ward: Ward, deed: Deed) -> list[str]:
    with Store.open(Settings.load(ward.data)) as store:
        return [event.reason for event in store.events() if event.deed is deed]


def test_each_copy_gets_the_next_number_and_is_in_the_audit_trail(
    ward: Ward, nora: Visitor, recorded: str
) -> None:
    address = f"/interview/{recorded}/copy"
    assert "No copy of this talk has been made yet." in nora.get(address).text
    for number in (1, 2):
        answer = nora.submit(address)
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"{address}/{number}"
    page = nora.get(f"{address}/2")
    assert "copy 2" in page.text
    assert "Copy 2, made on" in nora.get(address).text
    made = [reason.partition(",")[0] for reason in deeds(ward, Deed.MADE_COPY)]
    assert made == ["copy 1", "copy 2"]
    assert deeds(ward, Deed.READ_COPY) == ["copy 2"]
    assert nora.get(f"{address}/3").status_code == 404
    assert ward.run("verify").returncode == 0


def test_the_copy_page_asks_for_its_own_style_sheet_and_for_nothing_else(
    nora: Visitor, recorded: str
) -> None:
    nora.submit(f"/interview/{recorded}/copy")
    page = nora.get(f"/interview/{recorded}/copy/1")
    asked = re.findall(r'<(?:link|script|img)[^>]*(?:href|src)="([^"]*)"', page.text)
    assert len(asked) == 1
    assert nora.get(asked[0]).headers["Content-Type"].startswith("text/css")
    assert "<style" not in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.skipif(not has_pdf(), reason="PDF files can't be made here")
def test_the_same_copy_is_a_pdf_file_of_as_many_pages(nora: Visitor, recorded: str) -> None:
    nora.submit(f"/interview/{recorded}/copy")
    page = nora.get(f"/interview/{recorded}/copy/1")
    made = nora.get(f"/interview/{recorded}/copy/1.pdf")
    assert made.headers["Content-Type"] == "application/pdf"
    assert 'filename="copy-1.pdf"' in made.headers["Content-Disposition"]
    assert len(PdfReader(io.BytesIO(made.content)).pages) == page.text.count('class="sheet"')
    assert f"/interview/{recorded}/copy/1.pdf" in page.text


def test_a_talk_that_is_going_on_has_no_copy(nora: Visitor, half_way: str) -> None:
    address = f"/interview/{half_way}/copy"
    assert "when the talk is closed" in nora.get(address).text
    made = nora.submit(address)
    assert made.status_code == 409
    assert "when the talk is closed" in made.text
    assert nora.get(f"{address}/1").status_code == 404


@pytest.mark.parametrize(
    ("role", "index", "allowed"),
    [
        ("clinician", 1, False),
        ("supervisor", 0, True),
        ("researcher", 0, False),
        ("administrator", 0, False),
    ],
)
def test_a_copy_is_for_those_who_may_read_the_record(
    ward: Ward, nora: Visitor, recorded: str, role: str, index: int, allowed: bool
) -> None:
    nora.submit(f"/interview/{recorded}/copy")
    with Visitor(ward.url, ward.account(role, index)) as other:
        for path in ("/copy", "/copy/1", "/copy/1.pdf"):
            expected = (200, 501) if allowed else (404,)
            assert other.get(f"/interview/{recorded}{path}").status_code in expected
        made = other.submit(f"/interview/{recorded}/copy")
        assert made.status_code == (303 if allowed else 404)


def test_nobody_makes_a_copy_without_signing_in_or_from_another_site(
    ward: Ward, nora: Visitor, recorded: str
) -> None:
    address = f"/interview/{recorded}/copy"
    with Visitor(ward.url) as stranger:
        assert stranger.get(f"{address}/1").headers["Location"] == "/login"
    elsewhere = {"Origin": "http://elsewhere.example"}
    assert nora.http.post(address, data={"_xsrf": nora.xsrf}, headers=elsewhere).status_code == 403


def test_while_the_patient_has_the_screen_only_the_copies_of_his_own_talk_are_there(
    ward: Ward, nora: Visitor, recorded: str
) -> None:
    nora.submit(f"/interview/{recorded}/copy")
    talk = ward.interviews("ready", "Nora")[0]["id"]
    nora.submit(f"/interview/{talk}/open")
    assert nora.happen(talk, "handed_over", to="patient").status_code == 200
    other = nora.get(f"/interview/{recorded}/copy/1")
    assert other.headers["Location"] == f"/interview/{talk}"
    own = nora.get(f"/interview/{talk}/copy")
    assert own.status_code == 200
    assert 'href="/"' not in own.text


def test_the_way_to_a_copy_is_on_the_home_page_and_in_the_record(
    ward: Ward, nora: Visitor, recorded: str
) -> None:
    assert f"/interview/{recorded}/copy" in nora.get("/").text
    assert f"/interview/{recorded}/copy" in nora.get(f"/interview/{recorded}").text
    with Store.open(Settings.load(ward.data)) as store:
        record = store.records_of(recorded)[-1].id
    with Visitor(ward.url, ward.account("supervisor")) as supervisor:
        assert f"/interview/{recorded}/copy" in supervisor.get(f"/records/{record}").text
