"""An episode of six talks, held as on a ward: from what was said to the level, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from coprod_widgets.access.accounts import Role
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening, Status
from coprod_widgets.measures.catalogue import measure
from coprod_widgets.measures.evidence import Evidence
from coprod_widgets.measures.level import Level, level
from coprod_widgets.measures.prompt import prompt
from coprod_widgets.measures.reading import talk_from, talk_of
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.workbook.record_format import record_of
from tests.workbook.holding import C, Held, J, P, patient_of

STATEMENTS = ("informed", "voice", "influence", "known", "limits", "adult", "both_do")
A_REASON = {"kind": "fact", "day": "2026-01-02", "source": "court"}


class Each(Held):
    """A talk in which both answer alike or apart in one go."""

    def each(self, question: str, patient: int, clinician: int, row: str | None = None) -> Each:
        self.say(question, P, patient, row)
        self.say(question, C, clinician, row)
        return self

    def stands(self, code: str = "yes") -> Each:
        """Closed, and asked about again within the week."""
        self.say("still_stands", P, "yes").close().happen(Happening.ASKED_AGAIN)
        self.say("still_stands", P, code).close()
        return self


def ready(store: Store, patient) -> Each:
    talk = Each(store, patient, "getting_ready")
    talk.each("feeling", 3, 4).say("good_time", P, "yes")
    talk.say("needs", P, ["breaks", "quieter_room"]).say("needs_met", J, ["breaks"])
    talk.say("what_for_back", P, "To look at risk").say("what_for_back", C, "clear")
    talk.say("hurt_back", P, "pass_on").close()
    return talk


def reasons(store: Store, patient) -> Each:
    talk = Each(store, patient, "reasons", 1)
    for row, words in (("r1", "A window was broken"), ("r2", "There was a fight")):
        talk.say("reasons", C, {"wording": words, **A_REASON}, row)
    for row in ("r1", "r2"):
        talk.say("knew", P, "part", row).say("own_account", P, "I was afraid " * 4, row)
        talk.say("team_meaning", C, "It came out of fear " * 3, row)
        talk.each("how_right", 2, 4, row).each("matters_today", 2, 3, row)
        talk.each("guess_matters", 4, 2, row)
        talk.say("difference", J, ["meaning"], row).say("where_we_got", J, "two_views", row)
        talk.say("joint_words", J, "We both want a quiet ward", row)
        talk.say("said_back", P, "That I lose it", row).say("said_back", C, "clear", row)
        talk.say("changed", C, "words", row)
    talk.say("record_wish", P, "fact", "r1").say("record_wish", P, row="r2", status=Status.SKIPPED)
    return talk.stands()


def signs(store: Store, patient) -> Each:
    talk = Each(store, patient, "signs", 2)
    talk.say("signs", J, {"sign": "I stop eating", "whose": "patient"}, "r1")
    talk.say("signs", J, {"sign": "He walks up and down", "whose": "clinician"}, "r2")
    talk.each("sure_sign", 4, 3, "r1").each("sure_sign", 2, 5, "r2")
    talk.say("helps", J, {"help": "Music", "whose": "patient", "who": "me"}, "r1")
    return talk.stands("change")


def decisions(store: Store, patient) -> Each:
    talk = Each(store, patient, "decisions", 3)
    for row in talk.talk.rows("topics")[:2]:
        talk.say("topics", J, {**row.fields, "today": "yes"}, row.id)
    for row, rung in (("r1", 0), ("r2", 2)):
        talk.say("who_decides", C, rung, row).say("why_so", C, "The law says so", row)
        talk.say("how_question", C, "Ask the tribunal", row)
        talk.each("say_now", 1, 2, row).each("say_fair", 3, 3, row)
        talk.say("open_part", J, "How it is asked for", row)
    talk.say("fixed_back", P, "Ministers").say("fixed_back", C, "partly").close()
    return talk


def actions(store: Store, patient) -> list[Each]:
    first = Each(store, patient, "actions", 4)
    mine = {"what": "Music each day", "who": "me", "idea": "patient", "by": "2026-03-20"}
    first.say("actions", J, mine, "r2").each("fair_share", 3, 4).close()
    later = Each(store, patient, "actions", 14)
    later.say("outcome", J, "part", "r1").say("outcome", J, "done", "r2").close()
    return [first, later]


def power(store: Store, patient) -> Each:
    talk = Each(store, patient, "power", 15)
    for name in STATEMENTS:
        talk.each(name, 4, 5 if name == "voice" else 4)
    talk.say("show_safe", P, "no").say("safe_to_disagree", P, 1)
    talk.say("said_to_please", P, "lot").each("steered", 4, 6).close()
    return talk


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("ward")
    made, _ = Store.create(Settings.load(folder / "data"))
    with made:
        made.add_account("nora", Role.CLINICIAN, "a long enough one")
        yield made


@pytest.fixture(scope="module")
def episode(store: Store) -> list[Held]:
    patient = patient_of(store)
    held = [talk(store, patient) for talk in (ready, reasons, signs, decisions)]
    return [*held, *actions(store, patient), power(store, patient)]


def evidence_of(episode: list[Held]) -> Evidence:
    return Evidence(tuple(talk_of(held.talk, held.talk.instrument.id) for held in episode))


def test_the_measures_of_the_episode_are_what_was_said(episode: list[Held]) -> None:
    found = measure(evidence_of(episode))
    told = {code: one.value for code, one in found.items()}
    rounded = {code: value if value is None else round(value, 4) for code, value in told.items()}
    assert rounded == {
        "INF1": 1,
        "INF2": 1,
        "INF3": 1,
        "VOI1": 1,
        "VOI2": 0.8889,  # 24 words and 30
        "VOI3": 1,
        "INFL1": 1,
        "INFL2": 0.8,  # a sign of staff among two signs, a help and two actions
        "INFL3": 1,
        "CON-D": 1,
        "LIM1": 1,
        "LIM2": 0.6667,
        "DEC1": 0.5,
        "DEC2": 0,
        "DEC3": 1,
        "REC1": 1,
        "REC2": 0.5,
        "REC3": 0.5,
        "UND": 1,
        "ACC": 0.5,
        "STB": 0.5,
        "PS_P": 75,
        "PS_C": 78.5714,
        "PS_gap": 3.5714,
        "PT_P": 0.4,
        "PT_C": 0.6,
        "PT_gap": 0.2,
        "FSAY_P": 2,
        "FSAY_C": 1,
        "MUT_P": 0.75,
        "MUT_C": 1,
        "EX": 0.4444,
        "W1": 0.8333,
        "DIR": 0.6667,
        "MAD": 0.7778,
        "SAFE": None,
    }


def test_the_level_is_told_with_every_rule(episode: list[Held]) -> None:
    told = level(measure(evidence_of(episode)), PROVISIONAL)
    assert told.level is Level.TRANSFORMATIVE
    without_power = level(measure(evidence_of(episode[:-1])), PROVISIONAL)
    assert (without_power.level, without_power.at_least) == (None, Level.INTERMEDIATE)


def test_a_talk_with_kept_differences_is_not_called_smooth(episode: list[Held]) -> None:
    assert not prompt(evidence_of(episode), PROVISIONAL).is_asked


def test_the_record_tells_all_that_the_measures_need(episode: list[Held], store: Store) -> None:
    told = []
    for held in episode:
        talk = held.talk
        record = record_of(
            talk, workbook=talk.instrument.id, head=store.head(held.id), language="en"
        )
        told.append(talk_from(json.loads(json.dumps(record)), talk.instrument))
    evidence = evidence_of(episode)
    assert Evidence(tuple(told)).talks == evidence.talks
    assert measure(Evidence(tuple(told))) == measure(evidence)


def test_every_source_is_an_answer_of_the_journal(episode: list[Held]) -> None:
    journals = {held.id: held.talk for held in episode}
    for found in measure(evidence_of(episode)).values():
        for source in found.sources:
            entry = journals[source.interview].entries[source.number - 1]
            assert entry.number == source.number
            assert entry.place.question == source.question.split(".")[1]  # type: ignore[union-attr]


def test_what_was_sealed_is_in_no_evidence(episode: list[Held]) -> None:
    talk = evidence_of(episode).talks_with("power")[0]
    for name in ("safe_to_disagree", "said_to_please"):
        heard = talk.heard(name, None, Voice.PATIENT)
        assert heard is not None
        assert (heard.value, heard.counts) == (None, False)
