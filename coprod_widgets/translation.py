"""Text in several languages and in easy words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from pydantic import BaseModel, ConfigDict, Field, model_validator


@lru_cache(maxsize=1_024)  # asked of every word of an instrument, and looked up on disk
def is_language(code: str) -> bool:
    """Whether `code` is a language this machine knows, such as `en`, `fi` or `pt_BR`."""
    try:
        Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def own_name(language: str) -> str:
    """What a language is called by those who speak it, such as `Suomi`."""
    name = Locale.parse(language).get_display_name() or language
    return name[:1].upper() + name[1:]


def day_in_words(day: date, language: str) -> str:
    """A calendar day as people write it in a language, such as `9 March 2026`."""
    # Plain "en" would put the month first, which people in these hospitals do not.
    return format_date(day, format="long", locale="en_GB" if language == "en" else language)


def direction(language: str) -> str:
    """`ltr` or `rtl`: which way the language is written. Never guessed from the text."""
    return Locale.parse(language).text_direction


class Text(BaseModel):
    """Words for people: one wording a language, an easier wording beside it, and a picture.

    Written in a file as `{en: …, fi: …, easy: {en: …}, picture: sun.svg}`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: Mapping[str, str]
    easy: Mapping[str, str] = Field(default_factory=dict)
    picture: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_language_map(cls, raw: Any) -> Any:
        if isinstance(raw, Text) or not isinstance(raw, Mapping):
            if isinstance(raw, str):
                raise ValueError(f"needs a language: write {{en: {raw!r}}}")
            return raw
        if "words" in raw:
            return raw
        extras = {key: raw[key] for key in ("easy", "picture") if key in raw}
        words = {key: raw[key] for key in raw if key not in extras}
        for code in [*words, *(extras.get("easy") or {})]:
            if not is_language(str(code)):
                raise ValueError(f"{code!r} is not a language code such as 'en'")
        if not words:
            raise ValueError("has no wording in any language")
        return {"words": words, **extras}

    def say(self, language: str, *, easy: bool = False) -> str:
        """The wording in `language`, easy where there is one; the first language as a fallback."""
        if easy and language in self.easy:
            return self.easy[language]
        if language in self.words:
            return self.words[language]
        return next(iter(self.words.values()))


def texts_of(part: Any) -> Iterator[Text]:
    """Every text in a model or a collection of models, however deep."""
    if isinstance(part, Text):
        yield part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from texts_of(getattr(part, name))
    elif isinstance(part, Mapping):
        for one in part.values():
            yield from texts_of(one)
    elif isinstance(part, tuple):
        for one in part:
            yield from texts_of(one)
