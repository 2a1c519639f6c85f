"""The file of approvals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.errors import LawError
from coprod_widgets.instrument.source import read
from coprod_widgets.law.approvals import Approvals, Approved, approvals_in, written
from coprod_widgets.law.loading import load, load_approvals
from tests.law.tiny import TINY, pack_of

DAY = date(2026, 3, 9)


def line(by: str, *, pack: str = "tiny", hash_: str = "0") -> Approved:
    return Approved(pack=pack, version="1.0.0", by=by, date=DAY, hash=hash_)


def test_the_last_approval_of_a_pack_counts() -> None:
    every = Approvals(approvals=(line("Ada"), line("Bo"), line("Cy", pack="other")))
    approval = every.of(pack_of())
    assert approval is not None
    assert approval.by == "Bo"
    assert Approvals(approvals=(line("Cy", pack="other"),)).of(pack_of()) is None


names = st.text(min_size=1, max_size=100).filter(lambda name: name.isprintable() and name.strip())


@given(st.lists(names, min_size=1, max_size=4))
def test_what_was_written_is_read_again(people: list[str]) -> None:
    every = Approvals(approvals=tuple(line(name) for name in people))
    found = approvals_in(read(written(every), "approvals.yaml"))
    assert found.faults == []
    assert found.approvals == every


def test_no_file_is_no_approval(tmp_path: Path) -> None:
    assert load_approvals(tmp_path / "approvals.yaml") == Approvals()


@pytest.mark.parametrize(
    "text", ["approvals: 5\n", "approvals:\n  - {by: Ada}\n", "approvals: [\n", "aprovals: []\n"]
)
def test_a_file_that_cannot_be_read_is_refused_with_its_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "approvals.yaml"
    path.write_text(text)
    with pytest.raises(LawError, match="on line") as refused:
        load_approvals(path)
    assert "\n" not in str(refused.value)


def test_a_pack_with_faults_is_refused_with_where_to_see_them(tmp_path: Path) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY.replace("rung", "rnug"))
    with pytest.raises(LawError, match="faults, the first on line") as refused:
        load(path)
    assert f"coprod law check {path}" in refused.value.cure
