"""What was asked, as the codebook of a data set says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from coprod_widgets.instrument.definition import Missing, Score
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.research.codebook import formula
from coprod_widgets.research.values import Kind

Codes = Mapping[str, int | str]
"""The codes that could be picked, by what they are as text."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question of one version of an instrument.

    `about` is the list for whose rows it is asked; `only_if` the field and code that pick them.
    `codes` are by voice, those of the fields of a list by field. `ends` are the least and the most
    that can be answered, where there is such a thing. `own_words` are the voices that answer in
    words of their own. `released` is whether the folder says that its answers are in it.
    """

    id: str
    type: str
    about: str | None
    only_if: tuple[str, int | str] | None
    codes: Mapping[str, Codes]
    ends: tuple[float, float] | None
    own_words: frozenset[Voice]
    released: bool


class Asked:
    """The questions and scores of every version of every instrument, by `id@version`.

    Raises:
        LookupError, TypeError, ValueError: it is no codebook.
    """

    def __init__(self, codebook: Mapping[str, Any]) -> None:
        self._codebook = codebook
        self.questions: Mapping[str, Mapping[str, AskedQuestion]] = {
            pin: {one["id"]: _question(one) for one in told["questions"]}
            for pin, told in self._instruments.items()
        }
        self.scores: Mapping[str, tuple[Score, ...]] = {
            pin: tuple(_score(one) for one in told["scores"])
            for pin, told in self._instruments.items()
        }

    @cached_property
    def _instruments(self) -> Mapping[str, Mapping[str, Any]]:
        return {f"{one['id']}@{one['version']}": one for one in self._codebook["instruments"]}

    def all_scores(self) -> Iterator[tuple[str, Score, str]]:
        """Every score with the instrument it belongs to and its formula."""
        return (
            (pin, score, formula(score)) for pin, scores in self.scores.items() for score in scores
        )


def _question(told: Mapping[str, Any]) -> AskedQuestion:
    only = told["only_if"]
    return AskedQuestion(
        id=told["id"],
        type=told["type"],
        about=told["for_each"],
        only_if=(only["field"], only["code"]) if only else None,
        codes={
            **{voice["voice"]: _codes(voice["codes"]) for voice in told["voices"]},
            **{f".{field['id']}": _codes(field["codes"]) for field in told["fields"]},
        },
        ends=_ends(told),
        own_words=frozenset(
            Voice(voice["voice"])
            for voice in told["voices"]
            if voice["kind"] == Kind.HELD_BACK.value
        ),
        released=told.get("released", True),
    )


def _codes(choices: list[Mapping[str, Any]]) -> Codes:
    return {str(choice["code"]): choice["code"] for choice in choices}


def _ends(told: Mapping[str, Any]) -> tuple[float, float] | None:
    if told["type"] == "number":
        least, most = told["least"], told["most"]
        return None if least is None or most is None else (least, most)
    if told["type"] == "tokens":
        return (0, told["total"])
    codes = [choice["code"] for choice in told["voices"][0]["codes"]]
    if told["type"] in ("one", "scale", "guess") and codes:
        return (min(codes), max(codes)) if all(type(code) is int for code in codes) else None
    return None


def _score(told: Mapping[str, Any]) -> Score:
    # Its title and its examples don't matter to what it comes to.
    return Score.model_construct(
        id=told["id"],
        voice=Voice(told["voice"]),
        method=told["method"],
        of=tuple(told["of"]),
        reverse=tuple(told["reverse"]),
        missing=Missing.model_validate(told["missing"]),
    )
