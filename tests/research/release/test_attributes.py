from __future__ import annotations

import pytest

from coprod_widgets.errors import CoprodError, PlanError
from coprod_widgets.research.release.attributes import Attributes, read_attributes
from coprod_widgets.research.release.plan_file import read_plan
from tests.research.release.hospital import AGE, Hospital

QUASI = AGE | {"legal": {"groups": {"order": ["CO", "CORO"]}}}


def read(hospital: Hospital, text: str) -> Attributes:
    (hospital.folder / "people.csv").write_text(text, encoding="utf-8-sig")
    plan = hospital.plan(people="people.csv", quasi_identifiers=QUASI)
    patients = {hospital.store.pseudonym(one): one for one in ("p_00", "p_01")}
    found = read_attributes(read_plan(plan), hospital.store, patients)
    assert found is not None
    return found


def test_people_are_found_by_number_however_it_is_written_or_by_pseudonym(
    hospital: Hospital,
) -> None:
    anna = hospital.store.pseudonym("p_00")
    wanted = {anna: {"age": "under 40", "legal": "order"}}
    assert read(hospital, "number,name,age,legal\n P_00 ,Anna,39,CORO\n") == wanted
    assert read(hospital, f"legal,person,age\nCO,{anna},30\n") == wanted


def test_somebody_who_is_not_in_the_data_set_is_passed_over(hospital: Hospital) -> None:
    assert read(hospital, "number,age,legal\np_05,nonsense,CO\nnobody,1,CO\n") == {}


def test_an_empty_cell_is_not_known(hospital: Hospital) -> None:
    (own,) = read(hospital, "number,age,legal\np_00,,\n").values()
    assert own == {"age": "not known", "legal": "not known"}


def test_all_faults_are_named_by_line_and_no_value_is(hospital: Hospital) -> None:
    text = "number,age,legal\np_00,forty,CO\np_01,41,SECRET\np_01,41,CO\np_00,41\n"
    with pytest.raises(PlanError) as refused:
        read(hospital, text)
    told = str(refused.value)
    for line in (2, 3, 4, 5):
        assert f"people.csv:{line}:" in told
    assert "here twice" in told
    assert "forty" not in told
    assert "SECRET" not in told


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("age,legal", "who each line is about"),
        ("number,person,age,legal", "who each line is about"),
        ("number,age", "no column 'legal'"),
        ("number,age,age,legal", "same name"),
        ("", "no column 'age'"),
    ],
)
def test_a_header_that_lacks_something_is_refused(
    hospital: Hospital, header: str, problem: str
) -> None:
    with pytest.raises(PlanError, match=problem):
        read(hospital, header + "\n")


def test_a_file_that_is_not_there_or_no_text_is_one_plain_line(hospital: Hospital) -> None:
    plan = read_plan(hospital.plan(people="nowhere.csv", quasi_identifiers=AGE))
    with pytest.raises(CoprodError, match=r"nowhere\.csv can't be read"):
        read_attributes(plan, hospital.store, {})
    (hospital.folder / "nowhere.csv").write_bytes(b"number,age\n\xff")
    with pytest.raises(CoprodError, match="no CSV in UTF-8"):
        read_attributes(plan, hospital.store, {})
