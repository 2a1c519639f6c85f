"""What a supervisor needs: to review, to see what staff promised, and to rate as two."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sklearn.metrics import cohen_kappa_score

from coprod_widgets.access.audit import Deed
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from tests.browser.deskward import start_desk
from tests.browser.guard import guarded
from tests.browser.meeting import assert_accessible, assert_fits, sign_in
from tests.browser.sheet import fill_sheet, mark, mark_all
from tests.browser.ward import Ward
from tests.workbook.desks import (
    ITEMS,
    add_person,
    asked_again,
    changed_since,
    closed,
    days_ago,
    looked_at,
    marks,
    promised,
    recorded,
    sheet,
    signed,
)
from tests.workbook.sealed import sealed

pytestmark = pytest.mark.browser

KEPT = {
    "staff": ["done", "done", "part", "not_done", "done"],
    "me": ["done", "done", "done", "done", "not_done", "dropped"],
}


def _fill(store: Store) -> None:
    recorded(store, add_person(store, "Alder Brook"))
    # Ten promises that were looked at again with Nora, and three with Omar.
    birch, cedar = add_person(store, "Birch"), add_person(store, "Cedar", clinician="omar")
    ours = [(f"Thing {n}", "staff" if n % 2 else "me", "2026-03-10") for n in range(11)]
    promised(store, birch, ours)
    looked_at(store, birch, KEPT, day=7)
    promised(store, cedar, [(f"Of Omar {n}", "staff", "2026-03-10") for n in range(3)])
    looked_at(store, cedar, {"staff": ["done"] * 3}, day=7)
    # What is overdue now: the patient's for longer than that of staff.
    promises = [
        ("Write it down each evening", "me", days_ago(40)),
        ("Ask about the ground leave", "staff", days_ago(3)),
        ("Read the plan together", "staff", str(days_ago(-30))),
    ]
    promised(store, add_person(store, "Dale"), promises, day=20)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    started = start_desk(Path(tmp_path_factory.mktemp("supervisors")), _fill)
    yield started
    started.kill()


@pytest.fixture
def page(ward: Ward, browser: Browser) -> Iterator[Page]:
    with guarded(browser, ward.url, ("status of 400", "status of 409", "status of 500")) as context:
        opened = context.new_page()
        sign_in(opened, ward.url, ward.account("supervisor"))
        yield opened


def looked_through(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)


def store_of(ward: Ward) -> Store:
    return Store.open(Settings.load(ward.data))


def test_scenario_13_review(ward: Ward, page: Page, browser: Browser) -> None:
    page.get_by_role("link", name="Read the record Alder Brook").first.click()
    # Read-only: both voices, where they differ first, and the sheet beside it.
    expect(page.get_by_role("heading", name="Where the two differ")).to_be_visible()
    pair = page.locator(".differences .voices").first
    expect(pair.locator(".voice-patient")).to_contain_text("A little")
    expect(pair.locator(".voice-clinician")).to_contain_text("Mostly")
    read = page.locator(".read")
    assert read.locator("input, textarea, select, button").count() == 0
    expect(page.get_by_role("heading", name="The review sheet")).to_be_visible()
    beside = page.locator(".review-form").bounding_box()
    record = read.bounding_box()
    assert beside
    assert record
    assert beside["x"] >= record["x"] + record["width"]
    looked_through(page)
    # The ten points, each mark in words.
    for item in ITEMS:
        assert page.locator(f"input[name='s-{item}']").count() == 4
        assert page.locator(f"input[name='s-{item}']:checked").count() == 0

    # What is missing is named with a link, and nothing that was written is lost.
    fill_sheet(page, message="Thank you both. You kept two views.")
    mark(page, "outcome", "returned")
    page.get_by_role("button", name="Save the review").click()
    problem = page.locator(".error-summary")
    expect(problem).to_contain_text("Write a note")
    looked_through(page)
    problem.get_by_role("link").click()
    expect(page.get_by_label("A note to the nurse")).to_be_focused()
    expect(page.get_by_label("A message to the pair")).to_have_value(
        "Thank you both. You kept two views."
    )
    mark(page, "outcome", "signed_off")
    page.get_by_role("button", name="How hard is the message to read?").click()
    expect(page.get_by_role("status")).to_contain_text("The message reads like words for people of")
    digest = page.locator(".digest").inner_text()
    page.get_by_role("button", name="Save the review").click()
    expect(page.get_by_role("heading", name="Records to review")).to_be_visible()

    # The digest of what she saw is kept, and a later edit shows as a new version.
    with store_of(ward) as store:
        row = next(r for r in store.all_records() if r.digest == digest)
        (review,) = store.reviews_of(row.id)
        assert (review.digest, review.account_id) == (digest, "a_sita")
        newer = changed_since(store, row, "Said anew")
    page.reload()
    expect(page.locator("#waiting + .hint + ul")).to_contain_text("changed after sign-off")
    page.goto(f"{ward.url}/records/{newer.id}")
    expect(page.get_by_role("heading", name="What changed since it was signed off")).to_be_visible()
    old_and_new = page.locator(".differences .voices", has_text="Said anew").first
    expect(old_and_new).to_contain_text("Before")
    looked_through(page)
    page.goto(f"{ward.url}/records/{row.id}")
    expect(page.get_by_text("There is a newer version of this record.")).to_be_visible()
    looked_through(page)

    # The pair reads the outcome and the message; the patient reads nothing else of the review.
    with guarded(browser, ward.url) as context:
        nurse = context.new_page()
        sign_in(nurse, ward.url, ward.account("clinician"))
        nurse.goto(f"{ward.url}/people/{store_patient(ward, row.interview_id)}")
        expect(nurse.get_by_text("Thank you both. You kept two views.")).to_have_count(0)
        nurse.goto(f"{ward.url}/records/{row.id}")
        nurse.locator(".reviewed details summary").click()
        expect(nurse.get_by_text("Tired and proud.")).to_be_visible()
        looked_through(nurse)
        nurse.goto(f"{ward.url}/interview/{row.interview_id}")
        expect(nurse.get_by_text("Some of it was changed since then")).to_be_visible()
        expect(nurse.get_by_text("Thank you both. You kept two views.")).to_be_visible()
        looked_through(nurse)


def store_patient(ward: Ward, interview: str) -> str:
    with store_of(ward) as store:
        return store.about(interview).patient_id


def test_scenario_15_staff_promises(ward: Ward, page: Page) -> None:
    page.goto(ward.url)
    rows = page.locator(".overdue > li")
    expect(rows).to_have_count(2)
    # Those of staff first, though the patient's waits for longer; what isn't due is not there.
    expect(rows.nth(0)).to_contain_text("Ask about the ground leave")
    expect(rows.nth(0)).to_contain_text("Staff do it: named nurse")
    expect(rows.nth(1)).to_contain_text("Write it down each evening")
    expect(rows.nth(1)).to_contain_text("Dale does it")
    assert page.locator(".overdue").evaluate(
        "list => list.compareDocumentPosition(document.getElementById('waiting')) & 4"
    ), "overdue promises stand above the queue"
    page.get_by_text("How many promises were kept").click()
    table = page.locator("table")
    nora = table.locator("tr", has_text="nora").locator("td")
    # A part counts half, and what both dropped counts for nobody.
    expect(nora.nth(0)).to_have_text("70 % (3.5 of 5)")
    expect(nora.nth(1)).to_have_text("80 % (4.0 of 5)")
    expect(nora.nth(2)).to_have_text("+0.10")
    expect(table.locator("tr", has_text="omar").locator("td")).to_have_text("Too few to say: 3")
    looked_through(page)


def test_scenario_16_two_raters(ward: Ward, page: Page, browser: Browser) -> None:
    page.goto(f"{ward.url}/alike")
    expect(page.get_by_text("There is too little to say.")).to_be_visible()
    looked_through(page)
    dice = random.Random(16)
    sides: tuple[list[int], list[int]] = ([], [])
    with store_of(ward) as store:
        done = len(store.rated_twice())
        for number in range(9 - done):
            row = recorded(store, add_person(store, f"Rated {number}"))
            pair = [{item: dice.choice((0, 1, 2)) for item in ITEMS} for _ in sides]
            signed(store, row, **pair[0])
            second, at = marks(**pair[1]), row.at + timedelta(hours=1)
            pin = store.reviews_of(row.id)[0].sheet.pin
            store.add_rating(row.id, "a_tess", second, pin, row.digest, at)
            for side, given in zip(sides, pair, strict=True):
                side += given.values()
        row = recorded(store, add_person(store, "The tenth"))
        signed(store, row, note="Nothing of this is seen.")
    page.reload()
    expect(page.get_by_text("There is too little to say.")).to_be_visible()

    # The second rates the tenth without seeing the first one's marks.
    with guarded(browser, ward.url) as context:
        tess = context.new_page()
        sign_in(tess, ward.url, ward.account("supervisor", 1))
        tess.get_by_role("link", name="Read the record The tenth").first.click()
        expect(tess.get_by_role("heading", name="Your marks for this talk")).to_be_visible()
        assert "Nothing of this is seen." not in tess.content()
        assert tess.locator("input:checked").count() == 0
        looked_through(tess)
        mark_all(tess, 1)
        mark(tess, ITEMS[0], 2)
        tess.get_by_role("button", name="Save the marks").click()
        expect(tess.get_by_role("heading", name="Both ratings, side by side")).to_be_visible()
        looked_through(tess)
    sides[0].extend([2] * 10)
    sides[1].extend([2] + [1] * 9)

    page.reload()
    told = {
        code: page.locator("tr", has_text=f"({code})").locator("td").all_inner_texts()
        for code in ("EX", "W1", "QWK", "AC2")
    }
    pairs = list(zip(*sides, strict=True))
    assert len(pairs) == 100
    exact = sum(one == other for one, other in pairs) / 100
    near = sum(abs(one - other) <= 1 for one, other in pairs) / 100
    assert told["EX"][0] == f"{exact:.4f}"
    assert told["W1"][0] == f"{near:.4f}"
    kappa = cohen_kappa_score(*sides, labels=[0, 1, 2], weights="quadratic")
    assert told["QWK"][0] == f"{kappa:.4f}"
    assert float(told["AC2"][0]) <= 1
    for value, interval, counted in told.values():
        low, high = (float(part) for part in interval.split(" \u2013 "))
        assert low <= float(value) <= high
        assert counted == "100 pairs of marks, 10 records, 10 people"
    looked_through(page)
    with store_of(ward) as store:
        assert Deed.RATED in [event.deed for event in store.events()]


def test_scenario_16_without_variance_the_reason_is_told(tmp_path: Path, browser: Browser) -> None:
    def same(store: Store) -> None:
        for number in range(10):
            row = recorded(store, add_person(store, f"Rated {number}"))
            signed(store, row)
            at, pin = row.at + timedelta(hours=1), store.reviews_of(row.id)[0].sheet.pin
            apart = marks(2, **{ITEMS[0]: number % 3})
            store.add_rating(row.id, "a_tess", apart, pin, row.digest, at)

    ward = start_desk(tmp_path, same)
    try:
        with guarded(browser, ward.url) as context:
            page = context.new_page()
            sign_in(page, ward.url, ward.account("supervisor"))
            page.goto(f"{ward.url}/alike")
            expect(page.locator("tr", has_text="(QWK)")).to_contain_text("the same mark everywhere")
            told = page.locator("tr", has_text="(AC2)").locator("td")
            assert 0.8 < float(told.first.inner_text()) < 1, "steadier where marks hardly vary"
    finally:
        ward.kill()


def test_what_comes_back_is_looked_at_and_a_yes_alone_is_one_press(ward: Ward, page: Page) -> None:
    with store_of(ward) as store:
        row = recorded(store, add_person(store, "Elm"), day=-30)
        signed(store, row)
        again = asked_again(store, row)
        raised = recorded(store, add_person(store, "Fir"), day=-29)
        words = sheet(store, "Somebody else has to look at this.")
        store.add_review(raised.id, "a_tess", "raised", words, raised.digest, raised.at)
        future = closed(store, add_person(store, "Gorse"), day=-28)
        newer = sealed(store, future.id, future.at, changes={"format": 99})
    page.goto(ward.url)
    first, second = page.locator("#waiting + .hint + ul > li").all()[:2]
    expect(first).to_contain_text("Fir")
    expect(first).to_contain_text("raised, waits for a decision")
    expect(second).to_contain_text("Elm")
    looked_through(page)
    page.goto(f"{ward.url}/records/{raised.id}")
    expect(page.get_by_text("Somebody else has to look at this.")).to_be_visible()
    looked_through(page)
    page.goto(f"{ward.url}/records/{newer.id}")
    expect(page.get_by_role("heading", name="This record can't be shown")).to_be_visible()
    looked_through(page)
    page.goto(f"{ward.url}/reviewed")
    looked_through(page)

    page.goto(f"{ward.url}/records/{again.id}")
    expect(page.get_by_text("said yes, it stands. Nothing else has changed.")).to_be_visible()
    looked_through(page)
    page.get_by_role("button", name="Sign it off again").click()
    expect(page.get_by_role("heading", name="Records to review")).to_be_visible()
    page.goto(f"{ward.url}/records/{again.id}")
    expect(page.get_by_text("The sheet of the version before goes on.")).to_be_visible()


@pytest.mark.parametrize("with_script", [True, False])
def test_what_is_written_outlasts_the_sign_in(
    ward: Ward, browser: Browser, with_script: bool
) -> None:
    with store_of(ward) as store:
        row = recorded(store, add_person(store, f"Juniper {with_script}"))
    with guarded(browser, ward.url, ("status of 401",), java_script=with_script) as context:
        page = context.new_page()
        sign_in(page, ward.url, ward.account("supervisor"))
        page.goto(f"{ward.url}/records/{row.id}")
        fill_sheet(page, note="Before she was called away.")
        if with_script:
            expect(page.get_by_text("Kept for you alone at")).to_be_visible()
            looked_through(page)
            page.reload()
            expect(page.get_by_text("This is as you left it")).to_be_visible()
            expect(page.get_by_label("A note to the nurse")).to_have_value(
                "Before she was called away."
            )
            looked_through(page)
        with closing(sqlite3.connect(ward.data / "coprod.db")) as database, database:
            database.execute("UPDATE sign_ins SET seen = '2020-01-01T00:00:00.000000+00:00'")
        page.get_by_label("A message to the pair").fill("Written after the sign-in had ended.")
        if with_script:
            expect(page.get_by_text("Your sign-in has ended.")).to_be_visible()
            looked_through(page)
        page.get_by_role("button", name="Save the review").click()
        expect(page.get_by_text("All that you wrote is kept")).to_be_visible()
        if with_script:  # axe is one itself
            looked_through(page)
        account = ward.account("supervisor")
        page.get_by_label("Name").fill(account["name"])
        page.get_by_label("Password").fill(account["password"])
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_label("A note to the nurse")).to_have_value(
            "Before she was called away."
        )
        expect(page.get_by_label("A message to the pair")).to_have_value(
            "Written after the sign-in had ended."
        )
        assert page.locator(".review-form input:checked").count() == 16
        if with_script:
            looked_through(page)
        page.goto(ward.url)
        expect(page.get_by_role("heading", name="Begun, and not sent")).to_be_visible()
        if with_script:
            looked_through(page)
        page.goto(f"{ward.url}/records/{row.id}")
        page.get_by_role("button", name="Save the review").click()
        expect(page.get_by_role("heading", name="Records to review")).to_be_visible()
        expect(page.get_by_role("heading", name="Begun, and not sent")).to_have_count(0)
    with store_of(ward) as store:
        (review,) = store.reviews_of(row.id)
        assert review.message == "Written after the sign-in had ended."


def test_words_that_cannot_be_kept_are_kept_as_soon_as_the_network_is_back(
    ward: Ward, page: Page
) -> None:
    with store_of(ward) as store:
        row = recorded(store, add_person(store, "Larch"))
    page.goto(f"{ward.url}/records/{row.id}")
    page.route("**/kept", lambda route: route.fulfill(status=500, json={"message": "no"}))
    page.get_by_label("A note to the nurse").fill("Typed while the server was away.")
    expect(page.get_by_text("What you write is not kept at the moment")).to_be_visible()
    page.unroute("**/kept")
    expect(page.get_by_text("Kept for you alone at")).to_be_visible()
    page.get_by_label("A note to the nurse").fill("And the last words before she left.")
    page.goto(ward.url)
    page.goto(f"{ward.url}/records/{row.id}")
    expect(page.get_by_label("A note to the nurse")).to_have_value(
        "And the last words before she left."
    )
    page.get_by_text("Throw it away").click()
    page.get_by_role("button", name="Yes, throw away what I wrote").click()
    expect(page.get_by_label("A note to the nurse")).to_have_value("")


def test_words_on_their_way_are_not_lost_with_the_page(ward: Ward, page: Page) -> None:
    with store_of(ward) as store:
        row = recorded(store, add_person(store, "Rowan"))
    page.goto(f"{ward.url}/records/{row.id}")
    held: list[Route] = []  # never answered, as by a slow network
    page.route(
        "**/kept",
        lambda route: (
            held.append(route) if route.request.resource_type == "fetch" else route.continue_()
        ),
    )
    with page.expect_request("**/kept"):
        page.get_by_label("A note to the nurse").fill("Sent, and never arrived.")
    page.goto(ward.url)
    page.unroute("**/kept")
    page.goto(f"{ward.url}/records/{row.id}")
    expect(page.get_by_label("A note to the nurse")).to_have_value("Sent, and never arrived.")


def test_what_was_thrown_away_right_after_it_was_written_does_not_come_back(
    ward: Ward, page: Page
) -> None:
    with store_of(ward) as store:
        row = recorded(store, add_person(store, "Willow"))
    page.goto(f"{ward.url}/records/{row.id}")
    page.get_by_label("A note to the nurse").fill("Words.")
    expect(page.get_by_text("Kept for you alone at")).to_be_visible()
    page.reload()
    with page.expect_navigation():
        page.evaluate(
            """() => {
              const note = document.querySelector("#s-note");
              note.value = "More words.";
              note.dispatchEvent(new Event("input", { bubbles: true }));
              document.querySelector("form[data-forget] button").click();
            }"""
        )
    page.goto(ward.url)
    page.goto(f"{ward.url}/records/{row.id}")
    expect(page.get_by_label("A note to the nurse")).to_have_value("")


def test_who_comes_second_keeps_every_word(ward: Ward, page: Page) -> None:
    with store_of(ward) as store:
        row = recorded(store, add_person(store, "Hazel"))
    page.goto(f"{ward.url}/records/{row.id}")
    fill_sheet(page, note="Forty minutes of thought.")
    with store_of(ward) as store:
        signed(store, row, by="tess")
    page.get_by_role("button", name="Save the review").click()
    expect(page.get_by_text("Somebody else has reviewed this record meanwhile.")).to_be_visible()
    expect(page.get_by_role("heading", name="What you wrote, and was not saved")).to_be_visible()
    expect(page.get_by_text("Forty minutes of thought.")).to_be_visible()
    looked_through(page)
