"""How a study centre learns of who left: by the next hand-out, signed by the hospital."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.dataset import Made, make_dataset, make_dataset_from
from coprod_widgets.research.handing_out import HandedOut, hand_out
from coprod_widgets.research.recalled import left_since
from coprod_widgets.research.seals import LIST, NEWEST_FORMAT, SealedFile, Seals
from coprod_widgets.store import Store
from coprod_widgets.store.consents import Consent
from tests.research.test_dataset import NOW, Shelf
from tests.store.test_tombstones import backup, restore

WORDS = [word.value for word in Consent if word is not Consent.YES]


def quiet(_done: int, _total: int) -> None:
    """Show no progress."""


class Centre:
    """A study centre that gets hand-outs of one hospital, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ward = folder, Shelf(folder / "data")
        self.ward.put_three()
        self.days = 0

    def gets(self) -> HandedOut:
        self.days += 1
        at = NOW + timedelta(days=self.days)
        return hand_out(self.ward.store, self.folder / f"got/{self.days}", at=at, progress=quiet)

    def hears(self, word: str) -> None:
        self.ward.store.add_consent("p_anna", word, NOW + timedelta(days=self.days, hours=1))

    def makes(self, *parts: str) -> Made:
        named = [str(self.folder / "got" / part) for part in parts or ["."]]
        out = self.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        key = self.ward.store.keys.public_key
        return make_dataset_from(
            named, out, trusted={key}, shelf=self.folder / "shelf", progress=quiet
        )

    def people(self) -> set[str]:
        return set(pl.read_parquet(self.folder / "out/interviews.parquet")["person"])


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return Centre(tmp_path)


@pytest.mark.parametrize("word", WORDS)
def test_whom_a_newer_hand_out_names_is_left_out_and_off_the_shelf(
    centre: Centre, word: str
) -> None:
    assert centre.gets().left == 0
    assert centre.makes().people == 2
    packs = set((centre.folder / "shelf").glob("*.pack"))
    centre.hears(word)
    assert centre.gets().left == 1
    made = centre.makes()
    anna = centre.ward.store.pseudonym("p_anna")
    assert (made.people, made.left_out[word], made.quarantined) == (1, 1, [])
    assert sorted(made.recalled.values()) == [word, word]  # of both her talks
    assert all("/got/1/" in path for path in made.recalled)
    assert anna not in centre.people()
    assert not packs & set((centre.folder / "shelf").glob("*.pack"))
    assert json.loads((centre.folder / "got/2" / LIST).read_bytes())["left"] == {anna: word}
    for path in made.recalled:
        Path(path).unlink()
    again = centre.makes()
    assert (again.people, again.recalled, again.quarantined) == (1, {}, [])


def test_a_later_yes_takes_the_recall_back(centre: Centre) -> None:
    centre.gets()
    centre.hears("withdrawn")
    centre.gets()
    centre.hears("yes")
    assert centre.gets().left == 0
    made = centre.makes()
    assert (made.people, made.recalled, made.quarantined) == (2, {}, [])
    assert centre.makes("1", "2").people == 1


def test_a_hand_out_in_which_nobody_is_left_still_recalls(centre: Centre) -> None:
    centre.gets()
    centre.hears("withdrawn")
    centre.ward.store.add_consent("p_bert", "no", NOW + timedelta(days=1, hours=1))
    assert centre.gets().records == 0
    made = centre.makes()
    assert (made.people, len(made.recalled)) == (0, 3)


def test_an_old_backup_of_the_hospital_forgets_no_recall(centre: Centre) -> None:
    kept = backup(centre.ward.store.settings, centre.folder)
    centre.gets()
    centre.hears("withdrawn")
    settings = centre.ward.store.settings
    centre.ward.store.close()
    restore(settings, kept)
    with Store.open(settings) as old:
        centre.ward.store = old
        assert old.datasets() == []
        assert centre.gets().left == 1
        assert centre.makes().people == 1


def test_nobody_can_take_a_recall_out_of_the_list(centre: Centre) -> None:
    centre.gets()
    centre.hears("withdrawn")
    centre.gets()
    path = centre.folder / "got/2" / LIST
    listed = json.loads(path.read_bytes())
    path.write_bytes(json.dumps({**listed, "left": {}}).encode())
    made = centre.makes()
    assert all("changed after it was signed" in fault.problem for fault in made.quarantined)


def test_who_leaves_while_it_is_made_is_in_nothing(centre: Centre) -> None:
    store = centre.ward.store

    def leaves(done: int, _total: int) -> None:
        if done == 3:
            store.add_consent("p_bert", "withdrawn", NOW + timedelta(hours=done))

    out = centre.folder / "late"
    with pytest.raises(CoprodError, match="left research while"):
        make_dataset(store, out, at=NOW, progress=leaves)
    store.add_consent("p_bert", "yes", NOW + timedelta(days=1))
    store.add_consent("p_anna", "yes", NOW + timedelta(days=1))
    with pytest.raises(CoprodError, match="left research while"):
        hand_out(
            store,
            out,
            at=NOW,
            progress=lambda done, _: store.add_consent("p_anna", "no", NOW + timedelta(days=9)),
        )
    assert (out.exists(), store.datasets()) == (False, [])


def seals(hospital: str, day: int, people: set[str], left: dict[str, str]) -> Seals:
    records = [
        SealedFile(f"{one}.ipynb", "d", 0, 2, one, one, "forms", 1, "h") for one in sorted(people)
    ]
    return Seals(NEWEST_FORMAT, hospital, f"2026-01-{day:02}", records, [], {}, left)


PEOPLE = st.sets(st.sampled_from("ab"))
LISTS = st.builds(
    lambda hospital, day, people, left: seals(hospital, day, people, dict.fromkeys(left, "no")),
    st.sampled_from(["one", "two"]),
    st.integers(1, 4),
    PEOPLE,
    PEOPLE,
)


@given(st.lists(LISTS, max_size=6), st.randoms())
def test_the_newest_list_that_names_somebody_rules_in_whatever_order(
    lists: list[Seals], dice: object
) -> None:
    gone = left_since(lists)
    shuffled = list(lists)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert left_since(shuffled) == gone
    for hospital in ("one", "two"):
        for person in "ab":
            own = [one for one in lists if one.hospital == hospital]
            naming = [
                one
                for one in own
                if person in one.left or person in {r.person for r in one.records}
            ]
            newest = max((one.at for one in naming), default="")
            of_then = [one for one in naming if one.at == newest]
            assert ((hospital, person) in gone) == any(person in one.left for one in of_then)
