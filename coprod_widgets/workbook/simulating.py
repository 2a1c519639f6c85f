"""Invented people who go the same way as real ones: prepared, begun, answered, closed.

They hold the six conversations of one or more episodes over months. The same seed gives the same
people, ids, times and words in any folder; only what is sealed is sealed to each folder's own key.
What they do follows `Habits`, and what came out of the dice is told in `Truth`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta

import coprod_widgets
from coprod_widgets.access.accounts import Account, Role
from coprod_widgets.errors import ParametersError
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.instrument.loading import load, text_of
from coprod_widgets.interview.interview import State
from coprod_widgets.store import Store
from coprod_widgets.store.consents import Consent
from coprod_widgets.workbook.beginning import beginnings
from coprod_widgets.workbook.consenting import note_consent
from coprod_widgets.workbook.finding import EPISODE, Workbook, find
from coprod_widgets.workbook.invented.habits import Habits
from coprod_widgets.workbook.invented.person import DAYS_A_MONTH, Dice, Person
from coprod_widgets.workbook.invented.ratings import Feelings
from coprod_widgets.workbook.invented.talking import Talking
from coprod_widgets.workbook.invented.truth import Truth
from coprod_widgets.workbook.invented.words import PATIENT_NAMES, REASONS
from coprod_widgets.workbook.preparing import add_prepared
from coprod_widgets.workbook.reasons import Reason
from coprod_widgets.workbook.whole import check_empty

Progress = Callable[[int, int], None]
TRUTH_FILE = "invented.json"
_FORMAT = 1
_FIRST_DAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_STARTS_OVER_DAYS = 60
_ID_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_WITHHELD, _TO_TALK_ABOUT = 0.25, 3


@dataclass
class Cast:
    """Everything that makes invented people out of one seed."""

    store: Store
    seed: int
    habits: Habits = field(default_factory=Habits)

    def __post_init__(self) -> None:
        self.truth = Truth()
        roll = random.Random(f"coprod {self.seed}")  # noqa: S311  # invented, not secret
        self.dice = Dice(roll, self.habits, self.truth)
        self.books: dict[str, tuple[Workbook, Instrument]] = {}
        self.store.mark_invented(self.seed)
        for name in EPISODE:
            book = find(name)
            instrument = load(book.instrument)
            self.store.keep_instrument(instrument, text_of(book.instrument))
            self.books[name] = (book, instrument)

    def new_id(self, kind: str) -> str:
        """An id that the seed decides."""
        return f"{kind}_" + "".join(self.dice.roll.choices(_ID_ALPHABET, k=16))

    def clinician(self, name: str, password: str) -> Account:
        """An invented clinician."""
        return self.store.add_account(name, Role.CLINICIAN, password, id=self.new_id("a"))

    def person(self, index: int, clinician: Account, first: datetime) -> Person:
        """An invented patient, whose first talk is at `first`."""
        name = PATIENT_NAMES[index % len(PATIENT_NAMES)]
        again = index // len(PATIENT_NAMES)
        name = f"{name} {again + 1}" if again else name
        patient = self.store.add_patient(
            name, f"X{index + 1:05}", clinician_id=clinician.id, id=self.new_id("p")
        )
        feelings = Feelings.of(self.habits, self.seed, index)
        self.truth.people.append(
            {
                "patient": self.store.pseudonym(patient.id),
                "level": feelings.level,
                "difference": feelings.difference,
            }
        )
        return Person(patient, clinician, feelings, first)

    def prepared(
        self,
        person: Person,
        workbook: str,
        at: datetime,
        *,
        new_episode: bool = False,
        reasons: int | None = None,
    ) -> str:
        """A talk made ready; now and then there is a reason that may not be shared.

        There are so many new `reasons`, or as many as the dice say.
        """
        book, instrument = self.books[workbook]
        return add_prepared(
            self.store,
            book,
            instrument,
            person.patient,
            person.clinician,
            self._reasons(person, reasons) if workbook == "reasons" else [],
            at,
            id=self.new_id("i"),
            new_key=lambda: self.new_id("k"),
            new_episode=new_episode,
        )

    def _reasons(self, person: Person, wanted: int | None) -> list[Reason]:
        """One to three the first time, and later now and then one more."""
        roll = self.dice.roll
        new = [fields for fields in REASONS if fields["wording"] not in person.reasons]
        if wanted is None:
            wanted = roll.randint(0, 1) if person.reasons else roll.randint(1, _TO_TALK_ABOUT)
        chosen = roll.sample(new, min(wanted, len(new)))
        person.reasons |= {fields["wording"] for fields in chosen}
        own = [Reason(dict(fields)) for fields in chosen]
        if roll.random() < _WITHHELD:
            own.append(Reason({}, may_be_shared=False, count_cleared=roll.random() < 0.5))
        return own

    def talk(self, person: Person, interview_id: str, at: datetime, most: int = 10_000) -> State:
        """Hold a talk, until its end or until `most` things were said or happened."""
        about = self.store.about(interview_id)
        makes = beginnings(
            self.store, about, at, person.clinician.id, new_key=lambda: self.new_id("k")
        )
        talking = Talking(
            self.store.interview(interview_id),
            person,
            self.dice,
            at,
            new_id=self.new_id,
            seal=self.store.seal,
        )
        talking.hold(makes, most)
        person.talks += 1
        made = talking.made
        self.store.append_all(interview_id, [lambda _, entry=entry: entry for entry in made])  # type: ignore[misc]  # the default binds this loop's value
        if talking.talk.state is State.CLOSED:
            note_consent(self.store, interview_id)
        return talking.talk.state

    def episode(self, person: Person, at: datetime, workbooks: Sequence[str] = EPISODE) -> None:
        """The conversations of one episode, some of them left out."""
        days = timedelta(days=round(self.habits.days_between))
        is_new = person.talks > 0
        for number, workbook in enumerate(workbooks):
            if self.dice.chance("left_out"):
                continue
            when = at + number * days
            interview_id = self.prepared(person, workbook, when, new_episode=is_new)
            self.talk(person, interview_id, when)
            is_new = False

    def changes_of_mind(self, person: Person) -> None:
        """What somebody says about research after they were asked."""
        said = self.store.consents_of(person.patient.id)
        latest = self.store.latest_consent(person.patient.id)
        later = max((at for _, at in said), default=_FIRST_DAY)
        later += timedelta(days=self.dice.roll.randint(1, 60))
        if latest is Consent.YES and self.dice.chance("withdraws"):
            self.store.add_consent(person.patient.id, Consent.WITHDRAWN, later)
        elif latest is Consent.ASK_LATER and self.dice.chance("says_yes_later"):
            self.store.add_consent(person.patient.id, Consent.YES, later)
        latest = self.store.latest_consent(person.patient.id)
        self.truth.consents[latest.value if latest else "never_asked"] += 1


def simulate(
    store: Store,
    *,
    patients: int,
    seed: int,
    progress: Progress,
    habits: Habits | None = None,
    episodes: int = 1,
    months: float = 3.0,
    workbooks: Sequence[str] = EPISODE,
) -> int:
    """Fill an empty folder with invented people and their talks; gives how many talks.

    `months` is how long it is from the first talk of an episode to that of the next. What was put
    in is written beside the data, into `invented.json`.

    Raises:
        StoreError: the folder holds people already.
        ParametersError: an episode would begin before the one before it is over.
    """
    check_empty(store)
    habits = habits or Habits()
    least = len(workbooks) * round(habits.days_between) / DAYS_A_MONTH
    if episodes > 1 and months < least:
        raise ParametersError(
            f"An episode takes {least:.1f} months, and the next one is to begin after {months:g}.",
            "Give more --months, or talks with fewer days_between.",
        )
    cast = Cast(store, seed, habits)
    clinicians = [
        cast.clinician(f"{name}{seed}", cast.new_id("password")) for name in ("ida", "otto", "uma")
    ]
    for index in range(patients):
        row = index // len(clinicians)
        first = _FIRST_DAY + timedelta(days=row % _STARTS_OVER_DAYS, hours=index % 3)
        person = cast.person(index, clinicians[index % len(clinicians)], first)
        for number in range(episodes):
            later = timedelta(days=round(number * months * DAYS_A_MONTH))
            cast.episode(person, first + later, workbooks)
        cast.changes_of_mind(person)
        progress(index + 1, patients)
    run = {"patients": patients, "seed": seed, "episodes": episodes, "months": months}
    _write_truth(cast, run)
    return sum(cast.truth.talks[workbook] for workbook in workbooks)


def _write_truth(cast: Cast, run: dict[str, float]) -> None:
    told = {
        "format": _FORMAT,
        "coprod": coprod_widgets.__version__,
        "run": run,
        "instruments": {
            name: f"{instrument.id}@{instrument.version}"
            for name, (_, instrument) in cast.books.items()
        },
        "parameters": asdict(cast.habits),
        "truth": cast.truth.as_json(cast.habits),
    }
    written = json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False)
    path = cast.store.settings.data / TRUTH_FILE
    path.write_text(f"{written}\n", encoding="utf-8", newline="\n")
