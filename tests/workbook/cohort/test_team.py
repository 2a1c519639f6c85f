"""A team's picture, from invented people whose talks were held through the real gates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.team.counting import Held, counted, promises
from coprod_widgets.research.team.picture import PICTURES
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.workbook.cohort.team import Team, team_of
from coprod_widgets.workbook.invented.habits import Habits
from coprod_widgets.workbook.simulating import simulate
from tests.workbook.conftest import silent

AT = datetime(2026, 12, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("team") / "data"
    store, _ = Store.create(Settings.load(folder))
    with store:
        simulate(
            store,
            patients=15,
            seed=5,
            progress=silent,
            habits=Habits(left_out=0, stopped=0),
            workbooks=("decisions", "actions"),
            episodes=2,
            months=2,
        )
        yield store


@pytest.fixture(scope="module")
def team(ward: Store) -> Team:
    return team_of(ward, AT)


def test_all_three_pictures_are_drawn_with_a_table_and_no_name(ward: Store, team: Team) -> None:
    html = "".join(str(team.html(picture.id)) for picture in PICTURES) + str(team.about())
    assert html.count("<svg") >= 1
    assert "now, staff" in html
    assert "not enough people yet" in html or "No whole month" in html
    for row in ward.all_interviews():
        assert row.id not in html
        assert ward.patient(row.patient_id).name not in html
        assert ward.account(row.clinician_id).name not in html


def test_no_cell_is_of_fewer_than_ten_people(team: Team) -> None:
    first = date(2026, 1, 1)
    for picture in PICTURES:
        assert all(count.month >= first for count in team.counts[picture.id])
    few = {count.person for count in team.counts["say"]}
    some = Team(
        {
            name: [count for count in counts if count.person in sorted(few)[:9]]
            for name, counts in team.counts.items()
        },
        team.until,
        unreadable=False,
    )
    assert all("<svg" not in str(some.html(picture.id)) for picture in PICTURES)


@pytest.mark.parametrize(("line", "who"), [("staff", "staff"), ("patient", "me")])
def test_promises_are_counted_as_they_were_put_in(
    ward: Store, team: Team, line: str, who: str
) -> None:
    truth = json.loads((ward.settings.data / "invented.json").read_text("utf-8"))["truth"]
    said = truth["promises"][who]["said"]
    own = [count for count in team.counts["promises"] if count.line == line]
    assert sum(count.above for count in own) == said["done"] + said["part"] / 2
    assert len(own) == said["done"] + said["part"] + said["not_done"]


def test_a_part_of_the_other_view_is_nothing_here(team: Team) -> None:
    assert team.html("model") is None


def test_a_talk_that_cannot_be_read_is_told_of_and_stops_no_other(
    ward: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, bad = ward.interview, ward.all_interviews()[0].id

    def interview(interview_id: str) -> object:
        if interview_id == bad:
            raise CoprodError("It does not hold.", "Run: coprod verify")
        return real(interview_id)

    monkeypatch.setattr(ward, "interview", interview)
    team = team_of(ward, AT)
    assert "Some talks can" in team.about()
    assert team.counts["say"]


def test_people_without_any_talk_count_for_nothing() -> None:
    empty = Held("p1", (), {})
    assert list(promises(empty)) == []
    assert counted([empty]) == {"promises": [], "differences": [], "say": []}
