from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from tests.browser.ward import Ward
from tests.kernels.processes import eventually
from tests.server.visitor import Visitor

pytestmark = pytest.mark.slow


def kernels(ward: Ward) -> list[psutil.Process]:
    """The kernels that the server has running: forks of its fork server, or its own children."""
    assert ward.process
    children = psutil.Process(ward.process.pid).children()
    warm = [child for child in children if "coprod_widgets.kernels.server" in child.cmdline()]
    ordinary = [child for child in children if "ipykernel_launcher" in child.cmdline()]
    return ordinary + [fork for server in warm for fork in server.children()]


def test_twenty_page_views_leave_no_kernel(ward: Ward, nora: Visitor, half_way: str) -> None:
    for _ in range(20):
        assert nora.get(f"/interview/{half_way}").status_code == 200
    assert eventually(lambda: kernels(ward) == [])


def test_a_kernel_is_there_while_a_page_is_rendered(
    ward: Ward, nora: Visitor, half_way: str
) -> None:
    with ThreadPoolExecutor(1) as pool:
        pages = pool.submit(lambda: [nora.get(f"/interview/{half_way}") for _ in range(5)])
        seen = 0
        while not pages.done():
            seen = max(seen, len(kernels(ward)))
    assert seen == 1, "what the test above counts is what runs"


def test_a_ward_whose_fork_server_is_killed_goes_on(
    ward: Ward, nora: Visitor, half_way: str
) -> None:
    assert nora.get(f"/interview/{half_way}").status_code == 200
    assert ward.process
    for child in psutil.Process(ward.process.pid).children():
        if "coprod_widgets.kernels.server" in child.cmdline():
            child.kill()
    page = nora.get(f"/interview/{half_way}")
    assert page.status_code == 200
    assert "data-section" in page.text


def test_forty_pages_at_once_all_come_or_say_one_moment(
    ward: Ward, nora: Visitor, half_way: str
) -> None:
    with ThreadPoolExecutor(40) as pool:
        pages = list(pool.map(lambda _: nora.get(f"/interview/{half_way}"), range(40)))
    assert {page.status_code for page in pages} <= {200, 503}
    for page in pages:
        if page.status_code == 503:
            assert "One moment" in page.text
            assert page.headers["Refresh"] == "1"
        else:
            assert "data-section" in page.text
    assert eventually(lambda: kernels(ward) == [])


def test_a_page_is_small_and_asks_for_nothing_outside(nora: Visitor, half_way: str) -> None:
    page = nora.get(f"/interview/{half_way}").text
    assert 5_000 < len(page.encode()) < 50_000
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page)
    assert "<form" in page, "the form is in the page as served"
    assert "style=" not in page
    assert not re.findall(r"<script(?![^>]*\ssrc=)", page)
    assets = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(assets) == 2
    for asset in assets:
        answer = nora.get(asset)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_nothing_behind_a_question_mark_reaches_the_page_or_the_log(
    ward: Ward, nora: Visitor, half_way: str
) -> None:
    page = nora.get(f"/interview/{half_way}?template=lab&theme=dark&patient=PLANTED")
    assert page.status_code == 200
    assert "PLANTED" not in page.text
    assert "PLANTED" not in ward.log.read_text()
