"""The talks that a patient has had before a new one begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coprod_widgets.errors import SealError, StoreError
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.store import Store
from coprod_widgets.store.talks import InterviewRow
from coprod_widgets.workbook.finding import titled


@dataclass(frozen=True, slots=True)
class Before:
    """The patient's closed talks before a new one, the newest first.

    `earlier` are those with the same workbook. `others` are those of other workbooks: of this
    episode, or where it has none, the newest there is. `titles` and `held` are of the episode.
    `unreadable` are the workbooks of talks that can't be read any more: one of them must not keep
    the patient from all that come after it.
    """

    earlier: tuple[Interview, ...] = ()
    others: Mapping[str, tuple[Interview, ...]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    unreadable: frozenset[str] = frozenset()

    @classmethod
    def of(cls, store: Store, about: InterviewRow) -> Before:
        """What the store keeps of the patient's earlier talks."""
        closed = [
            row
            for row in store.talks_of(about.patient_id)
            if row.id != about.id and row.state in (State.CLOSED, State.ASKED_AGAIN)
        ]
        others: dict[str, list[InterviewRow]] = {}
        for row in closed:
            if row.workbook != about.workbook:
                others.setdefault(row.workbook, []).append(row)
        mine = {
            workbook: [row for row in rows if row.episode == about.episode] or rows[:1]
            for workbook, rows in others.items()
        }
        unreadable: set[str] = set()
        own = [row for row in closed if row.workbook == about.workbook]
        return cls(
            earlier=_read(store, own, unreadable),
            others={workbook: _read(store, rows, unreadable) for workbook, rows in mine.items()},
            titles={
                book.id: book.title
                for book in titled(store.settings.language, store.settings.workbooks)
            },
            held=frozenset(row.workbook for row in closed if row.episode == about.episode),
            unreadable=frozenset(unreadable),
        )


def _read(store: Store, rows: list[InterviewRow], unreadable: set[str]) -> tuple[Interview, ...]:
    """The talks that can be read; the workbooks of the others are added to `unreadable`."""
    found = []
    for row in rows:
        try:
            found.append(store.interview(row.id))
        except (SealError, StoreError):
            unreadable.add(row.workbook)
    return tuple(found)
