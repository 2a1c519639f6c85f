"""The ward's pages: templates, the words in them, and static files with hashes in their names."""

from __future__ import annotations

import hashlib
import sys
from datetime import date, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from coprod_widgets.translation import day_in_words, direction
from coprod_widgets.widgets.form import STATIC
from coprod_widgets.widgets.measured import measure_formula, statistic_formula, statistic_name
from coprod_widgets.widgets.words import say, say_count

_CHECKOUT = Path(__file__).parent.parent.parent / "templates"
_INSTALLED = Path(sys.prefix) / "share" / "jupyter"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@cache
def templates_folder() -> Path:
    """Where the templates are: in the checkout, or where the wheel put them."""
    return _CHECKOUT if (_CHECKOUT / "pages").exists() else _INSTALLED


@cache
def environment() -> Environment:
    """The templates, every value escaped and no name left undefined."""
    made = Environment(
        loader=FileSystemLoader(templates_folder() / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
    )
    made.globals.update(static_url=static_url, direction=direction, say_count=say_count)
    return made


def page(name: str, *, language: str, **values: object) -> str:
    """A page as HTML."""
    words = {
        "say": lambda key, **given: say(key, language, **given),
        "day": lambda at: day_in_words(_day(at), language),
        "clock": lambda at: f"{at.astimezone():%H:%M}",
        "formula": lambda code: measure_formula(code, language),
        "statistic_name": lambda code: statistic_name(code, language),
        "statistic_formula": lambda code: statistic_formula(code, language),
        "language": language,
    }
    return environment().get_template(name).render(**words, **values)


def _day(at: datetime | date) -> date:
    return at.astimezone().date() if isinstance(at, datetime) else at


@cache
def static_files() -> dict[str, tuple[bytes, str]]:
    """The static files by the name they are served under, which holds a hash of the content."""
    found = {}
    for path in STATIC.iterdir():
        if path.suffix in _TYPES:
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()[:12]
            found[f"{path.stem}.{digest}{path.suffix}"] = (content, _TYPES[path.suffix])
    return found


@cache
def static_url(name: str) -> str:
    """The address of a static file, such as `form.css`."""
    stem, _, suffix = name.rpartition(".")
    for served in static_files():
        if served.startswith(f"{stem}.") and served.endswith(f".{suffix}"):
            return f"/static/{served}"
    raise KeyError(name)
