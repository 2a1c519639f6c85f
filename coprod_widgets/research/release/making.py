"""Making a release, gate by gate: nothing appears unless all of them were passed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.faults import Fault, did_you_mean
from coprod_widgets.research.beside import beside
from coprod_widgets.research.disclosure.thresholds import rounded
from coprod_widgets.research.folder import whole_folder, working_beside
from coprod_widgets.research.formats import write_all
from coprod_widgets.research.limits import Shortened
from coprod_widgets.research.making import digest_of
from coprod_widgets.research.recall import check_still_in
from coprod_widgets.research.release import about, report
from coprod_widgets.research.release.about import Parts
from coprod_widgets.research.release.attributes import read_attributes
from coprod_widgets.research.release.cuts import Behind, make_cuts
from coprod_widgets.research.release.given import Given, read_given
from coprod_widgets.research.release.keying import StudyKey
from coprod_widgets.research.release.ledger import Entry, check_cuts, check_ledger, sets_of
from coprod_widgets.research.release.microdata import microdata
from coprod_widgets.research.release.people import Chosen, choose, still_in
from coprod_widgets.research.release.plan import PEOPLE
from coprod_widgets.research.release.plan_file import ReadPlan, read_plan, refuse
from coprod_widgets.research.release.variables import find_variables
from coprod_widgets.research.study_centre import check_still_gathered
from coprod_widgets.research.writers import Table
from coprod_widgets.store.datasets import DatasetKind, Ledger

if TYPE_CHECKING:
    from coprod_widgets.store import Store

Progress = Callable[[int, int], None]
_STEPS = 5
_WHAT = "the release"


@dataclass(frozen=True)
class Released:
    """What came of a release: its id in the ledger, what is told of it, and what was shortened."""

    id: str
    parts: Parts
    shortened: list[Shortened] = field(default_factory=list)


@dataclass(frozen=True)
class _Passed:
    """What passed every gate but the ledger's: what is to be written, and what is kept of it."""

    given: Given
    parts: Parts
    tables: Sequence[Table]
    patients: Sequence[str]
    sets: Sequence[Behind]

    def entry(self, files: Mapping[str, str]) -> Entry:
        """What the ledger is to have of it, with the digests of its files."""
        return Entry(
            study=self.parts.plan.study,
            k=self.parts.plan.k,
            plan=self.parts.plan_digest,
            dataset=self.parts.dataset_digest,
            files=files,
            patients=self.patients,
            sets=self.sets,
        )


def try_release(store: Store, dataset: Path, plan: Path, *, progress: Progress) -> Parts:
    """Pass every gate as `make_release` does, and write and keep nothing; gives what is told of it.

    Raises:
        PlanError: the plan or its file of people can't be followed; all faults are named.
        CoprodError: a gate was not passed.
    """
    passed = _pass(store, dataset, plan, progress)
    store.look_at_ledger(partial(_check_last, store, passed.given, passed.entry({})))
    progress(_STEPS, _STEPS)
    return passed.parts


def make_release(
    store: Store, dataset: Path, plan: Path, out: Path, *, at: datetime, progress: Progress
) -> Released:
    """Write what a plan asks for of a data set into the new folder `out`, if it may go out.

    Raises:
        PlanError: the plan or its file of people can't be followed; all faults are named.
        CoprodError: a gate was not passed; `out` is there or can't be written to; the disk is
            full. No folder appears, and nothing is kept.
    """
    if os.path.lexists(out):
        raise CoprodError(f"{out} is there already.", "Name a new folder for the release.")
    passed = _pass(store, dataset, plan, progress)
    parts, given = passed.parts, passed.given
    with working_beside(out, _WHAT) as aside:
        every = [*passed.tables, *(cut.table for cut in parts.cuts)]
        files, shortened = write_all(every, parts.plan.formats, aside)
        shown = [parts.instruments[pin] for pin in sorted(parts.instruments)]
        files |= beside(shown, every, parts.plan.formats, parts.rare.untold)
        files[report.NAME] = report.report(parts, list(files))
        digests = {name: digest_of(content) for name, content in files.items()}
        files[about.NAME] = about.about(parts, digests)
        progress(4, _STEPS)
        entry = passed.entry({name: digest_of(content) for name, content in files.items()})
        # Kept before the folder appears, so that none goes about that nobody can name later.
        with whole_folder(out, files, what=_WHAT):
            release_id = store.add_dataset(
                kind=DatasetKind.RELEASE,
                at=at,
                counts={
                    "people": rounded(len(entry.patients)),
                    "interviews": rounded(parts.interviews),
                },
                digests=dict(entry.files),
                interviews=sorted(_interviews(given, parts.chosen)),
                patients=entry.patients,
                body=entry.body(),
                check=partial(_check_last, store, given, entry),
            )
    progress(_STEPS, _STEPS)
    return Released(release_id, parts, shortened)


def _pass(store: Store, dataset: Path, plan: Path, progress: Progress) -> _Passed:
    progress(0, _STEPS)
    read = read_plan(plan)
    given = read_given(dataset, store)
    variables, faults = find_variables(read, given.frames)
    refuse([*_unknown_tables(read, given), *faults])
    attributes = read_attributes(read, None if given.gathered else store, given.patients)
    progress(1, _STEPS)
    chosen = choose(read.plan, still_in(store, given), attributes)
    progress(2, _STEPS)
    key = StudyKey(store.study_key(read.plan.study))
    made = microdata(given, chosen.people, key, read.plan)
    cuts = make_cuts(read.plan, chosen.people, variables)
    check_cuts(cuts, read.plan.k)
    progress(3, _STEPS)
    tables = made.tables if read.plan.tables != () else []
    parts = Parts(
        plan=read.plan,
        plan_digest=read.digest,
        dataset_digest=given.digest,
        key_id=key.id,
        chosen=chosen,
        interviews=len(_interviews(given, chosen)),
        left_out_before=given.left_out,
        tables=tuple(table.name for table in tables),
        cuts=tuple(cuts),
        rare=made.rare,
        columns_left_out=made.columns_left_out,
        instruments={
            pin: one for pin, one in given.instruments.items() if pin not in made.rare.instruments
        },
        gathered=given.gathered,
    )
    quasi = tuple(read.plan.quasi_identifiers)
    return _Passed(
        given,
        parts,
        tables,
        sorted(given.patients[person] for person in chosen.people),
        sets_of(chosen.people, quasi, cuts, given.patients, records=bool(tables)),
    )


def _check_last(store: Store, given: Given, entry: Entry, ledger: Ledger) -> None:
    """What is looked at once nobody else can write: earlier releases, and everybody's last word."""
    if given.gathered:
        check_still_gathered(entry.patients, ledger)
    else:
        check_still_in(store, entry.patients)
    check_ledger(entry, ledger)


def _unknown_tables(read: ReadPlan, given: Given) -> Iterator[Fault]:
    known = [name for name in given.frames if name != PEOPLE]
    for number, name in enumerate(read.plan.tables or ()):
        if name not in known:
            cure = did_you_mean(name, known, f"There are: {', '.join(known)}.")
            yield read.fault(("tables", number), f"The data set has no table '{name}'.", cure)


def _interviews(given: Given, chosen: Chosen) -> set[str]:
    """The ids of the talks of everybody in the release."""
    talks: Mapping[str, str] = given.interviews
    rows = given.frames["interviews"].select("interview", "person").iter_rows()
    return {talks[interview] for interview, person in rows if person in chosen.people}
