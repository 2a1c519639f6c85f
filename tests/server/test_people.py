"""A person's page: making talks ready, what was promised, asking again, and who may see it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import update

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening, Place
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.tables import entries
from tests.browser.ward import Ward
from tests.server.visitor import Visitor


def page_of(visitor: Visitor, name: str) -> str:
    found = re.search(rf'href="(/people/[^"]+)">{name}<', visitor.get("/").text)
    assert found, f"{name} is not on the list"
    return found[1]


@pytest.fixture(scope="module")
def store(ward: Ward) -> Store:
    return Store.open(Settings.load(ward.data))


def test_a_talk_is_made_ready_from_the_page_and_only_once(nora: Visitor, ward: Ward) -> None:
    person = page_of(nora, "Alder Brook")
    assert "Who decides what" in nora.get(person).text
    for _ in range(2):
        assert nora.submit(f"{person}/talks", workbook="signs").status_code == 303
    talks = re.findall(r'href="(/interview/i_[^"]+)">[^<]*<[^>]+>: Signs', nora.get(person).text)
    assert len(talks) == 1
    assert nora.submit(f"{talks[0]}/open").status_code == 303
    assert "Signs and what helps" in nora.get(talks[0]).text


def test_reasons_that_cannot_be_shown_are_only_counted(nora: Visitor, store: Store) -> None:
    person = page_of(nora, "Cedar Holt")
    wrong = nora.submit(f"{person}/talks", workbook="reasons", withheld="several")
    assert wrong.status_code == 400
    assert "Write a number" in wrong.text
    nora.submit(f"{person}/talks", workbook="reasons", withheld="2", cleared="yes")
    talk = re.findall(
        r'href="/interview/(i_[^"]+)">[^<]*<[^>]+>: The reasons', nora.get(person).text
    )
    assert store.interview(talk[-1]).withheld == (2, True)


@pytest.mark.parametrize("workbook", ["", "nothing", "../reasons", "law"])
def test_a_workbook_that_is_not_there_makes_nothing(nora: Visitor, workbook: str) -> None:
    person = page_of(nora, "Alder Brook")
    assert nora.submit(f"{person}/talks", workbook=workbook).status_code == 404


def test_somebody_elses_person_looks_not_there(nora: Visitor, ward: Ward) -> None:
    with Visitor(ward.url, ward.account("clinician", 1)) as omar:
        person = page_of(omar, "Dale Marsh")
    assert nora.get(person).status_code == 404
    assert nora.submit(f"{person}/talks", workbook="signs").status_code == 404
    assert nora.get("/people/p_nobody").status_code == 404
    with Visitor(ward.url, ward.account("supervisor")) as sita:
        assert sita.get(person).status_code == 404


def test_it_is_asked_again_within_the_days_and_a_new_version_is_written(
    nora: Visitor, ward: Ward, store: Store
) -> None:
    talk = ward.interviews("ready", "Nora")[0]["id"]
    nora.submit(f"/interview/{talk}/open")
    nora.happen(talk, "handed_over", "2468", to="patient")
    assert nora.say(talk, "going_well", "patient", "The garden").status_code == 200
    nora.happen(talk, "handed_over", "2468", to="clinician")
    assert nora.happen(talk, "closed").status_code == 200
    for _ in range(100):
        if nora.get(f"/interview/{talk}").text.count("/records/"):
            break
    first = store.records_of(talk)
    person = f"/people/{store.about(talk).patient_id}"
    assert "Ask if it still stands" in nora.get(person).text
    assert nora.submit(f"/interview/{talk}/again").status_code == 303
    assert nora.happen(talk, "handed_over", "2468", to="patient").status_code == 200
    with Visitor(ward.url, ward.account("supervisor")) as sita:
        assert f"/records/{first[-1].id}" in sita.get("/").text
    # A break gives nobody the screen back, and nobody is locked out of it afterwards.
    assert nora.happen(talk, "break").status_code == 200
    assert nora.happen(talk, "asked_again").status_code == 200
    asked = nora.get(f"/interview/{talk}").text
    assert "stand by" in asked
    assert nora.say(talk, "still_stands", "patient", "take_out").status_code == 200
    shown = nora.get(f"/interview/{talk}").text
    assert "data-take-out-all" in shown
    base = store.interview(talk).version(Place("going_well", None, Voice.PATIENT))
    taken = nora.say(talk, "going_well", "patient", None, status="withdrawn", base=base)
    assert taken.status_code == 200
    assert nora.happen(talk, "handed_over", "2468", to="clinician").status_code == 200
    assert nora.happen(talk, "closed").status_code == 200
    for _ in range(100):
        nora.get(f"/interview/{talk}")
        if len(store.records_of(talk)) > len(first):
            break
    assert len(store.records_of(talk)) == len(first) + 1
    happened = [moment.happening for moment in store.interview(talk).moments]
    assert Happening.ASKED_AGAIN in happened
    # Asked once: the page offers it no more, and sending it again changes nothing.
    assert "Ask if it still stands" not in nora.get(person).text
    count = len(store.interview(talk).entries)
    nora.submit(f"/interview/{talk}/again")
    assert len(store.interview(talk).entries) == count


def test_after_its_days_a_talk_is_not_asked_about(
    nora: Visitor, store: Store, recorded: str
) -> None:
    closed = max(m.at for m in store.interview(recorded).moments)
    assert datetime.now(UTC) - closed > timedelta(days=7)
    count = len(store.interview(recorded).entries)
    assert nora.submit(f"/interview/{recorded}/again").status_code == 303
    assert len(store.interview(recorded).entries) == count


def at_once(account: dict[str, str], url: str, path: str, **fields: str) -> list[int]:
    """What eight presses in the same moment are answered."""

    def press(_: int) -> int:
        with Visitor(url, account) as visitor:
            barrier.wait()
            return visitor.submit(path, **fields).status_code

    barrier = Barrier(8)
    with ThreadPoolExecutor(8) as presses:
        return list(presses.map(press, range(8)))


def test_eight_presses_at_once_make_one_talk_ready_and_begin_it_once(
    nora: Visitor, ward: Ward, store: Store
) -> None:
    person, account = page_of(nora, "Basil Thorne"), ward.account("clinician")
    answered = at_once(account, ward.url, f"{person}/talks", workbook="power")
    assert set(answered) == {303}
    patient = person.removeprefix("/people/")
    (made,) = [row for row in store.talks_of(patient) if row.workbook == "power"]
    assert set(at_once(account, ward.url, f"/interview/{made.id}/open")) == {303}
    happened = [moment.happening for moment in store.interview(made.id).moments]
    assert happened == [Happening.PREPARED, Happening.OPENED, Happening.CARRIED]
    assert nora.happen(made.id, "closed").status_code == 200
    assert set(at_once(account, ward.url, f"/interview/{made.id}/again")) == {303}
    happened = [moment.happening for moment in store.interview(made.id).moments]
    assert happened.count(Happening.ASKED_AGAIN) == 1


def test_a_talk_that_somebody_else_holds_is_named_and_not_offered(
    nora: Visitor, ward: Ward, store: Store
) -> None:
    sita = Visitor(ward.url, ward.account("clinician", 1))
    person = page_of(sita, "Dale Marsh").removeprefix("/people/")
    dale = store.patient(person)
    nora_id = store.account_named("Nora").id  # type: ignore[union-attr]  # the demo has her
    store.add_patient(dale.name, dale.number, clinician_id=nora_id)
    try:
        shown = nora.get(f"/people/{person}").text
        assert "Omar holds this talk." in shown
        assert not re.search(r'href="/interview/i_[^"]+">Begin', shown)
    finally:
        store.add_patient(dale.name, dale.number, clinician_id=dale.clinician_id)
        sita.http.close()


def test_one_talk_that_cannot_be_read_does_not_hide_the_person(
    nora: Visitor, ward: Ward, store: Store, recorded: str
) -> None:
    person = f"/people/{store.about(recorded).patient_id}"
    nora.submit(f"{person}/talks", workbook="actions")
    row = entries.c.interview_id == recorded, entries.c.number == 2
    with store.engine.begin() as connection:
        connection.execute(update(entries).where(*row).values(by="a_somebody"))
    ward.kill()
    ward.serve_again()
    shown = nora.get(person)
    assert shown.status_code == 200
    assert "cannot be read any more" in shown.text
    (talk,) = re.findall(r'href="(/interview/i_[^"]+)">[^<]*<[^>]+>: What we', shown.text)
    assert nora.submit(f"{talk}/open").status_code == 303
    assert nora.get(talk).status_code == 200
