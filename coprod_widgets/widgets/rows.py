"""The rows of a list as people read them, each with a way to change it or take it out."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from coprod_widgets.instrument.definition import Code, ListField, ListQuestion
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Entered, Place
from coprod_widgets.interview.interview import Block, Row
from coprod_widgets.interview.journal import as_json
from coprod_widgets.widgets.html import el, hidden, join, paragraphs
from coprod_widgets.widgets.law import entry_html, own_text, own_words
from coprod_widgets.widgets.view import View
from coprod_widgets.widgets.words import say_count


def row_html(view: View, question: ListQuestion, row: Row) -> Markup:
    """One row: what it says, and beside it what kind of thing it is."""
    first, *rest = question.fields
    facts = [
        el("div", el("dt", view.shown(field.ask)), el("dd", _field(view, field, row.fields)))
        for field in rest
        if row.fields.get(field.id) is not None
    ]
    named = el("p", _field(view, first, row.fields)) if first.type == "one" else None
    said = el("blockquote", named or paragraphs(str(field_words(view, first, row.fields))))
    return el("div", said, el("dl", facts, class_="facts") if facts else None, class_="row")


def _field(view: View, field: ListField, fields: dict[str, Any]) -> Markup:
    picked = [c.text for c in field.choices if c.code == fields.get(field.id)]
    return view.shown(picked[0]) if picked else join(field_words(view, field, fields))


def field_words(view: View, field: ListField, fields: dict[str, Any]) -> str:
    """What a field of a row says to people."""
    value = fields.get(field.id)
    if field.type == "one":
        return next((view.text(c.text) for c in field.choices if c.code == value), "")
    if field.type == "date" and value:
        return view.day(value)
    return str(value or "")


def rows_html(view: View, question: ListQuestion, voice: Voice) -> Markup:
    """All rows, with buttons to change one or to take it out."""
    rows = view.interview.rows(question.id)
    if not rows:
        return el("p", view.say("no_rows"), class_="hint")
    return el("ol", [_row(view, question, voice, row) for row in rows], class_="rows")


def _row(view: View, question: ListQuestion, voice: Voice, row: Row) -> Markup:
    what = field_words(view, question.fields[0], row.fields)[:60]
    place = Place(question.id, row.id, voice)
    about = {"data_question": question.id, "data_row": row.id, "data_voice": voice.value}
    carried = view.interview.carried
    # What the law says is nobody's to change or take out here; it would look like a right lost.
    of_law = carried.right(question.id, row.id) or carried.topic(question.id, row.id)
    pick = _pick(view, question, place, row, what)
    ways = [pick] if of_law else [pick, *_change_or_take_out(view, place, what, about)]
    actions = el("div", ways, class_="row-actions") if any(ways) else None
    not_said = _not_said(view, question, place, row)
    return el("li", row_html(view, question, row), not_said, actions)


def _change_or_take_out(
    view: View, place: Place, what: str, about: dict[str, str]
) -> tuple[Markup, Markup]:
    change = el(
        "button",
        view.say("change"),
        hidden(f": {what}"),
        type="button",
        data_change=True,
        class_="button quiet",
        **about,
    )
    take_out = el(
        "details",
        el("summary", view.say("take_out"), hidden(f": {what}")),
        el("p", view.say("take_out_sure")),
        el(
            "button",
            view.say("take_out_yes"),
            hidden(f": {what}"),
            type="button",
            data_take_out=True,
            data_base=view.interview.version(place),
            class_="button quiet",
            **about,
        ),
    )
    return change, take_out


def withheld_words(view: View) -> str:
    """What is said of what can't be shown: the number where it is cleared, else the fixed line."""
    count, cleared = view.interview.withheld
    if count and cleared:
        return say_count("withheld", count, view.language)
    return view.say("withheld_line")


def _not_said(view: View, question: ListQuestion, place: Place, row: Row) -> Markup | None:
    """What nobody has said yet of a row that came into the list by itself, such as by when."""
    answer = view.interview.answer(place)
    if answer is None or answer.entered is not Entered.CARRIED or _picks(view, question):
        return None
    gone = [view.text(field.ask) for field in question.fields if row.fields.get(field.id) is None]
    return el("p", view.say("row_not_said", what=" · ".join(gone)), class_="hint") if gone else None


def _picks(view: View, question: ListQuestion) -> tuple[str, Code] | None:
    """The field by which a row is picked for a section, and the code that picks it."""
    sections = view.interview.instrument.sections
    only = next((s.only_if for s in sections if s.only_if and s.for_each == question.id), None)
    field = next((f for f in question.fields if only and f.id == only.field), None)
    return (only.field, only.code) if only and field and field.optional else None


def _pick(view: View, question: ListQuestion, place: Place, row: Row, what: str) -> Markup | None:
    """Where a section is asked for picked rows only: one press picks a row, or lets it go."""
    only = _picks(view, question)
    if only is None:
        return None
    field, code = only
    picked = row.fields.get(field) == code
    others = {name: said for name, said in row.fields.items() if name != field}
    value = others if picked else {**others, field: code}
    return el(
        "button",
        view.say("picked_row" if picked else "pick_row"),
        hidden(f": {what}"),
        type="button",
        class_="button" if picked else "button quiet",
        aria_pressed=str(picked).lower(),
        data_pick=as_json(value),
        data_question=question.id,
        data_row=row.id,
        data_voice=place.voice.value,
        data_base=view.interview.version(place),
    )


def withheld_html(view: View) -> Markup:
    """The line about what can't be shown. Everybody is shown one, so that it tells nothing.

    Below it stands why that may be, in general and in the hospital's own words, and how to ask.
    """
    count, cleared = view.interview.withheld
    ask = "withheld_why" if count and cleared else "withheld_ask"
    texts = view.interview.carried.law.get("texts", {})
    own = own_words(view, "cannot_show", "law_no_text") if "cannot_show" in texts else None
    return el(
        "details",
        el("summary", withheld_words(view), " ", view.say(ask)),
        paragraphs(view.say("withheld_general")),
        own_text(*own) if own else None,
        paragraphs(view.say("withheld_how")),
        class_="withheld",
    )


def about_row(view: View, list_id: str, row: Row) -> Markup:
    """The row that a block is about, on top of its questions."""
    question = view.interview.instrument.question(list_id)
    assert isinstance(question, ListQuestion), "for_each names a list; the check sees to it"
    law = entry_html(view, list_id, row.id)
    return el("div", row_html(view, question, row), law, class_="about-row")


def about_words(view: View, block: Block) -> str:
    """The row that a block is about in words alone; nothing where it is about none."""
    if block.row is None or block.section.for_each is None:
        return ""
    question = view.interview.instrument.question(block.section.for_each)
    assert isinstance(question, ListQuestion), "for_each names a list; the check sees to it"
    return field_words(view, question.fields[0], block.row.fields)
