"""What too few people were asked, held or have a value of: it is left out of all tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coprod_widgets.instrument.definition import GuessQuestion, Instrument
from coprod_widgets.interview.answer import Status
from coprod_widgets.research.pooling import as_asked

if TYPE_CHECKING:
    import polars as pl

NOT_ASKED = (Status.NOT_APPLICABLE.value, Status.NOT_REACHED.value)
"""What became of a question that was not asked; whatever else did, it was."""
_GUESSES = {
    "patient": ("patient_guess_status", "patient_guess", "patient_guess_off"),
    "clinician": ("clinician_guess_status", "clinician_guess", "clinician_guess_off"),
}
_COUNTED = tuple(status.value for status in Status)

_WAYS = ("language", "entered", "easy")
"""In which language or words somebody was asked, and who typed."""

Frames = dict[str, "pl.DataFrame"]


@dataclass(frozen=True)
class Rare:
    """What is left out, each in order.

    Instruments are named as `id@version`, questions and scores as they were asked
    (`id@version/question`), measures by code.
    """

    instruments: tuple[str, ...]
    questions: tuple[str, ...]
    scores: tuple[str, ...]
    measures: tuple[str, ...]

    @property
    def untold(self) -> frozenset[str]:
        """What no codebook tells of."""
        return frozenset((*self.questions, *self.scores))


def thin(
    frames: Mapping[str, pl.DataFrame], instruments: Mapping[str, Instrument], k: int
) -> tuple[Frames, Rare]:
    """The tables without what fewer than k people were asked, held or have a value of.

    Args:
        frames: The tables with the people of the release alone.
        instruments: Those that the talks were held with, by `id@version`.
        k: So many people are enough.
    """
    import polars as pl

    pin = pl.concat_str("instrument", "version", separator="@")
    left = dict(frames)
    held = _rare(left["interviews"], pin, k)
    kept = [one for one in instruments if one not in held]
    for name, frame in left.items():
        if "instruments" in frame.columns:
            resting_on = pl.col("instruments").str.split("|")
            left[name] = frame.filter(resting_on.list.set_difference(kept).list.len() == 0)
        else:
            left[name] = frame.filter(pin.is_in(kept))
    answers = left["answers"]
    asked = answers.filter(~pl.col("status").is_in(NOT_ASKED))
    questions = _seldom(answers, asked, pl.col("as_asked"), k)
    left["answers"] = _without_few(answers.filter(~pl.col("as_asked").is_in(questions)), k)
    left["pairs"] = _without_guesses(
        left["pairs"].filter(~pl.col("as_asked").is_in(questions)), questions, instruments
    )
    left["interviews"] = _counted(left["interviews"], left["answers"])
    score = pl.concat_str(pin, "score", separator="/")
    scores = _valued(left["scores"], score, k)
    left["scores"] = left["scores"].filter(~score.is_in(scores))
    about = pl.concat_str("code", "about", separator=" of ", ignore_nulls=True)
    measures = _valued(left["indicators"], about, k)
    left["indicators"] = left["indicators"].filter(~about.is_in(measures))
    promised = _rare(left["actions"], pin, k)
    left["actions"] = left["actions"].filter(~pin.is_in(promised))
    left = _numbered_again(left)
    return left, Rare(tuple(held), tuple(questions), tuple(scores), tuple(measures))


def _numbered_again(frames: Frames) -> Frames:
    """A person's talks and promises from 1, so that no gap tells who held what is left out."""
    import polars as pl

    sitting = pl.col("sitting").rank("dense").over("person").cast(pl.Int64)
    talks = frames["interviews"].select("interview", sitting.alias("again"))
    found = dict(frames)
    for name, frame in frames.items():
        if "sitting" in frame.columns:
            joined = frame.join(talks, "interview", "left", maintain_order="left")
            found[name] = joined.with_columns(sitting=pl.col("again")).select(frame.columns)
    promise = pl.col("promise").rank("dense").over("person").cast(pl.Int64)
    found["actions"] = found["actions"].with_columns(promise=promise)
    return found


def _people(frame: pl.DataFrame, key: pl.Expr) -> dict[str, int]:
    """How many people have rows with each key."""
    import polars as pl

    counted = frame.group_by(key.alias("key")).agg(pl.col("person").n_unique())
    return dict(counted.iter_rows())


def _rare(frame: pl.DataFrame, key: pl.Expr, k: int) -> list[str]:
    return sorted(name for name, people in _people(frame, key).items() if people < k)


def _seldom(every: pl.DataFrame, some: pl.DataFrame, key: pl.Expr, k: int) -> list[str]:
    """The keys of all rows that fewer than k people have among some of them."""
    counted = _people(some, key)
    return sorted(name for name in _people(every, key) if counted.get(name, 0) < k)


def _valued(frame: pl.DataFrame, key: pl.Expr, k: int) -> list[str]:
    import polars as pl

    return _seldom(frame, frame.filter(pl.col("value").is_not_null()), key, k)


def _without_few(answers: pl.DataFrame, k: int) -> pl.DataFrame:
    """How something was said is a mark of a person too: ways are told if none is of few people.

    Were the cells of these alone empty, they would stand out by that.
    """
    import polars as pl

    for name in _WAYS:
        told = answers.filter(pl.col(name).is_not_null())
        if _rare(told, pl.col(name), k):
            answers = answers.with_columns(pl.lit(None, answers.schema[name]).alias(name))
    return answers


def _without_guesses(
    pairs: pl.DataFrame, questions: list[str], instruments: Mapping[str, Instrument]
) -> pl.DataFrame:
    """A guess stands beside what it is about; where it was asked of too few, it goes from there."""
    import polars as pl

    for instrument in instruments.values():
        for question in instrument.questions:
            if not isinstance(question, GuessQuestion):
                continue
            if as_asked(instrument, question.id) not in questions:
                continue
            here = pl.col("as_asked") == as_asked(instrument, question.of)
            gone = [name for voice in question.voices for name in _GUESSES[voice.value]]
            pairs = pairs.with_columns(
                pl.when(~here).then(pl.col(name)).alias(name) for name in gone
            )
    return pairs


def _counted(interviews: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    """The talks, with how many rows of the answers that are left have each status."""
    import polars as pl

    counts = answers.group_by("interview").agg(
        (pl.col("status") == status).sum().cast(pl.Int64).alias(f"n_{status}")
        for status in _COUNTED
    )
    order = interviews.columns
    names = [f"n_{status}" for status in _COUNTED]
    joined = interviews.drop(names).join(counts, "interview", "left", maintain_order="left")
    return joined.with_columns(pl.col(names).fill_null(0)).select(order)
