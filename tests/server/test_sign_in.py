from __future__ import annotations

import pytest

from tests.browser.ward import Ward
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
