"""The review desk over HTTP: what is asked of whom, what is refused, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest

from coprod_widgets.access.audit import Deed
from coprod_widgets.store import Store
from coprod_widgets.store.records import RecordRow
from tests.browser.ward import Ward
from tests.server.visitor import Visitor
from tests.workbook.desks import (
    ITEMS,
    add_person,
    asked_again,
    changed_since,
    closed,
    fields,
    marks,
    recorded,
    sheet,
    signed,
)
from tests.workbook.sealed import sealed

pytestmark = pytest.mark.slow
WORDS = "What nobody else may lose."


@pytest.fixture
def nora(desk: Ward) -> Iterator[Visitor]:
    with Visitor(desk.url, desk.account("clinician")) as visitor:
        yield visitor


def review(visitor: Visitor, row: RecordRow, **apart: str) -> tuple[int, str]:
    told = visitor.submit(f"/records/{row.id}/review", digest=row.digest, **fields(**apart))
    return told.status_code, unescape(told.text)


def rate(visitor: Visitor, row: RecordRow, mark: str = "1") -> tuple[int, str]:
    told = {f"s-{item}": mark for item in ITEMS}
    answer = visitor.submit(f"/records/{row.id}/rating", digest=row.digest, **told)
    return answer.status_code, unescape(answer.text)


def page(visitor: Visitor, row: RecordRow) -> str:
    return unescape(visitor.get(f"/records/{row.id}").text)


def test_what_is_still_missing_is_named_and_what_was_written_stays(
    sita: Visitor, row: RecordRow, store: Store
) -> None:
    status, told = review(sita, row, outcome="returned", nurse_is="", skill_seen=WORDS)
    assert status == 400
    assert 'href="#s-note"' in told
    assert 'href="#s-nurse_is"' in told
    assert WORDS in told
    assert store.reviews_of(row.id) == []


def test_what_she_saw_is_bound_by_its_digest(sita: Visitor, row: RecordRow, store: Store) -> None:
    told = sita.submit(f"/records/{row.id}/review", digest="0" * 64, **fields(note=WORDS))
    assert told.status_code == 409
    assert WORDS in told.text
    assert review(sita, row)[0] == 303
    assert store.reviews_of(row.id)[0].digest == row.digest
    reviewed = [event for event in store.events() if event.deed is Deed.REVIEWED]
    assert (reviewed[-1].resource, reviewed[-1].reason) == (row.id, f"signed_off {row.digest}")


def test_the_second_of_two_who_sign_at_once_loses_nothing(
    sita: Visitor, tess: Visitor, row: RecordRow, store: Store
) -> None:
    assert review(sita, row)[0] == 303
    status, told = review(tess, row, note=WORDS)
    assert status == 409
    assert "Somebody else has reviewed this record" in told
    assert WORDS in told
    denied = [event for event in store.events() if event.deed is Deed.DENIED]
    assert (denied[-1].resource, denied[-1].reason) == (row.id, "review_taken")


def test_a_record_that_is_amended_at_that_moment_is_not_signed(
    sita: Visitor, row: RecordRow, store: Store
) -> None:
    page(sita, row)
    newer = changed_since(store, row, "Said anew")
    status, told = review(sita, row, note=WORDS)
    assert status == 409
    assert WORDS in told
    assert f"/records/{newer.id}" in told
    assert store.reviews_of(row.id) == store.reviews_of(newer.id) == []


def test_nobody_reviews_or_rates_what_they_held(tess: Visitor, store: Store) -> None:
    own = recorded(store, add_person(store, "Her own", clinician="tess"))
    assert "review-form" not in page(tess, own)
    assert review(tess, own)[0] == 404
    signed(store, own)
    assert rate(tess, own)[0] == 404
    assert "Nobody reviews their own." in [event.reason for event in store.events()]


def test_a_clinician_gets_no_sheet_and_no_desk(nora: Visitor, row: RecordRow) -> None:
    assert "review-form" not in page(nora, row)
    assert review(nora, row)[0] == 404
    assert rate(nora, row)[0] == 404
    for address in ("/alike", "/reviewed"):
        assert nora.get(address).status_code == 404


def test_the_nurse_reads_all_of_it_and_another_supervisor_not_how_she_is(
    nora: Visitor, tess: Visitor, store: Store
) -> None:
    row = recorded(store, add_person(store, "Of the nurse"))
    told = sheet(store, "To the nurse.", "To you both.")
    store.add_review(row.id, "a_sita", "raised", told, row.digest, row.at)
    ten = "The ten points come to 20 of 20."
    for words in ("To the nurse.", "To you both.", "Tired and proud.", "He was asked first.", ten):
        assert words in page(nora, row)
        assert (words in page(tess, row)) == (words != "Tired and proud.")


def test_the_pair_is_told_the_outcome_and_the_message_and_no_more(
    sita: Visitor, nora: Visitor, row: RecordRow
) -> None:
    assert review(sita, row, note="Only for Nora.", message="Thank you both.")[0] == 303
    talk = f"/interview/{row.interview_id}"
    told = nora.get(talk).text
    assert "has signed it off" in told
    assert "Thank you both." in told
    made = nora.submit(f"{talk}/copy")
    copy = unescape(nora.get(made.headers["location"]).text)
    assert "has signed it off" in copy
    assert "Thank you both." in copy
    for words in ("Only for Nora.", "Tired and proud.", "He was asked first."):
        assert words not in told + copy


def test_that_it_was_raised_is_not_told_to_the_patient(
    sita: Visitor, nora: Visitor, row: RecordRow
) -> None:
    assert review(sita, row, outcome="raised", note="Worrying.")[0] == 303
    told = nora.get(f"/interview/{row.interview_id}").text
    assert "still looking" in told
    assert "raised," not in told
    assert "raised, waits for a decision" in nora.get("/").text


def test_a_raised_record_stands_on_top_and_somebody_decides_it(
    sita: Visitor, tess: Visitor, row: RecordRow, store: Store
) -> None:
    assert review(sita, row, outcome="raised", note="Worrying.")[0] == 303
    home = tess.get("/").text
    waiting = home[home.index('id="waiting"') :]
    raised = waiting.count("raised, waits for a decision")
    assert row.id in [one.record.id for one in store.waiting(raised)]
    assert waiting.rindex("raised, waits") < waiting.index("not looked at yet")
    assert "Worrying." in page(tess, row)
    assert review(tess, row, message="Thank you.")[0] == 303


def test_how_hard_the_message_is_to_read_is_told_and_nothing_is_kept(
    sita: Visitor, row: RecordRow, store: Store
) -> None:
    hard = "Multidisciplinary formulation necessitates comprehensive consideration."
    answer = sita.submit(
        f"/records/{row.id}/review", digest=row.digest, look="yes", **fields(message=hard)
    )
    assert answer.status_code == 200
    assert "reads like words for people of" in answer.text
    assert hard in answer.text
    assert store.reviews_of(row.id) == []


def test_changed_after_sign_off_shows_old_and_new_side_by_side(
    sita: Visitor, row: RecordRow, store: Store
) -> None:
    signed(store, row)
    newer = changed_since(store, row, "Said anew")
    home = sita.get("/").text
    assert "changed after sign-off" in home[home.index(newer.id) - 600 : home.index(newer.id)]
    told = page(sita, newer)
    assert "What changed since it was signed off" in told
    assert "Said anew" in told
    assert told.index("Before") < told.index("Said anew")
    assert "Sign it off again" not in told
    assert review(sita, newer)[0] == 303


def test_a_yes_alone_is_one_line_and_signed_with_one_press(
    tess: Visitor, row: RecordRow, store: Store
) -> None:
    signed(store, row)
    newer = asked_again(store, row)
    told = page(tess, newer)
    assert "said yes, it stands. Nothing else has changed." in told
    assert "What changed since" not in told
    answer = tess.submit(f"/records/{newer.id}/review", digest=newer.digest, confirm="yes")
    assert answer.status_code == 303
    (made,) = store.reviews_of(newer.id)
    assert made.sheet.confirms
    assert not made.drawn


@pytest.mark.parametrize("how", ["change", "more", "returned"])
def test_anything_but_a_yes_alone_is_read_and_signed_as_ever(
    sita: Visitor, row: RecordRow, store: Store, how: str
) -> None:
    if how == "returned":
        told = sheet(store, "Ask again.")
        store.add_review(row.id, "a_tess", "returned", told, row.digest, row.at)
    else:
        signed(store, row)
    if how == "more":
        newer = asked_again(store, changed_since(store, row, "More was said"))
    else:
        newer = asked_again(store, row, "change" if how == "change" else "yes")
    assert "Sign it off again" not in page(sita, newer)
    answer = sita.submit(f"/records/{newer.id}/review", digest=newer.digest, confirm="yes")
    assert answer.status_code == 409
    assert store.reviews_of(newer.id) == []


def test_the_second_rates_without_seeing_the_first_until_both_are_in(
    sita: Visitor, tess: Visitor, row: RecordRow, store: Store
) -> None:
    assert review(sita, row, note=WORDS, message="For both.", strengths_first="0")[0] == 303
    assert row.id in tess.get("/").text
    blind = page(tess, row)
    for hidden in (WORDS, "For both.", "He was asked first.", "Both ratings", "come to"):
        assert hidden not in blind
    assert "checked" not in blind
    assert WORDS in page(sita, row)
    assert rate(sita, row)[0] == 409
    status, _ = rate(tess, row, "7")
    assert status == 400
    assert rate(tess, row)[0] == 303
    assert rate(tess, row)[0] == 409
    for visitor in (sita, tess):
        both = page(visitor, row)
        assert "Both ratings, side by side" in both
        assert WORDS in both
    assert [event.deed for event in store.events()].count(Deed.RATED) >= 1


def test_how_alike_two_rate_is_refused_below_ten_and_told_from_ten_on(
    sita: Visitor, store: Store
) -> None:
    before = len(store.rated_twice())
    told = unescape(sita.get("/alike").text)
    assert before < 10
    assert "There is too little to say" in told
    for number in range(10 - before):
        row = recorded(store, add_person(store, f"Rated {number}"))
        signed(store, row, strengths_first=number % 3, reveal_together=(number + 1) % 3)
        second = marks(2, strengths_first=number % 2, reveal_together=number % 3)
        pin = store.reviews_of(row.id)[0].sheet.pin
        at = row.at + timedelta(hours=1)
        store.add_rating(row.id, "a_tess", second, pin, row.digest, at)
    told = unescape(sita.get("/alike").text)
    assert "Gwet's AC2" in told
    for code in ("(EX)", "(W1)", "(QWK)", "(AC2)"):
        assert code in told
    assert "10 records" in told
    for label in ("substantial", "moderate", "excellent"):
        assert label not in told


def test_a_record_of_a_newer_format_is_named_and_not_shown_as_if_whole(
    sita: Visitor, nora: Visitor, store: Store
) -> None:
    held = closed(store, add_person(store, "From the future"))
    row = sealed(store, held.id, held.at, changes={"format": 99})
    for visitor in (sita, nora):
        answer = visitor.get(f"/records/{row.id}")
        assert answer.status_code == 409
        assert "Its format is 99" in answer.text
        assert "I could see what is written" not in answer.text
    assert review(sita, row)[0] == 409
    assert store.reviews_of(row.id) == []
    assert (store.events()[-1].deed, store.events()[-1].reason) == (Deed.DENIED, "format")


def test_words_of_supervisors_are_shown_as_words(
    sita: Visitor, nora: Visitor, row: RecordRow
) -> None:
    planted = "<script>alert(1)</script>"
    assert review(sita, row, note=planted, message=planted, nurse_is=planted)[0] == 303
    for told in (nora.get(f"/records/{row.id}").text, nora.get("/").text):
        assert planted not in told
    assert planted not in nora.get(f"/interview/{row.interview_id}").text
