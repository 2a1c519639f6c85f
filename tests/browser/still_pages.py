"""Pages of talks as the ward's template makes them, but without a ward, and standing still."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import DictLoader, Environment, FileSystemLoader, Template

from coprod_widgets.instrument.loading import load
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.interview.path import now
from coprod_widgets.server.harmless import guidance_html
from coprod_widgets.server.talk import banner
from coprod_widgets.widgets.bar import bar_html
from coprod_widgets.widgets.blank import blank_html
from coprod_widgets.widgets.form import STATIC, STYLE
from coprod_widgets.widgets.record import record_html, summary_html
from coprod_widgets.widgets.screen import sections_html
from coprod_widgets.widgets.view import Names
from coprod_widgets.widgets.words import say
from coprod_widgets.workbook.finding import Workbook
from coprod_widgets.workbook.messages import Looks
from coprod_widgets.workbook.rehearsal import Rehearsal
from coprod_widgets.workbook.scene import Far, Scene, Screen, happen
from coprod_widgets.workbook.scene_words import chosen_of, offers

_TEMPLATES = Path(__file__).parent.parent.parent / "templates"
_SPEAKERS = (Voice.PATIENT, Voice.CLINICIAN)
NAMES = Names("Alder Brook-Featherstonehaugh", "Nora")


STYLES = f"{(STATIC / 'form.css').read_text('utf-8')}\n{STYLE}"
"""What the ward's pages and a form in a notebook look like."""


@dataclass(frozen=True, slots=True)
class Still:
    """One page: what it is called in a failure, and its HTML."""

    name: str
    html: str


def stills(book: Workbook) -> Iterator[Still]:
    """All the screens of a workbook that differ: each part, state, voice and kind of words."""
    instrument = load(book.instrument)
    rehearsal = Rehearsal(instrument, language="en", folder=book.instrument.parent)
    guidance = _guidance(book)
    seen: set[tuple[Any, ...]] = set()
    for first in (True, False):
        whole = rehearsal.talk(Scene(first=first, far=Far.ANSWERED))
        start = len(rehearsal.talk(Scene(first=first)).entries)
        for length in range(start, len(whole.entries) + 1):
            talk = Interview(whole.id, instrument, whole.entries[:length])
            for voice in _SPEAKERS:
                here = now(talk, voice)
                section = here.block.section.id if here.block else ""
                # The last question of a run stays open until the end of it.
                key = (section, here.turn, here.places[-1].question if here.places else "", voice)
                if key not in seen:
                    seen.add(key)
                    name = f"{book.id} {section or 'end'} {here.turn} {key[2]} {voice}"
                    yield Still(name, talk_page(talk, voice, guidance))
    for far in rehearsal.states:
        for screen in Screen:
            easy = screen.is_own  # so that either words are seen in every state
            scene = Scene(screen=screen, easy=easy, far=far, first=screen.voice is Voice.PATIENT)
            talk = rehearsal.talk(scene)
            name = f"{book.id} {far} {screen}"
            if talk.state is not State.CLOSED:
                yield Still(name, talk_page(talk, screen.voice, guidance))
            elif not screen.is_own:
                yield Still(name, record_page(talk))
    note = {"to": "Nurse in charge", "when": "2026-03-09T14:05", "told": True}
    noted = happen(rehearsal.talk(Scene(far=Far.PASSING_ON)), Happening.PASSED_ON, **note)
    yield Still(f"{book.id} passed on", talk_page(noted, Voice.CLINICIAN, guidance))
    yield Still(f"{book.id} in a notebook", notebook_page(rehearsal, Scene()))
    yield Still(f"{book.id} on paper", paper_page(rehearsal))


def talk_page(talk: Interview, voice: Voice, guidance: Mapping[str, str]) -> str:
    """The page of a talk, from the template that Voila fills in on the ward."""
    shown = sections_html(talk, voice, names=NAMES)
    cells: list[Any] = []
    for section, html in shown.items():
        output = {"data": {"text/html": f'<div data-section="{section}">{html}</div>'}}
        # Beside the part that is open, on her turn, the page's script shows the guidance.
        if voice is Voice.CLINICIAN and html and talk.state is State.HALF_WAY:
            told = {"source": guidance[section], "metadata": {"guides": section}}
            cells.append({"cell_type": "markdown", **told})
        cells.append({"cell_type": "code", "outputs": [output]})
    wording = talk.wording()
    page = {
        **banner(talk, Looks(NAMES, voice=voice)),
        "id": talk.id,
        "title": talk.instrument.title.say("en", easy=wording.easy),
        "direction": "ltr",
        "holder": voice.value,
        "state": talk.state.value,
        "newest": len(talk.entries),
        "words": "{}",
        "locked": voice is Voice.PATIENT,
        **{key: say(key, "en") for key in ("home", "guidance", "noscript", "invented")},
        "skip": say("skip_link", "en"),
    }
    return _template("voila/templates/coprod", "index.html.j2").render(
        resources={"page": page},
        nb=None,
        kernel_start=lambda _: "",
        cell_generator=lambda *_: cells,
    )


def record_page(talk: Interview) -> str:
    """All that a record tells, as the ward shows it."""
    told = "".join(record_html(talk, section.id) for section in talk.instrument.sections)
    return _page(f"<h1>The record</h1>{told}{summary_html(talk)}", wide=True)


def notebook_page(rehearsal: Rehearsal, scene: Scene) -> str:
    """The bar above a preview, and a form under it, in somebody else's page."""
    bar = bar_html(offers(rehearsal, "en"), chosen_of(scene), says="You see: At the start.")
    shown = sections_html(rehearsal.talk(scene), scene.screen.voice, preview=True)
    forms = "".join(f'<div class="coprod">{html}</div>' for html in (bar, *shown.values()) if html)
    return _page(f'<h1>A notebook</h1><div class="in-notebook">{forms}</div>')


def paper_page(rehearsal: Rehearsal) -> str:
    """The form as on paper, each part under its guidance."""
    talk = rehearsal.paper()
    parts = (blank_html(talk, section.id) for section in talk.instrument.sections)
    forms = "".join(f"<h2>Guidance</h2>{part}" for part in parts)
    return _page(f"<h1>On paper</h1>{forms}")


def _page(main: str, *, wide: bool = False) -> str:
    """One of the ward's pages, with nothing but a main part."""
    body = '{% extends "base.html" %}{% block wide %}' + "wide" * wide + "{% endblock %}"
    body += "{% block main %}{{ main | safe }}{% endblock %}"
    base = (_TEMPLATES / "pages" / "base.html").read_text("utf-8")
    pages = Environment(loader=DictLoader({"base.html": base, "page.html": body}), autoescape=True)
    return pages.get_template("page.html").render(
        main=main,
        language="en",
        direction=lambda _: "ltr",
        static_url=lambda name: name,
        say=lambda key: say(key, "en"),
    )


def _template(folder: str, name: str) -> Template:
    # Its values are escaped in it, one by one, as Voila doesn't.
    return Environment(loader=FileSystemLoader(_TEMPLATES / folder)).get_template(name)


def _guidance(book: Workbook) -> dict[str, str]:
    """The guidance for the clinician, by the section that it stands before."""
    found, section = {}, ""
    for cell in reversed(nbformat.read(book.notebook, as_version=4).cells):
        called = re.search(r'section\("(\w+)"\)', cell.source)
        if cell.cell_type == "code":
            section = called[1] if called else ""
        elif section:
            found[section] = guidance_html(cell.source)
    return found
