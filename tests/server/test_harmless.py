"""Of a record's HTML the pictures stay, and nothing of it can do anything."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coprod_widgets.instrument.drawing import SHAPES, is_safe
from coprod_widgets.server.harmless import harmless
from coprod_widgets.widgets.picture import picture_html
from tests.instrument.test_drawing import ELEMENT, HEAD
from tests.instrument.tiny import FOLDER


class Found(HTMLParser):
    """Every tag and attribute of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))


@pytest.mark.parametrize("name", ["sun", "house", "red", "blue"])
def test_our_own_pictures_stay_as_they_are(name: str) -> None:
    html = str(picture_html((FOLDER / f"{name}.svg").read_text("utf-8")))
    assert html.startswith("<svg")
    kept = Found(harmless(f"<p>{html} words</p>"))
    assert sorted((tag, sorted(said)) for tag, said in kept.tags[1:]) == sorted(
        (tag, sorted(said)) for tag, said in Found(html).tags
    )


def test_the_names_of_answers_and_the_links_to_them_in_the_page_stay() -> None:
    named = '<div id="said-own_account-r1-patient" class="voice">words</div>'
    linked = '<a href="#said-own_account-r1-patient">words</a>'
    assert harmless(named + linked) == named + linked


@pytest.mark.parametrize(
    "html",
    [
        '<div id="coprod-status">words</div>',
        '<div id="said-x-r1-patient other">words</div>',
        '<p id="said-x-r1-patient">words</p>',
        '<a href="#top">words</a>',
        '<a href="//x.example/#said-x-r1-patient">words</a>',
        '<a href="/interview/i_1#said-x-r1-patient">words</a>',
        '<a href="javascript:1//#said-x-r1-patient">words</a>',
        '<a href="#said-x-r1-patient&#10;javascript:1">words</a>',
    ],
)
def test_no_other_name_stays_and_no_link_leads_away(html: str) -> None:
    assert not re.search(r"\s(id|href)=", harmless(html))
    assert "words" in harmless(html)


@given(ELEMENT)
def test_of_any_svg_in_a_record_only_shapes_and_safe_values_stay(inside: str) -> None:
    html = harmless(f'<div>{HEAD} viewBox="0 0 9 9">{inside}</svg>{inside}<b>after</b></div>')
    assert "after" in html
    for tag, said in Found(html).tags:
        for name, value in said:
            assert name in ("class", "dir", "lang", "aria-hidden") or (
                tag in SHAPES and is_safe("viewBox" if name == "viewbox" else name, value or "")
            )
        assert tag not in ("script", "style", "use", "image", "foreignobject", "iframe", "animate")


@given(ELEMENT)
def test_what_is_drawn_is_harmless_already(inside: str) -> None:
    html = str(picture_html(f'{HEAD} viewBox="0 0 9 9">{inside}</svg>'))
    before, after = Found(html).tags, Found(harmless(html)).tags
    assert [(tag, sorted(said)) for tag, said in before] == [
        (tag, sorted(said)) for tag, said in after
    ]


PIECES = [
    "<p>",
    "</p>",
    "<svg>",
    "</svg>",
    "<style>",
    "</style>",
    "<title>",
    "</title>",
    "<desc>",
    "<foreignObject>",
    "<math>",
    "</foreignObject>",
    "<mtext>",
    "<table>",
    "<a/id='",
    "'>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<img/src=x/onerror=alert(1)>",
    "<section>",
    "<b>",
    "words",
]
MIXED = st.lists(
    ELEMENT | st.sampled_from(PIECES),
    max_size=8,
).map("".join)


@given(MIXED)
@example("<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>")
@example("<svg><desc><p><style></desc><img src=x onerror=alert(1)></style>")
@example("<svg><section><style><!--</style><img src=x onerror=alert(1)>--></style>")
@example("<math><mtext><svg><path><style></svg><img src=x onerror=alert(1)></style>")
def test_what_is_harmless_stays_harmless_however_often_it_is_read(html: str) -> None:
    once = harmless(html)
    assert harmless(once) == once
    for tag, said in Found(once).tags:
        assert tag not in ("img", "style", "script", "math", "foreignobject", "iframe")
        assert not [name for name, _ in said if name.startswith(("on", "href", "src", "style"))]
