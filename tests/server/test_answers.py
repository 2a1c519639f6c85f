"""What a page may send, and what becomes of everything else."""

from __future__ import annotations

from typing import Any

import pytest

from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from tests.browser.ward import Ward
from tests.server.visitor import Visitor

pytestmark = pytest.mark.slow
PIN = "2468"


@pytest.fixture(scope="module")
def talk(ward: Ward) -> str:
    """An interview that was begun, the screen with the clinician."""
    interview = ward.interviews("ready", "Nora")[0]["id"]
    with Visitor(ward.url, ward.account("clinician")) as visitor:
        assert visitor.submit(f"/interview/{interview}/open").status_code == 303
    return interview


def entries(ward: Ward, interview: str) -> int:
    with Store.open(Settings.load(ward.data)) as store:
        return len(store.interview(interview).entries)


def test_the_same_message_twice_is_one_entry(ward: Ward, nora: Visitor, talk: str) -> None:
    first = nora.say(talk, "what_for", "joint", True, key="a-key-sent-twice")
    count = entries(ward, talk)
    again = nora.say(talk, "what_for", "joint", True, key="a-key-sent-twice")
    assert first.json()["number"] == again.json()["number"]
    assert entries(ward, talk) == count


def test_the_second_of_two_writers_is_told_and_the_first_is_kept(nora: Visitor, talk: str) -> None:
    row = {"wording": "First writer", "kind": "fact"}
    assert nora.say(talk, "reasons", "clinician", row, row="rtwo").status_code == 200
    second = {**row, "wording": "Second"}
    late = nora.say(talk, "reasons", "clinician", second, row="rtwo")
    assert late.status_code == 409
    assert late.json()["conflict"] is True
    base = late.json()["base"]
    assert nora.say(talk, "reasons", "clinician", second, row="rtwo", base=base).status_code == 200


@pytest.mark.parametrize(
    "message",
    [
        {"question": "going_well", "voice": "patient", "value": "not her turn"},
        {"question": "nothing", "voice": "clinician", "value": "x"},
        {"question": "team_meaning", "voice": "clinician", "value": "x", "row": "r99"},
        {"question": "team_meaning", "voice": "clinician", "value": ["x"], "row": "r1"},
        {"question": "how_right", "voice": "clinician", "value": 9, "row": "r1"},
        {"question": "how_right", "voice": "clinician", "value": True, "row": "r1"},
        {"question": "how_right", "voice": "clinician", "value": 3, "row": "r1", "base": "0"},
        {"question": "how_right", "voice": "nobody", "value": 3, "row": "r1"},
        {"question": "how_right", "voice": "clinician", "value": 3, "status": "hidden"},
        {"question": {"$ne": 1}, "voice": "clinician", "value": 3},
        {"question": "how_right", "voice": "clinician", "value": 3, "row": "r1", "key": "x"},
    ],
)
def test_a_forged_answer_is_refused_in_plain_words_and_changes_nothing(
    ward: Ward, nora: Visitor, talk: str, message: dict[str, Any]
) -> None:
    before = entries(ward, talk)
    answer = nora.say(talk, **message)
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert "Traceback" not in answer.text
    assert entries(ward, talk) == before


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b"[" * 30_000, b"\xff\xfe"])
def test_a_message_that_is_no_message_is_refused(nora: Visitor, talk: str, body: bytes) -> None:
    headers = {"X-XSRFToken": nora.xsrf, "Content-Type": "application/json"}
    answer = nora.http.post(f"/interview/{talk}/answers", content=body, headers=headers)
    assert answer.status_code == 400


def test_a_message_that_is_too_long_is_refused(nora: Visitor, talk: str) -> None:
    assert nora.say(talk, "what_for", "joint", "x" * 70_000).status_code == 403


def test_nothing_can_be_said_in_a_talk_that_is_closed(nora: Visitor, recorded: str) -> None:
    assert nora.say(recorded, "what_for", "joint", True).status_code == 400
    assert nora.happen(recorded, "break").status_code == 400
    assert nora.happen(recorded, "reopened").status_code == 400


def test_a_patient_with_the_screen_reaches_nothing_else(
    ward: Ward, nora: Visitor, talk: str, recorded: str
) -> None:
    assert nora.happen(talk, "handed_over", "12", to="patient").status_code == 400
    assert nora.happen(talk, "handed_over", PIN, to="patient").status_code == 200
    assert nora.get("/").headers["Location"] == f"/interview/{talk}"
    assert nora.get(f"/interview/{recorded}").status_code == 302
    assert nora.submit(f"/interview/{recorded}/open").status_code == 403
    forged = nora.say(talk, "team_meaning", "clinician", "forged", row="r1")
    assert forged.status_code == 400
    assert nora.happen(talk, "closed").status_code == 400
    assert nora.say(talk, "going_well", "patient", "My own words").status_code == 200
    for wrong in ("", "0000", "9999"):
        assert nora.happen(talk, "handed_over", wrong, to="clinician").status_code == 403
    with Visitor(ward.url, ward.account("clinician")) as elsewhere:
        late = elsewhere.say(talk, "going_well", "patient", "from elsewhere")
        assert late.status_code == 400
    assert nora.happen(talk, "handed_over", PIN, to="clinician").status_code == 200
    assert nora.get("/").status_code == 200


def test_her_password_takes_the_screen_back_too(ward: Ward, nora: Visitor, talk: str) -> None:
    assert nora.happen(talk, "handed_over", to="patient").status_code == 200
    password = ward.account("clinician")["password"]
    assert nora.happen(talk, "handed_over", password, to="clinician").status_code == 200


def test_only_the_holders_own_answers_give_a_card_to_change(nora: Visitor, talk: str) -> None:
    nora.say(talk, "what_for", "joint", True, key="a-key-sent-twice")
    own = {"question": "what_for", "row": None, "voice": "joint"}
    other = {"question": "going_well", "row": None, "voice": "patient"}
    assert "data-changing" in nora.post(f"/interview/{talk}/card", own).json()["html"]
    assert nora.post(f"/interview/{talk}/card", other).status_code == 400
