"""What invented people write into lists."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from coprod_widgets.instrument.definition import ListQuestion
from coprod_widgets.interview.answer import Place, Status
from coprod_widgets.store.people import same
from coprod_widgets.workbook.invented.words import HELPS, PROMISES, ROLES, SIGNS, TOPICS

if TYPE_CHECKING:
    from coprod_widgets.workbook.invented.talking import Talking

_MOST_REASONS, _MOST_TOPICS = 3, 4
_DAYS_TO_DO = (7, 14, 28, 42)


def fill(talking: Talking, question: ListQuestion) -> None:
    """Write, change and take out rows, as far as the pair does so in one talk."""
    match question.id:
        case "reasons":
            _leave_some_for_later(talking, question)
        case "signs":
            _add(talking, question, SIGNS, noticed_by=("patient", "staff", "both"))
        case "helps":
            _add(talking, question, HELPS, helped=(2, 3, 4, 5))
        case "topics":
            _pick_topics(talking, question)
        case "actions":
            _date_wishes(talking, question)
            _promise(talking, question)


def _leave_some_for_later(talking: Talking, question: ListQuestion) -> None:
    """One to three reasons are enough for one talk; the rest is taken out again."""
    rows = talking.talk.rows(question.id)
    for row in talking.roll.sample(rows, max(len(rows) - _MOST_REASONS, 0)):
        talking.say_row(question, row.id, None, Status.WITHDRAWN)


def _add(
    talking: Talking, question: ListQuestion, known: list[dict[str, Any]], **more: tuple[Any, ...]
) -> None:
    """Some rows that aren't there yet: more of them the first time."""
    first = question.fields[0].id
    standing = {same(str(row.fields.get(first))) for row in talking.talk.rows(question.id)}
    new = [fields for fields in known if same(fields[first]) not in standing]
    wanted = talking.roll.randint(0, 1) if standing else talking.roll.randint(2, 4)
    for fields in talking.roll.sample(new, min(wanted, len(new))):
        added = {name: talking.roll.choice(codes) for name, codes in more.items()}
        talking.add_row(question, {**fields, "whose": _whose(talking), **added})


def _whose(talking: Talking) -> Any:
    habits = {"patient": "patients_idea", "clinician": "clinicians_idea"}
    return talking.dice.which(habits, ("joint",))


def _pick_topics(talking: Talking, question: ListQuestion) -> None:
    """One to four topics for today; now and then one that is in no law pack."""
    rows = list(talking.talk.rows(question.id))
    wanted = talking.roll.randint(1, _MOST_TOPICS)
    standing = {same(str(row.fields.get("topic"))) for row in rows}
    own = [topic for topic in TOPICS if same(topic) not in standing]
    if own and (not rows or talking.roll.random() < 0.1):
        talking.add_row(question, {"topic": own[0], "today": "yes"})
        wanted -= 1
    for row in talking.roll.sample(rows, min(wanted, len(rows))):
        talking.say_row(question, row.id, {**row.fields, "today": "yes"})


def _date_wishes(talking: Talking, question: ListQuestion) -> None:
    """What became a promise of staff by itself gets a job and a day."""
    for row in talking.talk.rows(question.id):
        if "by" not in row.fields:
            talking.say_row(question, row.id, {**row.fields, "role": ROLES[0], "by": _by(talking)})


def _promise(talking: Talking, question: ListQuestion) -> None:
    habits = {"staff": "promised_by_staff", "other": "promised_by_others"}
    for _ in range(talking.roll.randint(2, 4)):
        who = talking.dice.which(habits, ("me",))
        fields = {"what": _new_words(talking, who), "who": who, "idea": _whose(talking)}
        if who == "staff":
            fields["role"] = talking.roll.choice(ROLES)
        talking.add_row(question, {**fields, "by": _by(talking)})


def _new_words(talking: Talking, who: str) -> str:
    """Words for a promise that this patient's talks don't have yet: promises go by their words."""
    words = talking.roll.choice(PROMISES[who])
    taken = {same(str(row.fields.get("what"))) for row in talking.talk.rows("actions")}
    taken |= set(talking.person.promises)
    again, number = words, 1
    while same(again) in taken:
        number += 1
        again = f"{words} (time {number})"
    return again


def _by(talking: Talking) -> str:
    return (talking.at + timedelta(days=talking.roll.choice(_DAYS_TO_DO))).date().isoformat()


def place_of(question: ListQuestion, row: str | None) -> Place:
    """Where a row of a list stands."""
    return Place(question.id, row, question.voices[0])
