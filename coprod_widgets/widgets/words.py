"""The words that forms and records say by themselves, from one table a language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale

_FOLDER = Path(__file__).parent / "words"
_FALLBACK = "en"
_SAID_BY_BOTH = ("wrong_date", "wrong_number")
"""What the page says when it can't read a control, and the server when it is sent such a thing."""


def say(key: str, language: str, **values: object) -> str:
    """The words for `key`, with the named values filled in; English where a language lacks them.

    Raises:
        KeyError: no table has the key.
    """
    words = _find(key, language)
    assert isinstance(words, str), f"'{key}' has plural forms: use say_count"
    return words.format_map(values) if values else words


def say_in_preview(key: str, language: str, **values: object) -> str:
    """The same, with what is true where nothing is kept."""
    apart = _overlaid("preview", language).get(key)
    return apart.format_map(values) if apart else say(key, language, **values)


def say_count(key: str, count: int, language: str) -> str:
    """The words for `key` in the plural form that `count` takes in the language."""
    forms = _find(key, language)
    form = Locale.parse(language).plural_form(count)
    words: str = forms.get(form, forms["other"])
    return words.format(count=count)


def say_of(group: str, code: str, language: str) -> Any:
    """The words that a group has for a code; English where a language lacks them.

    Raises:
        KeyError: no table has the code.
    """
    told = _table(language).get(group, {})
    return told[code] if code in told else _table(_FALLBACK)[group][code]


def page_words(language: str) -> Mapping[str, str]:
    """What the page's own script says while it saves."""
    shared = {key: say(key, language) for key in _SAID_BY_BOTH}
    return {**_overlaid("page", language), **shared}


def preview_page_words(language: str) -> Mapping[str, str]:
    """What the same script says in a preview, where nothing is saved."""
    return {**page_words(language), **_overlaid("preview_page", language)}


def _overlaid(group: str, language: str) -> dict[str, str]:
    """A group of words: English, overlaid with the language's."""
    return {**_table(_FALLBACK)[group], **_table(language).get(group, {})}


def _find(key: str, language: str) -> Any:
    table = _table(language)
    return table[key] if key in table else _table(_FALLBACK)[key]


@lru_cache
def _table(language: str) -> Mapping[str, Any]:
    path = _FOLDER / f"{Locale.parse(language)}.yaml"
    if not path.exists():
        return _table(_FALLBACK)
    # ruamel is imported here because most commands never say a word of a form.
    from ruamel.yaml import YAML

    table: Mapping[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return table
