"""How old one has to be to read a text easily, by the formula of Flesch and Kincaid.

J. P. Kincaid, R. P. Fishburne, R. L. Rogers and B. S. Chissom, "Derivation of New Readability
Formulas for Navy Enlisted Personnel", Naval Technical Training Command, 1975:

    grade = 0.39 * words / sentences + 11.8 * syllables / words - 15.59

The reading age is the grade and five years. The formula was made for English and for running text,
so other languages aren't measured; and a text of fewer than twelve words is measured as if it
stood among short ones, because one long word in a question of four isn't yet a hard question.
Syllables are counted by groups of vowels, with the English rules for silent endings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_SHORT_TEXT = 12
_WORD = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)*|[0-9]+")
_SENTENCE_END = re.compile(r"[.!?:;…]+(?:\s|$)|\n")
_VOWELS = re.compile(r"[aeiouy]+")
# A last e that isn't spoken (made, asked, notes), one inside a compound (some-thing), and pairs of
# vowels that are spoken apart (be-ing, di-ary, cre-ate, seri-ous).
_SILENT = re.compile(r"(?:[^aeiouylr]e|[aeiouy][lr]e|[^aeiouytd]ed|[^aeiouysxzcgh]es)$")
_INNER = re.compile(r"(?<=[aeiouy])[b-df-hj-np-tv-z]e(?=(?:ty|ly|ful|less|ness|ment|one|thing)$)")
_APART = re.compile(r"ia(?!l$|n$)|io(?!n)|eo(?!p)|iu|ua(?=l)|ea(?=t[eio])|[aeiouy]ing|ism$")


def is_measured(language: str) -> bool:
    """Whether the reading age of this language can be measured. English can."""
    return language.replace("-", "_").split("_")[0] == "en"


@lru_cache(maxsize=16_384)  # an instrument says the same words over and over
def syllables(word: str) -> int:
    """How many syllables an English word has, near enough."""
    word = word.lower().replace("\u2019", "'").split("'")[0]
    if not word or word.isdigit():
        return 1
    spoken = _INNER.sub("b", word)
    count = len(_VOWELS.findall(spoken)) + len(_APART.findall(spoken))
    return max(1, count - bool(_SILENT.search(spoken)))


def reading_age(texts: Iterable[str]) -> int:
    """The reading age of what is read at one go: each text ends a sentence."""
    told = [text for text in texts if _WORD.search(text)]
    words = [word for text in told for word in _WORD.findall(text)]
    if not words:
        return 5
    parts = [part for text in told for part in _SENTENCE_END.split(text)]
    sentences = sum(1 for part in parts if _WORD.search(part))
    among = max(len(words), _SHORT_TEXT)
    spoken = sum(syllables(word) for word in words) + among - len(words)
    grade = 0.39 * among / sentences + 11.8 * spoken / among - 15.59
    return max(5, round(grade + 5))


def hardest_words(texts: Iterable[str], most: int = 3) -> list[str]:
    """The longest words by syllables, three or more each."""
    words = {word.lower() for text in texts for word in _WORD.findall(text)}
    long = [word for word in words if syllables(word) >= 3]
    return sorted(long, key=lambda word: (-syllables(word), -len(word), word))[:most]
