"""The pieces of a page that stands by itself: it prints on A4 and needs no other file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

_STYLE = Markup(
    "@page{size:A4;margin:18mm}"
    "body{font:1rem/1.55 system-ui,sans-serif;color:#1b1b1b;background:#fff;max-width:44rem;"
    "margin:0 auto;padding:1.5rem 1rem}"
    "h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.2rem;margin-top:2rem;"
    "break-after:avoid}h3{font-size:1rem;break-after:avoid}"
    "p,li,dd,td,th{overflow-wrap:anywhere}"
    "dt{font-weight:600;margin-top:.6rem}dd{margin:0}"
    ".wide{overflow-x:auto}"
    "table{border-collapse:collapse;width:100%;margin:.6rem 0}"
    "caption{text-align:left;font-weight:600;padding-bottom:.3rem}"
    "th,td{border-bottom:1px solid #767676;padding:.3rem .5rem;text-align:left;vertical-align:top;"
    "overflow-wrap:normal}"
    "tbody th{font-weight:400}td.number{font-variant-numeric:tabular-nums}"
    "ul.files{columns:14rem;padding-left:1.2rem}"
    ".hidden{color:#595959;font-style:italic}code{font-size:.85em;overflow-wrap:anywhere}"
    "@media print{body{padding:0;max-width:none;font-size:10.5pt}.wide{overflow:visible}"
    "tr{break-inside:avoid}}"
)


def whole(title: str, body: Iterable[Markup]) -> bytes:
    """The page with its title as the first heading."""
    page = Markup(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        "<title>{}</title><style>{}</style></head>\n"
        "<body><main>\n<h1>{}</h1>\n{}\n</main></body></html>\n"
    )
    return page.format(title, _STYLE, title, Markup("\n").join(body)).encode()


def heading(words: str) -> Markup:
    """A heading of a part."""
    return Markup("<h2>{}</h2>").format(words)


def paragraph(words: str) -> Markup:
    """A paragraph."""
    return Markup("<p>{}</p>").format(words)


def listed(lines: Iterable[str], kind: str = "plain") -> Markup:
    """A list; `kind` is its class."""
    items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    return Markup('<ul class="{}">{}</ul>').format(kind, items)


def facts(*facts: tuple[str, str]) -> Markup:
    """Names, each with what it is."""
    told_of = Markup("").join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(name, value) for name, value in facts
    )
    return Markup("<dl>{}</dl>").format(told_of)


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    """A table of words under a caption."""
    lines = [Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row) for row in rows]
    return grid(caption, head, lines)


def grid(caption: str, head: Sequence[str], rows: Iterable[Markup]) -> Markup:
    """A table of rows that are made already."""
    names = Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in head)
    body = Markup("").join(Markup("<tr>{}</tr>\n").format(row) for row in rows)
    # It can be scrolled where it is too wide, by the keyboard too.
    return Markup(
        '<div class="wide" tabindex="0" role="region" aria-label="{}"><table><caption>{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(caption, caption, names, body)
