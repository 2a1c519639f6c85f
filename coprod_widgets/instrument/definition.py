"""An instrument as typed, frozen objects: what is asked, of whom, in which words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from coprod_widgets.instrument.voice import Asked, Reveal, Voice
from coprod_widgets.translation import Text, texts_of

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Source = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}\.[a-z][a-z0-9_]{0,62}$")]
"""Where something comes from: `law.topics`, or a question of another workbook: `signs.helps`."""
Code = Annotated[int, Field(strict=True)] | Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]


class Part(BaseModel):
    """The common ground of all parts of an instrument: frozen, and strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LeadsTo(Part):
    """What becomes a row of a later talk's list when a choice is picked, such as a promise.

    `words` fills the first field of that list; `{row}` in them is what the picked row is about.
    `fields` fills others with codes.
    """

    words: Text
    fields: Mapping[Id, Code] = Field(default_factory=dict)


class Choice(Part):
    """One thing that can be picked. An `exclusive` choice of a `many` stands alone."""

    code: Code
    text: Text
    exclusive: bool = False
    leads_to: LeadsTo | None = None


class Ask(Part):
    """The words of a question: the same for everyone, or one wording a voice."""

    everyone: Text | None = None
    patient: Text | None = None
    clinician: Text | None = None
    joint: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_wording_or_one_a_voice(cls, raw: Any) -> Any:
        if isinstance(raw, Mapping) and not set(raw) & {"everyone", *Voice}:
            return {"everyone": raw}
        if isinstance(raw, str):
            raise ValueError(f"needs a language: write {{en: {raw!r}}}")
        return raw

    def to(self, voice: Voice) -> Text:
        """The words for `voice`."""
        own: Text | None = getattr(self, voice.value)
        found = own or self.everyone or self.patient or self.clinician or self.joint
        assert found is not None, "a model with no wording at all does not validate"
        return found

    @property
    def texts(self) -> tuple[Text, ...]:
        """Every wording there is."""
        wordings = (self.everyone, self.patient, self.clinician, self.joint)
        return tuple(text for text in wordings if text is not None)


class BaseQuestion(Part):
    """What every type of question has.

    `ask_if` is a rule (see `instrument.rules`). `construct` in the file, `measures` here, says what
    it measures. `hard_words` is the reason why its text may be above the reading age.

    `sealed_unless` is a rule too: where it holds, the answer to a sealed question is kept open.
    `last_time` shows what was said in the talk before. `again_within` is the number of days after
    the talk's end in which it is asked once more.
    """

    id: Id
    voice: Asked
    ask: Ask
    hint: Ask | None = None
    reveal: Reveal = Reveal.OPEN
    ask_if: str | None = None
    # "construct" is a method of every pydantic model, hence the other name in Python.
    measures: str | None = Field(None, alias="construct")
    hard_words: str | None = None
    sealed_unless: str | None = None
    last_time: bool = False
    again_within: Annotated[int, Field(ge=1, le=60)] | None = None

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The voices that answer this question, the patient first."""
        return self.voice.voices


class NoteQuestion(BaseQuestion):
    """Text that is shown and can be ticked off as read. It has no value.

    `filled_from` puts the hospital's own text under it, such as `law.who_sees`.
    """

    type: Literal["note"]
    filled_from: Source | None = None


Suggestion = Literal["law.holder", "law.why", "law.question"]
"""What the law pack says about the topic that a row is about."""


class OneQuestion(BaseQuestion):
    """Pick one. The value is a choice's code."""

    type: Literal["one"]
    choices: Annotated[tuple[Choice, ...], Field(min_length=2)]
    suggest: Suggestion | None = None


class ManyQuestion(BaseQuestion):
    """Pick any number. The value is a list of codes in the order of the choices."""

    type: Literal["many"]
    choices: Annotated[tuple[Choice, ...], Field(min_length=2)]


class ScaleQuestion(BaseQuestion):
    """Pick a place on a named scale. The value is a choice's code."""

    type: Literal["scale"]
    scale: Id


class TextQuestion(BaseQuestion):
    """Own words. The value is text of at most `longest` characters."""

    type: Literal["text"]
    longest: Annotated[int, Field(ge=1, le=20_000)] = 4_000
    lines: Annotated[int, Field(ge=1, le=20)] = 5
    suggest: Suggestion | None = None


class NumberQuestion(BaseQuestion):
    """A whole or decimal number between `least` and `most`."""

    type: Literal["number"]
    least: float | None = None
    most: float | None = None
    whole: bool = True


class DateQuestion(BaseQuestion):
    """A calendar day. The value is text such as `2026-03-09`."""

    type: Literal["date"]


class ListField(Part):
    """One part of a row of a list."""

    id: Id
    type: Literal["text", "one", "date"]
    ask: Text
    choices: tuple[Choice, ...] = ()
    optional: bool = False

    @model_validator(mode="after")
    def _choices_where_they_belong(self) -> ListField:
        if self.type == "one" and len(self.choices) < 2:
            raise ValueError("a field of type 'one' needs at least two choices")
        if self.type != "one" and self.choices:
            raise ValueError(f"a field of type {self.type!r} has no choices")
        return self


class ListQuestion(BaseQuestion):
    """Rows written down beforehand or added in the meeting; row ids are never reused.

    Each row is an answer of its own to this question. Its value maps field ids to values. The
    first field names the row to people. `filled_from` says where rows come from when the talk
    begins: the law pack, or lists and choices of other workbooks. Rows that are carried on to a
    later talk are those for which the question `open_until` wasn't answered.
    """

    type: Literal["list"]
    fields: Annotated[tuple[ListField, ...], Field(min_length=1)]
    most: Annotated[int, Field(ge=1, le=100)] = 20
    filled_from: tuple[Source, ...] = ()
    open_until: Id | None = None


class LinkQuestion(BaseQuestion):
    """Which of the things in other workbooks' lists is it about?

    The value names one, such as `reasons.reasons.r1`, as the talk's beginning carried it here.
    """

    type: Literal["link"]
    to: Annotated[tuple[Source, ...], Field(min_length=1)]


class GuessQuestion(BaseQuestion):
    """What did the other person pick in the question `of`? The value is one of its codes."""

    type: Literal["guess"]
    of: Id


class TokensQuestion(BaseQuestion):
    """Share `total` counters between patient and clinician. The value is the patient's number."""

    type: Literal["tokens"]
    total: Annotated[int, Field(ge=2, le=100)] = 10


class TeachQuestion(BaseQuestion):
    """A say-back check, of our explaining and not of the patient.

    Either the patient picks from `choices`, `right` naming the code that shows we were clear; or
    he says it in his own words and the clinician picks one of `marks` for how clear we were.
    """

    type: Literal["teach"]
    choices: tuple[Choice, ...] = ()
    right: Code | None = None
    marks: tuple[Choice, ...] = ()
    mark_ask: Text | None = None

    @model_validator(mode="after")
    def _picked_or_said(self) -> TeachQuestion:
        if bool(self.choices) == bool(self.marks):
            raise ValueError("needs either choices (with right) or marks (with mark_ask)")
        if self.choices and self.right not in [choice.code for choice in self.choices]:
            raise ValueError(f"right is {self.right!r}, which is not one of its choices")
        if self.marks and self.mark_ask is None:
            raise ValueError("needs mark_ask, the words that ask the clinician for the mark")
        if self.voice is not Asked.PATIENT:
            raise ValueError("has voice 'patient': it is the patient who says it back")
        return self

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The patient, and the clinician too where she marks how clear the explaining was."""
        return (Voice.PATIENT, Voice.CLINICIAN) if self.marks else (Voice.PATIENT,)


Question = Annotated[
    NoteQuestion
    | OneQuestion
    | ManyQuestion
    | ScaleQuestion
    | TextQuestion
    | NumberQuestion
    | DateQuestion
    | ListQuestion
    | LinkQuestion
    | GuessQuestion
    | TokensQuestion
    | TeachQuestion,
    Field(discriminator="type"),
]


class OnlyIf(Part):
    """The rows of a list whose field has this code."""

    field: Id
    code: Code


class Section(Part):
    """Questions that belong together; with `for_each`, once for every row of that list.

    `only_if` leaves out the rows that aren't picked. `minutes` is how long it takes, once a row.
    """

    id: Id
    title: Text
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    for_each: Id | None = None
    only_if: OnlyIf | None = None
    ask_if: str | None = None
    minutes: Annotated[int, Field(ge=1, le=60)] | None = None


class Ladder(Part):
    """What the picture of who decides what is drawn from: a list, and questions about its rows.

    `rung` says who decides, the codes from the furthest away to the patient. `now` and `fair` are
    scales that each voice answers, `open` is the part to work on.
    """

    rows: Id
    rung: Id
    now: Id
    fair: Id
    open: Id


class Missing(Part):
    """What a score does about answers that aren't there.

    `all`: every answer is needed. `least`: `least` of them are needed and only they are summed.
    `prorate`: `least` are needed, and the sum is scaled up to the full number of questions.
    """

    rule: Literal["all", "least", "prorate"] = "all"
    least: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _least_where_it_belongs(self) -> Missing:
        if (self.rule == "all") != (self.least is None):
            raise ValueError("'least' goes with the rules 'least' and 'prorate', and only there")
        return self


class ScoreExample(Part):
    """A worked example: these answers (codes, or a status by name) make this score or none."""

    given: Mapping[str, Code]
    expect: float | Literal["not_scored"]


class Score(Part):
    """A declared sum or mean of answers to `of`; `reverse` ones are turned round on their scale."""

    id: Id
    title: Text
    voice: Voice
    method: Literal["sum", "mean"] = "sum"
    of: Annotated[tuple[Id, ...], Field(min_length=1)]
    reverse: tuple[Id, ...] = ()
    missing: Missing = Missing()
    examples: Annotated[tuple[ScoreExample, ...], Field(min_length=1)]


class Instrument(Part):
    """The definition of a conversation.

    `hash` is the SHA-256 of the file it was read from, its pictures included; `pictures` are the
    SVGs that its texts name.
    """

    id: Id
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    title: Text
    minutes: Annotated[int, Field(ge=1, le=180)]
    languages: Annotated[tuple[str, ...], Field(min_length=1)] = ("en",)
    reading_age: Annotated[int, Field(ge=7, le=18)] = 11
    record_order: Id | None = None
    licence: str | None = None
    scales: Mapping[Id, Annotated[tuple[Choice, ...], Field(min_length=2)]] = Field(
        default_factory=dict
    )
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    scores: tuple[Score, ...] = ()
    ladder: Ladder | None = None
    hash: Annotated[str, Field(exclude=True)] = ""
    pictures: Annotated[Mapping[str, str], Field(exclude=True)] = Field(default_factory=dict)

    @property
    def pin(self) -> str:
        """`id@version`, as an interview keeps it beside the hash."""
        return f"{self.id}@{self.version}"

    @cached_property
    def easy_languages(self) -> frozenset[str]:
        """The languages in which something has easy words."""
        return frozenset(code for text in texts_of(self) for code in text.easy)

    @cached_property
    def _by_id(self) -> Mapping[str, tuple[Section, Question]]:
        return {q.id: (s, q) for s in self.sections for q in s.questions}

    @property
    def questions(self) -> Iterator[Question]:
        """All questions in the order they are asked."""
        return (question for _, question in self._by_id.values())

    def has_question(self, question_id: str) -> bool:
        """Whether there is a question with this id."""
        return question_id in self._by_id

    def question(self, question_id: str) -> Question:
        """The question with this id; KeyError if there is none."""
        return self._by_id[question_id][1]

    def section_of(self, question_id: str) -> Section:
        """The section a question stands in; KeyError if there is no such question."""
        return self._by_id[question_id][0]

    def section(self, section_id: str) -> Section:
        """The section with this id; KeyError if there is none."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)

    def minutes_of(self, section: Section) -> int:
        """How long a section takes, once a row; an even share where it doesn't say."""
        return section.minutes or max(1, round(self.minutes / len(self.sections)))

    def choices(self, question: Question, voice: Voice = Voice.PATIENT) -> tuple[Choice, ...]:
        """What `voice` can pick from in a question; empty where it isn't picked."""
        match question:
            case OneQuestion() | ManyQuestion():
                return question.choices
            case ScaleQuestion():
                return self.scales[question.scale]
            case GuessQuestion():
                return self.choices(self.question(question.of))
            case TeachQuestion():
                return question.marks if voice is Voice.CLINICIAN else question.choices
            case _:
                return ()
