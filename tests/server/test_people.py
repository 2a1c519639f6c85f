"""A person's page: making talks ready, what was promised, asking again, and who may see it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening, Place
from coprod_widgets.interview.interview import State
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.workbook.asking_again import ask_again_by
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


def test_after_its_days_a_talk_is_not_asked_about(nora: Visitor, store: Store, ward: Ward) -> None:
    own = {row["id"] for row in ward.said["interviews"] if row["clinician"] == "Nora"}
    over = next(
        row.id
        for row in store.all_interviews()
        if row.id in own
        and row.state is State.CLOSED
        and any(question.again_within for question in store.interview(row.id).instrument.questions)
        and ask_again_by(store.interview(row.id), datetime.now(UTC)) is None
    )
    count = len(store.interview(over).entries)
    assert nora.submit(f"/interview/{over}/again").status_code == 303
    assert len(store.interview(over).entries) == count
