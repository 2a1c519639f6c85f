from __future__ import annotations

import re
from typing import Any

from tests.research.release.hospital import AGE, Hospital, names
from tests.research.test_dataset import NOW

WARDS: dict[str, Any] = {
    "ward_cuts": {"allowed_by": "The <b>guardian</b>", "why": "A ward is to close"},
    "quasi_identifiers": {"ward": {"values": ["North", "South"]}},
}


def page(hospital: Hospital) -> str:
    return (hospital.folder / "out/report.html").read_text("utf-8")


def words(html: str) -> str:
    return " ".join(re.sub("<style>.*?</style>|<[^>]+>", " ", html).split())


def test_it_says_what_is_in_it_who_is_not_and_what_was_asked_of_too_few(
    hospital: Hospital,
) -> None:
    hospital.store.add_consent("p_11", "withdrawn", NOW)
    hospital.release(people="people.csv", quasi_identifiers=AGE, k=5)
    told = words(page(hospital))
    for said in (
        "study signs-2026",
        "People about 10",
        "5: nothing is told of fewer",
        "withdrew fewer than 5 fewer than 5",
        "are not in the file of people",
        "age in bands: under 40, 40 and over",
        "everybody in the tables is like at least 4 others (k = 5; at least 5 was asked for)",
        "Columns of wide tables",
        "whole weeks, shifted for each person",
        "No two that are not the same differ by fewer than 5 people",
        "Own words",
        "begins with an apostrophe",
    ):
        assert said in told, said


def test_each_cut_stands_in_it_with_what_is_hidden_and_what_was_tried(
    hospital: Hospital,
) -> None:
    rows = {name: ["CO" if n < 6 else "TTD", 30] for n, name in enumerate(names(12))}
    hospital.people_file(rows, "legal", "age")
    hospital.release(
        people="people.csv",
        quasi_identifiers=AGE | {"legal": {"values": ["CO", "TTD"]}},
        k=5,
        tables=[],
        cuts=[
            {"title": "Ages & status", "rows": "age", "columns": "legal"},
            {"title": "Status", "rows": "legal"},
            {"title": "Settled", "mean": "scores.settled", "by": "legal"},
        ],
    )
    html = page(hospital)
    assert "<h3>Ages &amp; status</h3>" in html
    told = words(html)
    assert "age down, legal across CO TTD all" in told
    assert "hidden" in told
    assert "it stays open whether it is small" in told
    assert "legal people CO 5 TTD 5 all 10 Nothing had to be hidden." in told
    assert "legal people mean CO 5" in told


def test_who_allowed_wards_and_why_stands_in_it(hospital: Hospital) -> None:
    hospital.people_file({name: ["North"] for name in names(12)}, "ward")
    hospital.release(people="people.csv", k=5, **WARDS)
    html = page(hospital)
    assert "The &lt;b&gt;guardian&lt;/b&gt; allowed it: A ward is to close" in html


def test_it_needs_no_other_file_and_runs_nothing(hospital: Hospital) -> None:
    hospital.release()
    html = page(hospital)
    assert "default-src 'none'" in html
    assert not re.search(r"<script|<link|<img|\bsrc=|\bhref=|url\(|@import|\son[a-z]+=", html)
    assert "@page{size:A4" in html
    assert 'lang="en"' in html
    headings = re.findall(r"<h([1-6])>", html)
    assert headings[0] == "1"
    assert headings.count("1") == 1


def test_a_cut_that_is_not_told_at_all_says_so(hospital: Hospital) -> None:
    cuts = [{"title": "Nothing", "mean": "indicators.PS_P", "by": "age"}]
    hospital.release(people="people.csv", quasi_identifiers=AGE, k=5, cuts=cuts)
    assert "Nothing of it is told. Fewer than 5 people have a value" in words(page(hospital))
    assert "In the file" not in words(page(hospital)), "an empty table tells nothing"
    assert hospital.about()["cuts"][0]["refused"].startswith("Fewer than 5")
    assert hospital.file("cut_01.csv") == []
