"""Words that are missing in a language, or are there in one that nobody declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from coprod_widgets.instrument.checking.ground import Ground
from coprod_widgets.instrument.definition import Ask
from coprod_widgets.instrument.faults import Fault, Path, did_you_mean
from coprod_widgets.instrument.source import Parsed
from coprod_widgets.translation import Text, is_language


def every_language(ground: Ground) -> Iterator[Fault]:
    """Missing and undeclared languages, in every text and its easy wording."""
    languages = ground.instrument.languages
    yield from said_in(ground.parsed, languages, texts(ground), "this instrument")


def said_in(
    parsed: Parsed, languages: tuple[str, ...], texts: Iterable[tuple[Path, Text]], what: str
) -> Iterator[Fault]:
    """What these texts lack, or have too much, to be in just the languages that `what` declares."""
    for number, code in enumerate(languages):
        if not is_language(code):
            problem = f"'{code}' is not a language code."
            cure = "Write a code such as 'en', 'fi' or 'pt_BR'."
            yield parsed.fault(("languages", number), code, problem, cure)
    cure = f"Declared are {', '.join(languages)}: take it out, or add it to 'languages'."
    for path, text in texts:
        for code in languages:
            if not text.words.get(code, "").strip():
                said = next(iter(text.words.values()))
                problem = f"This has no wording in '{code}'."
                yield parsed.fault(path, said, problem, f"Add '{code}: …' to it.")
        for where, words in ((path, text.words), ((*path, "easy"), text.easy)):
            for code in words:
                if code not in languages:
                    problem = f"'{code}' isn't among the languages of {what}."
                    told = did_you_mean(code, languages, cure)
                    yield parsed.fault((*where, code), words[code], problem, told)
        for code, easy in text.easy.items():
            if not easy.strip():
                problem = "This easy wording is empty."
                where = (*path, "easy", code)
                yield parsed.fault(where, easy, problem, "Write it, or take it out.")


def texts(ground: Ground) -> Iterator[tuple[Path, Text]]:
    """Every text of an instrument and where it stands, but for parts whose form is at fault."""
    yield from placed_texts(ground.instrument, (), ground.doubtful)


def placed_texts(
    part: Any, path: Path, doubtful: frozenset[str] = frozenset()
) -> Iterator[tuple[Path, Text]]:
    """Every text of a part that stands at `path`, and where it stands."""
    if isinstance(part, Text):
        yield path, part
    elif isinstance(part, Ask):
        if part.everyone is not None:
            yield path, part.everyone
        for voice in ("patient", "clinician", "joint"):
            yield from placed_texts(getattr(part, voice), (*path, voice), doubtful)
    elif isinstance(part, BaseModel):
        if getattr(part, "id", None) in doubtful:
            return
        for name, field in type(part).model_fields.items():
            yield from placed_texts(getattr(part, name), (*path, field.alias or name), doubtful)
    elif isinstance(part, tuple):
        for number, one in enumerate(part):
            yield from placed_texts(one, (*path, number), doubtful)
    elif isinstance(part, Mapping):
        for key, one in part.items():
            if key not in doubtful:
                yield from placed_texts(one, (*path, key), doubtful)
