"""Whether somebody has been through a workbook before."""

from __future__ import annotations

from coprod_widgets.instrument.definition import ListQuestion, Question
from coprod_widgets.instrument.rule_tree import FIRST_TIME
from coprod_widgets.instrument.rules import Found, parse
from coprod_widgets.interview.interview import Interview


def been_through(talk: Interview) -> bool:
    """Whether a talk counts as having been through its workbook.

    Where something is asked the first time only, some of it has to have been asked and dealt with:
    a talk that was put off to another day leaves it for the next one.
    """
    # Rows of a list may be there before anybody says anything, so lists tell nothing.
    asked_first = [
        question
        for question in talk.instrument.questions
        if not isinstance(question, ListQuestion) and is_for_the_first_time(talk, question)
    ]
    return not asked_first or any(
        talk.is_settled(place)
        for block in talk.blocks
        for question in block.section.questions
        if question in asked_first
        for place in talk.places(block, question)
    )


def is_for_the_first_time(talk: Interview, question: Question) -> bool:
    """Whether a question's rules let it be asked the first time, and not after that."""
    rules = (talk.instrument.section_of(question.id).ask_if, question.ask_if)
    return any(
        rule and _holds(rule, first=True) and not _holds(rule, first=False) for rule in rules
    )


def _holds(rule: str, *, first: bool) -> bool:
    """Whether a rule holds where nothing has been answered."""
    return parse(rule).holds(
        lambda reference: Found(reference.question == FIRST_TIME and first, False, 0)
    )
