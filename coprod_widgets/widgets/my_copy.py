"""The patient's own copy: loose A4 sheets in large type with both accounts and what he can ask for.

It stands on its own: it needs no script and no other file but its style sheet, and each sheet says
whose it is, which copy, and which page of how many, since there is nothing to hold them together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from markupsafe import Markup

from coprod_widgets.instrument.voice import Reveal, Voice
from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.interview import Interview
from coprod_widgets.translation import day_in_words, direction
from coprod_widgets.widgets.copy_talk import not_reached, talk_paras, voice_words
from coprod_widgets.widgets.form import STATIC
from coprod_widgets.widgets.html import Child, el, join
from coprod_widgets.widgets.sheets import Marks, Para, sheets
from coprod_widgets.widgets.view import SHAPES, Names, View
from coprod_widgets.widgets.words import say, say_count

_LAST = "actions"
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir"))


@dataclass(frozen=True, slots=True)
class Right:
    """A right in the reader's language: what it is, how to use it, and who helps.

    `doubt` says that the hospital has not confirmed it, where it has not.
    """

    title: str
    text: str
    how: str = ""
    helps: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """An interview, and what its two people are called.

    `outcome` and `message` are what a supervisor told the pair about it, if there is something.
    """

    interview: Interview
    names: Names = field(default_factory=Names)
    outcome: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """One numbered copy. `language` is the ward's; a talk is told in the words its pair chose.

    `law_notes` says how far the page about the rights can be relied upon.
    """

    talks: Sequence[Talk]
    number: int
    made: date
    language: str = "en"
    rights: Sequence[Right] = ()
    law_notes: Sequence[str] = ()


def first_name(name: str) -> str:
    """What somebody is called by: `Sam` of `Mr Sam Hill` and of `Hill, Sam`."""
    _, comma, after = name.partition(",")
    words = (after if comma and after.strip() else name).split()
    while len(words) > 1 and words[0].rstrip(".").casefold() in _TITLES:
        words = words[1:]
    return words[0] if words else ""


def my_copy_html(
    copy: Copy, *, stylesheet: str | None = None, back: str | None = None, pdf: str | None = None
) -> str:
    """The copy as a whole page.

    Without the address of a `stylesheet` the page brings its styles with it. `back` is where a
    screen goes back to, and `pdf` where the same is as a file.
    """
    made = _pages(copy)
    language = copy.language
    style = el("link", rel="stylesheet", href=stylesheet) if stylesheet else el("style", _style())
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", say("copy_title", language)),
        style,
    )
    body = el(
        "body",
        _on_screen(language, back, pdf),
        el("main", made),
    )
    page = el("html", head, body, lang=language, dir=direction(language))
    return f"<!doctype html>\n{page}\n"


def _on_screen(language: str, back: str | None, pdf: str | None) -> Markup:
    """What is for the screen only: how to print, and the way back."""
    return el(
        "header",
        el("p", say("copy_how_to_print", language)),
        el("p", say("copy_check_first", language)),
        el("p", el("a", say("copy_as_pdf", language), href=pdf)) if pdf else None,
        el("p", el("a", say("copy_back", language), href=back)) if back else None,
        class_="on-screen",
    )


def _pages(copy: Copy) -> Markup:
    """All sheets with their feet. The front says how many there are, so it is made when known."""
    rest = [
        (chapter, inside)
        for chapter in _chapters(copy)
        for inside in sheets(list(chapter.paras), _marks(chapter.language))
    ]
    total, fronts = 0, [Markup()]
    while total != len(rest) + len(fronts):
        total = len(rest) + len(fronts)
        fronts = sheets(list(_front(copy, total)), _marks(copy.language))
    front = _Chapter(say("copy_title", copy.language), copy.language, ())
    every = [*((front, inside) for inside in fronts), *rest]
    return join(
        _sheet(copy, chapter, inside, number, total)
        for number, (chapter, inside) in enumerate(every, 1)
    )


@dataclass(frozen=True, slots=True)
class _Chapter:
    """What begins on a sheet of its own, in one language."""

    title: str
    language: str
    paras: Sequence[Para]


def _marks(language: str) -> Marks:
    return Marks(say("copy_goes_on", language), say("copy_from_before", language))


def _sheet(copy: Copy, chapter: _Chapter, inside: Markup, number: int, total: int) -> Markup:
    values = {"page": number, "pages": total, "number": copy.number}
    whose = _whose(copy)
    foot: list[Child] = [
        el("span", f"{whose}: {chapter.title}" if whose else chapter.title, class_="of"),
        el("strong", say("copy_foot", copy.language, **values)),
    ]
    return el(
        "section",
        el("div", inside, class_="sheet-body"),
        el("footer", foot, lang=copy.language, dir=direction(copy.language)),
        class_="sheet",
        lang=chapter.language,
        dir=direction(chapter.language),
    )


def _whose(copy: Copy) -> str:
    names = [first_name(talk.names.patient) for talk in copy.talks]
    return next((name for name in names if name), "")


def _view(copy: Copy, talk: Talk) -> View:
    staff = talk.names.clinician
    names = Names(
        first_name(talk.names.patient),
        say("copy_staff", copy.language, name=staff) if staff else "",
    )
    return View(talk.interview, None, copy.language, names)


def _day(view: View) -> str:
    """The day a talk was closed, or else the day on which the last thing happened in it."""
    closed = [m.at for m in view.interview.moments if m.happening is Happening.CLOSED]
    every = closed or [entry.at for entry in view.interview.entries]
    return view.day(every[-1].astimezone().date().isoformat()) if every else ""


def _front(copy: Copy, pages: int) -> Iterator[Para]:
    def words(key: str, **values: object) -> str:
        return say(key, copy.language, **values)

    whose = _whose(copy)
    yield Para(words("copy_title"), "h1", keep=True)
    yield Para(words("copy_whose", name=whose) if whose else words("copy_yours"))
    day = day_in_words(copy.made, copy.language)
    made = words("copy_made", number=copy.number, day=day)
    yield Para(f"{made} {say_count('copy_pages', pages, copy.language)}")
    yield Para(words("copy_what"))
    yield from (Para(line, class_=f"voice voice-{v.value}") for v, line in _legend(copy))
    yield Para(words("copy_both_kept"))
    if any(q.reveal is Reveal.SEALED for t in copy.talks for q in t.interview.instrument.questions):
        yield Para(words("copy_sealed"))
    yield Para(words("copy_care"))


def _asking(copy: Copy) -> Iterator[Para]:
    """What he can ask for, and who helps."""
    yield Para(say("copy_ask_title", copy.language), "h2", keep=True)
    for title, text in (
        ("copy_right_title", "copy_right"),
        ("copy_more_title", "copy_more"),
        ("copy_help_title", "copy_help"),
    ):
        yield Para(say(title, copy.language), "h3", keep=True)
        yield Para(say(text, copy.language))


def _legend(copy: Copy) -> Iterator[tuple[Voice, str]]:
    """Who is who, each voice told by its shape and word."""
    seen = set()
    for talk in copy.talks:
        view = _view(copy, talk)
        for voice in (*talk.interview.order, Voice.JOINT):
            name = voice_words(view, voice)
            if name not in seen:
                seen.add(name)
                key = "copy_legend_joint" if voice is Voice.JOINT else "copy_legend"
                # The words around it are the copy's, so a talk's own language is left to its part.
                shape = SHAPES[voice]
                yield voice, say(key, copy.language, shape=shape, name=view.name(voice))


def _chapters(copy: Copy) -> Iterator[_Chapter]:
    title = say("copy_ask_title", copy.language)
    yield _Chapter(title, copy.language, list(_asking(copy)))
    # What each will do comes last, after what it is about.
    talks = sorted(copy.talks, key=lambda talk: talk.interview.instrument.id == _LAST)
    for talk in talks:
        view = _view(copy, talk)
        title = view.text(talk.interview.instrument.title)
        paras = [
            Para(title, "h2", picture=view.picture(talk.interview.instrument.title), keep=True),
            Para(view.say("copy_talk_of", day=_day(view)), keep=True),
            *talk_paras(view),
        ]
        paras += _open_still(view)
        paras += _reviewed(copy, talk)
        yield _Chapter(title, view.language, paras)
    if copy.rights or copy.law_notes:
        title = say("copy_rights", copy.language)
        yield _Chapter(title, copy.language, list(_rights(copy, title)))


def _reviewed(copy: Copy, talk: Talk) -> Iterator[Para]:
    if talk.outcome:
        yield Para(say("told_title", copy.language), "h3", keep=True)
        yield Para(talk.outcome, keep=bool(talk.message))
    if talk.message:
        yield Para(talk.message)


def _open_still(view: View) -> Iterator[Para]:
    yield Para(view.say("copy_open_title"), "h3", keep=True)
    # What is about no row comes first, so that it does not seem to be about the last one.
    open_still = sorted(not_reached(view), key=lambda one: bool(one[0]))
    if not open_still:
        yield Para(view.say("copy_open_none"))
        return
    yield Para(view.say("copy_open_text"), keep=True)
    for about, questions in open_still:
        if about:
            yield Para("", lead=about, keep=bool(questions))
        yield from (Para(words, class_="point", lead="\u2013") for words in questions)


def _rights(copy: Copy, title: str) -> Iterator[Para]:
    yield Para(title, "h2", keep=True)
    yield from (Para(words, class_="status") for words in copy.law_notes)
    for right in copy.rights:
        yield Para(right.title, "h3", keep=True)
        yield Para(right.text)
        if right.doubt:
            yield Para(right.doubt, class_="status")
        for lead, words in (("law_how", right.how), ("law_helps", right.helps)):
            if words:
                yield Para(words, lead=f"{say(lead, copy.language)}:")


@cache
def _style() -> Markup:
    return Markup((STATIC / "copy.css").read_text(encoding="utf-8"))  # noqa: S704  # our own file
