"""Planted sealed words and a planted reason that may not be shared are found nowhere at all.

A ward is made, prepared and served by the command line; the patient types in the browser; the talk
is closed, recorded, read, signed off and made into a data set. Then everything is searched.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from coprod_widgets.access.accounts import Role
from coprod_widgets.interview.answer import Status
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.sealing import open_sealed, read_identity
from tests.browser.guard import guarded
from tests.browser.meeting import PIN, card, fill, hand_over, saved, sign_in
from tests.browser.search import Haystack, Wire, kept_by, packed_forms
from tests.browser.sheet import fill_sheet
from tests.browser.ward import Ward, free_port
from tests.browser.workshop import PASSWORD

pytestmark = pytest.mark.browser

OPEN = "openmarigold 4471 in the yard"
DRAFT = "draftmagnolia 8102 not sent"
SECOND = "secondhyacinth 2290 elsewhere"
SAFE = "sealedwisteria 7319 nobody asks"
LONG = "sealedlavender 5526 " * 20
ALONE = "sealedperiwinkle 6045 I nodded"
WITHHELD = "withheldoleander 9933 told in confidence"
HIDDEN = {
    "a draft": "draftmagnolia",
    "the second screen's": "secondhyacinth",
    "what was sealed": "sealedwisteria",
    "what was too long": "sealedlavender",
    "what was said alone": "sealedperiwinkle",
    "the reason that may not be shared": "withheldoleander",
}
_ROOT = Path(__file__).parent.parent


@dataclass
class Scene:
    """A ward, its temporary folder, the private half, and what the commands said."""

    ward: Ward
    temporary: Path
    key: Path
    haystack: Haystack

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = self.ward.run(*arguments)
        self.haystack.add(f"coprod {arguments[0]}", done.stdout + done.stderr)
        return done


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    data, given, temporary = (tmp_path / name for name in ("data", "given", "temporary"))
    given.mkdir()
    temporary.mkdir()
    url = f"http://127.0.0.1:{free_port()}/"
    ward = Ward(data, None, {"url": url, "accounts": []}, tmp_path / "log")
    made = Scene(ward, temporary, tmp_path / "sealed.key", Haystack())
    with monkeypatch.context() as patch:
        patch.setenv("TMPDIR", str(temporary))
        assert made.run("init", "--private-key", str(made.key)).returncode == 0
        _bring_workbook(data)
        _add_staff(ward)
        _prepare(made, given)
        ward.serve_again()
        yield made
        ward.kill()


def _bring_workbook(data: Path) -> None:
    book = data / "workbooks" / "planted"
    book.mkdir(parents=True)
    text = (_ROOT / "instruments" / "planted.yaml").read_text("utf-8")
    (book / "planted.yaml").write_text(text, "utf-8")
    notebook = (_ROOT / "notebooks" / "every_type.ipynb").read_text("utf-8")
    for old, new in (("every_type", "planted"), ("first", "written"), ("listed", "said")):
        notebook = notebook.replace(old, new)
    notebook = notebook.replace('talk.section(\\"each_sign\\")', "pass")
    (book / "planted.ipynb").write_text(notebook, "utf-8")


def _add_staff(ward: Ward) -> None:
    with Store.open(Settings.load(ward.data)) as store:
        for role in Role:
            store.add_account(f"The {role.value}", role, PASSWORD)
            account = {"name": f"The {role.value}", "password": PASSWORD, "role": role.value}
            ward.said["accounts"].append(account)


def _prepare(scene: Scene, given: Path) -> None:
    caseload, reasons = given / "caseload.csv", given / "reasons.csv"
    caseload.write_text(
        "patient_number,patient_name,clinician,research_consent\nN1,Pat,The clinician,yes\n"
    )
    reasons.write_text(
        "patient_number,wording,kind,may_be_shared,count_cleared\n"
        f"N1,A reason to see,fact,yes,\nN1,{WITHHELD},opinion,no,yes\n"
    )
    files = ["--caseload", str(caseload), "--reasons", str(reasons)]
    told = scene.run("prepare", "--workbook", "planted", *files)
    assert "Made 1 interviews ready" in told.stdout, told.stderr
    assert "not read in" in told.stderr


@pytest.fixture
def context(browser: Browser, scene: Scene) -> Iterator[BrowserContext]:
    provoked = ("status of 409", "status of 400")
    with guarded(browser, scene.ward.url, provoked) as opened:
        yield opened


class Meeting:
    """The two people, and the looks taken while they talk."""

    def __init__(self, scene: Scene, page: Page) -> None:
        self.scene, self.page = scene, page

    def look(self, page: Page | None = None) -> None:
        """Keep what the browser and the temporary folder hold at this moment."""
        looked = page or self.page
        self.scene.haystack.add(f"browser at {looked.url}", kept_by(looked))
        self.scene.haystack.add_folder("temporary", self.scene.temporary)

    def say(self, question: str, value: str) -> None:
        form = card(self.page)
        expect(form).to_have_attribute("data-question", question)
        fill(form, value)
        form.locator("button[type=submit]").click()
        saved(self.page)
        self.look()

    def pass_on(self) -> None:
        self.page.locator(".pass-on > summary").click()
        form = self.page.locator(".pass-on form")
        form.locator("input[name=pin]").fill(PIN)
        holder = str(self.page.locator("main").get_attribute("data-holder"))
        form.locator("button[type=submit]").click()
        expect(self.page.locator("main")).not_to_have_attribute("data-holder", holder)
        saved(self.page)
        self.look()


def hold(meeting: Meeting, context: BrowserContext) -> None:
    """The whole talk, with everything that can go wrong around a sealed answer."""
    page = meeting.page
    page.get_by_role("link", name="Begin").click()
    page.get_by_role("button", name="Start the talk").click()
    card(page).wait_for()
    page.wait_for_load_state()  # its script too
    card(page).locator("button[type=submit]").click()  # that is all of them
    saved(page)
    hand_over(page)
    meeting.say("plainly", OPEN)
    meeting.say("show", "no")
    a_draft_is_left(meeting)
    it_is_too_long(meeting)
    a_second_screen_is_late(meeting, context)
    meeting.say("pleased", "a_lot")
    page.reload()
    hand_over(page)
    meeting.look()
    page.get_by_role("button", name="Close the talk").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("closed")
    while not page.get_by_role("link", name="Read the record").is_visible():
        meeting.look()
        page.get_by_role("link", name="Look again").click()
        page.wait_for_timeout(500)
    meeting.look()


def a_draft_is_left(meeting: Meeting) -> None:
    """Words for a sealed question are typed and not saved, and the screen goes to the clinician."""
    expect(card(meeting.page)).to_have_attribute("data-question", "safe")
    fill(card(meeting.page), DRAFT)
    meeting.pass_on()
    expect(meeting.page.locator("form[data-sealed]")).to_have_count(0)
    hand_over(meeting.page)
    expect(card(meeting.page).locator("textarea")).to_have_value("")
    meeting.say("safe", SAFE)


def it_is_too_long(meeting: Meeting) -> None:
    """The server refuses; its reply and its log say nothing of the words."""
    form = card(meeting.page)
    expect(form).to_have_attribute("data-question", "alone_words")
    form.locator("textarea").evaluate("area => area.removeAttribute('maxlength')")
    fill(form, LONG)
    form.locator("button[type=submit]").click()
    expect(form.locator(".error-summary")).to_contain_text("300")
    meeting.page.reload()  # what is refused stays in its field, to be cut


def a_second_screen_is_late(meeting: Meeting, context: BrowserContext) -> None:
    """Both answer the sealed question; the second is told so, and reads no words of either."""
    page, other = meeting.page, context.new_page()
    other.goto(page.url)
    fill(card(other), SECOND)
    meeting.say("alone_words", ALONE)
    card(other).locator("button[type=submit]").click()
    panel = other.locator(".conflict")
    expect(panel).to_contain_text("not shown here")
    meeting.look(other)
    panel.get_by_role("button", name="Use mine").click()
    saved(other)
    meeting.look(other)
    other.close()
    page.reload()


def read(meeting: Meeting, context: BrowserContext) -> None:
    """Everybody reads what is theirs to read; the supervisor signs, and a data set is made."""
    page, ward = meeting.page, meeting.scene.ward
    for role in Role:
        context.clear_cookies()
        sign_in(page, ward.url, ward.account(role.value))
        meeting.look()
        if role is Role.CLINICIAN or role is Role.SUPERVISOR:
            page.get_by_role("link", name="Read the record").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("record")
            expect(page.locator("main")).to_contain_text("Answers to this question are sealed")
            meeting.look()
        if role is Role.SUPERVISOR:
            fill_sheet(page, note="Both views are kept.")
            page.get_by_role("button", name="Save the review").click()
            page.wait_for_url(f"{ward.url}/")
    tables = meeting.scene.temporary.parent / "tables"
    assert meeting.scene.run("dataset", "--out", str(tables)).returncode == 0
    meeting.scene.haystack.add_folder("data set", tables)


def test_a_search_of_everything_finds_nothing_planted(
    scene: Scene, context: BrowserContext
) -> None:
    haystack = scene.haystack
    wire = Wire(haystack)
    wire.watch(context)
    page = context.new_page()
    sign_in(page, scene.ward.url, scene.ward.account("clinician"))
    meeting = Meeting(scene, page)
    hold(meeting, context)
    read(meeting, context)
    assert scene.run("verify").returncode == 0
    tried = scene.run("sealed", "--key", str(scene.key))
    assert "opens 3 of 3 sealed answers" in tried.stdout, tried.stderr
    page.goto("about:blank")
    haystack.add_folder("data", scene.ward.data)
    haystack.add_opened(scene.ward.data)
    haystack.add("log", scene.ward.log.read_bytes())

    for what, word in HIDDEN.items():
        assert haystack.holds(word) == [], what
    # The answers went over the wire from the form to the server, each once, and nowhere else.
    assert_on_the_wire_once(wire)
    assert_the_search_finds_what_is_there(haystack)
    assert_only_the_private_half_opens_them(scene)


def assert_on_the_wire_once(wire: Wire) -> None:
    sent = {word: sum(word in body for body in wire.said) for word in HIDDEN.values()}
    assert sent == {
        "draftmagnolia": 0,
        "secondhyacinth": 2,  # and once more after "Use mine"
        "sealedwisteria": 1,
        "sealedlavender": 1,
        "sealedperiwinkle": 1,
        "withheldoleander": 0,
    }


def assert_the_search_finds_what_is_there(haystack: Haystack) -> None:
    """Open words are found wherever they may be, and nowhere else; clear ones in the raw bytes."""
    places = " ".join(haystack.holds("openmarigold"))
    for where in ("browser at", "response http", "opened entry", "opened record"):
        assert where in places, where
    for where in ("data ", "data set", "log", "temporary", "console", "event", "coprod "):
        assert f" {where}" not in f" {places}", where
    looked_into = {where.split(" ")[0] for where, _ in haystack.found}
    assert looked_into >= {"event", "request", "response", "temporary", "log", "coprod", "opened"}
    assert any(where.startswith("data coprod.db") for where in haystack.holds("What may all see?"))
    assert "Both views are kept" in str(dict(haystack.found)["opened review"])


def assert_only_the_private_half_opens_them(scene: Scene) -> None:
    settings = Settings.load(scene.ward.data)
    identity = read_identity(scene.key, settings.recipient)
    with Store.open(settings) as store:
        opened = list(open_sealed(store.sealed_answers(), identity))
    inside = {answer.place.question: content for answer, content in opened if content}
    assert {name: (c.status, c.value) for name, c in inside.items()} == {
        "safe": (Status.ANSWERED, SAFE),
        "alone_words": (Status.ANSWERED, SECOND),
        "pleased": (Status.ANSWERED, "a_lot"),
    }


def test_the_search_finds_words_in_every_form() -> None:
    for name, content in packed_forms("sealedwisteria").items():
        haystack = Haystack([("here", content)])
        assert haystack.holds("sealedwisteria"), name
        assert not haystack.holds("sealedforsythia"), name
