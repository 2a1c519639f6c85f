"""What a person's page tells of research: what was said last, and what was given out before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from coprod_widgets.errors import SealError, StoreError
from coprod_widgets.research.recall import Given, given_out, to_recall
from coprod_widgets.server.handler import log
from coprod_widgets.store import Store
from coprod_widgets.store.consents import Consent

ANSWERS = {
    Consent.YES: "research_yes",
    Consent.NO: "research_no",
    Consent.ASK_LATER: "research_later",
    Consent.WITHDRAWN: "research_withdrawn",
    Consent.CAPACITY_LOST: "research_not_able",
}
"""The five answers, by the key of their words."""

KINDS = {
    "dataset": "given_dataset",
    "gathered": "given_gathered",
    "hand_out": "given_records",
    "release": "given_release",
}
"""What can be given out, by the key of its words."""


@dataclass(frozen=True, slots=True)
class Research:
    """What one person said last and when, and what has to be recalled; nothing where it is a yes.

    `latest` is the key of its words, None if nobody asked.
    """

    latest: str | None
    at: datetime | None
    given: list[Given]


def research_of(store: Store, patient_id: str) -> Research | None:
    """What is told of research; None where that can't be relied on."""
    try:
        latest = store.latest_consent(patient_id)
        said = store.consents_of(patient_id)
    except (SealError, StoreError) as error:
        log.error("%s", error)
        return None
    if latest is None:
        return Research(None, None, [])
    given = [] if latest is Consent.YES else given_out(store, patient_id)
    return Research(ANSWERS[latest], said[-1][1], given)


def recall_of(store: Store) -> Mapping[str, list[str]] | None:
    """Who has to be taken out of what was given out, by its id; None where nobody can tell."""
    try:
        store.check_people()
    except (SealError, StoreError) as error:
        log.error("%s", error)
        return None
    return to_recall(store)
