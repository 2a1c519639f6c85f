"""What somebody said about research in a talk, and what of it rules afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coprod_widgets.interview.answer import Status
from coprod_widgets.store import Store
from coprod_widgets.store.consents import Consent
from coprod_widgets.workbook.consenting import note_consent
from tests.workbook.conftest import AT
from tests.workbook.holding import Held, P, patient_of


def talked(store: Store) -> Held:
    return Held(store, patient_of(store), "getting_ready")


def said(held: Held) -> list[Consent]:
    note_consent(held.store, held.id)
    patient = held.store.about(held.id).patient_id
    return [decision for decision, _ in held.store.consents_of(patient)]


def test_a_yes_in_a_talk_is_written_down_once(store: Store) -> None:
    held = talked(store).say("research", P, "yes")
    assert said(held) == said(held) == [Consent.YES]


@pytest.mark.parametrize(
    "status", [Status.WITHDRAWN, Status.SKIPPED, Status.NOT_SURE, Status.DECLINED]
)
def test_whoever_takes_a_yes_back_in_any_way_has_withdrawn(store: Store, status: Status) -> None:
    held = talked(store).say("research", P, "yes")
    assert said(held) == [Consent.YES]
    held.say("research", P, status=status)
    assert said(held) == [Consent.YES, Consent.WITHDRAWN]
    patient = store.about(held.id).patient_id
    assert store.consent(patient) is Consent.WITHDRAWN
    held.say("research", P, "yes")
    assert said(held)[-1] is Consent.YES


def test_passing_the_question_over_says_nothing(store: Store) -> None:
    assert said(talked(store).say("research", P, status=Status.SKIPPED)) == []


def test_of_the_same_moment_a_yes_never_rules(store: Store) -> None:
    patient = patient_of(store)
    for decision in (Consent.WITHDRAWN, Consent.YES, Consent.YES):
        store.add_consent(patient.id, decision, AT)
    assert [one for one, _ in store.consents_of(patient.id)] == [Consent.YES, Consent.WITHDRAWN]
    assert store.consent(patient.id) is Consent.WITHDRAWN
    store.add_consent(patient.id, Consent.YES, AT + timedelta(seconds=1))
    assert store.consent(patient.id) is Consent.YES
