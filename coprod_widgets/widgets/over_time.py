"""How ratings went from talk to talk: a line for each voice, and all that it shows in words.

It is drawn from what the talk took over when it began, so a record tells the same for ever. A
circle and a whole line are the patient's, a square and a broken line the clinician's; where
somebody gave no rating that both could see, the line has a gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

from markupsafe import Markup

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.measures.sharing import STATEMENTS, rescaled
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.translation import direction
from coprod_widgets.widgets.html import Child, el
from coprod_widgets.widgets.marks import scale_of
from coprod_widgets.widgets.ratings import Pair, all_pairs_of
from coprod_widgets.widgets.said import value_words, voice_head
from coprod_widgets.widgets.scores import number_words
from coprod_widgets.widgets.view import View

_STEP, _HEIGHT, _EDGE = 64, 120, 12
_BROKEN = {Voice.PATIENT: None, Voice.CLINICIAN: "6 4"}
_STATEMENTS = tuple(name.partition(".")[2] for name in STATEMENTS)
Values = Mapping[int, tuple[float, str]]
"""What a voice gave, by how many talks ago: as a share of the scale, and in words. 0 is now."""


@dataclass(frozen=True, slots=True)
class Course:
    """How one thing went: what it is, the ends of its scale, its days, and each voice's values."""

    about: str
    asked: Markup | str
    ends: tuple[str, str]
    days: Mapping[int, str]
    values: Mapping[Voice, Values]

    @property
    def times(self) -> list[int]:
        """How many talks ago, the oldest first."""
        return sorted(self.days, reverse=True)


def over_time_html(view: View) -> Markup | None:
    """The pictures of a talk; None where there is nothing that goes over enough talks."""
    shared = _shared(view)
    told = [*([shared] if shared else []), *_courses(view)]
    if not told:
        return None
    return el(
        "section",
        el("h2", view.say("over_time_title")),
        el("p", view.say("over_time_hint"), class_="hint"),
        el("ul", [_course(view, one) for one in told], class_="ratings-list"),
        class_="record-section over-time",
        lang=view.language,
    )


def _courses(view: View) -> Iterator[Course]:
    """Each rating that was given in two earlier talks or more; one stands beside now already."""
    for pair in all_pairs_of(view):
        days, values = _of_pair(view, pair)
        if len(days) > 2:
            asked = view.asked(pair.question.ask, view.interview.order[0])
            scale = scale_of(view, pair.question.id)
            yield Course(pair.about, asked, (scale[0], scale[-1]), days, values)


def _of_pair(view: View, pair: Pair) -> tuple[dict[int, str], dict[Voice, Values]]:
    codes = [choice.code for choice in view.interview.instrument.choices(pair.question)]
    last = len(codes) - 1
    days: dict[int, str] = {}
    values: dict[Voice, Values] = {}
    for voice, now in pair.now.items():
        own: dict[int, tuple[float, str]] = {}
        for one in view.interview.carried.times(pair.question.id, pair.row, voice):
            if one.value in codes:
                words = value_words(view, pair.question, voice, one.value)
                own[one.back] = (codes.index(one.value) / last, words)
                days.setdefault(one.back, view.day(one.day))
        if now.step is not None:
            own[0] = (now.step / last, now.words)
            days[0] = view.say("over_time_now")
        values[voice] = own
    return days, values


def _shared(view: View) -> Course | None:
    """The score of power shared, where there is one in an earlier talk as well."""
    if not all(view.interview.instrument.has_question(name) for name in _STATEMENTS):
        return None
    days: dict[int, str] = {}
    values: dict[Voice, Values] = {}
    pairs = [pair for pair in all_pairs_of(view) if pair.question.id in _STATEMENTS]
    for voice in view.interview.order:
        given: dict[int, list[float]] = {}
        for pair in pairs:
            now = pair.now[voice]
            if now.step is not None:
                given.setdefault(0, []).append(rescaled(now.step + 1))
            for one in view.interview.carried.times(pair.question.id, None, voice):
                given.setdefault(one.back, []).append(rescaled(one.value))
                days.setdefault(one.back, view.day(one.day))
        values[voice] = {back: _score(own) for back, own in given.items() if _is_enough(own)}
    days[0] = view.say("over_time_now")
    told = {back for own in values.values() for back in own}
    days = {back: day for back, day in days.items() if back in told}
    if len(days) < 2:
        return None
    return Course("", view.say("over_time_shared"), ("0", "100"), days, values)


def _is_enough(ratings: Sequence[float]) -> bool:
    return len(ratings) >= PROVISIONAL.statements_needed


def _score(ratings: Sequence[float]) -> tuple[float, str]:
    mean = fsum(ratings) / len(ratings)
    return mean / 100, number_words(mean)


def _course(view: View, course: Course) -> Markup:
    least, most = course.ends
    about = el("p", course.about, class_="ladder-about", dir="auto") if course.about else None
    told = [
        el("li", el("b", course.days[back]), el("dl", _told(view, course, back)))
        for back in course.times
    ]
    return el(
        "li",
        about,
        el("p", course.asked, class_="rated"),
        _picture(view, course),
        el("p", view.say("over_time_ends", least=least, most=most), class_="when"),
        el("ol", told, class_="over-time-told"),
    )


def _told(view: View, course: Course, back: int) -> list[Markup]:
    return [
        el(
            "div",
            el("dt", voice_head(view, voice)),
            el("dd", own[back][1] if back in own else view.say("over_time_none")),
            class_=f"voice-{voice.value}",
        )
        for voice, own in course.values.items()
    ]


def _picture(view: View, course: Course) -> Markup:
    times = course.times
    width = _STEP * len(times)
    turned = direction(view.language) == "rtl"
    at = {
        back: width - _STEP * (number + 0.5) if turned else _STEP * (number + 0.5)
        for number, back in enumerate(times)
    }
    ends = [
        el("line", x1=0, y1=y, x2=width, y2=y, stroke="#8a8a8a", stroke_width="1")
        for y in (_EDGE, _HEIGHT - _EDGE)
    ]
    lines = [_line(voice, own, times, at) for voice, own in course.values.items()]
    return el(
        "svg",
        ends,
        lines,
        viewBox=f"0 0 {width} {_HEIGHT}",
        width=width,
        height=_HEIGHT,
        class_="course",
        aria_hidden="true",
    )


def _line(voice: Voice, own: Values, times: Sequence[int], at: Mapping[int, float]) -> Markup:
    points = {back: (at[back], _y(share)) for back, (share, _) in own.items() if back in at}
    drawn: list[Child] = []
    for one, other in pairwise(times):
        if one in points and other in points:
            (x1, y1), (x2, y2) = points[one], points[other]
            drawn.append(
                el(
                    "line",
                    x1=f"{x1:g}",
                    y1=f"{y1:g}",
                    x2=f"{x2:g}",
                    y2=f"{y2:g}",
                    stroke="currentColor",
                    stroke_width="2",
                    stroke_dasharray=_BROKEN[voice],
                )
            )
    drawn += [_mark(voice, x, y) for x, y in points.values()]
    return el("g", drawn, class_=f"voice-{voice.value}")


def _y(share: float) -> float:
    return round(_HEIGHT - _EDGE - share * (_HEIGHT - 2 * _EDGE), 1)


def _mark(voice: Voice, x: float, y: float) -> Markup:
    if voice is Voice.PATIENT:
        return el("circle", cx=f"{x:g}", cy=f"{y:g}", r="6", fill="currentColor")
    # Larger and outlined, so that both show where they are on one step.
    place = {"x": f"{x - 9:g}", "y": f"{y - 9:g}", "width": "18", "height": "18"}
    return el("rect", **place, fill="none", stroke="currentColor", stroke_width="2.5")
