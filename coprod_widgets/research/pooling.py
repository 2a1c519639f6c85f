"""Which questions of different versions of an instrument may be pooled: only what a map declares.

Nothing is pooled by itself, not even where the words are the same: that is somebody's decision, and
it is written down. A map is a small file::

    pool:
      - instrument: reasons
        versions: [1.0.0, 1.1.0]
        questions: [how_right, matters_today]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coprod_widgets.errors import CoprodError, InstrumentError
from coprod_widgets.instrument.definition import Instrument, ListQuestion, Question
from coprod_widgets.instrument.source import read, text_of

_WRITE = "Write under 'pool' a list of maps, each with instrument, versions and questions."


@dataclass(frozen=True, slots=True)
class Pool:
    """What may be pooled: for an instrument, a version and a question, the name of the pool."""

    names: Mapping[tuple[str, str, str], str] = field(default_factory=dict)

    def as_mapped(self, instrument: Instrument, question: str) -> str:
        """The name that a question is pooled under, or the one it was asked under."""
        pooled = self.names.get((instrument.id, instrument.version, question))
        return pooled or as_asked(instrument, question)

    def is_pooled(self, instrument: Instrument, question: str) -> bool:
        """Whether answers to it may be put together with those of another version."""
        return (instrument.id, instrument.version, question) in self.names


NOTHING = Pool()
"""Every version for itself."""


def as_asked(instrument: Instrument, question: str) -> str:
    """The name of a question in exactly the words it was asked in."""
    return f"{instrument.pin}/{question}"


def read_pool(path: Path) -> Pool:
    """The map in a file.

    Raises:
        CoprodError: it can't be read, or it isn't such a map.
    """
    try:
        written = read(text_of(path), str(path)).value
    except InstrumentError as error:
        raise CoprodError(f"The map {path} can't be read.", _WRITE) from error
    entries = written.get("pool") if isinstance(written, dict) else None
    if not isinstance(entries, list):
        raise CoprodError(f"{path} is not a map of what may be pooled.", _WRITE)
    names: dict[tuple[str, str, str], str] = {}
    for entry in entries:
        instrument, versions, questions = _parts(path, entry)
        for question in questions:
            for version in versions:
                key = (instrument, version, question)
                if key in names:
                    raise CoprodError(
                        f"{path} pools '{question}' of {instrument}@{version} twice.",
                        "Keep one of the two.",
                    )
                names[key] = f"{instrument}@{'+'.join(versions)}/{question}"
    return Pool(names)


def _parts(path: Path, entry: Any) -> tuple[str, Sequence[str], Sequence[str]]:
    if isinstance(entry, dict) and set(entry) == {"instrument", "versions", "questions"}:
        instrument, versions, questions = (
            entry["instrument"],
            entry["versions"],
            entry["questions"],
        )
        lists = isinstance(versions, list) and isinstance(questions, list)
        if lists and all(isinstance(one, str) for one in (instrument, *versions, *questions)):
            if len(set(versions)) < 2:
                raise CoprodError(
                    f"{path} names fewer than two versions of '{instrument}'.",
                    "Name the versions that may be put together.",
                )
            return instrument, versions, questions
    raise CoprodError(f"{path} is not a map of what may be pooled.", _WRITE)


def check_pool(pool: Pool, instruments: Iterable[Instrument]) -> None:
    """Make sure that what is to be pooled can be: the same question, with the same codes.

    Raises:
        CoprodError: a version that is in the data doesn't have such a question, or its form, its
            voices or its codes are others.
    """
    first: dict[str, tuple[Instrument, tuple[Any, ...]]] = {}
    for instrument in sorted(instruments, key=lambda i: i.pin):
        for (id_, version, name), pooled in pool.names.items():
            if (id_, version) != (instrument.id, instrument.version):
                continue
            if not instrument.has_question(name):
                raise CoprodError(
                    f"{instrument.pin} has no question '{name}', so it can't be pooled.",
                    "Take it out of the map, or mend its name.",
                )
            form = _form(instrument, instrument.question(name))
            other, known = first.setdefault(pooled, (instrument, form))
            if form != known:
                raise CoprodError(
                    f"'{name}' can't be pooled: {other.pin} and {instrument.pin} ask it in another "
                    "form, of other voices or with other codes.",
                    "Take it out of the map.",
                )


def _form(instrument: Instrument, question: Question) -> tuple[Any, ...]:
    fields = question.fields if isinstance(question, ListQuestion) else ()
    return (
        question.type,
        question.reveal,
        instrument.section_of(question.id).for_each,
        tuple(
            (voice, tuple(choice.code for choice in instrument.choices(question, voice)))
            for voice in question.voices
        ),
        tuple((f.id, f.type, tuple(choice.code for choice in f.choices)) for f in fields),
    )
