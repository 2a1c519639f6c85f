"""No SVG that passes holds anything but shapes, whatever else it says."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coprod_widgets.instrument.drawing import (
    ATTRIBUTES,
    SHAPES,
    DrawingError,
    Shape,
    drawing,
    is_safe,
)
from tests.instrument.tiny import FOLDER

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"'
ELEMENTS = [
    *sorted(SHAPES),
    *("script", "style", "use", "image", "a", "text", "foreignObject", "animate", "set", "defs"),
    *("title", "filter", "linearGradient", "iframe", "handler", "feImage", "x:path"),
]
NAMES = [
    *sorted(ATTRIBUTES),
    *("onload", "onclick", "x:href", "href", "style", "class", "id", "filter", "clip-path"),
    *("tabindex", "autofocus", "begin", "attributeName", "data-a"),
]
VALUES = [
    *("1", "#fff", "red", "0 0 9 9", "M0 0L1 1", "rotate(3)", "javascript:alert(1)", "url(#a)"),
    *("u r l ( http://evil )", "url(data:x)", "expression(1)", "fill:red", "fill:url(//evil)"),
    *("\\75rl(//evil)", "\\u0075rl(x)", "-moz-binding:url(x)", "&lt;b&gt;", "http://evil", "1;x"),
]
ATTRIBUTE = st.tuples(
    st.sampled_from(NAMES), st.sampled_from(VALUES) | st.text("a0(:;#/ul", max_size=9)
)


def markup(name: str, attributes: dict[str, str], inside: list[str]) -> str:
    said = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{said}>{''.join(inside)}</{name}>"


ELEMENT = st.recursive(
    st.builds(
        markup, st.sampled_from(ELEMENTS), st.lists(ATTRIBUTE, max_size=3).map(dict), st.just([])
    ),
    lambda inner: st.builds(
        markup,
        st.sampled_from(ELEMENTS),
        st.lists(ATTRIBUTE, max_size=2).map(dict),
        st.lists(inner, max_size=3),
    ),
    max_leaves=6,
)


def walked(shape: Shape) -> list[Shape]:
    return [shape, *(deeper for one in shape.inside for deeper in walked(one))]


@given(st.lists(ELEMENT, max_size=3).map("".join))
@example("<path d='M0 0' onclick='x'/>")
@example("<g><path d='M0 0'/><title><script/></title></g>")
@example("<defs><g filter='url(#a)'/></defs>")
def test_what_passes_holds_nothing_but_shapes_and_safe_values(inside: str) -> None:
    try:
        shapes = walked(drawing(f'{HEAD} viewBox="0 0 9 9">{inside}</svg>'))
    except DrawingError:
        return
    assert {shape.name for shape in shapes} <= SHAPES
    assert [shape.name for shape in shapes].count("svg") == 1
    for shape in shapes:
        for name, value in shape.attributes:
            assert is_safe(name, value)
            told = value.lower()
            assert not any(sign in told for sign in ("url", ":", ";", "\\", "<", '"', "/", "&"))


@given(st.text(max_size=200))
def test_any_text_at_all_is_a_drawing_or_refused(text: str) -> None:
    with pytest.raises(DrawingError):
        drawing(text)


@pytest.mark.parametrize("name", sorted(ATTRIBUTES))
@pytest.mark.parametrize(
    "value", ["url(#a)", "url(//evil/a.svg#b)", "a;b", "<", "\\75rl(x)", "x:y"]
)
def test_no_attribute_of_a_shape_takes_a_link_or_a_style(name: str, value: str) -> None:
    assert not is_safe(name, value)


def test_what_a_drawing_program_saves_becomes_plain_shapes() -> None:
    root = drawing((FOLDER / "house.svg").read_text("utf-8"))
    assert root.attributes == (("viewBox", "0 0 24 24"),)
    (group,) = root.inside
    roof, wall = group.inside
    assert (roof.name, dict(roof.attributes)["fill"]) == ("path", "#7a3b69")
    assert dict(wall.attributes) | {"stroke-width": "1.5"} == dict(wall.attributes)
    assert {key for shape in walked(root) for key, _ in shape.attributes} <= set(ATTRIBUTES)


def test_groups_nested_without_end_are_refused() -> None:
    deep = f"{HEAD} viewBox='0 0 9 9'>{'<g>' * 3_000}{'</g>' * 3_000}</svg>"
    with pytest.raises(DrawingError, match="deep"):
        drawing(deep)
