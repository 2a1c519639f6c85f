"""What an author looks at: made by the same gates, given the same things, out of no data folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coprod_widgets.errors import AnswerError
from coprod_widgets.instrument.loading import load
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.settings import Settings
from coprod_widgets.widgets.screen import sections_html
from coprod_widgets.workbook.finding import find
from coprod_widgets.workbook.rehearsal import Rehearsal
from coprod_widgets.workbook.scene import Far, Scene, Screen, scene_from, with_screen

STATES = {
    Far.FRESH: State.HALF_WAY,
    Far.HALF_WAY: State.HALF_WAY,
    Far.ANSWERED: State.HALF_WAY,
    Far.ON_BREAK: State.ON_BREAK,
    Far.PASSING_ON: State.PASSING_ON,
    Far.STOPPED: State.STOPPED,
    Far.CLOSED: State.CLOSED,
    Far.ASKED_AGAIN: State.ASKED_AGAIN,
}


def rehearsal(workbook: str) -> Rehearsal:
    path = find(workbook).instrument
    return Rehearsal(load(path), language="en", folder=path.parent)


def html(talk: Interview, voice: Voice = Voice.CLINICIAN) -> str:
    return "".join(sections_html(talk, voice).values())


@pytest.mark.parametrize("far", STATES)
def test_a_talk_is_as_far_as_it_is_wanted(far: Far) -> None:
    assert rehearsal("reasons").talk(Scene(far=far)).state is STATES[far]


def test_what_is_half_way_stands_between_the_start_and_the_end() -> None:
    talks = rehearsal("signs")
    lengths = [
        len(talks.talk(Scene(far=far)).entries) for far in (Far.FRESH, Far.HALF_WAY, Far.ANSWERED)
    ]
    assert lengths == sorted(set(lengths))


def test_asking_again_is_offered_where_something_is_asked_again() -> None:
    assert Far.ASKED_AGAIN in rehearsal("reasons").states
    assert Far.ASKED_AGAIN not in rehearsal("getting_ready").states


def test_a_list_is_filled_from_the_law_pack_that_comes_with_coprod() -> None:
    talk = rehearsal("decisions").talk(Scene(far=Far.HALF_WAY))
    assert talk.carried.law["id"] == Settings(Path()).law
    assert len(talk.rows("topics")) > 5
    assert "Who holds this" in html(talk)


def test_there_are_things_to_point_at_and_promises_from_the_talks_before() -> None:
    later = rehearsal("actions").talk(Scene(first=False))
    assert {thing.id.rpartition(".i_")[0] for thing in later.carried.things} == {
        "reasons.reasons",
        "signs.signs",
        "decisions.topics",
    }
    assert later.rows("promises")
    assert not rehearsal("actions").talk(Scene()).rows("promises")
    assert not later.carried.missing


def test_a_later_time_tells_what_was_said_the_last_time() -> None:
    shown = html(rehearsal("power").talk(Scene(first=False, far=Far.ANSWERED)))
    assert "Last time, on" in shown
    assert "Last time, on" not in html(rehearsal("power").talk(Scene(far=Far.ANSWERED)))


def test_the_screen_is_whose_it_is_wanted() -> None:
    talks = rehearsal("reasons")
    for screen in (Screen.CLINICIAN, Screen.PATIENT):
        assert talks.talk(Scene(screen=screen)).holder is screen.voice
    own = talks.talk(Scene(screen=Screen.OWN_PATIENT, far=Far.HALF_WAY))
    assert own.has_two_screens
    assert not with_screen(own, Screen.PATIENT).has_two_screens


def test_easy_words_are_chosen_where_there_are_some() -> None:
    for far in STATES:
        assert rehearsal("power").talk(Scene(easy=True, far=far)).wording().easy
    folder = Path(__file__).parent.parent / "instruments"
    plain = Rehearsal(load(folder / "one.yaml"), language="en", folder=folder)
    assert not plain.talk(Scene(easy=True)).wording().easy


def test_on_paper_every_section_is_about_something() -> None:
    for workbook in ("decisions", "actions", "signs"):
        talk = rehearsal(workbook).paper()
        assert {block.section.id for block in talk.blocks} == {
            section.id for section in talk.instrument.sections
        }


def test_no_data_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    (data / "law").mkdir(parents=True)
    (data / "law" / "scotland.yaml").write_text("what the hospital wrote", "utf-8")
    monkeypatch.setenv("COPROD_DATA", str(data))
    assert rehearsal("decisions").talk(Scene()).carried.law["id"] == "scotland"


def test_a_workbook_whose_others_are_not_there_can_be_looked_at(tmp_path: Path) -> None:
    book = tmp_path / "own" / "own.yaml"
    book.parent.mkdir()
    shutil.copy(Path(__file__).parent.parent / "instruments" / "filled.yaml", book)
    (tmp_path / "reasons").mkdir()
    (tmp_path / "reasons" / "reasons.yaml").write_text("not: [an instrument", "utf-8")
    instrument = load(find("actions").instrument)
    talk = Rehearsal(instrument, language="en", folder=book.parent).talk(Scene(far=Far.ANSWERED))
    assert "reasons" in talk.carried.missing


def test_what_the_bar_has_not_got_is_refused() -> None:
    assert scene_from({}, Scene(easy=True, first=False)) == Scene(easy=True, first=False)
    with pytest.raises(AnswerError):
        scene_from({"far": "nowhere"}, Scene())
