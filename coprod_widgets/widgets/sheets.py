"""Words put on numbered A4 sheets, so that every page can say "page x of y" in any browser.

A browser's own page numbers work in some browsers only. So the sheets are made here: each takes
what surely fits (see `ruler`), what is longer goes on upon the next one and says so, and a heading
stays with what follows it. Sizes are in lines of the body's text and are those of
`static/copy.css`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from coprod_widgets.widgets.html import Child, el, join
from coprod_widgets.widgets.ruler import lines

SHEET_LINES = 24.0
"""What stands on a sheet above its foot, a line kept back to say that something goes on."""
_LONGEST_CHUNK = 5
_BOX_INDENT = 1.6
_PICTURE = 3.2
_FRAME = 0.4
_SENTENCE = re.compile(r"(?<=[.!?\u2026\u061f\u0964])\s+|(?<=[\u3002\uff01\uff1f])")


@dataclass(frozen=True, slots=True)
class Size:
    """How large a kind of line is written: its letters, its line, and the room around it."""

    letters: float = 1.0
    line: float = 1.0
    around: float = 0.3
    bold: bool = False


_SIZES = {
    "h1": Size(1.6, 1.5, 0.8, bold=True),
    "h2": Size(1.35, 1.3, 0.8, bold=True),
    "h3": Size(1.15, 1.1, 0.9, bold=True),
    "h4": Size(1.0, 1.0, 0.7, bold=True),
    "p": Size(),
}
_BOX_AROUND = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """What holds paragraphs together, such as a voice's answer. Its head is said on each sheet."""

    class_: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class Para:
    """One line or paragraph: its words, after a bold lead if it has one.

    `keep`: stands on one sheet with what follows. `about` is told on top of a new sheet, where
    what the paragraph belongs to stands on an earlier one.
    """

    words: str
    tag: str = "p"
    class_: str | None = None
    lead: str = ""
    picture: Markup | None = None
    box: Box | None = None
    keep: bool = False
    about: str = ""

    def room(self, words: str) -> float:
        """How many lines the paragraph takes with these of its words."""
        size = _SIZES[self.tag]
        framed = self.class_ == "about"
        count = lines(
            f"{self.lead} {words}".strip(),
            size=size.letters,
            bold=size.bold or framed or bool(self.lead),
            indent=_BOX_INDENT if self.box or self.class_ else 0.0,
        )
        room = count * size.line + size.around + (_PICTURE if self.picture else 0.0)
        return room + (_FRAME if framed else 0.0)

    def html(self, words: str, *, goes_on: bool) -> Markup:
        """The paragraph with these of its words. Only the first part has the lead and picture."""
        first: Child = None
        if not goes_on:
            first = join(self.picture, el("strong", self.lead, " ") if self.lead else None)
        if goes_on and self.tag != "p":
            # The rest of a long heading looks like it and is no heading of its own.
            return el("p", words, class_=f"like-{self.tag}", dir="auto")
        return el(self.tag, first, words, class_=self.class_, dir="auto")


@dataclass(slots=True)
class _Sheet:
    """A sheet in the making."""

    left: float = SHEET_LINES
    parts: list[tuple[Box | None, list[Markup]]] = field(default_factory=list)

    def put(self, box: Box | None, html: Markup, room: float) -> None:
        if not self.parts or box is None or self.parts[-1][0] is not box:
            self.parts.append((box, []))
        self.parts[-1][1].append(html)
        self.left -= room

    @property
    def html(self) -> Markup:
        return join(
            el("div", inside, class_=box.class_) if box else join(inside)
            for box, inside in self.parts
        )


@dataclass(frozen=True, slots=True)
class Marks:
    """What is said where something goes on upon the next sheet, and at the top of that one."""

    goes_on: str
    from_before: str


def sheets(paras: Sequence[Para], marks: Marks) -> list[Markup]:
    """What stands on each sheet."""
    writer = _Writer(marks)
    for run in _runs(paras):
        writer.start(run)
        for para in run:
            writer.write(para)
    return [sheet.html for sheet in writer.sheets if sheet.parts]


def _runs(paras: Iterable[Para]) -> Iterator[list[Para]]:
    """What stays together."""
    run: list[Para] = []
    for para in paras:
        run.append(para)
        if not para.keep:
            yield run
            run = []
    if run:
        yield run


class _Writer:
    """Writes one paragraph after the other and turns the sheet where it is full."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self.sheets = [_Sheet()]
        self.box: Box | None = None

    @property
    def sheet(self) -> _Sheet:
        return self.sheets[-1]

    def start(self, run: Sequence[Para]) -> None:
        """Turn the sheet if a run does not fit on it any more."""
        need, box = 0.0, self.box
        for para in run:
            words = chunks(para.words)[0] if para is run[-1] else para.words
            need += para.room(words) + _opening(para.box, box)
            box = para.box
        if need > self.sheet.left and self.sheet.parts:
            self._turn(run[0], cut=False)

    def write(self, para: Para) -> None:
        """Write a paragraph, on as many sheets as it takes."""
        first, *more = chunks(para.words)
        if para.room(first) + _opening(para.box, self.box) > self.sheet.left and self.sheet.parts:
            self._turn(para, cut=False)
        if para.box is not self.box:
            self._open(para.box)
        placed, goes_on = first, False
        for chunk in more:
            if para.room(placed + chunk) > self.sheet.left:
                self._put(para, placed, goes_on=goes_on)
                self._turn(para, cut=True)
                placed, goes_on = "", True
            placed += chunk
        self._put(para, placed, goes_on=goes_on)

    def _put(self, para: Para, words: str, *, goes_on: bool) -> None:
        self.sheet.put(para.box, para.html(words, goes_on=goes_on), para.room(words))

    def _open(self, box: Box | None, *, after: str = "") -> None:
        self.box = box
        if box is not None:
            head = el("p", box.head, after, ":", class_="voice-name") if box.head else Markup()
            self.sheet.put(box, head, _opening(box, None, after))

    def _turn(self, para: Para, *, cut: bool) -> None:
        """Go on upon a new sheet, and say so on both where something was cut."""
        in_box = para.box is not None and para.box is self.box
        if cut or in_box:
            # A line was kept back for it.
            self.sheet.put(None, el("p", self.marks.goes_on, class_="goes-on"), 0.0)
        self.sheets.append(_Sheet())
        before = f", {self.marks.from_before}"
        top = para.about or (self.marks.from_before if cut and not in_box else "")
        if top:
            self.sheet.put(None, el("p", top, class_="goes-on"), lines(top) + 0.3)
        if in_box:
            self._open(para.box, after=before)


def _opening(box: Box | None, before: Box | None, after: str = "") -> float:
    """How many lines it takes to begin a box where another one stood before."""
    if box is None or box is before:
        return 0.0
    head = lines(box.head + after, bold=True, indent=_BOX_INDENT) if box.head else 0
    return _BOX_AROUND + head


def chunks(words: str) -> list[str]:
    """Words in the parts between which a sheet may end: sentences, or less where one is long."""
    if lines(words) <= _LONGEST_CHUNK:
        return [words]
    found: list[str] = []
    start = 0
    for end in [*(match.end() for match in _SENTENCE.finditer(words)), len(words)]:
        if words[start:end]:
            found += _short(words[start:end])
        start = end
    return found


def _short(sentence: str) -> Iterator[str]:
    """A sentence in parts of a few lines, between words where it has words."""
    while lines(sentence) > _LONGEST_CHUNK:
        cut = _cut(sentence)
        yield sentence[:cut]
        sentence = sentence[cut:]
    yield sentence


def _cut(sentence: str) -> int:
    low, high = 1, len(sentence)
    while low < high:  # the longest start that is short enough
        middle = (low + high + 1) // 2
        low, high = (
            (middle, high) if lines(sentence[:middle]) <= _LONGEST_CHUNK else (low, middle - 1)
        )
    space = sentence.rfind(" ", 0, low) + 1
    cut = space or low
    # Never between a letter and the marks that are written on it.
    while 1 < cut < len(sentence) and unicodedata.category(sentence[cut]) in (
        "Mn",
        "Me",
        "Mc",
        "Cf",
    ):
        cut -= 1
    return cut
