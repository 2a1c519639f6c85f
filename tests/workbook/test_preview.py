"""A preview in a kernel, without a browser: it works as the ward does, and keeps nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from coprod_widgets.instrument.loading import load
from coprod_widgets.widgets.words import say
from coprod_widgets.workbook.finding import Workbook, workbooks
from coprod_widgets.workbook.frontend import somebody_can_answer
from coprod_widgets.workbook.preview import Preview
from coprod_widgets.workbook.scene import Far
from coprod_widgets.workbook.scene_words import chosen_of

ROOT = Path(__file__).parent.parent.parent
INSTRUMENT = load(ROOT / "tests" / "instruments" / "every_type.yaml")
ALL = pytest.mark.parametrize("workbook", workbooks(), ids=lambda workbook: workbook.id)


def opened(*, live: bool = True) -> Preview:
    preview = Preview(INSTRUMENT, language="en", easy=False, live=live)
    for section in INSTRUMENT.sections:
        preview.section(section.id)
    for widget in (*preview.forms.values(), *([preview.bar] if live else [])):
        widget.send = lambda _: None
    return preview


def choose(preview: Preview, *, again: bool = False, **chosen: str) -> dict[str, Any]:
    preview.on_chosen({**chosen_of(preview.scene), **chosen}, again)
    return preview.on_said({"do": "sections"})


def send(preview: Preview, **message: Any) -> dict[str, Any]:
    return preview.on_said({"key": os.urandom(8).hex(), "row": None, "base": 0, **message})


def read(preview: Preview) -> dict[str, Any]:
    return send(preview, question="note", voice="joint", status="answered", value=True)


def write(preview: Preview, words: str, base: int = 0) -> dict[str, Any]:
    said = {"question": "view", "voice": "clinician", "status": "answered", "value": words}
    return send(preview, **said, base=base)


def test_the_section_that_is_open_has_all_that_the_ward_has_around_it() -> None:
    shown = opened().on_said({"do": "sections"})
    assert [bool(html) for html in shown["sections"].values()] == [True, False, False]
    assert "Staff answers now" in shown["banner"]
    assert "Easy words" in shown["wording"]
    assert "Suomi" in shown["wording"] or "suomi" in shown["wording"]
    assert "break" in shown["bar"]
    assert "stopped" in shown["bar"]


def test_an_answer_can_be_changed_and_only_by_who_gave_it() -> None:
    preview = opened()
    read(preview)
    write(preview, "My view")
    asked = {"do": "card", "question": "view", "row": None}
    assert "My view" in preview.on_said({**asked, "voice": "clinician"})["html"]
    assert preview.on_said({**asked, "voice": "patient"})["message"] == say("not_your_turn", "en")
    assert "message" in preview.on_said({**asked, "question": "nights", "voice": "clinician"})
    assert "message" in preview.on_said({**asked, "question": "unknown", "voice": "clinician"})
    assert "message" in preview.on_said({"do": "card"})


def test_each_card_says_whose_it_is_because_the_top_of_the_form_scrolls_away() -> None:
    preview = opened()
    assert preview.on_said({"do": "sections"})["sections"]["first"].count('class="whose"') == 1
    html = read(preview)["sections"]["first"]
    assert html.count('class="whose"') == html.count("data-entered=") > 1


def test_who_is_second_sees_what_stands_there_as_on_the_ward() -> None:
    preview = opened()
    read(preview)
    write(preview, "First words")
    second = write(preview, "Second words")
    assert second["conflict"]
    assert second["theirs"] == "First words"
    assert second["message"] == say("conflict_message", "en")
    assert {"sections", "banner", "wording", "bar"} <= set(second)
    assert "saved" in write(preview, "Second words", base=second["base"])


def test_what_is_sent_again_is_taken_once() -> None:
    preview = opened()
    message = {"key": "k" * 16, "question": "note", "row": None, "voice": "joint", "base": 0}
    message |= {"status": "answered", "value": True}
    first, again = preview.on_said(message), preview.on_said(message)
    assert first["number"] == again["number"]


def test_the_screen_is_handed_over_without_numbers_to_remember() -> None:
    preview = opened()
    read(preview)
    for question in ("view", "matters", "guess"):
        send(preview, question=question, voice="clinician", status="skipped", value=None)
    html = preview.on_said({"do": "sections"})["sections"]["first"]
    assert 'data-happening="handed_over"' in html
    assert 'name="pin"' not in html
    assert say("preview_no_pin", "en") in html
    reply = send(preview, happening="handed_over", detail={"to": "patient"})
    assert reply["holder"] == "patient"


def test_a_break_says_that_nothing_is_kept_and_offers_to_go_on() -> None:
    preview = opened()
    reply = send(preview, happening="break")
    html = "".join(reply["sections"].values())
    assert "nothing is kept" in html
    assert "Everything you saved" not in html
    assert "on a break" in reply["banner"]
    assert "Easy words" in reply["wording"]
    assert reply["bar"].count("<button") == 3
    assert send(preview, happening="resumed")["bar"]
    assert "nothing is kept" in "".join(send(preview, happening="stopped")["sections"].values())
    closed = send(preview, happening="closed")
    assert "nothing was kept" in "".join(closed["sections"].values())
    assert closed["bar"] == closed["wording"] == closed["banner"] == ""


def test_something_is_passed_on_in_a_preview_as_on_the_ward() -> None:
    preview = opened()
    paused = "".join(send(preview, happening="needs_passing_on")["sections"].values())
    assert 'class="hospital-text"' in paused
    assert say("passing_no_text", "en") not in paused  # the pack that comes with coprod says it
    assert "nothing is kept" in paused
    note = {"to": "Nurse in charge", "when": "2026-03-09T14:05", "told": True}
    noted = "".join(send(preview, happening="passed_on", detail=note)["sections"].values())
    assert "Passed on to Nurse in charge" in noted
    told = send(preview, happening="passed_on", detail=note | {"told": "yes"})
    assert told["message"] == say("passed_on_told_missing", "en")
    assert "data-question" in send(preview, happening="resumed")["sections"]["first"]


def test_a_preview_is_shortened_to_the_parts_that_are_picked() -> None:
    preview = opened()
    row = {"row": "r1", "voice": "joint", "status": "answered", "value": {"words": "Pacing"}}
    send(preview, question="signs", **row)
    shown = send(preview, happening="shortened", detail={"units": ["each_sign:r1"]})
    assert [bool(html) for html in shown["sections"].values()] == [False, False, True]
    refused = send(preview, happening="shortened", detail={"units": []})
    assert refused["message"] == say("pick_units", "en")
    assert "message" in send(preview, happening="shortened", detail={"units": [5]})


def test_no_word_in_a_preview_says_that_something_is_saved() -> None:
    preview = opened()
    for form in preview.forms.values():
        assert form.words["saved"] == "Taken at {time}. Nothing is kept."
        for key in ("saving", "waiting", "not_saved", "refused"):
            assert "saved" not in form.words[key].lower()


def test_one_bar_moves_all_forms_and_says_what_they_show() -> None:
    preview = opened()
    sent: dict[str, list[Any]] = {name: [] for name in (*preview.forms, "bar")}
    for name, widget in {**preview.forms, "bar": preview.bar}.items():
        widget.send = sent[name].append
    choose(preview, far="half_way", words="easy", screen="patient")
    assert sent["bar"][-1]["says"] == "You see: Half-way."
    assert sent["bar"][-1]["chosen"]["words"] == "easy"
    for name in preview.forms:
        (message,) = sent[name]
        assert message["moved"]
        assert list(message["reply"]["sections"]) == [name]
        assert message["reply"]["holder"] == "patient"


def test_what_its_author_does_is_kept_while_the_bar_changes_whose_screen_it_is() -> None:
    preview = opened()
    read(preview)
    write(preview, "My own words")
    assert preview.scene.far is Far.OWN
    assert choose(preview, screen="patient")["holder"] == "patient"
    assert choose(preview, screen="own_clinician", words="easy")["turn"] == "answer"
    values = [getattr(entry, "value", None) for entry in preview.interview.entries]
    assert "My own words" in values
    shown = choose(preview, again=True)
    assert preview.scene.far is Far.FRESH
    assert "My own words" not in str(shown)


def test_what_cannot_change_where_the_talk_stands_is_said_in_the_bar() -> None:
    preview = opened()
    told: list[Any] = []
    preview.bar.send = told.append
    send(preview, happening="closed")
    choose(preview, words="easy")
    assert told[-1]["says"] == say("preview_not_now", "en")
    assert told[-1]["chosen"]["words"] == "plain"
    preview.on_chosen({"far": ["not", "one"]}, False)
    assert told[-1]["says"] == say("preview_not_now", "en")


def test_a_closed_talk_shows_what_its_record_tells() -> None:
    shown = choose(opened(), far="closed")["sections"]
    assert all('class="record-section"' in html for html in shown.values())
    assert "nothing was kept" in shown["first"]
    assert say("finished_counts", "en") in list(shown.values())[-1]


def test_the_bar_offers_only_what_there_is_to_choose_between() -> None:
    html = opened().bar_html()
    assert "Suomi" in html or "suomi" in html
    assert html.count("<select") == html.count("<label") == 5
    assert "asked_again" not in html
    one = load(ROOT / "tests" / "instruments" / "one.yaml")
    bare = Preview(one, language="en", easy=False, live=True).bar_html()
    assert 'name="language"' not in bare
    assert 'name="words"' not in bare


def test_the_bar_on_paper_says_that_nothing_is_kept() -> None:
    bundle = opened().bar._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "nothing is kept" in data["text/html"]
    assert "<select" not in data["text/html"]


def test_the_words_of_the_form_follow_the_language_that_is_chosen() -> None:
    preview = opened()
    shown = send(preview, happening="worded", detail={"language": "fi", "easy": False})
    assert "Luemme tämän." in shown["sections"]["first"]


def test_an_output_holds_no_answer_even_when_its_cell_runs_again() -> None:
    preview = opened()
    read(preview)
    write(preview, "PLANTED")
    preview.section("first")
    bundle = preview.forms["first"]._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "PLANTED" not in str(data)
    assert "How do you see it?" in data["text/html"]


def test_where_nobody_can_answer_every_question_is_there_to_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    InteractiveShell.instance()
    try:
        with capture_output() as captured:
            preview = opened(live=False)
    finally:
        InteractiveShell.clear_instance()
    assert preview.forms == {}
    html = "".join(output.data["text/html"] for output in captured.outputs)
    for question in INSTRUMENT.questions:
        assert f'data-question="{question.id}"' in html
    assert "<script" not in html
    assert "http" not in html


def test_without_a_kernel_nobody_can_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOILA_PREHEAT", raising=False)
    assert not somebody_can_answer()
    monkeypatch.setenv("VOILA_PREHEAT", "False")
    assert somebody_can_answer()


@pytest.mark.slow
@ALL
def test_plain_papermill_runs_it_as_a_preview_that_says_so(
    workbook: Workbook, tmp_path: Path
) -> None:
    out = tmp_path / "executed.ipynb"
    _run("papermill", "--no-progress-bar", str(workbook.notebook), str(out))
    executed = nbformat.read(out, as_version=4)
    assert "widgets" not in executed.metadata
    text = out.read_text("utf-8")
    assert "Nothing is kept" in text
    assert "widget-view" not in text
    _run("nbconvert", "--to", "html", str(out))
    _assert_readable(out.with_suffix(".html").read_text("utf-8"), workbook)
    assert not (tmp_path / "coprod.db").exists()


@pytest.mark.slow
@ALL
def test_nbconvert_executes_it_into_a_page_that_can_be_read(
    workbook: Workbook, tmp_path: Path
) -> None:
    out = ["--output-dir", str(tmp_path), "--output", "page"]
    _run("nbconvert", "--execute", "--to", "html", str(workbook.notebook), *out)
    _assert_readable((tmp_path / "page.html").read_text("utf-8"), workbook)


def _run(module: str, *arguments: str) -> None:
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("COPROD", "VOILA"))}
    plain["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, env=plain, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def _assert_readable(html: str, workbook: Workbook) -> None:
    for question in load(workbook.instrument).questions:
        assert f'data-question="{question.id}"' in html
    # What a page of widgets would load from the internet.
    assert "html-manager" not in html
    assert "widget-view" not in html
