"""Each of the six workbooks round the whole loop: previewed, held on a ward, recorded and read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest

from coprod_widgets.access.accounts import Role
from coprod_widgets.instrument.definition import ListQuestion
from coprod_widgets.instrument.loading import load, text_of
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Answer, Happening, Moment, Place, Status
from coprod_widgets.interview.happening import Happened, moment_from
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.path import own_places
from coprod_widgets.interview.writing import Said, answer_from
from coprod_widgets.research.reading import ReadRecord, read_record
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.workbook.beginning import begin
from coprod_widgets.workbook.example import example_row, next_step
from coprod_widgets.workbook.finding import EPISODE, Workbook, find
from coprod_widgets.workbook.preparing import add_prepared
from coprod_widgets.workbook.preview import Preview
from coprod_widgets.workbook.reasons import Reason
from coprod_widgets.workbook.recording import record
from coprod_widgets.workbook.rehearsal import Rehearsal
from coprod_widgets.workbook.scene import Far, Scene, Screen
from coprod_widgets.workbook.scene_words import chosen_of
from tests.workbook.conftest import AT

EACH = pytest.mark.parametrize("book_id", EPISODE)


@dataclass
class Ward:
    """A ward where one pair goes through all six conversations, twice."""

    store: Store

    def __post_init__(self) -> None:
        self.nora = self.store.add_account("nora", Role.CLINICIAN, "a long enough one")
        self.patient = self.store.add_patient("Ada", "N1", clinician_id=self.nora.id)
        self.at = AT
        self.held: dict[str, list[str]] = {}

    def hold(self, book: Workbook) -> None:
        """Prepare, begin, answer and close a talk."""
        store, instrument = self.store, load(book.instrument)
        store.keep_instrument(instrument, text_of(book.instrument))
        reasons = []
        if book.id == "reasons":
            fields = example_row(instrument.question("reasons"), 1)  # type: ignore[arg-type]  # it is the list
            reasons = [Reason(fields)]
        self.at += timedelta(days=1)
        made = add_prepared(store, book, instrument, self.patient, self.nora, reasons, self.at)
        begin(store, made, self.at, self.nora.id)
        while step := next_step(store.interview(made)):
            self.write(made, step)
        self.write(made, Happened("k" * 16, Happening.CLOSED))
        self.held.setdefault(book.id, []).append(made)

    def write(self, interview_id: str, step: Said | Happened) -> None:
        """One entry of the journal, through the store's own gate."""
        self.at += timedelta(seconds=20)
        at, by, seal = self.at, self.nora.id, self.store.seal

        def make(talk: Interview) -> Answer | Moment:
            if isinstance(step, Said):
                return answer_from(talk, step, at=at, by=by, seal=seal)
            return moment_from(talk, step, at=at, by=by)

        self.store.append(interview_id, step.key, make)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    made, _ = Store.create(Settings.load(tmp_path_factory.mktemp("ward") / "data"))
    with made:
        started = Ward(made)
        for book_id in EPISODE * 2:
            started.hold(find(book_id))
        yield started


def recorded(ward: Ward, book_id: str, number: int) -> tuple[Interview, ReadRecord]:
    interview = ward.held[book_id][number]
    row = record(ward.store, interview, ward.at)
    assert record(ward.store, interview, ward.at) == row
    return ward.store.interview(interview), read_record(ward.store.record_notebook(row.id))


@pytest.mark.slow
@EACH
def test_it_is_held_recorded_and_read_the_first_time_and_again(ward: Ward, book_id: str) -> None:
    for number, first in enumerate((True, False)):
        talk, read = recorded(ward, book_id, number)
        assert talk.carried.first_time is first
        assert not talk.carried.missing or first
        assert read.instrument == book_id
        statuses = {Place(a.question, a.row, a.voice): a.status for a in read.answers}
        asked = [
            place
            for block in talk.blocks
            for voice in (Voice.PATIENT, Voice.CLINICIAN)
            for place in own_places(talk, block, voice)
        ]
        assert len(asked) > 5
        # Skipped is what had nothing to point at.
        said = {Status.ANSWERED, Status.SEALED, Status.SKIPPED}
        assert {statuses[place] for place in asked} <= said
        for place in statuses.keys() - set(asked):
            is_row = (
                isinstance(talk.instrument.question(place.question), ListQuestion) and place.row
            )
            # A row that was carried into a part that is left out this time is hidden.
            expected = {Status.ANSWERED, Status.HIDDEN} if is_row else {Status.NOT_APPLICABLE}
            assert statuses[place] in expected, place


def scenes(rehearsal: Rehearsal) -> Iterator[Scene]:
    for far, screen, easy, first in product(rehearsal.states, Screen, (False, True), (True, False)):
        if not (screen.is_own and easy):
            yield Scene(screen=screen, easy=easy, first=first, far=far)


def ids_used_twice(html: str) -> list[str]:
    ids = Counter(re.findall(r'\sid="([^"]*)"', html))
    return [name for name, times in ids.items() if times > 1]


@EACH
def test_every_state_is_shown_to_either_voice_in_either_words(book_id: str) -> None:
    path = find(book_id).instrument
    instrument = load(path)
    preview = Preview(instrument, language="en", easy=False, live=True, folder=path.parent)
    for section in instrument.sections:
        preview.section(section.id)
    for form in preview.forms.values():
        form.send = lambda _: None
    told: list[dict[str, str]] = []
    preview.bar.show = lambda chosen, says: told.append(dict(chosen))  # type: ignore[assignment]  # kept instead of sent
    for scene in scenes(preview.rehearsal):
        preview.on_chosen(chosen_of(scene), False)
        assert told[-1] == chosen_of(scene)
        shown = preview.on_said({"do": "sections"})
        parts = [*shown["sections"].values(), shown["banner"], shown["wording"], shown["bar"]]
        html = "".join(parts) + preview.bar_html()
        assert ids_used_twice(html) == [], scene
        # What was carried here was typed by nobody, and what is said next is said by somebody.
        assert 'data-entered="carried"' not in html
        labels = set(re.findall(r'\sfor="([^"]*)"', html))
        assert labels <= set(re.findall(r'\sid="([^"]*)"', html)), scene
        if scene.far is Far.CLOSED:
            assert all(part for part in shown["sections"].values())
        else:
            assert sum(1 for part in shown["sections"].values() if part) == 1
