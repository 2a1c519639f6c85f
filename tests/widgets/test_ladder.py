"""Who decides what, as a picture and in words, without anything that isn't revealed."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.instrument.loading import load
from coprod_widgets.interview.answer import Happening, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.server.harmless import harmless
from coprod_widgets.widgets.ladder import ladder_html
from coprod_widgets.widgets.record import summary_html
from coprod_widgets.widgets.screen import sections_html
from coprod_widgets.widgets.view import Names, View
from tests.instrument.tiny import FOLDER
from tests.interview.tiny import C, J, P, fresh, happen, say

DECISIONS = load(FOLDER / "who_decides.yaml")
TITLE = "Who decides what"
LAW = {
    "topics": [
        {
            "id": "leave_outside",
            "title": {"en": "Leave outside"},
            "text": {"en": "The Ministers decide."},
            "source": "An Act, section 224",
            "helps": {"en": "An advocate", "easy": {"en": "Someone on your side"}},
            "confirmed": False,
        }
    ]
}


def begun(instrument: Instrument = DECISIONS, **topics: str) -> Interview:
    """A talk with these topics, picked for today."""
    talk = happen(Interview("i_1", instrument), Happening.OPENED)
    origins = {"topics": {"r1": "law.topics.leave_outside"}}
    talk = happen(talk, Happening.CARRIED, law=LAW, origins=origins)
    for row, words in topics.items():
        talk = say(talk, "topics", J, {"topic": words, "today": "yes"}, row=row)
    return talk


def rated(talk: Interview, row: str, question: str, patient: int, clinician: int) -> Interview:
    return say(say(talk, question, P, patient, row=row), question, C, clinician, row=row)


def leave() -> Interview:
    """One topic, with all that is asked about it."""
    talk = say(begun(r1="Leave outside"), "who", C, 0, row="r1")
    talk = say(talk, "why", C, "The court's order.", row="r1")
    talk = say(talk, "how", C, "Ask the Tribunal.", row="r1")
    talk = rated(rated(talk, "r1", "say_now", 1, 2), "r1", "say_fair", 4, 2)
    talk = say(talk, "open_part", J, "Who comes with me", row="r1")
    return say(talk, "next_look", J, "2026-05-04", row="r1")


def drawn(talk: Interview, holder: Any = None, **names: str) -> str:
    return str(ladder_html(View(talk, holder, names=Names(**names))) or "")


def picture_and_words(html: str) -> tuple[str, str]:
    picture, words = html.split('<div class="ladder-words">')
    return picture, words


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_a_talk_without_a_ladder_or_without_topics_has_no_picture() -> None:
    assert drawn(fresh()) == ""
    assert drawn(begun()) == ""
    assert TITLE not in summary_html(fresh())


def test_each_topic_stands_on_its_rung_and_the_rungs_lead_down_to_you() -> None:
    talk = begun(r1="Leave outside", r2="My evenings", r3="Post", r4="Not for today")
    talk = say(say(talk, "who", C, 0, row="r1"), "who", C, 4, row="r2")
    talk = say(talk, "topics", J, {"topic": "Not for today", "today": "no"}, row="r4")
    picture, _ = picture_and_words(drawn(talk))
    told = plain(picture)
    in_order = ["A court, a tribunal", "Leave outside", "A safety rule", "You My evenings"]
    places = [told.index(words) for words in [*in_order, "Not looked at yet Post"]]
    assert places == sorted(places)
    assert "Not for today" not in told


def test_both_views_are_drawn_in_equal_size_and_told_by_shape_and_word() -> None:
    picture, _ = picture_and_words(drawn(leave()))
    sizes = re.findall(r'<svg viewBox="0 0 (160) 28" width="160" height="28"', picture)
    assert len(sizes) == 2
    assert "● Patient Now: Not at all Fair: Mostly" in plain(picture)
    assert "■ Staff Now: A little Fair: A little" in plain(picture)
    patient, clinician = re.findall(r'<svg viewBox="0 0 160.*?</svg>', picture)
    assert '<circle cx="16" cy="14" r="6.5" fill="currentColor">' in patient
    assert '<circle cx="112" cy="14" r="11" fill="none"' in patient
    assert "<rect" not in patient
    # Both of hers are on one step: the filled mark stands inside the outlined one.
    assert '<rect x="41.5" y="7.5" width="13" height="13" fill="currentColor">' in clinician
    assert '<rect x="37" y="3" width="22" height="22" fill="none"' in clinician


def test_what_was_rated_is_drawn_even_where_nobody_said_who_decides() -> None:
    talk = begun(r1="Leave outside", r2="Post")
    picture, _ = picture_and_words(drawn(rated(talk, "r1", "say_now", 1, 2)))
    told = plain(picture)
    assert told.index("Not looked at yet") < told.index("● Patient Now: Not at all")
    assert told.endswith("Post")


def test_what_is_open_stands_inside_what_is_fixed() -> None:
    picture, words = picture_and_words(drawn(leave()))
    assert "◆ Open to work on Who comes with me" in plain(picture)
    assert "Open to work on Who comes with me" in plain(words)


def test_the_words_tell_all_that_the_picture_shows_and_why_and_what_helps() -> None:
    picture, words = picture_and_words(drawn(leave()))
    assert 'class="ladder-picture" aria-hidden="true"' in picture
    assert plain(words) == (
        "The same in words Leave outside Who can say yes or no A court, a tribunal or the"
        " government Why The court's order. How you can question it Ask the Tribunal. Where it"
        " says so An Act, section 224 Who helps An advocate How sure this is To be confirmed by"
        " the hospital. The say there is now ● Patient: Not at all ■ Staff: A little The say that"
        " would be fair ● Patient: Mostly ■ Staff: A little Open to work on Who comes with me"
        " Looked at next 4 May 2026"
    )


def test_who_did_not_want_to_say_is_told_so_and_nothing_is_drawn_for_it() -> None:
    talk = say(begun(r1="Leave outside"), "say_now", P, row="r1", status=Status.DECLINED)
    talk = say(say(talk, "say_now", C, 2, row="r1"), "who", C, 1, row="r1")
    picture, words = picture_and_words(drawn(talk))
    assert "● Patient Now: Did not want to say" in plain(picture)
    assert picture.count('<svg viewBox="0 0 160') == 1
    assert "● Patient: Did not want to say ■ Staff: A little" in plain(words)
    assert "Open to work on Nothing is written down yet." in plain(words)


SCALES = [(question, voice) for question in ("say_now", "say_fair") for voice in (P, C)]


@given(
    st.lists(
        st.tuples(st.sampled_from(SCALES), st.sampled_from([Status.ANSWERED, Status.DECLINED])),
        max_size=6,
    ),
    st.sampled_from([None, P, C]),
)
def test_nothing_unrevealed_is_ever_in_the_html(said: list, holder: Any) -> None:
    talk = say(begun(r1="Leave outside"), "who", C, 0, row="r1")
    talk = say(talk, "private", P, "PLANTED", row="r1")
    done = set()
    for (question, voice), status in said:
        value = 4 if status is Status.ANSWERED else None
        talk = say(talk, question, voice, value, row="r1", status=status)
        done.add((question, voice))
    covered = [q for q in ("say_now", "say_fair") if not {(q, P), (q, C)} <= done]
    nobody = say(begun(r1="Leave outside"), "who", C, 0, row="r1")
    html = drawn(talk, holder)
    assert "PLANTED" not in html
    if len(covered) == 2:
        # Not even that somebody has answered can be seen.
        assert html == drawn(nobody, holder)
    for key, words in (("say_now", "Now"), ("say_fair", "Fair")):
        hidden = plain(html).count(f"{words}: Not told, as you have not both answered")
        assert hidden == (2 if key in covered else 0)


def test_what_is_sealed_is_not_told(tmp_path: Path) -> None:
    text = (FOLDER / "who_decides.yaml").read_text("utf-8")
    found = "id: say_fair, voice: each, type: scale, scale: five, reveal: after_both"
    assert found in text
    sealed = tmp_path / "who_decides.yaml"
    sealed.write_text(text.replace(found, found.replace("after_both", "sealed")), "utf-8")
    talk = say(begun(load(sealed), r1="Leave outside"), "who", C, 0, row="r1")
    talk = rated(talk, "r1", "say_fair", 4, 4)
    html = drawn(talk)
    assert "Mostly" not in html
    assert plain(html).count("Fair: Answers to this question are sealed.") == 2


def test_what_was_taken_back_is_not_told() -> None:
    back = say(leave(), "open_part", J, row="r1", status=Status.WITHDRAWN)
    back = say(back, "who", C, row="r1", status=Status.WITHDRAWN)
    assert "Who comes with me" not in drawn(back)
    assert "Not looked at yet Leave outside" in plain(drawn(back))


def test_words_that_look_like_markup_stay_words() -> None:
    attack = "<script>alert(1)</script>\"'&"
    talk = say(begun(r1=attack), "open_part", J, attack, row="r1")
    assert "<script" not in drawn(talk, P, patient=attack)


def test_the_pair_that_chose_easy_words_reads_easy_words() -> None:
    html = plain(drawn(happen(leave(), Happening.WORDED, language="en", easy=True)))
    assert "A court or the government" in html
    assert "Now: No Fair: A lot" in html
    assert "Someone on your side" in html


def test_where_one_reads_from_right_to_left_the_scale_does_too() -> None:
    talk = happen(
        Interview("i_1", DECISIONS.model_copy(update={"languages": ("en", "ar")})), Happening.OPENED
    )
    talk = say(talk, "topics", J, {"topic": "Leave", "today": "yes"}, row="r1")
    talk = happen(rated(talk, "r1", "say_now", 1, 1), Happening.WORDED, language="ar", easy=False)
    talk = say(talk, "who", C, 0, row="r1")
    assert '<circle cx="144" cy="14" r="6.5"' in drawn(talk)
    assert "Far right: Not at all." in drawn(talk)


@pytest.mark.parametrize("holder", [P, C])
def test_it_is_on_the_last_screen_of_a_talk_with_its_words_folded(holder: Any) -> None:
    talk = say(say(leave(), "private", P, row="r1", status=Status.SKIPPED), "topics", J, True)
    if holder is P:
        talk = happen(talk, Happening.HANDED_OVER, to="patient")
    names = Names("Sam", "Nora")
    html = "".join(sections_html(talk, holder, names=names).values())
    assert f"<h3>{TITLE}</h3>" in html
    assert '<details class="ladder-words"><summary>The same in words</summary>' in html
    assert "● Sam Now: Not at all Fair: Mostly" in plain(html)


def test_the_record_tells_it_whole_and_as_harmless_html_it_stays_so() -> None:
    html = summary_html(happen(leave(), Happening.CLOSED))
    assert f"<h2>{TITLE}</h2>" in html
    assert "style=" not in html
    assert " id=" not in html

    def parts(source: str) -> list[tuple[str, list[str]]]:
        found = re.findall(r"<([a-z0-9]+)((?: [^>]*)?)>", source)
        return [(tag, sorted(re.findall(r'[\w-]+="[^"]*"', said))) for tag, said in found]

    assert parts(harmless(html)) == parts(html)
    assert plain(harmless(html)) == plain(html)
