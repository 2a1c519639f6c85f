"""A walk through the database: one moment of it, and what was found on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection, inspect

from coprod_widgets.errors import CoprodError
from coprod_widgets.store.faults import RESTORE, plain_faults
from coprod_widgets.store.store import Store
from coprod_widgets.store.tables import metadata


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold."""

    thing: str
    problem: str
    cure: str


@dataclass
class Walk:
    """What a walk found, and how many interviews it came by. All of it is read of one moment.

    `notes` are worth knowing, and nothing is wrong with them.
    """

    store: Store
    connection: Connection
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    interviews: int = 0
    _known: set[Finding] = field(default_factory=set)

    def attempt(self, thing: str, check: Callable[[], None]) -> bool:
        """Make one check; whatever it raises is a finding, and the walk goes on.

        A database that is damaged can raise anything, so everything is caught here.
        """
        try:
            # A savepoint, because PostgreSQL takes nothing more after an error without one.
            with plain_faults(), self.connection.begin_nested():
                check()
        except CoprodError as error:
            self.find(thing, error.problem, error.cure)
        except Exception as error:
            self.find(thing, f"It can't be read ({type(error).__name__}).")
        else:
            return True
        return False

    def find(self, thing: str, problem: str, cure: str = RESTORE) -> None:
        """Add a finding, once."""
        finding = Finding(thing, problem, cure)
        if finding not in self._known:
            self._known.add(finding)
            self.findings.append(finding)

    def tables(self) -> set[str]:
        """The tables that are there; each that is missing is a finding."""
        there: set[str] = set()
        self.attempt(
            "The database", lambda: there.update(inspect(self.connection).get_table_names())
        )
        for name in sorted(set(metadata.tables) - there):
            self.find("The database", f"Table '{name}' is missing.")
        return there
