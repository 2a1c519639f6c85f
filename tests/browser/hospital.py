"""A hospital's own ward, set up by the command line alone, as the people who run it would."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.meeting import begin_talk, sign_in
from tests.browser.ward import Ward, free_port

_INSTRUMENTS = Path(__file__).parent.parent / "instruments"
PASSWORD = "a password long enough"
STAFF = (("Nora", "clinician"), ("Sita", "supervisor"))
SURNAMES = {
    "Ash": "Lowmoor",
    "Birch": "Valewood",
    "Cedar": "Denehurst",
    "Elder": "Shawfield",
    "Hazel": "Fenwater",
    "Rowan": "Craghill",
}
"""Invented people; no word of any workbook is one of these."""

Reason = Mapping[str, str]
"""One row of a file of reasons."""


def start_hospital(
    folder: Path,
    reasons: Mapping[str, Iterable[Reason]],
    *,
    environment: Mapping[str, str] | None = None,
) -> Ward:
    """A running ward: Nora, Sita, and by their names the people whose reasons were prepared."""
    url = f"http://127.0.0.1:{free_port()}/"
    said: dict[str, Any] = {"url": url, "accounts": [], "interviews": []}
    ward = Ward(folder / "data", None, said, folder / "log", environment=environment)
    ran(ward, "init", "--private-key", str(folder / "sealed.key"))
    for name, role in STAFF:
        ran(ward, "account", "add", name, "--role", role, "--password-stdin", typed=PASSWORD)
        said["accounts"].append({"name": name, "password": PASSWORD, "role": role})
    people = {name: f"H{number}" for number, name in enumerate(reasons)}
    caseload, prepared = folder / "caseload.csv", folder / "reasons.csv"
    _write(
        caseload,
        [
            {"patient_number": number, "patient_name": name, "clinician": "Nora"}
            for name, number in people.items()
        ],
    )
    _write(
        prepared,
        [
            {"patient_number": people[name], **reason}
            for name, written in reasons.items()
            for reason in written
        ],
    )
    files = ["--caseload", str(caseload), "--reasons", str(prepared)]
    told = ward.run("prepare", "--workbook", "reasons", *files)
    assert f"Made {len(people)} interviews ready" in told.stdout, told.stderr
    said["prepared"] = told.stderr
    ward.serve_again()
    return ward


def bring_workbook(ward: Ward, instrument: str, section: str) -> None:
    """Put a workbook of the ward's own into its folder: one of our tiny instruments."""
    book = ward.data / "workbooks" / instrument
    book.mkdir(parents=True)
    shutil.copy(_INSTRUMENTS / f"{instrument}.yaml", book)
    parameters = new_code_cell('interview = ""\nlanguage = "en"', metadata={"tags": ["parameters"]})
    opens = (
        "from coprod_widgets import open_interview\n\n"
        f'talk = open_interview("{instrument}", interview=interview, language=language)'
    )
    cells = [opens, f'talk.section("{section}")', "talk.close()"]
    notebook = new_notebook(cells=[parameters, *map(new_code_cell, cells)])
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.metadata.kernelspec = kernel
    nbformat.write(notebook, book / f"{instrument}.ipynb")


def ran(ward: Ward, *arguments: str, typed: str | None = None) -> str:
    """What a command said, once it went well."""
    done = ward.run(*arguments, typed=typed)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _write(path: Path, lines: list[dict[str, str]]) -> None:
    columns = list(dict.fromkeys(column for line in lines for column in line))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(lines)


def reason(wording: str, **more: str) -> Reason:
    """A reason that may be shared."""
    return {"wording": wording, "kind": "account", "may_be_shared": "yes", **more}


def nurses_page(context: BrowserContext, ward: Ward) -> Page:
    """The nurse's first page, after she signed in."""
    page = context.new_page()
    sign_in(page, ward.url, ward.account("clinician"))
    return page


def persons_page(page: Page, ward: Ward, name: str) -> None:
    """Go to somebody's page from the list of people."""
    page.goto(ward.url)
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    page.wait_for_load_state()


def open_talk(page: Page, ward: Ward, name: str, title: str = "The reasons on my record") -> str:
    """Begin somebody's talk from their page, made ready first if it isn't; gives its id."""
    persons_page(page, ward, name)
    heading = page.get_by_role("heading", name=title)
    step = page.locator(".steps > li").filter(has=heading)
    if not step.get_by_role("link", name="Begin").count():
        step.get_by_role("button", name="Make").click()
    step.get_by_role("link", name="Begin").click()
    begin_talk(page)
    return page.url.rsplit("/", 1)[1]
