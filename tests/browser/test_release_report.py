"""The disclosure report of a release, as somebody reads it on a screen, on a phone and on paper."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.meeting import assert_accessible, assert_fits
from tests.research.release.hospital import AGE, Hospital, names

CUTS = [
    {"title": "Ages by how their stay is going, a title that is rather long", "rows": "age"},
    {"title": "Ages and stay", "rows": "age", "columns": "stay"},
    {"title": "Settled", "mean": "scores.settled", "by": "stay"},
]


def test_it_can_be_read_on_every_screen_by_everybody_and_printed(
    browser: Browser, tmp_path: Path
) -> None:
    hospital = Hospital(tmp_path, names(12))
    stays = ["long"] * 6 + ["short"] * 6
    people = {name: [30 + n % 2 * 20, stays[n]] for n, name in enumerate(names(12))}
    hospital.people_file(people, "age", "stay")
    hospital.dataset()
    hospital.release(
        people="people.csv",
        quasi_identifiers=AGE | {"stay": {"values": ["short", "long"]}},
        k=5,
        tables=[],
        cuts=CUTS,
    )
    hospital.store.close()
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "out/report.html").as_uri())
    assert_accessible(page)
    assert_fits(page)
    assert len(asked) == 1
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.close()
