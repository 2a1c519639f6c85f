"""Handing over, taking back, pausing and closing: one step each, by who has the screen."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coprod_widgets.access.audit import Deed
from coprod_widgets.interview.answer import Happening, Moment
from coprod_widgets.interview.happening import Happened, moment_from
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from tests.browser.ward import Ward
from tests.browser.workshop import start_workshop
from tests.server.visitor import Visitor

pytestmark = pytest.mark.slow
PIN = "2468"


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    started = start_workshop(Path(tmp_path_factory.mktemp("moments")), talks=20)
    yield started
    started.kill()


@pytest.fixture
def talk(ward: Ward, nora: Visitor) -> str:
    """A talk of its own for each test, just begun."""
    interview = str(ward.said["interviews"].pop()["id"])
    assert nora.submit(f"/interview/{interview}/open").status_code == 303
    return interview


def happenings(ward: Ward, interview: str) -> list[Happening]:
    with Store.open(Settings.load(ward.data)) as store:
        return [e.happening for e in store.interview(interview).entries if isinstance(e, Moment)]


def run_sql(ward: Ward, *statements: str) -> None:
    with Store.open(Settings.load(ward.data)) as store, store.writing() as writing:
        for statement in statements:
            writing.connection.exec_driver_sql(statement)


def test_the_patient_can_set_no_numbers_and_does_not_get_out(nora: Visitor, talk: str) -> None:
    assert nora.happen(talk, "handed_over", PIN, to="patient").status_code == 200
    for pin in ("1111", ""):
        assert nora.happen(talk, "handed_over", pin, to="patient").status_code == 400
        assert nora.happen(talk, "break", pin, to="patient").status_code == 400
    assert nora.happen(talk, "handed_over", "1111", to="clinician").status_code == 403
    assert nora.get("/").headers["Location"] == f"/interview/{talk}"
    assert nora.happen(talk, "handed_over", PIN, to="clinician").status_code == 200
    assert nora.get("/").status_code == 200


@pytest.mark.parametrize(
    "detail",
    [{"to": "patient"}, {"to": "x" * 60_000}, {"to": float("nan")}, {"to": [[[]]]}, {"x": "y"}],
)
def test_a_moment_carries_nothing_that_is_not_its_own(
    ward: Ward, nora: Visitor, talk: str, detail: dict[str, object]
) -> None:
    before = happenings(ward, talk)
    message = {"key": secrets.token_hex(16), "happening": "break", "detail": detail}
    assert nora.post_raw(f"/interview/{talk}/moments", message).status_code == 400
    assert happenings(ward, talk) == before


def test_a_key_that_was_seen_before_carries_nothing_else(
    ward: Ward, nora: Visitor, talk: str
) -> None:
    key = secrets.token_hex(16)
    assert nora.say(talk, "note", "joint", True, key=key).status_code == 200
    other = nora.say(talk, "view", "clinician", "Other words", key=key)
    assert other.status_code == 200
    with Store.open(Settings.load(ward.data)) as store:
        said = [e.value for e in store.interview(talk).entries if not isinstance(e, Moment)]
    assert said == [True, "Other words"]
    assert nora.happen(talk, "handed_over", PIN, to="patient").status_code == 200
    closing = {"key": key, "happening": "closed", "detail": {}}
    assert nora.post(f"/interview/{talk}/moments", closing).status_code == 400
    assert Happening.CLOSED not in happenings(ward, talk)


def test_a_screen_that_was_left_behind_shows_and_does_nothing_any_more(
    ward: Ward, nora: Visitor, talk: str
) -> None:
    assert nora.happen(talk, "handed_over", PIN, to="patient").status_code == 200
    account = ward.account("clinician")
    with Visitor(ward.url, account) as elsewhere:
        assert 'data-holder="patient"' in elsewhere.get(f"/interview/{talk}").text
        back = elsewhere.happen(talk, "handed_over", account["password"], to="clinician")
        assert back.status_code == 200
        before = happenings(ward, talk)
        assert nora.get(f"/interview/{talk}").headers["Location"] == "/login"
        for happening in ("break", "stopped", "closed"):
            assert nora.happen(talk, happening).status_code == 401
        assert happenings(ward, talk) == before


def test_an_answer_is_not_taken_before_the_talk_begins_or_while_it_has_paused(
    ward: Ward, nora: Visitor, talk: str
) -> None:
    ready = ward.said["interviews"][0]["id"]
    assert nora.say(ready, "note", "joint", True).status_code == 400
    for happening in ("break", "stopped"):
        assert nora.happen(talk, happening).status_code == 200
        refused = nora.say(talk, "note", "joint", True)
        assert refused.status_code == 400
        assert "has paused" in refused.json()["message"]
        assert nora.happen(talk, "resumed").status_code == 200
    assert nora.say(talk, "note", "joint", True).status_code == 200


@pytest.fixture
def no_audit(ward: Ward) -> Iterator[None]:
    """A disk on which the audit trail has no room left."""
    run_sql(
        ward,
        "CREATE TRIGGER no_room BEFORE INSERT ON audit "
        "BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END",
    )
    yield
    run_sql(ward, "DROP TRIGGER IF EXISTS no_room")


def test_the_screen_is_handed_over_and_locked_or_neither(
    ward: Ward, nora: Visitor, talk: str, no_audit: None
) -> None:
    before = happenings(ward, talk)
    full = nora.happen(talk, "handed_over", PIN, to="patient")
    assert full.status_code == 503
    assert "no room left" in full.json()["message"]
    assert happenings(ward, talk) == before
    assert nora.get("/").status_code == 200
    assert 'data-holder="clinician"' in nora.get(f"/interview/{talk}").text
    run_sql(ward, "DROP TRIGGER no_room")
    assert nora.happen(talk, "handed_over", PIN, to="patient").status_code == 200
    assert nora.get("/").status_code == 302


def test_a_talk_is_closed_and_written_down_in_the_trail_or_neither(
    ward: Ward, nora: Visitor, talk: str, no_audit: None
) -> None:
    assert nora.happen(talk, "closed").status_code == 503
    assert Happening.CLOSED not in happenings(ward, talk)
    run_sql(ward, "DROP TRIGGER no_room")
    assert nora.happen(talk, "closed").json()["location"] == f"/interview/{talk}"
    late = nora.get(f"/interview/{talk}")
    assert late.status_code == 200
    assert "This talk is closed" in late.text
    assert nora.get(f"/interview/{talk}/sections").status_code == 200
    with Store.open(Settings.load(ward.data)) as store:
        deeds = [(event.deed, event.resource) for event in store.events()]
    assert deeds.count((Deed.CLOSED, talk)) == 1


def test_nobody_is_signed_in_without_a_line_in_the_trail(ward: Ward, no_audit: None) -> None:
    with Visitor(ward.url) as visitor:
        account = ward.account("supervisor")
        assert visitor.sign_in(account["name"], account["password"]).status_code == 503
        assert visitor.get("/").status_code == 302


NOTE = {"to": "Nurse in charge", "when": "2026-03-09T14:05", "told": False}


def test_what_is_passed_on_pauses_and_is_noted_by_role_alone(
    ward: Ward, nora: Visitor, talk: str
) -> None:
    assert nora.happen(talk, "passed_on", **NOTE).status_code == 400  # nothing has paused yet
    paused = nora.happen(talk, "needs_passing_on").json()
    assert paused["state"] == "passing_on"
    assert "I have to pass it on" in "".join(paused["sections"].values())
    home = nora.get("/")
    assert home.status_code == 200
    assert "a pause to pass something on" in home.text
    noted = nora.happen(talk, "passed_on", **NOTE)
    assert "Passed on to Nurse in charge" in "".join(noted.json()["sections"].values())
    with Store.open(Settings.load(ward.data)) as store:
        events = [event for event in store.events() if event.deed is Deed.PASSED_ON]
    assert [event.resource for event in events].count(talk) == 1
    assert not any("Nurse" in event.reason for event in events)
    assert nora.happen(talk, "resumed").json()["state"] == "half_way"


def test_only_staff_note_it_and_the_patient_sees_no_note_that_he_was_not_told(
    ward: Ward, nora: Visitor, talk: str
) -> None:
    assert nora.happen(talk, "needs_passing_on").status_code == 200
    assert nora.happen(talk, "passed_on", **NOTE).status_code == 200
    handed = nora.happen(talk, "handed_over", PIN, to="patient").json()
    html = "".join(handed["sections"].values())
    assert 'data-happening="passed_on"' not in html
    assert "Nurse in charge" not in html
    before = happenings(ward, talk)
    assert nora.happen(talk, "passed_on", **NOTE).status_code == 400
    assert happenings(ward, talk) == before


@pytest.mark.parametrize("role", ["patient", "clinician"])
def test_a_role_that_is_called_like_a_voice_moves_no_lock(
    nora: Visitor, talk: str, role: str
) -> None:
    assert nora.happen(talk, "needs_passing_on").status_code == 200
    assert nora.happen(talk, "passed_on", **NOTE | {"to": role}).status_code == 200
    assert nora.get("/").status_code == 200


def test_a_short_talk_is_chosen_by_the_pair_and_undone(nora: Visitor, talk: str) -> None:
    short = nora.happen(talk, "shortened", units=["listed:"]).json()
    assert [key for key, html in short["sections"].items() if html] == ["listed"]
    everything = nora.happen(talk, "shortened", units=["first:", "listed:"]).json()
    assert [key for key, html in everything["sections"].items() if html] == ["first"]
    for units in ([], ["nothing:"], "first:", 5, None, [[["first:"]]], [None]):
        assert nora.happen(talk, "shortened", units=units).status_code == 400


def test_a_page_does_not_ask_again_about_a_talk_that_is_over(nora: Visitor, talk: str) -> None:
    assert nora.happen(talk, "break").status_code == 200
    assert nora.happen(talk, "asked_again").status_code == 400
    assert nora.happen(talk, "closed").status_code == 200
    assert nora.happen(talk, "asked_again").status_code == 400


def test_who_comes_back_to_a_talk_left_without_a_word_is_told_when_that_was(
    ward: Ward, nora: Visitor, talk: str
) -> None:
    assert "You were last here" not in nora.get(f"/interview/{talk}").text
    left = str(ward.said["interviews"].pop()["id"])
    with Store.open(Settings.load(ward.data)) as store:
        by, at = store.about(left).clinician_id, datetime.now(UTC) - timedelta(days=5)
        opened = Happened(secrets.token_hex(8), Happening.OPENED)
        store.append(left, opened.key, lambda found: moment_from(found, opened, at=at, by=by))
    assert "You were last here on" in nora.get(f"/interview/{left}").text


def test_one_name_that_cannot_be_read_hides_nobody_else(ward: Ward, nora: Visitor) -> None:
    run_sql(ward, "UPDATE patients SET name = x'00' WHERE id = (SELECT min(id) FROM patients)")
    home = nora.get("/")
    assert home.status_code == 200
    assert home.text.count("a name that can&#39;t be read") >= 1
    assert "Patient " in home.text
