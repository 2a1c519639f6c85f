"""A round of talks, read from the newest record of each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from coprod_widgets.access.accounts import Role
from coprod_widgets.interview.answer import Happening
from coprod_widgets.measures.catalogue import measure
from coprod_widgets.measures.evidence import Evidence
from coprod_widgets.measures.reading import talk_of
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.workbook.rounds import Round, round_of
from tests.measures.test_walkthrough import actions, decisions, power, reasons, signs
from tests.workbook.holding import C, Held, P, patient_of
from tests.workbook.written import written


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Store]:
    made, _ = Store.create(Settings.load(tmp_path / "data"))
    with made:
        made.add_account("nora", Role.CLINICIAN, "a long enough one")
        yield made


def read(store: Store, held: Held) -> Round:
    about = store.about(held.id)
    return round_of(store, about.patient_id, about.episode)


def test_the_records_of_a_round_measure_what_its_journals_do(ward: Store) -> None:
    patient = patient_of(ward)
    held: list[Held] = [talk(ward, patient) for talk in (reasons, signs, decisions)]
    held += [*actions(ward, patient), power(ward, patient)]
    for talk in held:
        written(ward, talk.id, talk.at)
    found = read(ward, held[0])
    journals = Evidence(tuple(talk_of(one.talk, one.talk.instrument.id) for one in held))
    assert measure(found.evidence) == measure(journals)
    assert (len(found.talks), found.left_out) == (6, 0)
    (alone,) = found.alone(held[1].id).talks
    assert alone.workbook == "signs"


def test_only_the_newest_record_of_a_talk_counts_and_only_of_this_round(ward: Store) -> None:
    patient = patient_of(ward)
    talk = Held(ward, patient, "power").say("informed", P, 2).say("informed", C, 2).close()
    written(ward, talk.id, talk.at)
    talk.happen(Happening.REOPENED).say("informed", P, 5).close()
    newest = written(ward, talk.id, talk.at + timedelta(minutes=1))
    waiting = Held(ward, patient, "signs", 1)
    found = read(ward, talk)
    assert [one.record for one in found.talks] == [newest.id]
    heard = found.talks[0].talk.heard("informed", None, P)
    assert heard is not None
    assert heard.value == 5
    about = ward.about(waiting.id)
    assert round_of(ward, about.patient_id, about.episode + 1) == Round(())


def test_a_record_that_does_not_match_its_seal_hides_no_other(ward: Store) -> None:
    patient = patient_of(ward)
    held = [talk(ward, patient) for talk in (reasons, signs)]
    rows = [written(ward, talk.id, talk.at) for talk in held]
    path = ward.settings.data / "coprod.db"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE records SET digest = ? WHERE id = ?", ("f" * 64, rows[0].id))
    found = read(ward, held[0])
    assert [one.record for one in found.talks] == [rows[1].id]
    assert found.left_out == 1
