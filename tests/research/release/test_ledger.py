from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.release.cuts import COUNTED, Behind
from coprod_widgets.research.release.ledger import Entry, check_ledger
from coprod_widgets.store import Store
from coprod_widgets.store.datasets import DatasetKind, DatasetRow
from tests.research.release.hospital import AGE, Hospital, names, quiet
from tests.research.test_dataset import NOW

RECORDS = "records"


def entry(*sets: tuple[str, Iterable[int]], k: int = 10, **more: Any) -> Entry:
    told = [
        Behind(what, f"set {n}", frozenset(map(str, who))) for n, (what, who) in enumerate(sets)
    ]
    patients = sorted(map(str, range(60)))
    given: dict[str, Any] = {"study": "s", "plan": "p", "dataset": "d", "files": {"a": "1"}}
    given["patients"] = patients
    return Entry(k=k, sets=told, **given | more)


def test_several_releases_that_leave_few_alone_together_are_refused() -> None:
    # Two wards of 20, and both with three people more: none is near another.
    both, one, other = range(43), range(20), range(20, 40)
    earlier = [whole_of(who, f"d_{n}") for n, who in enumerate((one, other))]
    new = entry((COUNTED, both), patients=sorted(map(str, both)))
    with pytest.raises(CoprodError, match="the releases d_0, d_1 together"):
        check_ledger(new, earlier)
    more = range(50)
    check_ledger(entry((COUNTED, more), patients=sorted(map(str, more))), earlier)


def whole_of(who: range, name: str) -> tuple[DatasetRow, dict[str, Any]]:
    made = entry((COUNTED, who), plan="q", patients=sorted(map(str, who)))
    return out(made, name)[0]


def out(made: Entry, name: str = "d_1") -> list[tuple[DatasetRow, dict[str, Any]]]:
    at = datetime(2026, 3, 9, tzinfo=UTC)
    row = DatasetRow(name, DatasetKind.RELEASE, at, {}, {}, [], made.patients)
    return [(row, made.body())]


def is_refused(new: Entry, earlier: Entry) -> bool:
    try:
        check_ledger(new, out(earlier))
    except CoprodError:
        return True
    return False


@pytest.mark.parametrize(
    ("new", "earlier", "refused"),
    [
        ((COUNTED, range(30)), (COUNTED, range(29)), True),
        ((COUNTED, range(30)), (COUNTED, range(30)), False),
        ((COUNTED, range(30)), (COUNTED, range(20)), False),
        ((COUNTED, range(30)), (COUNTED, range(21)), True),
        ((COUNTED, range(30)), (COUNTED, range(30, 60)), False),
        ((RECORDS, range(30)), (COUNTED, range(29)), True),
        ((COUNTED, range(30)), (RECORDS, range(29)), True),
        (("scores.a", range(30)), ("scores.a", range(29)), True),
        (("scores.a", range(30)), ("scores.b", range(29)), False),
        (("scores.a", range(30)), (COUNTED, range(29)), False),
        # Who has the tables of 30 can work out every mean of some of these.
        (("scores.a", range(28)), (RECORDS, range(30)), False),
        (("scores.a", range(32)), (RECORDS, range(30)), True),
        ((RECORDS, range(30)), ("scores.a", range(32)), True),
        ((RECORDS, range(30)), ("scores.a", range(28)), False),
        ((RECORDS, range(30)), ("scores.a", range(40)), False),
    ],
)
def test_numbers_of_the_same_thing_of_nearly_the_same_people_are_refused(
    new: tuple[str, range], earlier: tuple[str, range], refused: bool
) -> None:
    assert is_refused(entry(new), entry(earlier, plan="q")) is refused


def tables(*kinds: range) -> list[tuple[str, range | list[int]]]:
    everybody = [who for kind in kinds for who in kind]
    return [(RECORDS, everybody), *(("alike", kind) for kind in kinds)]


@pytest.mark.parametrize(
    ("new", "earlier", "refused"),
    [
        # Five went and five came: their rows are in one of the two alone.
        ([range(5, 35)], [range(30)], True),
        ([range(40)], [range(30)], False),
        ([range(10, 30)], [range(30)], False),
        ([range(5, 40)], [range(30)], True),
        ([range(10, 40)], [range(30)], False),
        # Ten came, five of each kind.
        ([range(25), range(30, 55)], [range(20), range(30, 50)], True),
        ([range(30), range(30, 60)], [range(20), range(30, 50)], False),
        ([range(30)], [range(30, 60)], False),
    ],
)
def test_rows_of_few_people_alike_are_in_no_release_of_two_alone(
    new: list[range], earlier: list[range], refused: bool
) -> None:
    one, other = entry(*tables(*new)), entry(*tables(*earlier), plan="q")
    assert is_refused(one, other) is refused
    assert is_refused(other, one) is refused


def test_the_refusal_names_the_earlier_release_and_its_day_and_no_number_of_people() -> None:
    new, earlier = entry((COUNTED, range(30))), entry((COUNTED, range(27)), study="old", plan="q")
    with pytest.raises(CoprodError) as refused:
        check_ledger(new, out(earlier))
    told = str(refused.value)
    for words in ("d_1", "2026-03-09", "study old", "set 0", "fewer than 10", "Use that release"):
        assert words in told
    assert "27" not in told


def test_the_very_same_again_is_fine_and_nearly_the_same_is_not() -> None:
    # Of 30 people 28 have a score; another release of 30 people and 29 of the scores is too near.
    sets = ((COUNTED, range(30)), ("scores.a", range(28)))
    assert not is_refused(entry(*sets), entry(*sets))
    assert is_refused(entry(sets[0], ("scores.a", range(29)), plan="q"), entry(*sets))


@pytest.mark.parametrize(("new", "earlier"), [(5, 10), (10, 5)])
def test_the_greater_k_of_the_two_rules(new: int, earlier: int) -> None:
    one, other = (
        entry((COUNTED, range(30)), k=new),
        entry((COUNTED, range(23)), k=earlier, plan="q"),
    )
    assert is_refused(one, other)


@given(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)), st.sampled_from([5, 10]))
def test_it_does_not_matter_which_of_two_releases_came_first(
    one: set[int], other: set[int], k: int
) -> None:
    sets = [
        Entry("s", k, f"{n}", "d", {}, sorted(map(str, who)), [Behind(what, "x", who_of(who))])
        for n, (what, who) in enumerate([(RECORDS, one), (COUNTED, other)])
    ]
    assert is_refused(*sets) is is_refused(*reversed(sets))


def who_of(numbers: set[int]) -> frozenset[str]:
    return frozenset(map(str, numbers))


def test_people_are_kept_by_their_place_and_come_back(hospital: Hospital) -> None:
    made = hospital.release(
        people="people.csv",
        quasi_identifiers=AGE,
        k=5,
        cuts=[{"title": "Ages", "rows": "age"}],
    )
    seen: list[Any] = []
    with pytest.raises(CoprodError, match="stop"):
        hospital.store.add_dataset(
            at=NOW, counts={}, digests={}, interviews=[], patients=[], check=_stop(seen)
        )
    ((row, body),) = seen[0]
    assert (row.id, row.kind, list(row.patients)) == (made.id, DatasetKind.RELEASE, names(12))
    sets = {one["name"]: [row.patients[place] for place in one["people"]] for one in body["sets"]}
    assert sets["everybody in it"] == names(12)
    assert sets["Ages: under 40"] == names(12)[::2]
    assert body["files"] == dict(row.digests)
    assert set(body["files"]) == {path.name for path in (hospital.folder / "out").iterdir()}


def _stop(seen: list[Any]) -> Any:
    def check(ledger: Any) -> None:
        seen.append(list(ledger))
        raise CoprodError("stop", "stop")

    return check


def test_one_person_fewer_and_the_next_release_waits(hospital: Hospital) -> None:
    first = hospital.release()
    hospital.store.add_consent("p_00", "withdrawn", NOW)
    with pytest.raises(CoprodError, match=first.id):
        hospital.release("next")
    with pytest.raises(CoprodError, match="nearly the same people"):
        hospital.release("next", study="another")
    assert not (hospital.folder / "next").exists()
    assert len(hospital.store.datasets()) == 2


def test_of_two_near_releases_at_one_moment_one_is_refused(hospital: Hospital) -> None:
    hospital.people_file({name: [n] for n, name in enumerate(names(12))}, "age")
    begin = threading.Barrier(2)
    done: list[str] = []

    def run(cut: int) -> None:
        from coprod_widgets.research.release.making import make_release

        plan = hospital.plan(
            f"{cut}.yaml",
            k=5,
            people="people.csv",
            tables=[],
            quasi_identifiers={"age": {"bands": [cut]}},
            cuts=[{"title": "Ages", "rows": "age"}],
        )
        with Store.open(hospital.store.settings) as store:
            begin.wait()
            try:
                folder = hospital.folder
                made = make_release(
                    store, folder / "ds", plan, folder / f"out{cut}", at=NOW, progress=quiet
                )
                done.append(made.id)
            except CoprodError as error:
                done.append(error.problem)

    threads = [threading.Thread(target=run, args=(cut,)) for cut in (5, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted("nearly the same" in one for one in done) == [False, True], done
    assert sum((hospital.folder / f"out{cut}").exists() for cut in (5, 6)) == 1


def test_two_releases_can_not_be_laid_together_to_tell_people_apart(hospital: Hospital) -> None:
    people = {name: [20 + n // 6 * 30, n % 2 * 100] for n, name in enumerate(names(12))}
    hospital.people_file(people, "age", "stay")
    stay = {"stay": {"bands": [50]}}
    common: dict[str, Any] = {"people": "people.csv", "k": 5}
    hospital.release("one", quasi_identifiers=AGE, **common)
    hospital.release("two", quasi_identifiers=AGE, study="another", **common)
    # By both attributes people would be alike in threes.
    with pytest.raises(CoprodError, match=r"release d_.* together, fewer than 5 people"):
        hospital.release("three", quasi_identifiers=stay, study="another", **common)


def test_several_means_of_one_thing_that_tell_of_few_are_refused(hospital: Hospital) -> None:
    people = {
        name: [30 + n % 2 * 20, 30 + (n + n // 11) % 2 * 20] for n, name in enumerate(names(12))
    }
    hospital.people_file(people, "age", "stay")
    cuts = [{"title": by, "mean": "scores.settled", "by": by} for by in ("age", "stay")]
    quasi = AGE | {"stay": {"bands": [40]}}
    with pytest.raises(CoprodError, match=r"Several means of scores\.settled"):
        hospital.release(people="people.csv", quasi_identifiers=quasi, k=5, tables=[], cuts=cuts)
