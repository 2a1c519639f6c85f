"""What invented people answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from coprod_widgets.instrument.definition import (
    DateQuestion,
    GuessQuestion,
    LinkQuestion,
    ListQuestion,
    ManyQuestion,
    NoteQuestion,
    NumberQuestion,
    OneQuestion,
    Question,
    ScaleQuestion,
    TeachQuestion,
    TextQuestion,
    TokensQuestion,
)
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Place, Status
from coprod_widgets.store.people import same
from coprod_widgets.translation import Text
from coprod_widgets.workbook.invented.ratings import on_scale
from coprod_widgets.workbook.invented.words import SENTENCES

if TYPE_CHECKING:
    from coprod_widgets.workbook.invented.talking import Talking

# By question: which habit gives the share of each code, and the codes of the rest.
_STANDS = ("change", "change", "take_out")
_SHARES: dict[str, tuple[dict[Any, str], tuple[Any, ...]]] = {
    "knew": ({"no": "knew_nothing", "part": "knew_part"}, ("yes",)),
    "record_wish": (
        {"fact": "wants_fact", "note": "wants_note", "advice": "wants_advice"},
        ("nothing",),
    ),
    "show_safe": ({"yes": "shows_safe"}, ("no",)),
    "said_to_please": ({"bit": "pleased_bit", "lot": "pleased_lot"}, ("no",)),
    "hurt_back": ({"pass_on": "told_right"}, ("secret", "dont_know")),
}
_CHANGES = ("words", "view", "record", "plan")
_AGREES = {Voice.PATIENT: "patient_agrees", Voice.CLINICIAN: "clinician_agrees"}
_MARKS = {"clear": "clear", "partly": "partly"}
_RESEARCH = {"yes": "research_yes", "no": "research_no", "later": "research_later"}
SAFE = "safe_to_disagree"
_SAME_THING = {"they_could_disagree": SAFE}
"""The clinician's words for what the patient is asked under another name."""


def thing(question: str) -> str:
    """What a rating is about: two questions can ask each voice about the same."""
    return _SAME_THING.get(question, question)


def own_way(talking: Talking, question: Question, place: Place) -> tuple[Status, Any] | None:
    """What is said where passing over follows a way of its own; None where it doesn't."""
    match question:
        case NoteQuestion() | ListQuestion():
            return Status.ANSWERED, True
        case LinkQuestion():
            things = talking.talk.carried.things_for(question)
            if things and talking.dice.chance("linked"):
                return Status.ANSWERED, talking.roll.choice(things).id
            return Status.SKIPPED, None
    match question.id:
        case "outcome":
            return _outcome(talking, place)
        case "research":
            said = talking.dice.which(_RESEARCH, (None,))
            return (Status.ANSWERED, said) if said else (Status.SKIPPED, None)
    return None


def _outcome(talking: Talking, place: Place) -> tuple[Status, Any]:
    what = {row.id: row.fields["what"] for row in talking.talk.rows("promises")}[place.row or ""]
    who, outcome = talking.person.promises[same(what)]
    if not talking.dice.chance("outcome_said"):
        return Status.SKIPPED, None
    talking.dice.truth.promises[who][f"said_{outcome}"] += 1
    return Status.ANSWERED, outcome


def value_at(talking: Talking, question: Question, place: Place) -> Any:
    """What one voice answers."""
    codes = [choice.code for choice in talking.talk.instrument.choices(question, place.voice)]
    roll, voice = talking.roll, place.voice
    match question:
        case ScaleQuestion():
            return codes[talking.ticked(place, len(codes)) - 1]
        case GuessQuestion():
            return codes[_guess(talking, question.of, place, len(codes)) - 1]
        case TextQuestion():
            return _suggested(talking, question, place) or roll.choice(SENTENCES[voice])
        case TeachQuestion() if not codes:
            return roll.choice(SENTENCES[voice])
        case TeachQuestion() if voice is Voice.CLINICIAN:
            return talking.dice.which(_MARKS, ("again",))
        case NumberQuestion(least=least, most=most):
            return roll.randint(int(least or 0), int(most or 10))
        case TokensQuestion(total=total):
            return _shared_out(talking, voice, total)
        case DateQuestion():
            return (talking.at + timedelta(days=roll.choice((14, 28, 56)))).date().isoformat()
        case ManyQuestion():
            return _many(talking, question)
        case OneQuestion():
            return _one(talking, question, place, codes)
        case _:
            return talking.dice.which(*_SHARES.get(question.id, ({}, tuple(codes))))


def _one(talking: Talking, question: OneQuestion, place: Place, codes: list[Any]) -> Any:
    dice, roll = talking.dice, talking.roll
    match question.id:
        case "good_time":
            return dice.which(
                {"another_day": "another_day"}, ("short" if talking.talk.units else "yes",)
            )
        case "where_we_got":
            seen = talking.talk.answer(Place("difference", place.row, Voice.JOINT))
            if seen and seen.value == ["same"]:
                return "same_words"
            return dice.which({"two_views": "both_kept"}, ("come_back",))
        case "record_wish":
            return _wish(talking, place)
        case "changed":
            return roll.choice(_CHANGES) if dice.chance("changed") else "nothing"
        case "still_stands":
            again = talking.talk.asks_again_since is not None
            return dice.which({"yes": "stands_again" if again else "stands"}, _STANDS)
        case "agree":
            return dice.which({"yes": _AGREES[place.voice]}, ("not_yet", "not_yet", "no"))
        case "who_decides":
            topic = talking.talk.carried.topic("topics", place.row)
            return topic["rung"] if topic else roll.choice(codes)
    return dice.which(*_SHARES.get(question.id, ({}, tuple(codes))))


def _wish(talking: Talking, place: Place) -> Any:
    """Something is wanted of a reason once: promises go by their words."""
    row = next(row for row in talking.talk.rows("reasons") if row.id == place.row)
    words = same(str(row.fields.get("wording")))
    if words in talking.person.wished:
        return "nothing"
    talking.person.wished.add(words)
    return talking.dice.which(*_SHARES["record_wish"])


def _many(talking: Talking, question: ManyQuestion) -> Any:
    open_codes = [choice.code for choice in question.choices if not choice.exclusive]
    alone = [choice.code for choice in question.choices if choice.exclusive]
    order = open_codes.index
    match question.id:
        case "difference" if not talking.dice.chance("disagrees"):
            return alone
        case "needs_met":
            needs = talking.talk.answer(Place("needs", None, Voice.PATIENT))
            wanted = needs.value if needs and needs.value else []
            met = [code for code in wanted if talking.dice.chance("needs_met")]
            return sorted(met, key=order) or alone
        case "present" if talking.roll.random() < 0.7:
            return alone
    wanted = talking.roll.sample(open_codes, talking.roll.randint(1, 2))
    return sorted(wanted, key=order)


def _guess(talking: Talking, of: str, place: Place, steps: int) -> int:
    """A guess of what the other voice ticked, whether it was said or not."""
    theirs = talking.ticked(Place(of, place.row, place.voice.other), steps)
    guessed = on_scale(talking.roll.gauss(theirs, talking.dice.habits.guess_noise), steps)
    talking.dice.truth.guesses[place.voice.value].append(abs(guessed - theirs))
    return guessed


def _shared_out(talking: Talking, voice: Voice, total: int) -> int:
    habits = talking.dice.habits
    mean = habits.steered + (habits.steered_difference if voice is Voice.CLINICIAN else 0)
    count = round(talking.roll.gauss(mean, habits.steered_noise))
    count = min(max(count, 0), total)
    talking.dice.truth.counters[voice.value].append(count)
    return count


def _suggested(talking: Talking, question: TextQuestion, place: Place) -> str | None:
    """What the law pack says, saved as it is."""
    list_id = talking.talk.instrument.section_of(question.id).for_each
    topic = talking.talk.carried.topic(list_id, place.row) if list_id else None
    if question.suggest is None or topic is None:
        return None
    return Text.model_validate(topic[question.suggest.partition(".")[2]]).say("en")
