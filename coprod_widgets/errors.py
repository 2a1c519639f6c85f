"""What can go wrong, said so that the reader can put it right."""

from __future__ import annotations


class CoprodError(Exception):
    """Never raised itself: the root of everything coprod refuses, with a cure for each.

    Args:
        problem: One plain sentence that names the thing and the value.
        cure: One plain sentence that says what to do about it.
    """

    def __init__(self, problem: str, cure: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.problem} {self.cure}"


class InstrumentError(CoprodError):
    """An instrument file can't be used; `coprod check` lists its faults."""


class LawError(CoprodError):
    """A law pack, or the file of approvals, can't be used; `coprod law check` lists its faults."""


class AnswerError(CoprodError):
    """An answer doesn't fit its question, its voice or the state of the interview.

    Args:
        problem: As for every error; it is for the people who write scripts and read logs.
        cure: Likewise.
        plain: The key of what patients and nurses read in its stead (`widgets/words`).
        values: What is filled into those words.
    """

    def __init__(
        self, problem: str, cure: str, plain: str = "refused_reload", **values: object
    ) -> None:
        super().__init__(problem, cure)
        self.plain = plain
        self.values = values


class ConflictError(CoprodError):
    """Somebody else wrote first; nothing was changed."""


class NotFoundError(CoprodError):
    """There is no such thing, or it isn't yours to know of."""


class AlreadyReadyError(CoprodError):
    """The person has a talk with this workbook that is ready to hold; there are never two."""


class StoreError(CoprodError):
    """The data folder is missing, of another version, full, damaged, or its key doesn't fit.

    Args:
        problem: As for every error.
        cure: Likewise.
        plain: The key of what people on the ward read in its stead (`widgets/words`).
    """

    def __init__(self, problem: str, cure: str, plain: str = "store_damaged") -> None:
        super().__init__(problem, cure)
        self.plain = plain


class SealError(CoprodError):
    """A record or a journal doesn't match its seal."""


class PrepareError(CoprodError):
    """A caseload or reasons file, or a row of one, can't be used."""


class ParametersError(CoprodError):
    """A parameter of invented people, or a file of them, can't be used."""


class PlanError(CoprodError):
    """The plan of a release, or the file of people that it names, can't be used."""


class SettingsError(CoprodError):
    """A setting is missing or wrong."""
