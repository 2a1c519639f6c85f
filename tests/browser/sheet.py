"""What a supervisor presses and writes on the review sheet."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.workbook.desks import ITEMS

STANDARDS = (
    "rights_told",
    "limits_told",
    "disclosures_handled",
    "both_voices_kept",
    "actions_dated",
)


def mark(page: Page, question: str, code: str | int) -> None:
    page.locator(f"input[name='s-{question}'][value='{code}']").check()


def mark_all(page: Page, code: int = 2) -> None:
    for item in ITEMS:
        mark(page, item, code)


def fill_sheet(
    page: Page, *, outcome: str = "signed_off", note: str = "", message: str = ""
) -> None:
    """Fill in all of it, without saving it."""
    for question in STANDARDS:
        mark(page, question, "yes")
    page.get_by_label("One skill you saw").fill("He was asked first, and she waited.")
    page.get_by_label("How the nurse is with this work").fill("Tired and proud.")
    mark_all(page)
    mark(page, "outcome", outcome)
    page.get_by_label("A note to the nurse").fill(note)
    page.get_by_label("A message to the pair").fill(message)
