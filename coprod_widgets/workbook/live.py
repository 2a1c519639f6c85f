"""What a workbook's notebook calls: it asks when live and tells when executed.

The same `talk.section("…")` gives a form on the ward (`COPROD_MODE=hold`), both accounts in a
record (`COPROD_MODE=record`), and anywhere else a form that keeps nothing, or the form as on paper
where nobody can answer.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Protocol

from markupsafe import Markup

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.interview import Interview
from coprod_widgets.widgets.view import Names


class Talk(Protocol):
    """One run of a workbook."""

    def section(self, section_id: str) -> None:
        """Show a section: ask it, or tell it."""

    def close(self) -> None:
        """Show how the talk ends: on the ward its last screen, in a record all of it at once."""


def open_interview(
    workbook: str, *, interview: str = "", language: str = "en", easy: bool = False
) -> Talk:
    """Open the interview that this run of the workbook is about, or a preview without one.

    Args:
        workbook: The workbook's id, which is the name of its folder.
        interview: The interview's id, put in by papermill. Empty in a preview.
        language: The language a preview begins in. On the ward it is the ward's, or the pair's.
        easy: Whether a preview begins with easy words. On the ward the pair chooses.
    """
    mode = os.environ.get("COPROD_MODE")
    if mode in ("hold", "record") and interview:
        return _on_the_ward(mode, interview)
    from coprod_widgets.instrument.loading import load
    from coprod_widgets.workbook.frontend import somebody_can_answer
    from coprod_widgets.workbook.preview import Preview

    path = _instrument(workbook)
    return Preview(
        load(path), language=language, easy=easy, live=somebody_can_answer(), folder=path.parent
    )


def _instrument(workbook: str) -> Path:
    from coprod_widgets.workbook.finding import find

    beside = Path.cwd() / f"{workbook}.yaml"
    return beside if beside.exists() else find(workbook).instrument


def _on_the_ward(mode: str, interview_id: str) -> Talk:
    from coprod_widgets.settings import Settings
    from coprod_widgets.store import Store

    settings = Settings.load()
    with Store.open(settings) as store:
        about = store.about(interview_id)
        interview, head = store.interview(interview_id), store.head(interview_id)
        if mode == "record":
            return Telling(
                interview,
                workbook=about.workbook,
                head=head,
                language=settings.language,
                episode=about.episode,
            )
        names = Names(
            patient=store.patient(about.patient_id).name,
            clinician=store.account(about.clinician_id).name,
        )
    # Whose screen it is; who asked for the page sees to it that it is still theirs.
    voice = Voice(os.environ.get("COPROD_VOICE") or interview.holder)
    return Asking(interview, voice, names=names, language=settings.language)


class Asking:
    """A talk on the ward: each section as the voice at the screen may see it now."""

    def __init__(self, interview: Interview, voice: Voice, *, names: Names, language: str) -> None:
        from coprod_widgets.widgets.screen import sections_html

        self._sections = sections_html(interview, voice, language=language, names=names)

    def section(self, section_id: str) -> None:
        """Show the section's form."""
        from coprod_widgets.widgets.html import el

        _show(el("div", Markup(self._sections[section_id]), data_section=section_id), section_id)  # noqa: S704  # rendered by us, escaped there

    def close(self) -> None:
        """The last screen belongs to the page, which shows it in every section's stead."""


class Telling:
    """A talk that is over: both accounts, in equal size, in the order the patient chose."""

    def __init__(
        self, interview: Interview, *, workbook: str, head: str, language: str, episode: int = 1
    ) -> None:
        self.interview = interview
        self.episode = episode
        self.workbook = workbook
        self.head = head
        self.language = language

    def section(self, section_id: str) -> None:
        """Tell the section."""
        from coprod_widgets.widgets.record import record_html

        _show(record_html(self.interview, section_id, language=self.language), section_id)

    def close(self) -> None:
        """Put all of it into one output that a machine can read."""
        from coprod_widgets.research.reading import MIME
        from coprod_widgets.widgets.record import summary_html
        from coprod_widgets.workbook.record_format import record_of

        record = record_of(
            self.interview,
            workbook=self.workbook,
            head=self.head,
            language=self.language,
            episode=self.episode,
        )
        plain = f"Record of interview {self.interview.id} with {self.interview.instrument.pin}"
        html = summary_html(self.interview, workbook=self.workbook, language=self.language)
        _display({"text/html": str(html), "text/plain": plain, MIME: record})


def _show(html: str, plain: str) -> None:
    _display({"text/html": str(html), "text/plain": f"Section '{plain}'"})


def _display(bundle: dict[str, Any]) -> None:
    from IPython.display import display

    display(bundle, raw=True)
