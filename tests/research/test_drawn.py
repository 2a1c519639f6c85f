from __future__ import annotations

import xml.etree.ElementTree as ET

from coprod_widgets.research.drawn import Dot, Scale, dots, lines

SCALE = Scale(0, 1, {0: "0%", 1: "100%"})
SVG = "{http://www.w3.org/2000/svg}"


def test_dots_are_drawn_at_their_place_with_their_interval() -> None:
    drawn = ET.fromstring(dots("Kept", [Dot("staff", 0.5, 0.25, 0.75)], SCALE))
    (dot,) = drawn.iter(f"{SVG}circle")
    ends = [line for line in drawn.iter(f"{SVG}line") if line.get("stroke-width") == "2"]
    middle = (float(ends[0].get("x1", "")) + float(ends[0].get("x2", ""))) / 2
    assert float(dot.get("cx", "")) == middle
    assert drawn.get("role") == "img"
    assert "Kept" in drawn.get("aria-label", "")


def test_what_is_not_told_has_words_and_no_dot() -> None:
    drawn = ET.fromstring(dots("Kept", [Dot("staff", None, reason="fewer than 10")], SCALE))
    assert not list(drawn.iter(f"{SVG}circle"))
    assert "fewer than 10" in [text.text for text in drawn.iter(f"{SVG}text")]


def test_a_value_beyond_the_scale_stands_at_its_end() -> None:
    assert SCALE.at(7, 10, 100) == 110
    assert SCALE.at(-7, 10, 100) == 10


def test_lines_are_told_apart_without_colour_and_named() -> None:
    drawn = ET.fromstring(
        lines("Say", ["Mar", "Apr"], {"staff": [0.2, 0.4], "patients": [0.1, 0.3]}, SCALE)
    )
    assert len(list(drawn.iter(f"{SVG}polyline"))) == 2
    # Two points and one in the legend, each.
    assert len(list(drawn.iter(f"{SVG}rect"))) == len(list(drawn.iter(f"{SVG}circle"))) == 3
    assert {"staff", "patients"} <= {text.text for text in drawn.iter(f"{SVG}text")}


def test_markup_in_a_name_stays_words() -> None:
    drawn = dots("Kept", [Dot("<script>alert(1)</script>", 0.5)], SCALE)
    assert "<script" not in drawn
