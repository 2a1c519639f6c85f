"""Who is in a release: everybody who may be, and how many are left out for which reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.consent import Sifted, sift
from coprod_widgets.research.disclosure.anonymity import classes, smallest, too_small
from coprod_widgets.research.release.attributes import Attributes
from coprod_widgets.research.release.given import Given
from coprod_widgets.research.release.plan import Plan
from coprod_widgets.research.study_centre import newest_people

if TYPE_CHECKING:
    from coprod_widgets.store import Store

LEFT_SINCE = "left_since"
WITHOUT_ATTRIBUTES = "without_attributes"
SMALL_CLASS = "small_class"


@dataclass(frozen=True)
class Chosen:
    """The people of a release by pseudonym of the data set, each with coarse attributes.

    `left_out` are those of the data set who are not in it, by reason; `k` is how many people at
    least share all attributes, None where nothing goes out but counts and means.
    """

    people: Attributes
    left_out: Mapping[str, int]
    k: int | None


def still_in(store: Store, given: Given) -> Sifted:
    """Divide the people of a data set by what is known of them at this moment.

    Of people whom hospitals handed out that is whether they are in the newest data set that was
    made of hand-outs here.

    Raises:
        SealError: nobody can tell who said no.
    """
    if given.gathered:
        included = newest_people(store.datasets()) & frozenset(given.patients)
        return Sifted(included, {LEFT_SINCE: len(given.patients) - len(included)})
    store.check_people()
    return sift({name: store.latest_consent(patient) for name, patient in given.patients.items()})


def choose(plan: Plan, sifted: Sifted, attributes: Attributes | None) -> Chosen:
    """The people of a data set who may be in a release.

    Args:
        plan: What is asked for.
        sifted: Who of the data set is still in, and who is not.
        attributes: Everybody's coarse attributes; None if there is no file of people.

    Raises:
        CoprodError: too few of them are left, or too few of a kind.
    """
    left_out = dict(sifted.left_out)
    known = attributes if attributes is not None else {name: {} for name in sifted.included}
    people = {person: known[person] for person in sorted(sifted.included) if person in known}
    if attributes is not None:
        left_out[WITHOUT_ATTRIBUTES] = len(sifted.included) - len(people)
    least = None
    if plan.tables != ():
        people, left_out[SMALL_CLASS] = _of_a_kind(plan, people)
        least = smallest(classes(people, tuple(plan.quasi_identifiers)))
    if len(people) < plan.k:
        raise CoprodError(
            f"The release would be of fewer than {plan.k} people.",
            "Wait until more people have said yes, or until there are records of more.",
        )
    return Chosen(people, left_out, least)


def _of_a_kind(plan: Plan, people: Attributes) -> tuple[Attributes, int]:
    """The people without those who are too few of a kind, and how many these are.

    Raises:
        CoprodError: there are such classes, and the plan doesn't leave them out.
    """
    small = too_small(classes(people, tuple(plan.quasi_identifiers)), plan.k)
    if small and plan.small_classes == "refuse":
        several = "1 class" if len(small) == 1 else f"{len(small)} classes"
        raise CoprodError(
            f"By {', '.join(plan.quasi_identifiers) or 'nothing at all'}, {several} of people who "
            f"can't be told apart would have fewer than {plan.k} people.",
            "Make the bands or groups broader, declare fewer attributes, "
            "or write 'small_classes: leave_out'.",
        )
    gone = frozenset().union(*(one.people for one in small))
    return {person: own for person, own in people.items() if person not in gone}, len(gone)
