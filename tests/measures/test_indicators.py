"""Each indicator, by hand."""

from __future__ import annotations

import pytest

from coprod_widgets.interview.answer import Entered, Status
from coprod_widgets.measures.result import Reason
from tests.measures.evidences import C, J, Made, P, counts, measured

SKIPPED, NOT_REACHED = Status.SKIPPED, Status.NOT_REACHED


def test_reasons_opened_are_those_shared_by_those_shared_or_held_back() -> None:
    talk = Made("reasons", withheld=1).reason("r1").reason("r2").reason("r3")
    found = measured(talk)["INF1"]
    assert counts(found) == (0.75, 3, 4, 0)
    assert found.staff_only
    assert counts(measured(Made("reasons"))["INF1"]) == (None, 0, 0, 0)


def test_how_many_are_held_back_is_for_staff_alone_unless_it_was_cleared() -> None:
    cleared = Made("reasons", withheld=1, cleared=True).reason()
    assert not measured(cleared)["INF1"].staff_only
    # Were it shown where nothing is held back, not showing it would tell that something is.
    assert measured(Made("reasons").reason())["INF1"].staff_only


@pytest.mark.parametrize("withheld", [0, 3])
def test_a_talk_that_may_not_tell_what_it_held_back_keeps_it_for_the_whole_round(
    withheld: int,
) -> None:
    cleared = Made("reasons", withheld=1, cleared=True).reason()
    other = Made("reasons", day=1, withheld=withheld).reason()
    assert measured(cleared, other)["INF1"].staff_only


def test_a_reason_is_explained_with_its_meaning_kind_date_and_source() -> None:
    talk = Made("reasons").reason("r1", team_meaning="Why").reason("r2", team_meaning="Why")
    talk.row("reasons", "r3", wording="A row", kind="fact").say("team_meaning", C, "Why", "r3")
    assert counts(measured(talk)["INF2"]) == (2 / 3, 2, 3, 0)


def test_surprise_is_told_of_those_who_said_whether_they_knew() -> None:
    talk = Made("reasons").reason("r1", knew="no").reason("r2", knew="part")
    talk.reason("r3", knew="yes").reason("r4", knew=SKIPPED, team_meaning="Why")
    talk.reason("r5", knew=NOT_REACHED, team_meaning="Why")
    assert counts(measured(talk)["INF3"]) == (2 / 3, 2, 3, 2)


def test_an_account_left_out_by_choice_leaves_both_counts() -> None:
    talk = (
        Made("reasons")
        .reason("r1", own_account="Mine")
        .reason("r2", own_account=SKIPPED, team_meaning="Why")
    )
    assert counts(measured(talk)["VOI1"]) == (1, 1, 1, 1)


def test_an_account_nobody_got_to_in_a_talk_that_was_held_to_its_end_is_not_there() -> None:
    def talk(cut_short: bool) -> Made:
        made = Made("reasons", cut_short=cut_short).reason("r1", own_account="Mine")
        return made.reason("r2", own_account=NOT_REACHED, team_meaning="Why")

    assert counts(measured(talk(cut_short=False))["VOI1"]) == (0.5, 1, 2, 0)
    assert counts(measured(talk(cut_short=True))["VOI1"]) == (1, 1, 1, 1)


def test_a_reason_about_which_nothing_was_said_was_not_worked_on() -> None:
    talk = Made("reasons").reason("r1", own_account=NOT_REACHED, team_meaning=NOT_REACHED)
    found = measured(talk)["VOI1"]
    assert counts(found) == (None, 0, 0, 0)
    assert found.reason == Reason("no_reason_worked_on")


def test_words_are_in_balance_when_both_say_as_much() -> None:
    def talk(patient: int, clinician: int) -> Made:
        return Made("reasons").reason(
            own_account="word " * patient, team_meaning="word " * clinician
        )

    assert measured(talk(30, 30))["VOI2"].value == 1
    assert measured(talk(10, 30))["VOI2"].value == pytest.approx(0.5)
    assert measured(talk(40, 0))["VOI2"].value == 0
    few = measured(talk(19, 20))["VOI2"]
    assert few.value is None
    assert few.reason == Reason.of("few_words", found=39, needed=40)


def test_who_typed_is_told_of_the_patients_own_words() -> None:
    talk = Made("reasons").reason(own_account="Mine")
    talk.say("going_well", P, "Well", entered=Entered.STAFF)
    talk.say("missing_from_list", P, "More", entered=Entered.INTERPRETER)
    assert counts(measured(talk)["VOI3"]) == (1 / 3, 1, 3, 0)


def test_something_became_different_where_staff_changed_anything() -> None:
    talk = Made("reasons").reason("r1", changed="words").reason("r2", changed="nothing")
    assert counts(measured(talk)["INFL1"]) == (0.5, 1, 2, 0)


def test_signs_helps_and_actions_have_somebody_who_said_them_first() -> None:
    signs = Made("signs").row("signs", "r1", sign="A", whose="patient")
    signs.row("signs", "r2", sign="B", whose="clinician").row("helps", "r1", whose="joint")
    actions = Made("actions").row("actions", "r1", what="A", idea="clinician")
    actions.row("actions", "r2", what="B")
    assert counts(measured(signs, actions)["INFL2"]) == (0.5, 2, 4, 1)


def test_joint_words_are_told_of_the_reasons_worked_on() -> None:
    talk = (
        Made("reasons")
        .reason("r1", joint_words="Ours")
        .reason("r2", joint_words=SKIPPED, knew="no")
    )
    assert counts(measured(talk)["INFL3"]) == (1, 1, 1, 1)


def test_a_difference_is_kept_with_both_accounts_and_where_it_got_to() -> None:
    both = {"own_account": "Mine", "team_meaning": "Why", "where_we_got": "two_views"}
    talk = Made("reasons").reason("r1", difference=["meaning"], **both)
    talk.reason("r2", difference=["same"], **both)
    talk.reason("r3", difference=["words"], **(both | {"team_meaning": NOT_REACHED}))
    assert counts(measured(talk)["CON-D"]) == (0.5, 1, 2, 0)


def test_no_difference_is_told_apart_from_no_answer_about_it() -> None:
    same = measured(Made("reasons").reason(difference=["same"]))["CON-D"]
    asked = measured(Made("reasons").reason(difference=SKIPPED, knew="no"))["CON-D"]
    assert (same.value, same.reason) == (None, Reason("none_differ"))
    assert asked.value is None
    assert asked.reason != same.reason


def topics() -> Made:
    """Two fixed topics of the law pack, one fixed that the pair added, and three open ones."""
    talk = Made("decisions")
    for number, rung in enumerate((0, 1, 0, 2, 3, 4), start=1):
        row, origin = f"r{number}", f"law.topics.t{number}" if number != 3 else None
        talk.row("topics", row, origin, topic="A", today="yes")
        talk.say("who_decides", C, rung, row)
    return talk


def test_limits_are_told_with_why_a_source_and_how_to_question_them() -> None:
    talk = topics()
    for row in ("r1", "r2", "r3"):
        talk.say("why_so", C, "Because", row).say("how_question", C, "Ask", row)
    assert counts(measured(talk)["LIM1"]) == (2 / 3, 2, 3, 0)


def test_what_staff_skipped_about_a_limit_is_missing_and_told_so() -> None:
    talk = topics().say("why_so", C, "Because", "r1").say("how_question", C, "Ask", "r1")
    talk.say("why_so", C, "Because", "r2").say("how_question", C, row="r2", status=SKIPPED)
    talk.say("why_so", C, row="r3", status=NOT_REACHED)
    assert counts(measured(talk)["LIM1"]) == (0.5, 1, 2, 1)


def test_saying_back_is_about_our_explaining() -> None:
    ready = Made("getting_ready").say("what_for_back", C, "clear").say("hurt_back", P, "dont_know")
    decided = topics().say("fixed_back", C, "partly")
    assert counts(measured(ready, decided)["LIM2"]) == (1 / 3, 1, 3, 0)


def test_the_room_there_is_and_the_room_that_was_used() -> None:
    found = measured(topics().say("open_part", J, "How", "r1").say("open_part", J, "When", "r2"))
    assert counts(found["DEC1"]) == (0.5, 3, 6, 0)
    assert counts(found["DEC2"]) == (0.5, 3, 6, 0)
    assert counts(found["DEC3"]) == (1, 2, 2, 1)
    fixed = Made("decisions").row("topics", "r1", topic="A").say("who_decides", C, 0, "r1")
    assert measured(fixed)["DEC2"].value is None


def test_actions_go_both_ways_when_both_take_as_many_on() -> None:
    talk = Made("actions")
    for number, who in enumerate(("me", "me", "me", "staff", "other"), start=1):
        talk.row("actions", f"r{number}", what="A", who=who)
    assert counts(measured(talk)["REC1"]) == (0.5, 2, 4, 0)
    assert measured(Made("actions"))["REC1"].value is None


def promised(staff: list[str], patient: list[str]) -> Made:
    talk, number = Made("actions"), 0
    for who, outcomes in (("staff", staff), ("me", patient)):
        for outcome in outcomes:
            number += 1
            talk.row("promises", f"r{number}", what="A", who=who)
            talk.say("outcome", J, outcome, f"r{number}")
    return talk


def test_staff_follow_through_counts_a_part_as_half_and_leaves_out_what_was_dropped() -> None:
    found = measured(promised(["done", "part", "not_done", "dropped"], ["done", "done"]))
    assert counts(found["REC2"]) == (0.5, 1.5, 3, 0)
    assert found["REC3"].value == 0.5  # staff are behind
    assert measured(promised([], ["done"]))["REC3"].value is None


def test_understanding_is_four_things_and_none_of_them_is_agreement() -> None:
    reasons = Made("reasons").reason("r1", said_back="partly", own_account="Mine")
    reasons.reason("r2", said_back="again")
    signs = Made("signs").row("signs", "r1", sign="A", whose="patient")
    signs.row("helps", "r1", help="B", whose="clinician")
    assert counts(measured(reasons, signs)["UND"]) == (0.75, 3, 4, 0)
    few = measured(reasons)["UND"]
    assert (few.value, few.reason) == (None, Reason.of("few_known", found=2, needed=3))


def test_a_list_that_was_left_empty_on_purpose_has_no_own_sign() -> None:
    signs = Made("signs").say("signs", J, True).row("helps", "r1", help="B", whose="joint")
    reasons = Made("reasons").reason("r1", said_back="clear")
    assert counts(measured(reasons, signs)["UND"]) == (2 / 3, 2, 3, 1)


def test_access_is_what_was_met_of_what_was_asked_for_in_each_talk() -> None:
    first = Made("getting_ready").say("needs", P, ["breaks", "pictures"])
    first.say("needs_met", J, ["breaks", "you_type"])
    second = Made("getting_ready", day=7).say("needs", P, ["breaks"])
    second.say("needs_met", J, status=SKIPPED)
    third = Made("getting_ready", day=9).say("needs", P, ["nothing"])
    assert counts(measured(first, second, third)["ACC"]) == (0.5, 1, 2, 1)
    assert measured(third)["ACC"].value is None


def test_standing_by_it_is_told_of_talks_that_were_asked_about_again() -> None:
    stands = Made("reasons", asked_again=0).say("still_stands", P, "yes")
    changed = Made("signs", asked_again=0).say("still_stands", P, "change")
    not_again = Made("decisions").say("still_stands", P, "yes")
    before = Made("actions", asked_again=9).say("still_stands", P, "yes")
    found = measured(stands, changed, not_again, before)["STB"]
    assert counts(found) == (0.5, 1, 2, 1)


def test_a_reason_in_two_talks_is_counted_once_and_its_newest_answer_counts() -> None:
    first = Made("reasons").reason("r1", changed="nothing", own_account="Mine")
    second = Made("reasons", day=7)
    second.row("reasons", "r4", "reasons.reasons.i_reasons_0.r1", wording="A row", kind="fact")
    second.say("changed", C, "plan", "r4").say("own_account", P, row="r4", status=SKIPPED)
    found = measured(second, first)
    assert counts(found["INFL1"]) == (1, 1, 1, 0)
    assert counts(found["VOI1"]) == (1, 1, 1, 0)
    assert found["INFL1"].sources[0].interview == "i_reasons_7"
