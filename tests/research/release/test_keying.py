from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.research.release.keying import DAYS_A_UNIT, YEAR, StudyKey
from tests.research.release.hospital import Hospital

KEYS = st.binary(min_size=32, max_size=32).map(StudyKey)
NAMES = st.text(alphabet="0123456789abcdef", min_size=16, max_size=16)


@given(KEYS, NAMES)
def test_a_shift_is_0_to_364_days_and_always_the_same(key: StudyKey, person: str) -> None:
    assert 0 <= key.shift(person) < YEAR
    assert key.shift(person) == StudyKey(key.secret).shift(person)


@given(KEYS, NAMES, st.lists(st.integers(0, 4000), min_size=2), st.sampled_from(["week", "day"]))
def test_order_stays_and_gaps_stay_within_one_unit(
    key: StudyKey, person: str, days: list[int], unit: str
) -> None:
    size = DAYS_A_UNIT[unit]
    days.sort()
    told = [(day + key.shift(person)) // size for day in days]
    assert told == sorted(told)
    for one in range(len(days) - 1):
        gap = (days[one + 1] - days[one]) / size
        assert abs(told[one + 1] - told[one] - gap) < 1


@given(KEYS, KEYS, NAMES)
def test_another_study_has_other_names(one: StudyKey, other: StudyKey, name: str) -> None:
    if one != other:
        assert one.person(name) != other.person(name)
        assert one.interview(name) != other.interview(name)
    assert len({name, one.person(name), one.interview(name)}) == 3


def test_the_key_of_a_study_is_the_hospitals_and_its_id_tells_nothing_of_it(
    hospital: Hospital,
) -> None:
    keys = [StudyKey(hospital.store.study_key(study)) for study in ("one", "two", "one")]
    assert keys[0] == keys[2] != keys[1]
    assert keys[0].id != keys[1].id
    assert keys[0].id not in keys[0].secret.hex()
    assert keys[0].secret.hex() not in repr(keys[0])
