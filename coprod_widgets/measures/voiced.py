"""Involved: whether the patient's own account is there, and how the words are shared out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Entered
from coprod_widgets.measures.cases import C, P, said, share, source_of
from coprod_widgets.measures.evidence import BY_CHOICE, Evidence, Heard, Talk
from coprod_widgets.measures.informed import NO_REASONS, NOBODY_SAID, reasons_of
from coprod_widgets.measures.result import SHARE, Declared, Reason, Worked, ratio
from coprod_widgets.measures.thresholds import Thresholds

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
EVERY_TEXT = ("every answer of the patient in own words",)
_IN_BALANCE = ("own_account", "team_meaning", "rethink", "missing_from_list")


_JOIN = (b"'", b"-")
_JOINED = tuple(one + other for one in _JOIN for other in _JOIN)
_PLAIN = bytes(n if chr(n).isalnum() or bytes((n,)) in _JOIN else ord(" ") for n in range(128))
_PLAIN += bytes(128)


def words_in(text: str) -> int:
    """How many words there are in a text; signs alone are none."""
    if text.isascii():
        # Most texts are plain, and are counted in a tenth of the time when read by the thousand.
        plain = text.encode("ascii").translate(_PLAIN)
        words = plain.split()
        if b"'" not in plain and b"-" not in plain:
            return len(words)
        if not any(joined in plain for joined in _JOINED):
            return len(words) - sum(words.count(sign) for sign in _JOIN)
    return len(_WORD.findall(text))


def _own_account(evidence: Evidence, _: Thresholds) -> Worked:
    cases = (said(evidence, "reasons.own_account", P, reason) for reason in reasons_of(evidence))
    return share(cases, NO_REASONS, NOBODY_SAID)


def _balance(evidence: Evidence, thresholds: Thresholds) -> Worked:
    asked = [
        (talk, heard)
        for talk in evidence.talks_with("reasons")
        for heard in talk.answers
        if heard.question in _IN_BALANCE
    ]
    texts = [(talk, heard) for talk, heard in asked if heard.counts]
    missing = sum(heard.status in BY_CHOICE for _, heard in asked)
    sources = tuple(source_of(talk, heard) for talk, heard in texts)
    words = {P: 0, C: 0}
    for _, heard in texts:
        words[heard.voice] += words_in(str(heard.value))
    patient, total = words[P], words[P] + words[C]
    if total < thresholds.words_for_balance:
        reason = Reason.of("few_words", found=total, needed=thresholds.words_for_balance)
        return Worked(None, patient, total, missing, reason, sources)
    return Worked(1 - abs(2 * patient / total - 1), patient, total, missing, None, sources)


def _self_typed(evidence: Evidence, _: Thresholds) -> Worked:
    texts = list(_patient_texts(evidence))
    typed = sum(heard.entered is Entered.SELF for _, heard in texts)
    return ratio(
        typed,
        len(texts),
        none=Reason("no_patient_words"),
        sources=tuple(source_of(talk, heard) for talk, heard in texts),
    )


def _patient_texts(evidence: Evidence) -> Iterator[tuple[Talk, Heard]]:
    for talk in evidence.talks:
        for heard in talk.answers:
            if heard.own_words and heard.voice is Voice.PATIENT and heard.counts:
                yield talk, heard


DECLARED = (
    Declared(
        "VOI1",
        SHARE,
        "Ahmed et al. 2021 (involved); McKenna et al. 2001 (inclusion)",
        ("reasons.reasons", "reasons.own_account"),
        _own_account,
    ),
    Declared(
        "VOI2",
        SHARE,
        "Reilly et al. 2013 (sharing of power)",
        (
            "reasons.own_account",
            "reasons.team_meaning",
            "reasons.rethink",
            "reasons.missing_from_list",
        ),
        _balance,
    ),
    Declared("VOI3", SHARE, "our own", EVERY_TEXT, _self_typed),
)
