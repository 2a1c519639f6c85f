"""What the page of a record shows: what it tells, what changed since, and what was made of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from coprod_widgets.access.accounts import Account, Role
from coprod_widgets.errors import SealError
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.interview.answer import Status
from coprod_widgets.measures.fidelity import ITEMS, fidelity
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.research.reading import MIME, read_record
from coprod_widgets.server.harmless import harmless
from coprod_widgets.server.pages import templates_folder
from coprod_widgets.store import Store
from coprod_widgets.store.records import RecordRow
from coprod_widgets.store.reviews import Rating, Review, Verdict
from coprod_widgets.store.talks import InterviewRow
from coprod_widgets.widgets.differences import changed, changes_html, differences_html
from coprod_widgets.widgets.review_sheet import sheet_html, told_html, two_ratings_html
from coprod_widgets.workbook.reviewing import (
    FIDELITY,
    FUNCTIONS,
    NURSE,
    WHOLE,
    Filled,
    review_sheet,
)

_STANDS = "yes"
Body = Mapping[str, Any]


@cache
def _exporter() -> Any:
    from nbconvert import HTMLExporter

    folder = templates_folder() / "nbconvert" / "templates"
    return HTMLExporter(template_name="coprod_record", extra_template_basedirs=[str(folder)])


def told(notebook: bytes) -> str:
    """What a record tells, as harmless HTML."""
    import nbformat

    node = nbformat.reads(notebook.decode("utf-8"), as_version=4)
    html, _ = _exporter().from_notebook_node(node)
    return harmless(html)


def body_of(notebook: bytes) -> Body:
    """The machine-readable half of a record.

    Raises:
        RecordError: it is of a newer format, or a part of it is missing or amiss.
    """
    read_record(notebook)
    for cell in json.loads(notebook)["cells"]:
        for output in cell.get("outputs", ()):
            if MIME in output.get("data", ()):
                found: Body = output["data"][MIME]
                return found
    raise SealError("The record has no machine-readable half.", "Run 'coprod verify'.")


def writer_of(store: Store, account_id: str, record_id: str) -> str:
    """What the form of a sheet says of whose it is; nobody else can make it up."""
    return f"{account_id}.{store.keys.look_up('writer', f'{account_id}|{record_id}')}"


class RecordView:
    """One version of a record as an account may see it."""

    def __init__(self, store: Store, row: RecordRow, account: Account, language: str) -> None:
        self.store, self.row, self.account, self.language = store, row, account, language
        self.about: InterviewRow = store.about(row.interview_id)
        self.versions = store.records_of(row.interview_id)
        self.reviews: Sequence[Review] = store.reviews_of(row.id)
        self.rating: Rating | None = store.rating_of(row.id)
        self.instrument: Instrument = store.instrument(*self.about.pin.split("@"))
        self.notebook = store.record_notebook(row.id)
        self.body = body_of(self.notebook)
        own = store.drafts_about(row.interview_id, account.id)
        # What was written about an earlier version comes along; marks are of one version alone.
        kept = [
            draft
            for draft in own
            if draft.version == row.version or (draft.version < row.version and not draft.is_rating)
        ]
        self.drafts = {draft.is_rating: draft for draft in reversed(kept)}

    @property
    def review(self) -> Review | None:
        """The verdict that rules."""
        return self.reviews[-1] if self.reviews else None

    @property
    def is_newest(self) -> bool:
        """Whether there is no newer version."""
        return self.versions[-1].id == self.row.id

    @property
    def is_others(self) -> bool:
        """Whether a supervisor looks at what somebody else held."""
        supervises = self.account.role is Role.SUPERVISOR
        return supervises and self.account.id != self.about.clinician_id

    @property
    def may_review(self) -> bool:
        """Whether it waits for a verdict that this account may give."""
        waits = self.review is None or self.review.decision is Verdict.RAISED
        return self.is_others and self.is_newest and waits

    @property
    def may_rate(self) -> bool:
        """Whether this account may rate it as the second."""
        return self.is_others and self.rating_is_due and not self._is_mine

    @property
    def rating_is_due(self) -> bool:
        """Whether a second rating is still to come."""
        return bool(self.review and self.review.drawn and self.rating is None)

    @property
    def _is_mine(self) -> bool:
        return any(review.account_id == self.account.id for review in self.reviews)

    @property
    def is_blind(self) -> bool:
        """Whether what the first one wrote is kept back, because this account may yet rate."""
        return self.account.role is Role.SUPERVISOR and self.rating_is_due and not self._is_mine

    def before(self) -> tuple[RecordRow, Review | None] | None:
        """The version that this one is compared with: the newest that was decided, or the last."""
        earlier = [row for row in self.versions if row.version < self.row.version]
        if not earlier:
            return None
        made = self.store.latest_reviews([row.id for row in earlier])
        decided = [row for row in earlier if row.id in made]
        row = (decided or earlier)[-1]
        return row, made.get(row.id)

    def stands(self) -> bool:
        """Whether all that came to a signed record is a yes to whether it stands."""
        before = self.before()
        if before is None or before[1] is None or before[1].decision is not Verdict.SIGNED_OFF:
            return False
        old = body_of(self.store.record_notebook(before[0].id))["answers"]
        asked = self.body["asked_again"]
        again = {q.id for q in self.instrument.questions if q.again_within}
        said = [one for one in self.body["answers"] if one["question"] in again]
        yes = [
            one
            for one in said
            if (one["status"], one["value"]) == (Status.ANSWERED, _STANDS)
            and asked is not None
            and (one["number"] or 0) > asked
        ]
        others = {key[0] for key in changed(old, self.body["answers"])} - again
        return bool(yes) and len(yes) == len(said) and not others

    def values(self, filled: Filled | None, problem: str, rated: bool) -> dict[str, Any]:
        """All that the page's template fills in.

        `filled` is what somebody wrote that was not kept, on the sheet or, if `rated`, as marks.
        """
        about, store, language = self.about, self.store, self.language
        stands = self.stands()
        return {
            "record": self.row,
            "newest": self.versions[-1],
            "title": self.instrument.title.say(language),
            "patient": store.patient(about.patient_id).name,
            "clinician": store.account(about.clinician_id).name,
            "differences": differences_html(
                self.instrument, self.body["answers"], language=language
            ),
            "changes": "" if stands else self._changes(),
            "stands": stands,
            "told": told(self.notebook),
            "reviews": [self._review(review) for review in self.reviews],
            "blind": self.is_blind,
            "ratings": self._ratings(),
            "may_review": self.may_review,
            "may_rate": self.may_rate,
            "sheet": self._sheet(filled),
            "writer": writer_of(store, self.account.id, self.row.id),
            "draft": None if filled else self.drafts.get(not self.may_review),
            "wrong": filled.wrong if filled else {},
            "lost": self._lost(filled, rated),
            "problem": problem,
        }

    def _changes(self) -> dict[str, Any] | str:
        before = self.before()
        if before is None:
            return ""
        row, review = before
        old = body_of(self.store.record_notebook(row.id))["answers"]
        key = f"changes_{review.decision.value}" if review else "changes"
        return changes_html(
            self.instrument, old, self.body["answers"], language=self.language, title=key
        )

    def _review(self, review: Review) -> dict[str, Any]:
        """A verdict, with as much of its sheet as the account may read."""
        sections = [*FUNCTIONS, FIDELITY]
        writer = review.account_id == self.account.id
        if not writer and self.account.id != self.about.clinician_id:
            sections.remove(NURSE)  # between the two of them
        sheet, summed = "", None
        if review.sheet.answers and not self.is_blind:
            instrument = self.store.instrument(*review.sheet.pin.split("@"))
            answers = review.sheet.answers
            sheet = told_html(instrument, answers, sections, language=self.language)
            summed = fidelity(
                {item: answers[item] for item in ITEMS if item in answers}, PROVISIONAL
            )
        return {
            "stage": f"stage_{review.decision.value}",
            "by": self.store.account(review.account_id).name,
            "at": review.at,
            "note": "" if self.is_blind else review.note,
            "message": "" if self.is_blind else review.message,
            "confirms": review.sheet.confirms,
            "sheet": sheet,
            "fidelity": summed,
        }

    def _ratings(self) -> str:
        """Both ratings side by side, for supervisors, as soon as both are in."""
        drawn = [review for review in self.reviews if review.drawn]
        if self.rating is None or not drawn or self.account.role is not Role.SUPERVISOR:
            return ""
        first = drawn[-1]
        instrument = self.store.instrument(*first.sheet.pin.split("@"))
        pairs = [(first.account_id, first.sheet.answers)]
        pairs += [(self.rating.account_id, self.rating.answers)]
        told = [(self.store.account(by).name, answers) for by, answers in pairs]
        return two_ratings_html(instrument, FIDELITY, told, language=self.language)

    def _sheet(self, filled: Filled | None) -> str:
        """The sheet to fill in, or the ten points alone."""
        if not (self.may_review or self.may_rate):
            return ""
        sections = WHOLE if self.may_review else (FIDELITY,)
        answers = filled.answers if filled else self._begun()
        if filled is None and (draft := self.drafts.get(not self.may_review)):
            answers = draft.answers
        wrong = filled.wrong if filled else ()
        return sheet_html(
            review_sheet(), answers, sections, language=self.language, wrong=tuple(wrong)
        )

    def _begun(self) -> dict[str, str | int]:
        """What whoever raised it had filled in already; how the nurse is stays with the two."""
        review = self.review
        if not self.may_review or review is None or review.sheet.pin != review_sheet().pin:
            return {}
        own = {question.id for question in review_sheet().section(NURSE).questions}
        mine = review.account_id == self.account.id
        return {key: value for key, value in review.sheet.answers.items() if mine or key not in own}

    def _lost(self, filled: Filled | None, rated: bool) -> str:
        """What was written and has no form any more that it could stand in; to be copied."""
        given = [] if filled is None else [(rated, filled.answers)]
        for is_rating, answers in given or [(r, d.answers) for r, d in self.drafts.items()]:
            still_there = self.may_rate if is_rating else self.may_review
            if answers and not still_there:
                sections = (FIDELITY,) if is_rating else WHOLE
                return told_html(review_sheet(), answers, sections, language=self.language)
        return ""
