"""A patient's own device: one talk, one voice, let in by a code that works once."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from coprod_widgets.access.audit import Deed
from coprod_widgets.interview.answer import Answer, Happening, Moment
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.base import stamp
from coprod_widgets.store.tables import sign_ins
from tests.browser.ward import Ward
from tests.browser.workshop import start_workshop
from tests.server.visitor import Visitor

pytestmark = pytest.mark.slow
HERS = "What she thinks, which is private yet"


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    # Each device below has an address of its own, as behind a proxy.
    folder = Path(tmp_path_factory.mktemp("devices"))
    started = start_workshop(folder, talks=30, settings_file="behind_proxy = true\n")
    yield started
    started.kill()


@pytest.fixture
def talk(ward: Ward, nora: Visitor) -> str:
    """A talk of its own for each test, begun and past the note that both read."""
    interview = str(ward.said["interviews"].pop()["id"])
    assert nora.submit(f"/interview/{interview}/open").status_code == 303
    assert nora.say(interview, "note", "joint", True).status_code == 200
    return interview


_numbers = iter(range(1, 250))


@pytest.fixture
def device(ward: Ward) -> Iterator[Visitor]:
    with a_device(ward) as visitor:
        yield visitor


def a_device(ward: Ward) -> Visitor:
    """A browser on a machine that nobody knows yet, at the page that takes codes."""
    visitor = Visitor(ward.url)
    visitor.http.headers["X-Forwarded-For"] = f"192.0.2.{next(_numbers)}"
    token = re.search(r'name="_xsrf" value="([^"]+)"', visitor.get("/join").text)
    assert token
    visitor.xsrf = token[1]
    return visitor


def code_for(clinician: Visitor, interview: str) -> str:
    shown = clinician.post(f"/interview/{interview}/code", {})
    assert shown.status_code == 200, shown.text
    found = re.search(r'join-code">(\w{4} \w{4})<', shown.json()["code_html"])
    assert found
    return found[1]


def join(device: Visitor, code: str) -> int:
    return device.submit("/join", code=code).status_code


def let_in(clinician: Visitor, device: Visitor, interview: str) -> None:
    assert join(device, code_for(clinician, interview)) == 303


def page_of(visitor: Visitor, path: str) -> str:
    """A page, asked for again as its browser does while the server says "One moment"."""
    for _ in range(60):
        answer = visitor.get(path)
        if answer.status_code != 503:
            break
        time.sleep(1)
    assert answer.status_code == 200
    return answer.text


def entries(ward: Ward, interview: str) -> list[Answer | Moment]:
    with Store.open(Settings.load(ward.data)) as store:
        return list(store.interview(interview).entries)


def happenings(ward: Ward, interview: str) -> list[Happening]:
    return [e.happening for e in entries(ward, interview) if isinstance(e, Moment)]


def deeds(ward: Ward, interview: str | None) -> list[Deed]:
    with Store.open(Settings.load(ward.data)) as store:
        return [event.deed for event in store.events() if event.resource == interview]


def test_a_code_lets_a_device_into_its_talk_in_the_patients_voice(
    ward: Ward, nora: Visitor, device: Visitor, talk: str
) -> None:
    shown = nora.post(f"/interview/{talk}/code", {}).json()
    assert "/join" in shown["code_html"]
    answer = device.submit("/join", code=code_for(nora, talk).lower().replace(" ", "-"))
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/interview/{talk}"
    cookie = next(c for c in answer.headers.get_list("set-cookie") if "coprod_sign_in" in c)
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert 'data-holder="patient"' in page_of(device, f"/interview/{talk}")
    assert 'data-holder="clinician"' in page_of(nora, f"/interview/{talk}"), "hers is not locked"
    assert nora.get("/").status_code == 200
    assert happenings(ward, talk)[-1] is Happening.JOINED
    assert deeds(ward, talk) == [Deed.SHOWED_CODE, Deed.SHOWED_CODE, Deed.JOINED]


def test_each_answers_in_their_own_voice_and_sees_the_other_when_both_have(
    ward: Ward, nora: Visitor, device: Visitor, talk: str
) -> None:
    let_in(nora, device, talk)
    hers = nora.say(talk, "view", "clinician", HERS)
    assert hers.status_code == 200
    assert hers.json()["holder"] == "clinician"
    told = [
        page_of(device, f"/interview/{talk}"),
        device.get(f"/interview/{talk}/sections").text,
        device.post(
            f"/interview/{talk}/card", {"question": "view", "row": None, "voice": "clinician"}
        ).text,
        device.say(talk, "matters", "patient", 1).text,
        device.happen(talk, "break").text,
        device.happen(talk, "resumed").text,
    ]
    assert not any(HERS in text for text in told)
    assert "How do you see it?" in told[0]
    own = device.say(talk, "view", "patient", "His own words")
    assert own.json()["holder"] == "patient"
    assert HERS in own.text, "both have answered"
    assert "His own words" in nora.get(f"/interview/{talk}/sections").text


def test_what_is_the_other_voices_is_refused_and_written_down_and_nothing_is_lost(
    ward: Ward, nora: Visitor, device: Visitor, talk: str
) -> None:
    let_in(nora, device, talk)
    assert nora.say(talk, "view", "clinician", HERS).status_code == 200
    before = entries(ward, talk)
    forged = device.say(talk, "view", "clinician", "forged")
    assert forged.status_code == 400
    assert "not yours to answer" in forged.json()["message"]
    assert nora.say(talk, "view", "patient", "forged").status_code == 400
    asked = {"question": "view", "row": None, "voice": "clinician"}
    card = device.post(f"/interview/{talk}/card", asked)
    assert card.status_code == 400
    assert HERS not in card.text
    assert entries(ward, talk) == before
    assert deeds(ward, talk).count(Deed.DENIED) == 3
    assert device.say(talk, "view", "patient", "His own words").status_code == 200


def test_joint_answers_come_from_both_and_the_second_is_told(
    nora: Visitor, device: Visitor, talk: str
) -> None:
    let_in(nora, device, talk)
    first, second = ({"words": words} for words in ("From his screen", "From hers"))
    assert device.say(talk, "signs", "joint", first, row="rone").status_code == 200
    late = nora.say(talk, "signs", "joint", second, row="rone")
    assert late.status_code == 409
    assert late.json()["theirs"]
    base = late.json()["base"]
    assert nora.say(talk, "signs", "joint", second, row="rone", base=base).status_code == 200


@pytest.mark.parametrize(
    "happening", ["closed", "left", "joined", "reopened", "opened", "passed_on", "handed_over"]
)
def test_a_device_can_make_nothing_happen_that_is_the_clinicians(
    ward: Ward, nora: Visitor, device: Visitor, talk: str, happening: str
) -> None:
    let_in(nora, device, talk)
    before = entries(ward, talk)
    assert device.happen(talk, happening).status_code == 400
    password = ward.account("clinician")["password"]
    for to in ("clinician", "patient"):
        for pin in ("", "0000", password):
            assert device.happen(talk, "handed_over", pin, to=to).status_code == 400
    assert entries(ward, talk) == before
    assert Deed.DENIED in deeds(ward, talk)


def test_with_two_screens_none_is_handed_over(nora: Visitor, device: Visitor, talk: str) -> None:
    let_in(nora, device, talk)
    assert nora.happen(talk, "handed_over", "2468", to="patient").status_code == 400
    assert nora.get("/").status_code == 200


def test_a_device_reaches_its_talk_and_nothing_else(
    ward: Ward, nora: Visitor, device: Visitor, talk: str
) -> None:
    let_in(nora, device, talk)
    other = str(ward.said["interviews"].pop()["id"])
    assert nora.submit(f"/interview/{other}/open").status_code == 303
    own = f"/interview/{talk}"
    for path in ("/", "/login", f"/interview/{other}", "/records/r_abc", "/records/r_abc/review"):
        answer = device.get(path)
        assert (answer.status_code, answer.headers.get("Location")) == (302, own), path
    assert device.get(f"/interview/{other}/sections").status_code == 403
    assert device.get(f"/interview/{other}/events").status_code == 403
    assert device.get(f"{own}/screen").status_code == 403
    for path in (f"{own}/open", f"{own}/reopen", f"/interview/{other}/open", "/logout"):
        assert device.submit(path).status_code == 403, path
    assert device.post(f"{own}/code", {}).status_code == 403
    assert device.say(other, "note", "joint", True).status_code == 403
    account = ward.account("clinician")
    password = {"name": account["name"], "password": account["password"]}
    assert device.submit("/login", **password).status_code == 403
    assert deeds(ward, talk).count(Deed.DENIED) == 15
    page = page_of(device, own)
    for link in ('href="/"', "/logout", "Use a second screen", "coprod-second"):
        assert link not in page


def test_a_code_works_once(ward: Ward, nora: Visitor, device: Visitor, talk: str) -> None:
    code = code_for(nora, talk)
    assert join(device, code) == 303
    with a_device(ward) as second:
        again = second.submit("/join", code=code)
        assert again.status_code == 401
        assert "This code does not work" in again.text
    assert device.get(f"/interview/{talk}/sections").status_code == 200


def test_a_new_code_and_a_new_device_put_the_old_ones_out(
    ward: Ward, nora: Visitor, device: Visitor, talk: str
) -> None:
    old = code_for(nora, talk)
    code = code_for(nora, talk)
    assert join(device, old) == 401
    assert join(device, code) == 303
    with a_device(ward) as second:
        let_in(nora, second, talk)
        assert second.get(f"/interview/{talk}/sections").status_code == 200
        assert device.get(f"/interview/{talk}/sections").status_code == 401
        assert device.get(f"/interview/{talk}").headers["Location"] == "/join/left"
    assert happenings(ward, talk).count(Happening.JOINED) == 1


def test_after_five_guesses_a_machine_gets_no_further(
    ward: Ward, nora: Visitor, device: Visitor, talk: str
) -> None:
    code, failed = code_for(nora, talk), deeds(ward, None).count(Deed.JOIN_FAILED)
    for guess in ("CDFH CDFH", "", "' OR 1=1 --", "x" * 5_000, "٣٤٥٦ ٧٨٩٢"):
        assert join(device, guess) == 401
    locked = device.submit("/join", code=code)
    assert locked.status_code == 401
    assert "Too many tries" in locked.text
    assert deeds(ward, None).count(Deed.JOIN_FAILED) == failed + 6
    with a_device(ward) as other:
        assert join(other, code) == 303


def test_two_devices_with_one_code_at_once_and_one_is_let_in(
    ward: Ward, nora: Visitor, talk: str
) -> None:
    with ExitStack() as open_ones, ThreadPoolExecutor(6) as pool:
        devices = [open_ones.enter_context(a_device(ward)) for _ in range(6)]
        code = code_for(nora, talk)
        said = list(pool.map(lambda device: join(device, code), devices))
        assert sorted(said) == [303, 401, 401, 401, 401, 401]
        winner = devices[said.index(303)]
        assert winner.get(f"/interview/{talk}/sections").status_code == 200
    assert happenings(ward, talk).count(Happening.JOINED) == 1


def test_no_code_is_shown_where_no_device_can_join(
    ward: Ward, nora: Visitor, device: Visitor, talk: str
) -> None:
    ready = str(ward.said["interviews"].pop()["id"])
    assert nora.post(f"/interview/{ready}/code", {}).status_code == 400
    code = code_for(nora, talk)
    assert nora.happen(talk, "handed_over", "2468", to="patient").status_code == 200
    assert nora.post(f"/interview/{talk}/code", {}).status_code == 400
    assert join(device, code) == 401, "the screen that was handed over is the patient's"
    assert nora.happen(talk, "handed_over", "2468", to="clinician").status_code == 200
    code = code_for(nora, talk)
    assert nora.happen(talk, "closed").status_code == 200
    assert nora.post(f"/interview/{talk}/code", {}).status_code == 400
    assert join(device, code) == 401
    with Visitor(ward.url, ward.account("supervisor")) as sita:
        assert sita.post(f"/interview/{talk}/code", {}).status_code == 404


def test_a_browser_that_staff_are_signed_in_with_is_no_device(
    ward: Ward, nora: Visitor, talk: str
) -> None:
    code = code_for(nora, talk)
    refused = nora.submit("/join", code=code)
    assert refused.status_code == 401
    assert "Staff are signed in on this screen" in refused.text
    assert nora.get("/").status_code == 200


def test_she_ends_the_second_screen_and_goes_on_with_one(
    ward: Ward, nora: Visitor, device: Visitor, talk: str
) -> None:
    let_in(nora, device, talk)
    code = code_for(nora, talk)
    assert nora.happen(talk, "left").status_code == 200
    assert nora.happen(talk, "left").status_code == 400
    assert device.get(f"/interview/{talk}/sections").status_code == 401
    assert device.say(talk, "view", "patient", "late").status_code == 401
    assert join(device, code) == 401
    assert nora.happen(talk, "handed_over", "2468", to="patient").status_code == 200
    assert nora.say(talk, "view", "patient", "On the one screen").status_code == 200
    assert deeds(ward, talk).count(Deed.LEFT) == 1


def test_a_closed_talk_is_over_for_the_device_and_shows_nothing(
    ward: Ward, nora: Visitor, device: Visitor, talk: str
) -> None:
    let_in(nora, device, talk)
    assert device.say(talk, "view", "patient", "His own words").status_code == 200
    with device.http.stream("GET", f"/interview/{talk}/events") as stream:
        lines = stream.iter_lines()
        assert "changed" in next(line for line in lines if line.startswith("event"))
        assert nora.happen(talk, "closed").status_code == 200
        told = [line for line in lines if line.startswith(("event", "data"))]
    assert told[-2:] == ["event: over", "data: /join/over"]
    page = device.get("/join/over")
    assert "The talk is over" in page.text
    assert device.get(f"/interview/{talk}").headers["Location"] == "/join/left"
    assert device.get(f"/interview/{talk}/sections").status_code == 401
    assert "His own words" not in page.text


def test_a_device_goes_out_with_her_sign_in_and_comes_back_by_a_new_code(
    ward: Ward, nora: Visitor, device: Visitor, talk: str
) -> None:
    let_in(nora, device, talk)
    assert device.say(talk, "view", "patient", "His own words").status_code == 200
    nora.submit("/logout")
    assert device.get(f"/interview/{talk}/sections").status_code == 401
    with Visitor(ward.url, ward.account("clinician")) as again:
        panel = again.get(f"/interview/{talk}/screen").json()["html"]
        assert "not connected" in panel
        let_in(again, device, talk)
        assert "You have answered" in device.get(f"/interview/{talk}/sections").text
    assert happenings(ward, talk).count(Happening.JOINED) == 1


def test_signing_in_again_in_the_same_browser_keeps_the_device_in(
    ward: Ward, nora: Visitor, device: Visitor, talk: str
) -> None:
    let_in(nora, device, talk)
    account = ward.account("clinician")
    password = {"name": account["name"], "password": account["password"]}
    assert nora.submit("/login", **password).status_code == 303
    assert device.get(f"/interview/{talk}/sections").status_code == 200


def test_the_panel_says_whether_the_device_is_there(
    nora: Visitor, device: Visitor, talk: str
) -> None:
    def panel() -> str:
        return str(nora.get(f"/interview/{talk}/screen").json()["html"])

    assert 'data-second="none"' in panel()
    code = code_for(nora, talk)
    assert 'data-code-waits="true"' in panel()
    assert code not in panel(), "it is shown once"
    assert join(device, code) == 303
    with nora.http.stream("GET", f"/interview/{talk}/events") as stream:
        lines = stream.iter_lines()
        with device.http.stream("GET", f"/interview/{talk}/events") as open_page:
            next(open_page.iter_lines())
            assert 'data-second="there"' in panel()
            assert 'data-code-waits="false"' in panel()
        assert 'data-second="there"' in panel(), "a page that is loaded again does not blink"
        # Told by itself once it has been away for a while.
        started = time.monotonic()
        while 'data-second="gone"' not in panel():
            assert time.monotonic() - started < 60
            next(line for line in lines if line.startswith("event: screens"))
    assert "not connected" in panel()


def test_what_a_page_asks_for_by_itself_puts_off_nobodys_idle_time(
    ward: Ward, nora: Visitor, device: Visitor, talk: str
) -> None:
    let_in(nora, device, talk)
    own, long_ago = f"/interview/{talk}", stamp(datetime.now(UTC) - timedelta(minutes=20))
    with Store.open(Settings.load(ward.data)) as store:

        def seen() -> list[bool]:
            with store.reading() as connection:
                query = select(sign_ins.c.seen).where(sign_ins.c.locked_to == talk)
                return [row.seen > long_ago for row in connection.execute(query)]

        with store.writing() as writing:
            writing.execute(update(sign_ins).values(seen=long_ago))
        with device.http.stream("GET", f"{own}/events") as stream:
            next(stream.iter_lines())
        assert device.get(f"{own}/sections").status_code == 200
        assert nora.get(f"{own}/screen").status_code == 200
        assert seen() == [False]
        assert device.say(talk, "view", "patient", "His own words").status_code == 200
        assert seen() == [True]


def test_a_message_of_a_device_that_comes_twice_is_one_entry(
    ward: Ward, nora: Visitor, device: Visitor, talk: str
) -> None:
    let_in(nora, device, talk)
    key = "a-key-that-is-sent-again"
    first = device.say(talk, "view", "patient", "Sent twice", key=key)
    count = len(entries(ward, talk))
    with a_device(ward) as second:
        let_in(nora, second, talk)
        again = second.say(talk, "view", "patient", "Sent twice", key=key)
    assert again.json()["number"] == first.json()["number"]
    assert len(entries(ward, talk)) == count
