"""What was put into invented people is found again; docs/truth.md has more seeds and people."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import truth
from benchmarks.truth import Found, found
from benchmarks.truth_page import as_page

ROOT = Path(__file__).parent.parent.parent
_SEEDS = 2
LIGHT = ("getting_ready", "reasons", "actions", "power")


@pytest.fixture(scope="module")
def by_seed() -> dict[int, list[Found]]:
    return {seed: found(seed, 14, LIGHT) for seed in range(1, _SEEDS + 1)}


@pytest.mark.slow
def test_most_intervals_hold_what_was_put_in(by_seed: dict[int, list[Found]]) -> None:
    every = [one for told in by_seed.values() for one in told]
    assert len(every) == _SEEDS * 15
    # Intervals of 95%, of which those of one seed hang together.
    assert sum(one.inside for one in every) >= 0.75 * len(every)


@pytest.mark.slow
def test_no_interval_is_so_wide_that_it_would_hold_anything(
    by_seed: dict[int, list[Found]],
) -> None:
    for one in (one for told in by_seed.values() for one in told):
        widest = 1.5 if "at first" in one.name else 0.4
        assert 0 < one.high - one.low < widest, one.name


@pytest.mark.slow
def test_the_page_tells_every_quantity_and_what_was_put_in(
    by_seed: dict[int, list[Found]],
) -> None:
    page = as_page(by_seed, 60)
    assert all(f"| {one.name} |" in page for one in by_seed[1])
    assert "`difference` 0.8" in page


def test_the_page_in_the_docs_is_of_these_quantities() -> None:
    page = (ROOT / "docs" / "truth.md").read_text("utf-8")
    assert f"each with {truth.PATIENTS} people" in page
    assert page.count(" of 20 |") == 15
