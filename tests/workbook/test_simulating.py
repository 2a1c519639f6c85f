"""Invented people: the way they go, and whether what was put in can be found again."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from math import sqrt
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import pytest

from coprod_widgets.errors import ParametersError, StoreError
from coprod_widgets.instrument.definition import ScaleQuestion
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Answer, Entered, Happening, Moment, Place, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.research.dataset import make_dataset
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.people import same
from coprod_widgets.store.verifying import verify
from coprod_widgets.workbook.finding import EPISODE
from coprod_widgets.workbook.invented.habits import Habits, parameters
from coprod_widgets.workbook.record_format import record_of
from coprod_widgets.workbook.recording import record_all
from coprod_widgets.workbook.simulating import TRUTH_FILE, simulate
from tests.workbook.conftest import AT, silent

HABITS = Habits(stopped=0.1, short=0.1, passing_on=0.05, own_screen=0.15)
WHOLE = Habits(
    another_day=0,
    left_out=0,
    stopped=0,
    short=0,
    patient_declined=0,
    patient_not_sure=0,
    patient_skipped=0,
    clinician_not_sure=0,
    clinician_skipped=0,
    joint_declined=0,
    joint_not_sure=0,
    joint_skipped=0,
    research_yes=1,
    research_no=0,
    research_later=0,
    withdraws=0,
)
"""Nobody leaves anything out, and everybody says yes to research."""


def simulated(folder: Path, patients: int, seed: int, **more: Any) -> Store:
    made, _ = Store.create(Settings.load(folder))
    simulate(made, patients=patients, seed=seed, progress=silent, **more)
    return made


def truth_of(store: Store) -> Any:
    written = (store.settings.data / TRUTH_FILE).read_text(encoding="utf-8")
    return json.loads(written)["truth"]


def talks(store: Store, workbook: str | None = None) -> list[Interview]:
    """The oldest first."""
    rows = reversed(store.all_interviews())
    return [store.interview(row.id) for row in rows if workbook in (None, row.workbook)]


def answers(talk: Interview) -> list[Answer]:
    return [entry for entry in talk.entries if isinstance(entry, Answer)]


def opened(store: Store) -> list[Any]:
    """All that was said, but for what each folder seals to its own key."""
    said = [entry for talk in talks(store) for entry in talk.entries]
    return [
        replace(one, sealed="sealed") if isinstance(one, Answer) and one.sealed else one
        for one in said
    ]


def differences(store: Store, *, power: bool) -> list[int]:
    """Clinician less patient, over the pairs of ratings that both gave."""
    found = []
    for talk in talks(store):
        for block in talk.blocks:
            for question in block.section.questions:
                rated = isinstance(question, ScaleQuestion) and len(question.voices) == 2
                if rated and (talk.instrument.id == "power") == power:
                    places = [Place(question.id, block.row_id, v) for v in question.voices]
                    given = [talk.answer(place) for place in places]
                    if all(one and one.status is Status.ANSWERED for one in given):
                        patient, clinician = (one.value for one in given if one)
                        found.append(clinician - patient)
    return found


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A ward over half a year, large enough to count in."""
    folder = tmp_path_factory.mktemp("simulated") / "data"
    with simulated(folder, 20, 5, habits=HABITS, episodes=2, months=4) as made:
        yield made


def test_everybody_goes_through_whole_episodes_over_months(ward: Store) -> None:
    rows = ward.all_interviews()
    assert {row.workbook for row in rows} == set(EPISODE)
    assert {row.episode for row in rows} == {1, 2}
    assert 0.8 < len(rows) / (20 * 2 * 6) < 1
    for patient in ward.patients():
        own = [row for row in reversed(rows) if row.patient_id == patient.id]
        for number in (1, 2):
            held = [row.workbook for row in own if row.episode == number]
            assert held == [name for name in EPISODE if name in held]
        first, last = own[0].created, own[-1].created
        assert timedelta(days=100) < last - first < timedelta(days=170)
    assert verify(ward) == []


def test_every_kind_of_thing_happens(ward: Store) -> None:
    happened = {
        entry.happening
        for talk in talks(ward)
        for entry in talk.entries
        if isinstance(entry, Moment)
    }
    assert happened == set(Happening) - {Happening.LEFT, Happening.REOPENED}
    typed = {one.entered for talk in talks(ward) for one in answers(talk)}
    assert typed == set(Entered)


def test_every_share_that_was_put_in_comes_out(ward: Store) -> None:
    told = truth_of(ward)["shares"]
    names = {one.name for one in parameters() if one.unit == "share"}
    assert set(told) == names
    for name, drawn in told.items():
        share = getattr(HABITS, name)
        # Four and a half standard errors, and one case, where cases are few.
        most = 4.5 * sqrt(share * (1 - share) / drawn["drawn"]) + 1 / drawn["drawn"]
        assert drawn["share"] == pytest.approx(share, abs=most), name


@pytest.mark.parametrize("family", ["ratings", "power_ratings"])
def test_the_difference_that_was_put_in_is_found_in_the_data(ward: Store, family: str) -> None:
    told = truth_of(ward)["families"][family]
    found = differences(ward, power=family == "power_ratings")
    assert 0.5 * told["pairs"] < len(found) < told["pairs"]
    # What was passed over, or not reached, was so by chance: four standard errors of a mean.
    most = 4 * stdev(found) / sqrt(len(found))
    assert fmean(found) == pytest.approx(told["ticked"]["difference"], abs=most)
    # And over all people there could be: twenty of them, whose differences spread by 0.4.
    most = 4 * sqrt(0.4**2 / 20 + 2 * 0.5**2 / len(found))
    assert fmean(found) == pytest.approx(told["expected"]["difference"], abs=most)


def test_where_nothing_is_left_out_the_data_say_exactly_what_was_drawn(tmp_path: Path) -> None:
    with simulated(tmp_path / "a", 3, 2, habits=WHOLE) as store:
        told = truth_of(store)
        for family in ("ratings", "power_ratings"):
            power = family == "power_ratings"
            drawn = told["families"][family]
            found = differences(store, power=power)
            # Whether it was safe to disagree is a pair whose halves have names of their own.
            alone = told["pairs"]["power.safe_to_disagree"] if power else {"pairs": 0}
            assert len(found) == drawn["pairs"] - alone["pairs"]
            off = drawn["ticked"]["difference"] * drawn["pairs"] - sum(found)
            rest = alone["ticked"]["difference"] * alone["pairs"] if power else 0
            assert off == pytest.approx(rest, abs=1e-3)
        assert told["talks"]["power"] == told["power_score"]["talks"] == 3


def test_what_became_of_every_question_is_told(ward: Store) -> None:
    found: dict[str, Counter[str]] = {}
    for talk in talks(ward):
        record = record_of(talk, workbook="", head="", language="en")
        lists = {q.id for q in talk.instrument.questions if q.type == "list"}
        for one in record["answers"]:
            if one["question"] not in lists:
                found.setdefault(one["voice"], Counter())[one["status"]] += 1
    assert truth_of(ward)["at_end"] == found


def test_what_is_asked_alone_is_never_answered_where_somebody_typed(ward: Store) -> None:
    place = Place("said_to_please", None, Voice.PATIENT)
    sealed = 0
    for talk in talks(ward, "power"):
        answer = talk.answer(place)
        if answer is not None:
            assert answer.value is None
            assert answer.entered is Entered.SELF
            sealed += answer.sealed is not None
        if not talk.is_alone:
            assert answer is None or answer.sealed is None
    assert sealed > 5


def test_promises_are_carried_on_until_it_is_said_what_came_of_them(ward: Store) -> None:
    carried = 0
    for patient in ward.patients():
        rows = [row for row in reversed(ward.talks_of(patient.id)) if row.workbook == "actions"]
        held = [ward.interview(row.id) for row in rows]
        for before, after in itertools.pairwise(held):
            ended = {
                row.id
                for row in before.rows("promises")
                if before.status(Place("outcome", row.id, Voice.JOINT)) is Status.ANSWERED
            }
            goes_on = [row for row in before.rows("promises") if row.id not in ended]
            goes_on += before.rows("actions")
            stands = {same(row.fields["what"]) for row in after.rows("promises")}
            assert stands == {same(row.fields["what"]) for row in goes_on}
            carried += len(stands)
    told = truth_of(ward)["promises"]
    assert set(told) == {"me", "staff", "other"}
    assert carried > 30
    said = Counter(
        talk.answer(Place("outcome", row.id, Voice.JOINT)).value  # type: ignore[union-attr]  # answered
        for talk in talks(ward, "actions")
        for row in talk.rows("promises")
        if talk.status(Place("outcome", row.id, Voice.JOINT)) is Status.ANSWERED
    )
    drawn = sum((Counter(one["said"]) for one in told.values()), Counter())
    assert said == drawn
    assert sum(one["made"] for one in told.values()) == sum(
        len(talk.rows("actions")) for talk in talks(ward, "actions")
    )


def test_every_row_comes_from_the_law_or_from_the_same_persons_talk_before(ward: Store) -> None:
    sources = Counter[str]()
    for patient in ward.patients():
        before: dict[str, Interview] = {}
        for about in reversed(ward.talks_of(patient.id)):
            talk = ward.interview(about.id)
            for list_id, origins in talk.carried.detail["origins"].items():
                for row, origin in origins.items():
                    assert talk.has_had_row(list_id, row)
                    workbook, asked, *rest = origin.split(".")
                    sources[f"{workbook}.{asked}"] += 1
                    if workbook != "law":
                        other, other_row = rest
                        places = {one.place for one in answers(before[other])}
                        assert any((p.question, p.row) == (asked, other_row) for p in places)
            for one in answers(talk):
                if one.place.question == "about" and one.value:
                    *_, other, _ = one.value.split(".")
                    assert other in before
                    sources["about"] += 1
            before[talk.id] = talk
    assert {"law.topics", "law.rights", "reasons.reasons", "reasons.record_wish", "signs.signs"} < (
        set(sources)
    )
    assert {"actions.actions", "signs.helps", "about"} < set(sources)


def test_a_few_topics_are_picked_and_it_is_asked_again_within_a_week(ward: Store) -> None:
    picked = [
        sum(row.fields.get("today") == "yes" for row in talk.rows("topics"))
        for talk in talks(ward, "decisions")
        if talk.answer(Place("topics", None, Voice.JOINT))
    ]
    assert set(picked) == {1, 2, 3, 4}
    for talk in talks(ward):
        at = [m.at for m in talk.moments if m.happening is Happening.CLOSED]
        again = [m.at for m in talk.moments if m.happening is Happening.ASKED_AGAIN]
        assert not again or timedelta() < again[0] - at[0] < timedelta(days=7)


def test_consents_are_those_that_are_told(ward: Store) -> None:
    found = Counter(str(ward.latest_consent(one.id) or "never_asked") for one in ward.patients())
    assert truth_of(ward)["consent"] == found


def test_the_same_seed_invents_the_same_people_anywhere(tmp_path: Path) -> None:
    more = {"episodes": 2, "months": 2}
    with (
        simulated(tmp_path / "a", 2, 1, **more) as one,
        simulated(tmp_path / "b", 2, 1, **more) as two,
    ):
        assert opened(one) == opened(two)
        assert [row.id for row in one.all_interviews()] == [row.id for row in two.all_interviews()]
        assert [p.name for p in one.patients()] == [p.name for p in two.patients()]
        assert [one.consents_of(p.id) for p in one.patients()] == [
            two.consents_of(p.id) for p in two.patients()
        ]
        told = [(store.settings.data / TRUTH_FILE).read_bytes() for store in (one, two)]
        assert told[0] == told[1]
        names = [p.name for p in one.patients()] + [a.name for a in one.accounts()]
        assert not any(name.encode() in told[0] for name in names)
        assert str(tmp_path).encode() not in told[0]
    with simulated(tmp_path / "c", 1, 2, **more) as other:
        assert opened(other) != opened(one)


def test_a_folder_that_holds_people_is_refused(tmp_path: Path) -> None:
    with simulated(tmp_path / "a", 1, 1) as store, pytest.raises(StoreError, match="people"):
        simulate(store, patients=1, seed=1, progress=silent)


def test_an_episode_that_begins_before_the_last_is_over_is_refused(tmp_path: Path) -> None:
    with Store.create(Settings.load(tmp_path / "a"))[0] as store:
        with pytest.raises(ParametersError, match=r"takes 1\.4 months"):
            simulate(store, patients=1, seed=1, progress=silent, episodes=2, months=1)
        assert store.invented() is None


def test_every_record_says_what_became_of_every_question(tmp_path: Path) -> None:
    with simulated(tmp_path / "a", 3, 3) as store:
        for row in store.all_interviews():
            talk = store.interview(row.id)
            record = record_of(talk, workbook=row.workbook, head=store.head(row.id), language="en")
            asked = {(a["question"], a["row"], a["voice"]) for a in record["answers"]}
            assert len(asked) == len(record["answers"])
            assert {a["status"] for a in record["answers"]} <= {s.value for s in Status}
            names = [p.name for p in store.patients()] + [a.name for a in store.accounts()]
            assert not any(name in str(record) for name in names)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_data_set_anywhere(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        with simulated(tmp_path / name, 1, 4, habits=WHOLE) as store:
            recorded = record_all(store, None, workers=1, progress=silent)
            assert (len(recorded.made), recorded.faults) == (len(EPISODE), [])
            out = tmp_path / f"{name}-tables"
            make_dataset(store, out, at=AT, progress=silent)
            made.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert made[0] == made[1]
    assert any(name.startswith("answers") for name in made[0])
