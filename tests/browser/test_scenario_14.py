"""Too smooth: a supervisor is asked whether it was safe to disagree, and nobody else sees that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from coprod_widgets.access.accounts import Role
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.widgets.words import say
from tests.browser.guard import guarded
from tests.browser.hospital import PASSWORD, ran
from tests.browser.meeting import Traffic, assert_accessible, assert_fits, sign_in
from tests.browser.search import Haystack
from tests.browser.ward import Ward, free_port
from tests.server.test_shown import smooth
from tests.workbook.holding import Held, patient_of

QUESTION = say("prompt_question", "en")

pytestmark = pytest.mark.browser

PEOPLE = {"nora": Role.CLINICIAN, "sita": Role.SUPERVISOR}
TITLE = "A question for supervision"


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    folder = Path(tmp_path_factory.mktemp("smooth"))
    store, _ = Store.create(Settings.load(folder / "data"))
    with store:
        for name, role in PEOPLE.items():
            store.add_account(name, role, PASSWORD)
        patient = patient_of(store)
        store.add_consent(patient.id, "yes", datetime.now(UTC))
        records = smooth(store, patient)
        under_way = Held(store, patient, "signs", 2)
    said = {
        "accounts": [
            {"name": name, "password": PASSWORD, "role": role} for name, role in PEOPLE.items()
        ],
        "url": f"http://127.0.0.1:{free_port()}/",
        "records": [row.id for row in records],
        "talks": [row.interview_id for row in records],
        "under_way": under_way.id,
    }
    started = Ward(folder / "data", None, said, folder / "log")
    started.serve_again()
    yield started
    started.kill()


def looked_at(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)


def test_scenario_14_too_smooth(ward: Ward, browser: Browser, tmp_path: Path) -> None:
    record, look_back = ward.said["records"]
    with guarded(browser, ward.url) as context:
        page = context.new_page()
        sign_in(page, ward.url, ward.account("supervisor"))
        page.goto(f"{ward.url}/records/{record}")
        notice = page.locator(".notice", has_text=QUESTION)
        expect(notice).to_be_visible()
        expect(notice).to_contain_text("It is for you alone, and stands in no record.")
        # It names nothing that it was asked for.
        for named in ("rating", "same", "words", "difference", "please", "safe to disagree is"):
            assert named not in notice.inner_text()
        expect(page.get_by_text("The level of this round:")).to_be_visible()
        looked_at(page)
        # What is for her alone is not on the paper that she prints.
        page.emulate_media(media="print")
        expect(notice).to_be_hidden()
        expect(page.get_by_text("The level of this round:")).to_be_hidden()
        page.emulate_media(media="screen")
        for summary in page.locator(".round > details > summary").all():
            summary.click()
        expect(page.locator(".round .measure", has_text="(EX)")).to_contain_text("1 (from 0 to 1)")
        # What the patient kept to himself is no more readable here than anywhere.
        safe = page.locator(".round .measure", has_text="(SAFE)")
        expect(safe).to_contain_text("Nothing was shown to staff.")
        assert "please" not in page.locator(".round").inner_text()
        looked_at(page)
        # Each measure leads to the answers behind it, in this record and in that of another talk.
        behind = page.locator(".round .measure", has_text="(VOI1)")
        behind.locator("summary").click()
        behind.get_by_role("link").first.click()
        expect(page.locator("#said-own_account-r1-patient")).to_be_in_viewport()
        shared = page.locator(".round .measure", has_text="(EX)")
        shared.locator("summary").click()
        shared.locator(f"a[href='/records/{look_back}#said-informed--patient']").click()
        expect(page.locator("#said-informed--patient")).to_be_in_viewport()

    # The nurse: her own pages, the records, the patient's copies, and a screen of the two.
    with guarded(browser, ward.url) as context:
        page, traffic = context.new_page(), Traffic()
        traffic.watch(page)
        sign_in(page, ward.url, ward.account("clinician"))
        page.get_by_role("link", name="Alder Brook", exact=True).first.click()
        for row, talk in zip(ward.said["records"], ward.said["talks"], strict=True):
            page.goto(f"{ward.url}/records/{row}")
            expect(page.get_by_role("heading", name="What this talk shows")).to_be_visible()
            looked_at(page)
            page.goto(f"{ward.url}/interview/{talk}/copy")
            page.get_by_role("button", name="Make").first.click()
            page.wait_for_load_state()
        page.goto(f"{ward.url}/interview/{ward.said['under_way']}")
        page.locator(".now form:visible").first.wait_for()
        assert not traffic.holds(QUESTION)
        assert not traffic.holds(TITLE)
        assert not traffic.holds("The level of this round")

    # The record itself, all that is kept, the data set and the log.
    out = tmp_path / "set"
    ran(ward, "dataset", "--out", str(out))
    assert "matters_today" in (out / "answers.csv").read_text("utf-8")
    haystack = Haystack()
    haystack.add_opened(ward.data)
    haystack.add_folder("data", ward.data)
    haystack.add_folder("set", out)
    haystack.add("log", ward.log.read_bytes())
    for flag in (QUESTION, "Was it safe to disagree", TITLE):
        assert haystack.holds(flag) == []
