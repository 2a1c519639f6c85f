"""Who reaches what: the same strict answer on every address, to everybody."""

from __future__ import annotations

import pytest

from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from tests.browser.ward import Ward
from tests.server.visitor import Visitor

pytestmark = pytest.mark.slow

_NO_KERNEL = "00000000-0000-0000-0000-000000000000"
JUPYTER = [
    "/api",
    "/api/kernels",
    f"/api/kernels/{_NO_KERNEL}/channels",
    "/api/contents",
    "/api/contents/coprod.db",
    "/api/sessions",
    "/api/terminals",
    "/terminals/websocket/1",
    "/nbconvert/html/reasons.ipynb",
    "/files/coprod.db",
    "/tree",
    "/lab",
    "/voila/render/reasons.ipynb",
    "/voila/tree",
    "/voila/files/reasons.ipynb",
    "/voila/static/voila.js",
    "/voila/templates/lab/static/x",
    f"/voila/query/{_NO_KERNEL}",
    f"/voila/execution/{_NO_KERNEL}",
    "/voila/api/contents",
    f"/voila/api/shutdown/{_NO_KERNEL}",
    "/reasons.ipynb",
    "/static/%2e%2e/form.py",
    "/static/form.py",
]
ROLES = ["clinician", "supervisor", "researcher", "administrator"]


@pytest.mark.parametrize("path", JUPYTER)
def test_no_address_opens_a_kernel_lists_a_file_or_runs_code(nora: Visitor, path: str) -> None:
    assert nora.get(path).status_code == 404
    assert nora.post(path, {"name": "python3"}).status_code in (403, 404, 405)


def test_every_answer_carries_the_same_strict_headers(nora: Visitor, half_way: str) -> None:
    with Visitor(str(nora.http.base_url)) as stranger:
        answers = [
            nora.get("/"),
            nora.get("/nowhere"),
            nora.get(f"/interview/{half_way}/sections"),
            nora.http.post(f"/interview/{half_way}/answers", json={}),
            stranger.get("/"),
            stranger.get("/login"),
        ]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Traceback" not in answer.text


def record_of(ward: Ward, interview: str) -> str:
    with Store.open(Settings.load(ward.data)) as store:
        return store.records_of(interview)[-1].id


@pytest.mark.parametrize("role", ROLES)
def test_what_is_somebody_elses_is_not_there(
    ward: Ward, half_way: str, recorded: str, role: str
) -> None:
    account = ward.account(role, 1 if role == "clinician" else 0)
    with Visitor(ward.url, account) as other:
        for path in ("", "/sections", "/events"):
            assert other.get(f"/interview/{half_way}{path}").status_code == 404
        assert other.say(half_way, "going_well", "patient", "x").status_code == 404
        assert other.happen(half_way, "break").status_code == 404
        assert other.submit(f"/interview/{half_way}/open").status_code == 404
        record = record_of(ward, recorded)
        expected = 200 if role == "supervisor" else 404
        assert other.get(f"/records/{record}").status_code == expected
        if role != "supervisor":
            review = other.submit(f"/records/{record}/review", decision="signed_off")
            assert review.status_code == 404


def test_a_clinician_reads_her_own_record_and_cannot_sign_it(
    ward: Ward, nora: Visitor, recorded: str
) -> None:
    record = record_of(ward, recorded)
    page = nora.get(f"/records/{record}")
    assert page.status_code == 200
    assert "review-form" not in page.text
    assert nora.submit(f"/records/{record}/review", decision="signed_off").status_code == 404


def test_nobody_sees_anything_without_signing_in(ward: Ward, half_way: str, recorded: str) -> None:
    with Visitor(ward.url) as stranger:
        for path in ("/", f"/interview/{half_way}", f"/records/{record_of(ward, recorded)}"):
            answer = stranger.get(path)
            assert answer.status_code == 302
            assert answer.headers["Location"] == "/login"
        assert stranger.get(f"/interview/{half_way}/sections").status_code == 401
        assert stranger.get(f"/interview/{half_way}/events").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://elsewhere.example"},
        {"Origin": "http://127.0.0.1.elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"X-XSRFToken": "forged"},
        {"Content-Type": "text/plain"},
    ],
)
def test_a_message_from_another_site_is_refused(
    nora: Visitor, half_way: str, headers: dict[str, str]
) -> None:
    assert nora.post(f"/interview/{half_way}/answers", {}, **headers).status_code == 403


def test_a_cookie_that_was_signed_out_opens_nothing(ward: Ward) -> None:
    with Visitor(ward.url, ward.account("clinician")) as visitor:
        kept = visitor.http.cookies["coprod_sign_in"]
        visitor.submit("/logout")
        visitor.http.cookies.set("coprod_sign_in", kept, domain="127.0.0.1")
        assert visitor.get("/").status_code == 302
