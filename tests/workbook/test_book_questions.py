"""The six conversations ask every question of the domain, each of whom it is for."""

from __future__ import annotations

import pytest

from tests.workbook.patient_texts import BOOKS, book

# What the domain asks for: its number, our question, who answers, and what it measures.
QUESTIONS = """
1.0 getting_ready.present joint ACC
1.1 getting_ready.feeling each EMO
1.2 getting_ready.good_time patient ACC
1.3 getting_ready.needs patient ACC
1.3 getting_ready.needs_met joint ACC
1.4 getting_ready.what_for joint INF
1.5 getting_ready.what_for_back patient INF
1.6 getting_ready.who_sees joint LIM
1.6 getting_ready.passed_on joint LIM
1.7 getting_ready.hurt_back patient LIM
1.8 getting_ready.rights patient INF,LIM
1.8 getting_ready.right_known patient INF,LIM
1.9 getting_ready.stop_sign joint SAFE
1.10 getting_ready.learn_from_me patient AST
1.11 getting_ready.what_i_bring clinician AST,LIM
1.12 getting_ready.hope each VOI
1.12 getting_ready.worry each VOI
1.12b getting_ready.can_do patient AGY
1.12b getting_ready.next_step patient AGY
1.12b getting_ready.can_ask patient AGY
1.13 getting_ready.research patient consent
2.0 reasons.going_well patient AST
2.1 reasons.knew patient INF
2.2 reasons.own_account patient VOI,UND
2.3 reasons.team_meaning clinician INF
2.3b reasons.said_back patient UND,INF
2.4 reasons.how_right each CON
2.5 reasons.matters_today each CON
2.6 reasons.guess_matters each MUT
2.7 reasons.difference joint CON
2.8 reasons.rethink each INFL
2.9 reasons.joint_words joint INFL,CON
2.10 reasons.where_we_got joint CON
2.11 reasons.record_wish patient INFL,LIM
2.12 reasons.changed clinician INFL
2.12 reasons.changed_what clinician INFL
2.13 reasons.hard patient EMO
2.14 reasons.missing_from_list each VOI,AST
3.1 signs.got_through patient AST,UND
3.2 signs.signs joint UND,VOI
3.3 signs.sure_sign each CON
3.4 signs.ward_worse patient VOI
3.5 signs.staff_worse patient VOI,REC
3.5 signs.staff_helps patient VOI,REC
3.6 signs.helps joint AST,REC,UND
3.7 signs.say_first patient INFL
3.8 signs.staff_duty clinician LIM
3.9 signs.plan_early joint INFL
3.9 signs.plan_middle joint INFL
3.9 signs.plan_late joint INFL
3.10 signs.check_date joint FOL
4.1 decisions.who_decides clinician DEC,LIM
4.2 decisions.why_so clinician LIM
4.3 decisions.say_now each DEC
4.4 decisions.say_fair each DEC,FAIR
4.5 decisions.open_part joint DEC
4.6 decisions.how_question clinician LIM
4.7 decisions.need_different joint AGY
4.8 decisions.next_look joint FOL
4.9 decisions.fixed_back patient LIM
5.1 actions.actions joint REC,INFL
5.2 actions.why_matters patient AST
5.3 actions.about joint -
5.4 actions.first_step joint AGY
5.4 actions.help_needed joint AGY
5.4 actions.in_the_way joint AGY
5.5 actions.agree each INFL
5.6 actions.fair_share each REC,FAIR
5.7 actions.if_staff_cannot clinician REC
5.8 actions.outcome joint FOL
5.8 actions.learned joint FOL
5.9 actions.can_do patient AGY
5.9 actions.next_step patient AGY
5.9 actions.can_ask patient AGY
6.1 power.informed each INF
6.2 power.voice each VOI
6.3 power.influence each INFL
6.4 power.known each AST
6.5 power.limits each LIM
6.6 power.adult each FAIR
6.7 power.safe_to_disagree patient SAFE
6.7 power.they_could_disagree clinician SAFE
6.8 power.both_do each REC
6.9 power.steered each DEC
6.10 power.said_to_please patient SAFE
6.11 power.worked each VOI
6.11 power.did_not_work each VOI
6.12 power.took_over clinician reflection
6.13 power.next_time joint REC
6.14 power.still_stands patient stability
"""
ASKED = [line.split() for line in QUESTIONS.strip().splitlines()]
BESIDES = {
    "reasons.what_for": "limits before questions",
    "signs.what_for": "limits before questions",
    "decisions.what_for": "limits before questions",
    "actions.what_for": "limits before questions",
    "power.what_for": "limits before questions",
    "reasons.reasons": "the reasons that were prepared",
    "reasons.first_words": "the patient chooses whose words come first on the record",
    "decisions.topics": "the topics of the law pack, and which of them for today",
    "actions.promises": "what was promised last time",
    "power.show_safe": "the patient chooses who sees 6.7",
    # 6.14 is asked at the end of each of the round's conversations.
    "reasons.still_stands": "stability",
    "signs.still_stands": "stability",
    "decisions.still_stands": "stability",
    "actions.still_stands": "stability",
}
HOW_MANY = {1: 15, 2: 16, 3: 10, 4: 9, 5: 9, 6: 14}


def test_every_number_of_the_domain_is_covered() -> None:
    for part, expected in HOW_MANY.items():
        assert len({row[0] for row in ASKED if row[0].startswith(f"{part}.")}) == expected


@pytest.mark.parametrize(("number", "place", "voice", "construct"), ASKED, ids=lambda part: part)
def test_every_question_of_the_domain_is_asked(
    number: str, place: str, voice: str, construct: str
) -> None:
    book_id, _, question_id = place.partition(".")
    question = book(book_id).question(question_id)
    assert question.voice.value == voice
    assert (question.measures or "-").replace(" ", "") == construct
    assert BOOKS[int(number.split(".")[0]) - 1] == book_id


def test_nothing_else_is_asked_without_a_reason() -> None:
    asked = {
        f"{book_id}.{question.id}" for book_id in BOOKS for question in book(book_id).questions
    }
    assert asked - {row[1] for row in ASKED} == set(BESIDES)
