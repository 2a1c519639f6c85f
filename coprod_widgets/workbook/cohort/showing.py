"""Statistics and pictures as HTML that needs nothing: no script, no style sheet, no network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from coprod_widgets.research.statistics.told import FEW, Cell, Told
from coprod_widgets.widgets.html import Child, el

_DIGITS = 3
_IN_VALUE = ("low", "high")
_RANGE = {"value": " In brackets, the interval of 95%."}


def show(html: Markup, plain: str) -> None:
    """Display HTML, with words for where there is none."""
    from IPython.display import display

    display({"text/html": str(html), "text/plain": plain}, raw=True)


def told_html(told: Told, picture: Markup | None = None) -> Markup:
    """A statistic: its table, and below it of whom it is, who is not in it, and how it is made."""
    rows = list(told.rows)
    # A reason that goes for every row is said once.
    reasons = {row.get("reason") for row in rows}
    (shared,) = reasons if len(reasons) == 1 else (None,)
    used = [
        name
        for name in told.columns
        if any(row.get(name) is not None for row in rows)
        and name not in _IN_VALUE
        and not (name == "reason" and shared)
    ]
    cells = [
        [_value(row) if name == "value" else _cell(row.get(name)) for name in used] for row in rows
    ]
    people = FEW if told.people is None else str(told.people)
    facts: dict[str, Child] = {
        "People": people,
        "Not in it": list_of(told.left_out),
        "Formula": told.formula,
        "Worked out by": told.made_by,
        "Columns": list_of(f"{name}: {told.columns[name]}{_RANGE.get(name, '')}" for name in used),
        "To know": list_of((*([str(shared)] if shared else []), *told.notes, told.label)),
    }
    return el(
        "section",
        el("h2", told.title),
        picture,
        table_html(told.title, used, cells) if rows else el("p", "There is nothing to tell."),
        facts_html(facts),
    )


def table_html(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Child]]) -> Markup:
    """A table that a screen reader can read."""
    table = el(
        "table",
        el("caption", caption),
        el("thead", el("tr", [el("th", head, scope="col") for head in heads])),
        el("tbody", [el("tr", [el("td", cell) for cell in row]) for row in rows]),
    )
    return el("div", table, class_="table-scroll", tabindex="0", role="group", aria_label=caption)


def facts_html(facts: Mapping[str, Child]) -> Markup:
    """What stands below a table."""
    return el("dl", [[el("dt", name), el("dd", told)] for name, told in facts.items()])


def list_of(told: Iterable[str]) -> Markup:
    """Some lines."""
    return el("ul", [el("li", line) for line in told])


def _value(row: Mapping[str, Cell]) -> str:
    """A value, with its interval if there is one."""
    if row.get("low") is None:
        return _cell(row.get("value"))
    return f"{_cell(row['value'])} ({_cell(row['low'])} to {_cell(row['high'])})"


def _cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case float():
            return f"{value:.{_DIGITS}f}".replace("-", "−")  # noqa: RUF001  # a minus, not a hyphen
    return str(value)
