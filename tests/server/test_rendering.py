from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.ward import Ward
from tests.server.visitor import Visitor

pytestmark = pytest.mark.slow


def kernels(ward: Ward) -> int:
    """How many kernels the server has running."""
    count = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            parent = re.search(r"PPid:\s+(\d+)", status.read_text())
            command = (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if parent and int(parent[1]) == ward.process.pid and b"ipykernel" in command:
            count += 1
    return count


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="counts processes in /proc")
def test_twenty_page_views_leave_no_kernel(ward: Ward, nora: Visitor, half_way: str) -> None:
    for _ in range(20):
        assert nora.get(f"/interview/{half_way}").status_code == 200
    assert kernels(ward) == 0


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
