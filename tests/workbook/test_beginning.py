"""What a talk begins with: the law pack, and what was said and promised before."""

from __future__ import annotations

import pytest

from coprod_widgets.errors import LawError
from coprod_widgets.interview.answer import Entered, Happening, Place, Status
from coprod_widgets.interview.interview import State
from coprod_widgets.store import Store
from coprod_widgets.workbook.beginning import begin
from coprod_widgets.workbook.preparing import episode_of
from tests.workbook.conftest import AT
from tests.workbook.holding import C, Held, J, P, patient_of

REASON = {"wording": "A window was broken", "kind": "fact"}


def wished(store: Store, patient, wish: str = "fact", day: int = 0) -> Held:
    held = Held(store, patient, "reasons", day).say("reasons", C, REASON, "r1")
    held.say("how_right", P, 2, "r1").say("how_right", C, 4, "r1")
    return held.say("record_wish", P, wish, "r1").close()


def words(held: Held, list_id: str) -> list[str]:
    first = held.talk.instrument.question(list_id).fields[0].id
    return [row.fields[first] for row in held.talk.rows(list_id)]


def test_a_talk_begins_once_however_often_start_is_pressed(store: Store) -> None:
    held = Held(store, patient_of(store), "reasons")
    count = len(held.talk.entries)
    begin(store, held.id, AT, held.by)
    assert len(held.talk.entries) == count
    assert held.talk.state is State.HALF_WAY
    assert held.talk.carried.first_time


def test_topics_and_rights_come_from_the_hospitals_law_pack(store: Store) -> None:
    held = Held(store, patient_of(store), "decisions")
    assert len(held.talk.rows("topics")) == 14
    topic = held.talk.carried.topic("topics", "r1")
    assert topic is not None
    assert topic["id"] == "leave_outside"
    answer = held.talk.answer(Place("topics", "r1", J))
    assert answer is not None
    assert answer.entered is Entered.CARRIED
    assert held.talk.carried.law["notes"] == ["law_not_approved"]
    rights = Held(store, patient_of(store), "getting_ready")
    assert rights.talk.carried.right("rights", "r1") is not None


def test_a_talk_is_not_begun_on_a_law_pack_with_faults(store: Store) -> None:
    store.settings.law_packs.mkdir()
    (store.settings.law_packs / "scotland.yaml").write_text("id: scotland\n")
    with pytest.raises(LawError):
        Held(store, patient_of(store), "reasons")


def test_a_wish_about_the_record_becomes_a_promise_of_staff_and_only_once(store: Store) -> None:
    patient = patient_of(store)
    wished(store, patient)
    first = Held(store, patient, "actions", 1)
    assert words(first, "actions") == ["Put a fact right: A window was broken"]
    row = first.talk.rows("actions")[0]
    assert (row.fields["who"], row.fields["idea"]) == ("staff", "patient")
    assert row.id in first.talk.carried.detail["origins"]["actions"]
    first.close()
    second = Held(store, patient, "actions", 8)
    assert words(second, "actions") == []
    assert words(second, "promises") == ["Put a fact right: A window was broken"]


def test_help_wanted_with_a_right_becomes_a_promise_of_staff(store: Store) -> None:
    patient = patient_of(store)
    asked = Held(store, patient, "getting_ready")
    rights = asked.talk.rows("rights")
    asked.say("right_known", P, "want_help", rights[0].id)
    asked.say("right_known", P, "tell_more", rights[1].id).close()
    talk = Held(store, patient, "actions", 1)
    title = next(iter(rights[0].fields.values()))
    assert words(talk, "actions") == [f"Help with this right: {title}"]
    row = talk.talk.rows("actions")[0]
    assert (row.fields["who"], row.fields["idea"]) == ("staff", "patient")


def test_a_promise_stands_open_until_its_outcome_is_written(store: Store) -> None:
    patient = patient_of(store)
    wished(store, patient)
    Held(store, patient, "actions", 1).close()
    waiting = Held(store, patient, "actions", 8)
    waiting.say("outcome", J, row="r1", status=Status.NOT_SURE).close()
    again = Held(store, patient, "actions", 15)
    assert words(again, "promises") == ["Put a fact right: A window was broken"]
    again.say("outcome", J, "part", "r1").close()
    assert words(Held(store, patient, "actions", 22), "promises") == []


def test_a_withdrawn_wish_leads_to_nothing(store: Store) -> None:
    patient = patient_of(store)
    held = Held(store, patient, "reasons").say("reasons", C, REASON, "r1")
    held.say("record_wish", P, "fact", "r1")
    held.say("record_wish", P, row="r1", status=Status.WITHDRAWN).close()
    assert words(Held(store, patient, "actions", 1), "actions") == []


def test_reasons_and_signs_can_be_pointed_at_and_what_was_not_held_is_named(store: Store) -> None:
    patient = patient_of(store)
    wished(store, patient)
    held = Held(store, patient, "actions", 1)
    things = held.talk.carried.things
    assert [thing.words for thing in things] == ["A window was broken"]
    held.say("about", J, things[0].id, "r1")
    assert set(held.talk.carried.missing) == {"getting_ready", "signs", "decisions"}


def test_last_times_ratings_stand_beside_now_where_both_saw_them(store: Store) -> None:
    patient = patient_of(store)
    first = Held(store, patient, "reasons").say("reasons", C, REASON, "r1")
    first.say("how_right", P, 2, "r1").say("how_right", C, 4, "r1")
    first.say("matters_today", P, 5, "r1").close()
    held = Held(store, patient, "reasons", 30)
    assert not held.talk.carried.first_time
    assert words(held, "reasons") == ["A window was broken"]
    earlier = held.talk.carried.earlier("how_right", "r1", P)
    assert earlier is not None
    assert (earlier.value, earlier.day) == (2, "2026-03-09")
    # The other voice never said theirs, so this one was never opened, and is not now.
    assert held.talk.carried.earlier("matters_today", "r1", P) is None
    assert "5" not in str(list(held.talk.carried.detail["earlier"]))


def test_topics_are_picked_anew_and_stay_the_law_packs(store: Store) -> None:
    patient = patient_of(store)
    first = Held(store, patient, "decisions")
    row = first.talk.rows("topics")[0]
    first.say("topics", J, {**row.fields, "today": "yes"}, row.id)
    own = {"topic": "My bird", "today": "yes"}
    first.say("topics", J, own, "r20").close()
    held = Held(store, patient, "decisions", 30)
    assert len(held.talk.rows("topics")) == 15
    assert words(held, "topics")[-1] == "My bird"
    assert all("today" not in row.fields for row in held.talk.rows("topics"))
    assert held.talk.carried.topic("topics", "r1") is not None


def test_an_episode_ends_with_its_last_conversation(store: Store) -> None:
    patient = patient_of(store)
    wished(store, patient)
    assert store.talks_of(patient.id)[0].episode == 1
    power = Held(store, patient, "power", 2)
    assert store.about(power.id).episode == 1
    assert episode_of(store.talks_of(patient.id)) == 1
    power.close().happen(Happening.ASKED_AGAIN)
    assert episode_of(store.talks_of(patient.id)) == 2
    power.close()
    talks = store.talks_of(patient.id)
    assert episode_of(talks) == 2
    assert episode_of(talks[1:], new=True) == 2
    assert episode_of([]) == 1
    again = Held(store, patient, "getting_ready", 40)
    assert store.about(again.id).episode == 2


def test_no_other_patients_words_are_carried(store: Store) -> None:
    wished(store, patient_of(store))
    other = Held(store, patient_of(store, "Birch Field", "8"), "actions", 1)
    assert "window" not in str(other.talk.carried.detail)
    assert words(other, "actions") == []


def test_a_first_talk_that_was_put_off_leaves_the_first_time_for_the_next(store: Store) -> None:
    patient = patient_of(store)
    put_off = Held(store, patient, "getting_ready").say("good_time", P, "another_day").close()
    assert put_off.talk.carried.first_time
    held = Held(store, patient, "getting_ready", 1)
    assert held.talk.carried.first_time
    held.say("can_do", P, 3).close()
    assert not Held(store, patient, "getting_ready", 2).talk.carried.first_time
    # What comes only after the first time says nothing about having been through it.
    Held(store, patient, "actions", 3).close()
    assert not Held(store, patient, "actions", 4).talk.carried.first_time
