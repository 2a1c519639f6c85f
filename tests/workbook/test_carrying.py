"""What a talk takes over when the talks, the instruments or the law before it are not as hoped."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from coprod_widgets.errors import AnswerError
from coprod_widgets.interview.answer import Status
from coprod_widgets.interview.values import FIELD_LONGEST
from coprod_widgets.law.loading import load as load_law
from coprod_widgets.store import Store
from coprod_widgets.store.tables import entries
from coprod_widgets.widgets.over_time import over_time_html
from coprod_widgets.widgets.screen import sections_html
from coprod_widgets.widgets.view import View
from coprod_widgets.workbook.finding import Workbook, find
from coprod_widgets.workbook.law_packs import find_pack
from tests.workbook.holding import C, Held, J, P, patient_of
from tests.workbook.test_beginning import wished, words


def next_version(store: Store, workbook: str, *changes: tuple[str, str]) -> Workbook:
    """A later version of one of the six, in which something is said another way."""
    ours = find(workbook, store.settings.workbooks)
    text = ours.instrument.read_text(encoding="utf-8")
    for found, put in (("\nversion: 1.", "\nversion: 7."), *changes):
        assert found in text
        text = text.replace(found, put)
    path = store.settings.data / f"{workbook}.yaml"
    path.write_text(text, encoding="utf-8")
    return replace(ours, instrument=path)


def screens(held: Held) -> str:
    return "".join([*sections_html(held.talk, P).values(), *sections_html(held.talk, C).values()])


def promise(what: str) -> dict[str, Any]:
    return {"what": what, "who": "staff", "idea": "joint"}


def test_a_wish_about_a_very_long_reason_is_taken_over_and_cut(store: Store) -> None:
    patient = patient_of(store)
    reason = {"wording": "x" * FIELD_LONGEST, "kind": "fact"}
    held = Held(store, patient, "reasons").say("reasons", C, reason, "r1")
    held.say("record_wish", P, "fact", "r1").close()
    (row,) = Held(store, patient, "actions", 1).talk.rows("actions")
    assert row.fields["what"].startswith("Put a fact right: xxx")
    assert row.fields["what"].endswith("…")
    assert row.fields["who"] == "staff"


def test_more_promises_than_a_list_takes_by_hand_are_all_taken_over(store: Store) -> None:
    patient = patient_of(store)
    for day in range(4):
        held = Held(store, patient, "actions", day)
        for number in range(10):
            held.say("actions", J, promise(f"Promise {day} {number}"), f"rx{number}")
        held.close()
    assert len(words(Held(store, patient, "actions", 9), "promises")) == 40


def test_a_list_that_the_other_workbook_had_another_way_is_passed_over(store: Store) -> None:
    patient = patient_of(store)
    # An earlier version, in which what is a list now was a rating of each row of another list.
    early = next_version(
        store,
        "signs",
        ("- id: signs\n", "- id: marks\n"),
        ("filled_from: [signs.signs]", "most: 12"),
        ("        most: 12\n        most: 12\n", "        most: 12\n"),
        ("for_each: signs", "for_each: marks"),
        ("- id: sure_sign", "- id: signs"),
    )
    signs = Held(store, patient, early)
    signs.say("marks", J, {"sign": "Pacing", "whose": "joint"}, "r1")
    signs.say("signs", P, 4, "r1").say("signs", C, 2, "r1").close()
    assert Held(store, patient, "actions", 1).talk.carried.things == ()
    assert words(Held(store, patient, "signs", 2), "signs") == []


_WORSE = (("ward_worse", P), ("staff_worse", P), ("staff_helps", P))


def test_a_row_that_does_not_fit_any_more_is_counted_and_the_pair_is_told(store: Store) -> None:
    patient = patient_of(store)
    first = Held(store, patient, "signs")
    first.say("helps", J, {"help": "Tea", "whose": "patient", "who": "me"}, "r1").close()
    teas = "".join(f"{{code: {one}, text: {{en: {one}, easy: {{en: {one}}}}}}}," for one in "ab")
    picked = f"id: help\n            type: one\n            choices: [{teas}]"
    later = next_version(store, "signs", ("id: help\n            type: text", picked))
    held = Held(store, patient, later, 3)
    assert words(held, "helps") == []
    assert held.talk.carried.left_out("helps") == 1
    held.say("what_for", J, True)
    for question, voice in (("got_through", P), ("signs", J), *_WORSE):
        held.say(question, voice, status=Status.SKIPPED)
    assert "does not fit this list any more" in screens(held)


def _ours(store: Store) -> Path:
    return find_pack(store.settings.law, Path("none")).path


def law_now(store: Store, *changes: tuple[str, str]) -> None:
    """The hospital's own pack, with changes."""
    name = f"{store.settings.law}.yaml"
    text = _ours(store).read_text(encoding="utf-8")
    for found, put in changes:
        assert found in text
        text = text.replace(found, put, 1)
    store.settings.law_packs.mkdir(exist_ok=True)
    (store.settings.law_packs / name).write_text(text, encoding="utf-8")
    load_law(store.settings.law_packs / name)


def test_a_topic_that_the_law_pack_calls_by_another_name_stands_once(store: Store) -> None:
    patient = patient_of(store)
    first = Held(store, patient, "decisions")
    title = words(first, "topics")[0]
    first.close()
    law_now(store, (title, f"{title}, with a new name"))
    second = Held(store, patient, "decisions", 3)
    assert f"{title}, with a new name" in words(second, "topics")
    assert title not in words(second, "topics")
    assert len(words(second, "topics")) == 14


def test_a_topic_in_the_pairs_own_words_stands_once_and_as_they_said_it(store: Store) -> None:
    patient = patient_of(store)
    first = Held(store, patient, "decisions")
    title = words(first, "topics")[0]
    first.say("topics", J, {"topic": "To see my mum"}, "r1").close()
    second = Held(store, patient, "decisions", 3)
    assert "To see my mum" in words(second, "topics")
    assert title not in words(second, "topics")
    (row,) = [r.id for r in second.talk.rows("topics") if r.fields["topic"] == "To see my mum"]
    assert second.talk.carried.topic("topics", row)


def test_a_topic_that_the_law_pack_has_no_more_stays_and_says_nothing_of_law(
    store: Store,
) -> None:
    patient = patient_of(store)
    first = Held(store, patient, "decisions")
    title = words(first, "topics")[0]
    first.close()
    text = _ours(store).read_text(encoding="utf-8")
    start = text.index("  - id: leave_outside")
    end = text.index("  - id: ", start + 5)
    law_now(store, (text[start:end], ""))
    second = Held(store, patient, "decisions", 3)
    assert title in words(second, "topics")
    (row,) = [r.id for r in second.talk.rows("topics") if r.fields["topic"] == title]
    second.say("topics", J, {"topic": title, "today": "yes"}, row)
    assert second.talk.carried.topic("topics", row) is None
    assert screens(second)


def spoil(store: Store, held: Held) -> None:
    """Somebody has changed what was said in a talk, past coprod."""
    store._cache.clear()
    with store.engine.begin() as connection:
        broken = update(entries).where(entries.c.interview_id == held.id, entries.c.number == 3)
        connection.execute(broken.values(by="a_somebody"))


def test_an_earlier_talk_that_cannot_be_read_is_named_and_the_rest_is_taken_over(
    store: Store,
) -> None:
    patient = patient_of(store)
    wished(store, patient)
    kept = Held(store, patient, "actions", 1).say("actions", J, promise("Kept"), "rk").close()
    lost = Held(store, patient, "signs", 2).close()
    spoil(store, lost)
    held = Held(store, patient, "actions", 3)
    assert "Kept" in words(held, "promises")
    assert set(held.talk.carried.unreadable) == {"signs"}
    spoil(store, kept)
    again = Held(store, patient, "actions", 4)
    assert not again.talk.carried.first_time
    assert set(again.talk.carried.unreadable) == {"actions", "signs"}
    spoiled = Held(store, patient, "signs", 5)
    assert not spoiled.talk.carried.first_time
    spoiled.say("what_for", J, True).say("got_through", P, "I slept")
    assert "cannot be read any more" in screens(spoiled)


NASTY = st.text(max_size=60) | st.sampled_from(
    ["{row}", "{first} {0} {}", "<script>alert(1)</script>", "'; DROP TABLE entries; --", "None"]
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(NASTY, max_size=10), st.lists(st.integers(0, 999), max_size=10, unique=True))
def test_whatever_was_written_a_talk_begins_and_shows_it_as_words(
    store: Store, said: list[str], numbers: list[int]
) -> None:
    patient = patient_of(store, number=str(hash((tuple(said), tuple(numbers)))))
    first = Held(store, patient, "actions")
    kept = []
    for text, number in zip(said, numbers, strict=False):
        try:
            first.say("actions", J, promise(text), f"r{number}")
        except AnswerError:
            continue  # no words at all
        kept.append(text)
    first.close()
    held = Held(store, patient, "actions", 2)
    assert len(words(held, "promises")) <= len(kept)
    ids = [row.id for row in held.talk.rows("promises")]
    assert len(ids) == len(set(ids))
    held.say("what_for", J, True)
    assert not re.search("<script>alert", screens(held))


def test_ratings_of_all_earlier_talks_are_taken_over_row_by_row(store: Store) -> None:
    patient = patient_of(store)
    reason = {"wording": "He left the ward.", "kind": "fact"}
    held = Held(store, patient, "reasons").say("reasons", C, reason, "r1")
    for day, (mine, theirs) in enumerate([(1, 5), (2, 4), (3, 3)], 1):
        (row,) = held.talk.rows("reasons")
        held.say("how_right", P, mine, row.id).say("how_right", C, theirs, row.id).close()
        held = Held(store, patient, "reasons", day)
    (row,) = held.talk.rows("reasons")
    carried = held.talk.carried
    for voice, values in ((P, [1, 2, 3]), (C, [5, 4, 3])):
        times = carried.times("how_right", row.id, voice)
        assert [one.value for one in times] == values
        assert [one.back for one in times] == [3, 2, 1]
        assert times[0].day < times[2].day


def test_a_rating_that_only_one_saw_is_not_among_those_of_earlier_talks(store: Store) -> None:
    patient = patient_of(store)
    held = Held(store, patient, "power").say("informed", P, 2).close()
    held = Held(store, patient, "power", 1).say("informed", P, 3).say("informed", C, 4).close()
    held = Held(store, patient, "power", 2)
    assert [one.value for one in held.talk.carried.times("informed", None, P)] == [3]


SPOKEN = [None, Status.ANSWERED, Status.DECLINED, Status.WITHDRAWN]


@pytest.mark.parametrize("hers", SPOKEN)
@pytest.mark.parametrize("his", SPOKEN)
@pytest.mark.parametrize("back", [1, 2, 3])
def test_of_earlier_talks_only_ratings_that_both_could_see_and_still_stand_are_taken_over(
    store: Store, his: Status | None, hers: Status | None, back: int
) -> None:
    patient = patient_of(store)
    for day in range(3):
        held = Held(store, patient, "power", day)
        for voice, became in ((P, his), (C, hers)):
            if day != 3 - back:
                held.say("informed", voice, 3)
            elif became is Status.WITHDRAWN:
                held.say("informed", voice, 5).say("informed", voice, status=became)
            elif became is not None:
                value = 5 if became is Status.ANSWERED else None
                held.say("informed", voice, value, status=became)
        held.close()
    now = Held(store, patient, "power", 3)
    both_spoke = his is not None and hers is not None
    for voice, became in ((P, his), (C, hers)):
        told = {one.back: one.value for one in now.talk.carried.times("informed", None, voice)}
        stands = both_spoke and became is Status.ANSWERED
        assert told.pop(back, None) == (5 if stands else None)
        assert set(told.values()) == {3}
    # Nothing of before the last time is on a screen; what both say now is still each one's own.
    now.say("informed", P, 1)
    older = [one for one in now.talk.carried.detail["older"] if one["question"] == "informed"]
    assert all(one["back"] > 1 for one in older)
    assert str(over_time_html(View(now.talk, None)) or "") == ""
