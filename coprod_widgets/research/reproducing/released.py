"""Which questions' answers are not in a folder, and which measures can't be told without them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.measures.voiced import EVERY_TEXT
from coprod_widgets.research.reproducing.asked import AskedQuestion
from coprod_widgets.research.reproducing.folder import WORDS, Folder

if TYPE_CHECKING:
    import polars as pl


BALANCE, _COUNTED = "VOI2", "reasons"
"""The measure that counts words, and the workbook in which it does."""
HANDS = "entered"


class Released:
    """Which questions of which version have answers in a folder.

    A question is not in it if the codebook says so, or if `answers` has no row of it though it was
    asked: every question that a record tells of has a row, whatever became of it.
    """

    def __init__(self, folder: Folder) -> None:
        self._asked = folder.asked
        self._gone: dict[str, frozenset[str]] = {}
        self._uncounted: set[str] = set()
        self._handless: set[str] = set()
        for pin, questions in folder.asked.questions.items():
            answers = _answers_of(folder, pin)
            if answers is None:
                continue
            gone = folder.left_out.get(pin, frozenset()) | set(_gone(answers, questions))
            if gone:
                self._gone[pin] = gone
            texts = _texts(answers, questions)
            if texts[WORDS].null_count():
                self._uncounted.add(pin)
            if texts[HANDS].null_count():
                self._handless.add(pin)

    def lacks_any(self, pin: str, questions: Collection[str]) -> bool:
        """Whether the answers to one of the questions are not in the folder."""
        return not self._gone.get(pin, frozenset()).isdisjoint(questions)

    def uncounted(self, code: str, pins: Mapping[str, Collection[str]]) -> list[str]:
        """What is missing of a measure that counts words, where the folder doesn't."""
        if code != BALANCE or self._uncounted.isdisjoint(pins.get(_COUNTED, ())):
            return []
        return [f"answers.{WORDS}"]

    def missing(self, inputs: Iterable[str], pins: Mapping[str, Collection[str]]) -> list[str]:
        """Which of a measure's inputs have no answers in the folder.

        `pins` are the versions that the talks of a round were held with, by workbook.
        """
        if not self._gone:
            return []
        if inputs == EVERY_TEXT:
            return sorted(
                f"{workbook}.{name}"
                for workbook, own in pins.items()
                for name in self._texts(own)
                if any(name in self._gone.get(pin, ()) for pin in own)
            )
        return [name for name in inputs if self._lacks(name, pins)]

    def about_the_same(self, inputs: Iterable[str], pins: Mapping[str, Collection[str]]) -> bool:
        """Whether something is missing that is about the same rows as a measure's inputs.

        The list itself tells which rows there are, and any answer that one was worked on.
        """
        if inputs == EVERY_TEXT:
            # Whose hands typed may be left empty where few people had them typed for.
            return any(
                self._untold(pin) or pin in self._handless for own in pins.values() for pin in own
            )
        for name in inputs if self._gone else ():
            workbook, _, question = name.partition(".")
            for pin in pins.get(workbook, ()):
                questions = self._asked.questions.get(pin, {})
                one = questions.get(question)
                about = (one.about or one.id) if one else None
                told = [questions[gone] for gone in self._gone.get(pin, ()) if gone in questions]
                if self._untold(pin) or any(about in (gone.id, gone.about) for gone in told):
                    return True
        return False

    def _untold(self, pin: str) -> bool:
        """Whether there are questions of which not even the codebook tells what they are about."""
        return not self._gone.get(pin, frozenset()) <= set(self._asked.questions.get(pin, ()))

    def _lacks(self, name: str, pins: Mapping[str, Collection[str]]) -> bool:
        workbook, _, question = name.partition(".")
        return any(question in self._gone.get(pin, ()) for pin in pins.get(workbook, ()))

    def _texts(self, pins: Iterable[str]) -> set[str]:
        return {
            question.id
            for pin in pins
            for question in self._asked.questions.get(pin, {}).values()
            if Voice.PATIENT in question.own_words
        }


def _answers_of(folder: Folder, pin: str) -> pl.DataFrame | None:
    """The answers of all talks with one version; None if there is no such talk."""
    import polars as pl

    instrument, _, version = pin.partition("@")
    held = folder.tables["interviews"].filter(
        pl.col("instrument") == instrument, pl.col("version") == version
    )
    if held.is_empty():
        return None
    return folder.tables["answers"].join(held, on="interview", how="semi")


def _texts(answers: pl.DataFrame, questions: Mapping[str, AskedQuestion]) -> pl.DataFrame:
    """The answers in own words that both voices saw."""
    import polars as pl

    texts = [question.id for question in questions.values() if question.own_words]
    return answers.filter(
        pl.col("question").is_in(texts),
        pl.col("revealed"),
        pl.all_horizontal(pl.col("field", "code", "number").is_null()),
    )


def _gone(answers: pl.DataFrame, questions: Mapping[str, AskedQuestion]) -> Iterator[str]:
    there = set(answers["question"].unique())
    for question in questions.values():
        gone = question.id not in there and _was_asked(question, answers, there)
        if gone or not question.released:
            yield question.id


def _was_asked(question: AskedQuestion, answers: pl.DataFrame, there: Collection[str]) -> bool:
    """Whether some talk went through it: if it is asked for rows, whether one of them stands.

    Where the list itself isn't there nobody can say, so it is taken to have been asked.
    """
    import polars as pl

    if question.about is None or question.about not in there:
        return True
    rows = answers.filter(pl.col("question") == question.about, pl.col("subject").is_not_null())
    if question.only_if is not None:
        field, code = question.only_if
        rows = rows.filter(pl.col("field") == field, pl.col("code") == str(code))
    return not rows.is_empty()
