"""A small ward with one or more of everything that is kept, made by the store itself."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from coprod_widgets.access.accounts import Role
from coprod_widgets.access.audit import Deed, Event
from coprod_widgets.instrument.loading import load, text_of
from coprod_widgets.interview.answer import Happening, Place, Status
from coprod_widgets.interview.happening import Happened, moment_from
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.writing import Said, answer_from
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.reviews import ReviewSheet
from coprod_widgets.store.talks import Make
from tests.store.conftest import AT, PASSWORD

TEXT = Path(__file__).parent.parent / "instruments" / "text.yaml"
INSTRUMENT = load(TEXT)
QUESTION = next(q for q in INSTRUMENT.questions if q.type == "text")
PLACE = Place(QUESTION.id, None, QUESTION.voices[0])


def prepared() -> Make:
    """What `coprod prepare` writes first."""
    happened = Happened("key-prepared", Happening.PREPARED, {"withheld": 1, "cleared": True})
    return partial(moment_from, happened=happened, at=AT, by="a_nora")


def happen(store: Store, talk: str, happening: Happening) -> None:
    happened = Happened(f"key-of-{happening.value}", happening)
    store.append(talk, happened.key, partial(moment_from, happened=happened, at=AT, by="a_nora"))


def say(store: Store, talk: str, words: str) -> None:
    """Say something new at the one question of the talk."""

    def make(interview: Interview) -> object:
        said = Said(key, PLACE, Status.ANSWERED, words, base=interview.version(PLACE))
        return answer_from(interview, said, at=AT, by="a_nora")

    key = f"key-{len(store.interview(talk).entries):08}"
    store.append(talk, key, make)  # type: ignore[arg-type]


def add_talk(store: Store, patient: str, talk: str) -> None:
    store.add_interview(
        patient, "a_nora", INSTRUMENT, "text", b"{}", AT, id=talk, makes=[prepared()]
    )


def fill(store: Store) -> None:
    """Two talks of two people, the first recorded, reviewed and in a data set."""
    store.mark_invented(7)
    store.add_account("Nora", Role.CLINICIAN, PASSWORD, id="a_nora")
    store.add_account("Sara", Role.SUPERVISOR, PASSWORD, id="a_sara")
    store.add_account("Tess", Role.SUPERVISOR, PASSWORD, id="a_tess")
    store.keep_instrument(INSTRUMENT, text_of(TEXT))
    for patient, talk in (("p_anna", "i_1"), ("p_bert", "i_2")):
        store.add_patient(f"Name of {patient}", patient, clinician_id="a_nora", id=patient)
        store.add_consent(patient, "yes", AT)
        add_talk(store, patient, talk)
        happen(store, talk, Happening.OPENED)
        for words in ("one", "two", "three"):
            say(store, talk, words)
    store.add_consent("p_bert", "no", AT)
    for talk in ("i_1", "i_2"):
        row = store.add_record(talk, f'{{"of": "{talk}"}}'.encode(), store.head(talk), AT)
    row = store.records_of("i_1")[0]
    store.settings = replace(store.settings, second_ratings=1.0)
    store.add_review(row.id, "a_sara", "returned", ReviewSheet("Ask again."), row.digest, AT)
    store.add_rating(row.id, "a_tess", {"strengths_first": 2}, "review@1.0.0", row.digest, AT)
    store.add_dataset(at=AT, counts={"people": 1}, digests={}, interviews=[], patients=["p_anna"])
    for deed in (Deed.SIGNED_IN, Deed.CLOSED, Deed.SIGNED_OUT):
        store.note(Event(AT, deed, "a_nora", "i_1"))


@contextmanager
def database(settings: Settings) -> Iterator[sqlite3.Connection]:
    """The database as somebody reaches it who has the file and not the key ring."""
    with closing(sqlite3.connect(settings.data / "coprod.db")) as connection, connection:
        yield connection
        connection.commit()


def flush(settings: Settings) -> None:
    """Have everything in the one file."""
    with closing(sqlite3.connect(settings.data / "coprod.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copy(settings: Settings, to: Path) -> Settings:
    """The same folder somewhere else."""
    flush(settings)
    shutil.copytree(settings.data, to)
    return Settings.load(to)
