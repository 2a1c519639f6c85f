"""The short talk: the units that are left, to be picked by the minutes there are."""

from __future__ import annotations

import json

from markupsafe import Markup

from coprod_widgets.instrument.definition import ListQuestion
from coprod_widgets.interview.answer import Happening, Place
from coprod_widgets.interview.interview import Block, State
from coprod_widgets.interview.reveal import may_see
from coprod_widgets.interview.short import Unit, fitting, units_done, units_left
from coprod_widgets.widgets.html import el, join
from coprod_widgets.widgets.view import View
from coprod_widgets.widgets.words import say_count

MINUTES = (5, 10, 12, 15, 20)


def short_talk(view: View) -> Markup | None:
    """Folded away on every screen of a talk: pick whole units, or go back to all of them."""
    interview = view.interview
    if interview.state is not State.HALF_WAY or interview.asks_again_since:
        return None
    left = units_left(interview)
    if interview.units is None and len(left) < 2:
        return None
    short = interview.units is not None
    return el(
        "details",
        el("summary", view.say("short_is_on" if short else "short_of_time")),
        all_of_it(view),
        _form(view, left) if left else None,
        class_="short-talk",
    )


def all_of_it(view: View) -> Markup | None:
    """In a short talk, the way back to the whole one."""
    if view.interview.units is None:
        return None
    return el(
        "p",
        el(
            "button",
            view.say("short_all"),
            type="button",
            data_happening=Happening.SHORTENED.value,
            data_units=json.dumps([block.unit for block in view.interview.blocks]),
            class_="button quiet",
        ),
    )


def _form(view: View, left: tuple[Unit, ...]) -> Markup:
    return el(
        "form",
        el("p", view.say("short_how")),
        el("div", role="alert", class_="error-summary", tabindex="-1", hidden=True),
        el(
            "fieldset",
            el("legend", view.say("short_minutes")),
            el(
                "div",
                [_minutes(view, left, count) for count in MINUTES],
                class_="choices short-minutes",
            ),
            class_="field",
        ),
        el(
            "fieldset",
            el("legend", view.say("short_units")),
            el("div", [_unit(view, unit) for unit in left], class_="choices"),
            [el("input", type="hidden", value=unit) for unit in units_done(view.interview)],
            class_="field",
            data_detail="units",
            data_kind="units",
            data_empty=view.say("pick_units"),
        ),
        el(
            "p",
            role="status",
            class_="short-sum",
            data_none=view.say("short_none"),
            data_sum=view.say("short_sum", sum="{sum}"),
            data_fits=view.say("short_fits", sum="{sum}", left="{left}"),
            data_over=view.say("short_over", sum="{sum}", left="{left}"),
        ),
        el("button", view.say("short_save"), type="submit", class_="button"),
        class_="card",
        novalidate=True,
        method="dialog",
        autocomplete="off",
        data_happening=Happening.SHORTENED.value,
    )


def _minutes(view: View, left: tuple[Unit, ...], count: int) -> Markup:
    """So many minutes, and which units the page ticks for them."""
    name = f"short-minutes-{count}"
    return el(
        "div",
        el(
            "input",
            type="radio",
            id=name,
            name="short-minutes",
            value=str(count),
            data_ticks=json.dumps([unit.block.unit for unit in fitting(left, count)]),
        ),
        el("label", say_count("short_count", count, view.language), for_=name),
        class_="choice",
    )


def _unit(view: View, unit: Unit) -> Markup:
    name = f"short-unit-{unit.block.section.id}-{unit.block.row_id or 'all'}"
    minutes = say_count("short_takes", unit.minutes, view.language)
    return el(
        "div",
        el(
            "input",
            type="checkbox",
            id=name,
            name="short-unit",
            value=unit.block.unit,
            data_minutes=unit.minutes,
        ),
        el("label", what(view, unit.block), " ", el("span", minutes, class_="takes"), for_=name),
        class_="choice",
    )


def what(view: View, block: Block) -> Markup:
    """A block in one line: its title, and what its row is about as far as it may be seen."""
    title = el("strong", view.shown(block.section.title))
    if block.row is None or block.section.for_each is None:
        return title
    rows = view.interview.instrument.question(block.section.for_each)
    assert isinstance(rows, ListQuestion), "a section is repeated for the rows of a list"
    written = [Place(rows.id, block.row.id, voice) for voice in rows.voices]
    seen = view.holder and all(may_see(view.interview, view.holder, place) for place in written)
    first = block.row.fields.get(rows.fields[0].id) if seen else None
    return join(title, f": {first}" if isinstance(first, str) else None)
