from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.ward import Ward
from tests.browser.workshop import start_workshop
from tests.server.visitor import Visitor

pytestmark = pytest.mark.slow


def test_a_wrong_name_reads_the_same_as_a_wrong_password(ward: Ward) -> None:
    name = ward.account("researcher")["name"]
    with Visitor(ward.url) as visitor:
        wrong = [visitor.sign_in(name, "not the password"), visitor.sign_in("nobody", "whatever")]
    assert [answer.status_code for answer in wrong] == [401, 401]
    assert all("The name or the password is not right." in answer.text for answer in wrong)


def test_five_wrong_passwords_lock_the_name(ward: Ward) -> None:
    account = ward.account("administrator")
    with Visitor(ward.url) as visitor:
        for _ in range(5):
            assert visitor.sign_in(account["name"], "wrong").status_code == 401
        locked = visitor.sign_in(account["name"], account["password"])
        assert locked.status_code == 401
        assert "Too many tries" in locked.text


def test_signing_in_needs_the_pages_own_token(ward: Ward) -> None:
    account = ward.account("clinician")
    with Visitor(ward.url) as visitor:
        form = {"name": account["name"], "password": account["password"]}
        assert visitor.http.post("/login", data=form).status_code == 403


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(ward: Ward) -> None:
    account = ward.account("clinician")
    with Visitor(ward.url) as visitor:
        answer = visitor.sign_in(account["name"], account["password"])
    cookie = next(c for c in answer.headers.get_list("set-cookie") if "coprod_sign_in" in c)
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize(("behind_proxy", "locked"), [("false", True), ("true", False)])
def test_guesses_are_counted_by_the_machine_they_come_from(
    tmp_path: Path, behind_proxy: str, locked: bool
) -> None:
    ward = start_workshop(tmp_path, settings_file=f"behind_proxy = {behind_proxy}\n")
    try:
        with Visitor(ward.url) as guesser:
            for number in range(30):
                guesser.http.headers["X-Forwarded-For"] = f"192.0.2.{number}"
                assert guesser.sign_in(f"nobody {number}", "a guess").status_code == 401
            guesser.http.headers["X-Forwarded-For"] = "192.0.2.99"
            account = ward.account("clinician")
            answer = guesser.sign_in(account["name"], account["password"])
        assert (answer.status_code == 401) is locked
    finally:
        ward.kill()
