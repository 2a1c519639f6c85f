"""Invented talks to make copies of, and what a copy says in plain words."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.interview import Interview
from coprod_widgets.widgets.my_copy import Copy, Talk, my_copy_html
from coprod_widgets.widgets.view import Names
from tests.interview.tiny import TINY, C, J, P, happen, say

NAMES = Names("Sam Hill", "Nora")

LONG = {
    "English": "The door was open that night and I heard it. " * 60,
    "one long word": "W" * 1_500,
    "long words": "Donaudampfschifffahrtsgesellschaftskapitän " * 60,
    "capitals": "NOBODY ASKED ME WHAT I WAS AFRAID OF. " * 50,
    "many lines": "No.\n" * 120 + "Yes.\n\nAnd then.",
    "Chinese": "那天晚上门是开着的，我听见了声音。" * 100,  # noqa: RUF001
    "Arabic": "كان الباب مفتوحا في تلك الليلة وسمعت صوتا. " * 60,
    "Hindi": "उस रात दरवाज़ा खुला था और मैंने आवाज़ सुनी। " * 60,
    "Thai": "คืนนั้นประตูเปิดอยู่และฉันได้ยินเสียง" * 60,
    "Greek": "Η πόρτα ήταν ανοιχτή εκείνη τη νύχτα. " * 60,  # noqa: RUF001
    "pictures": "🙂🚪👩🏽‍⚕️ " * 200,
}


def talk(well: str = "I sleep.", reason: str = "A row", *, first: str = "patient") -> Interview:
    """A talk in which both said all there is to say, with one reason."""
    made = say(Interview("i_copy", TINY), "reasons", C, {"wording": reason}, row="r1")
    made = happen(made, Happening.OPENED)
    made = say(made, "well", P, well)
    for voice, picked in ((P, 2), (C, 5)):
        made = say(made, "matters", voice, picked, row="r1")
        made = say(made, "guess", voice, 3, row="r1")
    made = say(made, "differ", J, ["yes"], row="r1")
    made = say(made, "say_back", P, well, row="r1")
    made = say(made, "say_back", C, "no", row="r1")
    made = say(made, "first", P, first)
    return happen(made, Happening.CLOSED)


def copy_of(*talks: Interview, number: int = 1, **more: Any) -> str:
    """The page of a copy."""
    told = [Talk(one, NAMES) for one in talks]
    return my_copy_html(Copy(told, number, date(2026, 11, 25), **more))


def words(page: str) -> str:
    """What a page says, without its style sheet."""
    body = re.sub(r"<style>.*?</style>", " ", page, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def sheets_of(page: str) -> list[str]:
    """The words of each sheet."""
    return [words(part) for part in page.split('<section class="sheet"')[1:]]
