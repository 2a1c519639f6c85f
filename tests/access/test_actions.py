from __future__ import annotations

import pytest

from coprod_widgets.access.accounts import Account, Role
from coprod_widgets.access.actions import Action, Resource, may

OWN, OTHER = Resource("i_1", "a_me"), Resource("i_1", "a_other")
ALLOWED = {
    (Role.CLINICIAN, Action.HOLD, OWN),
    (Role.CLINICIAN, Action.READ_RECORD, OWN),
    (Role.SUPERVISOR, Action.READ_RECORD, OWN),
    (Role.SUPERVISOR, Action.READ_RECORD, OTHER),
    (Role.SUPERVISOR, Action.REVIEW, OTHER),
    (Role.SUPERVISOR, Action.SUPERVISE, OWN),
    (Role.SUPERVISOR, Action.SUPERVISE, OTHER),
    (Role.CLINICIAN, Action.COPY, OWN),
    (Role.SUPERVISOR, Action.COPY, OWN),
    (Role.SUPERVISOR, Action.COPY, OTHER),
    (Role.RESEARCHER, Action.SEE_DATASETS, OWN),
    (Role.RESEARCHER, Action.SEE_DATASETS, OTHER),
    (Role.ADMINISTRATOR, Action.SEE_ACCOUNTS, OWN),
    (Role.ADMINISTRATOR, Action.SEE_ACCOUNTS, OTHER),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("resource", [OWN, OTHER], ids=["own", "other"])
def test_what_is_not_allowed_is_denied_with_a_reason(
    role: Role, action: Action, resource: Resource
) -> None:
    decision = may(Account("a_me", "Me", role), action, resource)
    assert decision.allowed is ((role, action, resource) in ALLOWED)
    assert decision.reason
