"""What somebody says about research is noted on their page; what holds them is named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from coprod_widgets.access.audit import Deed
from coprod_widgets.research.dataset import make_dataset
from coprod_widgets.server.research import ANSWERS
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.consents import Consent
from coprod_widgets.widgets.words import say
from tests.browser.ward import Ward
from tests.server.visitor import Visitor


@pytest.fixture(scope="module")
def store(ward: Ward) -> Store:
    return Store.open(Settings.load(ward.data))


@pytest.fixture(scope="module")
def patient(ward: Ward, store: Store) -> str:
    """Somebody of Nora's with a record."""
    nora = store.account_named("Nora")
    assert nora
    recorded = {store.about(row.interview_id).patient_id for row in store.latest_records()}
    return next(id_ for id_, _ in store.caseload_of(nora) if id_ in recorded)


@pytest.fixture
def given(
    nora: Visitor, store: Store, patient: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """A data set that this person is in."""
    assert nora.submit(f"/people/{patient}/research", said="yes").status_code == 303
    out = tmp_path_factory.mktemp("out") / "set"
    make_dataset(store, out, at=datetime.now(UTC), progress=lambda *_: None)
    newest = store.datasets()[0]
    assert patient in newest.patients
    return newest.id


@pytest.mark.parametrize("word", [word for word in Consent if word is not Consent.YES])
def test_whoever_leaves_shows_what_has_to_be_recalled(
    nora: Visitor, ward: Ward, store: Store, patient: str, given: str, word: Consent
) -> None:
    page = f"/people/{patient}"
    assert given not in nora.get(page).text
    assert nora.submit(f"{page}/research", said=word.value).status_code == 303
    told = nora.get(page).text
    assert say(ANSWERS[word], "en") in told
    assert given in told
    assert store.pseudonym(patient) not in told
    assert store.consent(patient) is word
    event = [one for one in store.events() if one.deed is Deed.NOTED_CONSENT][-1]
    assert (event.resource, event.reason) == (patient, "")
    name = store.patient(patient).name
    with Visitor(ward.url, ward.account("researcher")) as rhea:
        sets = rhea.get("/").text
        assert given in sets
        assert "To be recalled: 1 person in it" in sets
        assert name not in sets
        assert patient not in sets
    assert nora.submit(f"{page}/research", said="yes").status_code == 303
    assert given not in nora.get(page).text


@pytest.mark.parametrize("said", ["", "perhaps", "YES"])
def test_without_an_answer_nothing_is_noted(
    nora: Visitor, store: Store, patient: str, said: str
) -> None:
    before = store.consents_of(patient)
    refused = nora.submit(f"/people/{patient}/research", said=said)
    assert refused.status_code == 400
    assert "Choose what was said" in refused.text
    assert store.consents_of(patient) == before


def test_nobody_notes_it_for_somebody_elses_person(ward: Ward, store: Store, patient: str) -> None:
    before = store.consents_of(patient)
    for role, index in (("clinician", 1), ("supervisor", 0), ("researcher", 0)):
        with Visitor(ward.url, ward.account(role, index)) as other:
            assert other.submit(f"/people/{patient}/research", said="yes").status_code == 404
    assert store.consents_of(patient) == before


def test_where_it_cannot_be_told_the_page_says_so_and_stays_of_use(
    nora: Visitor, ward: Ward, store: Store, patient: str, given: str
) -> None:
    file = store.tombstones.path
    kept = file.read_bytes()
    file.write_bytes(kept[:-200])
    try:
        told = nora.get(f"/people/{patient}")
        assert told.status_code == 200
        assert "cannot be read at present" in told.text
        assert "Make it ready" in told.text or "/interview/" in told.text
        refused = nora.submit(f"/people/{patient}/research", said="no")
        assert refused.status_code == 503
        assert "could not be written down" in refused.text
        with Visitor(ward.url, ward.account("researcher")) as rhea:
            assert "cannot be told at present" in rhea.get("/").text
    finally:
        file.write_bytes(kept)
    assert nora.submit(f"/people/{patient}/research", said="no").status_code == 303
    assert store.consent(patient) is Consent.NO
