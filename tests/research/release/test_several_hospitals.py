"""A study centre releases data sets of what several hospitals handed out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from coprod_widgets.errors import CoprodError, PlanError, SealError, StoreError
from coprod_widgets.instrument.loading import load_text
from coprod_widgets.research import formats
from coprod_widgets.research.release import making
from coprod_widgets.research.release.given import read_given
from coprod_widgets.server.research import recall_of
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.datasets import DatasetKind
from coprod_widgets.store.verifying import verify
from tests.research.records import DEFINITION, as_text
from tests.research.release.centre import EACH, Centre
from tests.research.release.hospital import AGE, names


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    """Two hospitals that have handed out once, and a data set of both."""
    made = Centre(tmp_path)
    made.hand_out(1)
    made.gather("ds")
    yield made
    made.close()


@contextmanager
def study_centre(centre: Centre, store: Store) -> Iterator[None]:
    """For a while the data folder of the study is another one."""
    real, centre.store = centre.store, store
    try:
        yield
    finally:
        centre.store = real


def test_two_hospitals_too_small_to_release_can_be_released_together(centre: Centre) -> None:
    (row,) = centre.store.datasets()
    everybody = {centre.pseudonym(one) for one in (*names(EACH, "a"), *names(EACH, "b"))}
    assert (row.kind, set(row.patients)) == (DatasetKind.GATHERED, everybody)
    assert len(everybody) == 2 * EACH
    given = read_given(centre.folder / "ds", centre.store)
    assert set(given.patients) == set(given.patients.values()) == everybody
    made = centre.release("ds", "out")
    assert set(made.parts.chosen.people) == everybody
    # The study's own names, of the study centre's own key.
    assert len(centre.people("out")) == 2 * EACH
    assert centre.people("out").isdisjoint(everybody)
    about = json.loads((centre.folder / "out/release.json").read_bytes())
    assert "several hospitals" in about["consent"]["filter"]
    assert about["consent"]["left_out"]["left_since"] == "fewer than 10"
    report = (centre.folder / "out/report.html").read_text("utf-8")
    assert "the hospitals handed out last" in report
    assert "this study centre released before" in report
    assert verify(centre.store) == []


def test_the_same_hand_outs_and_plan_give_the_same_bytes(centre: Centre) -> None:
    centre.gather("again")
    centre.gather("unkept", keep=False)
    one, two = (centre.release(name, f"out_{name}") for name in ("ds", "again"))
    assert one.id != two.id
    for out, other in [("ds", "again"), ("ds", "unkept"), ("out_ds", "out_again")]:
        for path in (centre.folder / out).iterdir():
            assert path.read_bytes() == (centre.folder / other / path.name).read_bytes()


def test_who_left_is_out_of_the_next_release_and_recalled_from_the_earlier_one(
    centre: Centre,
) -> None:
    first = centre.release("ds", "one", k=5)
    gathered = centre.store.datasets()[-1].id
    assert centre.recalled() == {}
    centre.withdraws("a_03")
    centre.joins(*(f"b_{number}" for number in range(20, 29)))
    centre.hand_out(2)
    made = centre.gather("newer")
    assert list(made.recalled.values()) == ["withdrawn"]
    assert centre.pseudonym("a_03") not in centre.people("newer")

    (released,) = set(centre.recalled()[first.id])
    assert released in centre.people("one")
    assert centre.recalled() == {gathered: [centre.pseudonym("a_03")], first.id: [released]}
    on_the_page = recall_of(centre.store)
    assert on_the_page is not None
    assert {id_ for id_, gone in on_the_page.items() if len(gone) == 1} == {gathered, first.id}

    # One went and nine came. The row of the one would be in the earlier release alone; so four
    # more go with it.
    with pytest.raises(CoprodError, match=f"release {first.id}.*in one of the two alone"):
        centre.release("newer", "two", k=5)
    four = {centre.pseudonym(f"b_{number:02}") for number in range(4)}
    kept = sorted(centre.people("newer") - four)
    centre.people_file("person", [(one, 30) for one in kept])
    second = centre.release("newer", "two", k=5, people="people.csv")
    assert len(second.parts.chosen.people) == 2 * EACH - 5 + 9
    assert len(centre.people("one") - centre.people("two")) == 5
    assert released not in centre.people("two")
    assert second.id not in centre.recalled()
    assert verify(centre.store) == []


def test_from_an_older_data_set_whoever_is_not_in_the_newest_is_left_out_and_counted(
    centre: Centre,
) -> None:
    centre.withdraws("b_00")
    centre.hand_out(2)
    centre.gather("newer")
    made = centre.release("ds", "out")
    assert made.parts.chosen.left_out["left_since"] == 1
    assert centre.pseudonym("b_00") not in made.parts.chosen.people
    assert len(centre.people("out")) == 2 * EACH - 1


def test_the_ledger_holds_for_them_too_and_names_the_earlier_release(centre: Centre) -> None:
    first = centre.release("ds", "one")
    centre.withdraws("a_00")
    centre.hand_out(2)
    centre.gather("newer")
    for dataset in ("ds", "newer"):
        with pytest.raises(CoprodError, match=f"{first.id}.*nearly the same people"):
            centre.release(dataset, "two")
    assert not (centre.folder / "two").exists()


def test_a_later_yes_brings_somebody_back(centre: Centre) -> None:
    centre.withdraws("a_00")
    centre.hand_out(2)
    centre.gather("without")
    assert len(centre.recalled()) == 1
    centre.hospitals["a"].store.add_consent("a_00", "yes", centre.later())
    centre.hand_out(3)
    centre.gather("with")
    assert centre.recalled() == {}
    assert len(centre.release("ds", "out").parts.chosen.people) == 2 * EACH


def test_older_hand_outs_alone_bring_nobody_back(centre: Centre) -> None:
    centre.withdraws("a_00")
    centre.hand_out(2)
    centre.gather("newer")
    with pytest.raises(CoprodError, match="newest hand-out of the hospital"):
        centre.gather("older", "1")
    assert not (centre.folder / "older").exists()
    assert len(centre.store.datasets()) == 2


def test_a_hospital_that_was_not_gathered_again_counts_as_gone(centre: Centre) -> None:
    centre.hand_out(2, "a")
    centre.gather("a_alone", "2")
    (gone,) = centre.recalled().values()
    assert set(gone) == {centre.pseudonym(one) for one in names(EACH, "b")}
    with pytest.raises(CoprodError, match="fewer than 10 people"):
        centre.release("ds", "out")
    centre.gather("both")
    assert centre.recalled() == {}


def test_a_clock_that_was_put_back_is_found_out(centre: Centre) -> None:
    at = centre.store.datasets()[0].at
    with pytest.raises(CoprodError, match="would not be newer"):
        centre.gather("again", at=at)
    assert not (centre.folder / "again").exists()


def test_what_was_made_without_a_data_folder_is_not_released(centre: Centre) -> None:
    centre.joins("a_20")
    centre.hand_out(2)
    assert not centre.gather("unkept", keep=False).kept
    with pytest.raises(CoprodError, match="not made from this data folder") as refused:
        centre.release("unkept", "out")
    assert "--data" in refused.value.cure


def test_newer_hand_outs_that_are_gathered_while_a_release_is_made_stop_it(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = formats.write_all

    def meanwhile(*given: Any) -> Any:
        monkeypatch.undo()
        centre.withdraws("a_00")
        centre.hand_out(2)
        centre.gather("newer")
        return real(*given)

    monkeypatch.setattr(making, "write_all", meanwhile)
    with pytest.raises(CoprodError, match="gathered while this was made"):
        centre.release("ds", "out")
    assert not (centre.folder / "out").exists()


def test_a_gathered_data_set_that_was_taken_out_of_the_store_stops_releases(
    centre: Centre,
) -> None:
    centre.withdraws("a_00")
    centre.hand_out(2)
    centre.gather("newer")
    newest = centre.store.datasets()[0].id
    with closing(sqlite3.connect(centre.store.settings.data / "coprod.db")) as connection:
        connection.execute("DELETE FROM datasets WHERE id = ?", [newest])
        connection.commit()
    with pytest.raises(SealError, match="datasets"):
        centre.release("ds", "out")
    assert verify(centre.store)


def test_people_are_described_by_pseudonym_and_never_by_number(centre: Centre) -> None:
    everybody = [*names(EACH, "a"), *names(EACH, "b")]
    plan: dict[str, Any] = {"people": "people.csv", "quasi_identifiers": AGE, "k": 5}
    centre.people_file("number", [(one, 30) for one in everybody])
    with pytest.raises(PlanError, match="nobody here knows the hospital number"):
        centre.release("ds", "out", **plan)
    aged = [(centre.pseudonym(one), 30 + n // EACH * 20) for n, one in enumerate(everybody)]
    centre.people_file("person", aged)
    made = centre.release("ds", "out", cuts=[{"title": "Ages", "rows": "age"}], **plan)
    assert (made.parts.chosen.k, len(made.parts.chosen.people)) == (EACH, 2 * EACH)


def test_a_hospital_keeps_no_account_of_its_own_records_as_if_they_were_of_others(
    centre: Centre,
) -> None:
    home = centre.hospitals["a"].store
    before = len(home.datasets())
    with study_centre(centre, home):
        assert not centre.gather("own").kept
    assert len(home.datasets()) == before


def test_a_hospital_can_gather_the_records_of_others_beside_its_own(centre: Centre) -> None:
    home = centre.hospitals["a"]
    with study_centre(centre, home.store):
        assert centre.gather("of_b", "1/b").kept
        home.dataset("own")
        home.store.add_consent("a_00", "no", centre.later())
        centre.withdraws("b_00")
        centre.hand_out(2, "b")
        centre.gather("newer", "1/b", "2/b")
        kinds = {row.id: row.kind for row in home.store.datasets()}
        told = {(kinds[id_], *who) for id_, who in centre.recalled().items()}
        assert told == {
            (DatasetKind.HAND_OUT, centre.pseudonym("a_00")),
            (DatasetKind.DATASET, centre.pseudonym("a_00")),
            (DatasetKind.GATHERED, centre.pseudonym("b_00")),
        }


def test_an_instrument_that_is_in_use_with_other_words_is_not_kept(centre: Centre) -> None:
    other = as_text(DEFINITION | {"minutes": 9})
    fresh, _ = Store.create(Settings.load(centre.folder / "fresh"))
    with fresh, study_centre(centre, fresh):
        fresh.keep_instrument(load_text(other, "forms.yaml"), other)
        with pytest.raises(StoreError, match=r"forms@1\.0\.0"):
            centre.gather("again")
        assert (fresh.datasets(), (centre.folder / "again").exists()) == ([], False)
