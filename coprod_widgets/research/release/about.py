"""`release.json`: with what a release was made, who was left out and why, and each file's digest.

No moment is in it, so that the same inputs give the same bytes; the ledger in the store has that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coprod_widgets import __version__
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.research.disclosure.thresholds import BASE, DECIMALS, rounded
from coprod_widgets.research.release.cuts import MadeCut
from coprod_widgets.research.release.people import Chosen
from coprod_widgets.research.release.plan import Plan
from coprod_widgets.research.release.thinning import Rare
from coprod_widgets.research.writers import as_json

NAME = "release.json"
FORMAT = 1
_CONSENT = "Only people whose latest word on research was yes when the release was made."
_GATHERED = (
    "Only people of several hospitals who were in the newest data set of what these handed out "
    "when the release was made."
)


@dataclass(frozen=True)
class Parts:
    """Everything that is told of a release, before its files are named.

    `tables` are the names of the tables that go out, cuts not among them, and `interviews` how many
    talks are in them. `left_out_before` is who was left out of the data set already. `gathered`
    says whether that was made of what hospitals handed out.
    """

    plan: Plan
    plan_digest: str
    dataset_digest: str
    key_id: str
    chosen: Chosen
    interviews: int
    left_out_before: Mapping[str, int]
    tables: tuple[str, ...]
    cuts: tuple[MadeCut, ...]
    rare: Rare
    columns_left_out: int
    instruments: Mapping[str, Instrument]
    gathered: bool

    @property
    def consent(self) -> str:
        """Who may be in it, as the one who reads it is told."""
        return _GATHERED if self.gathered else _CONSENT


def told(number: int, k: int) -> int | str:
    """A number of people or talks as it may be told: rounded, and a small one only as such."""
    return f"fewer than {k}" if number < k else rounded(number)


def about(parts: Parts, files: Mapping[str, str]) -> bytes:
    """The file; `files` are the digests of all others."""
    plan, k = parts.plan, parts.plan.k
    body: dict[str, Any] = {
        "format": FORMAT,
        "product": {"name": "coprod", "version": __version__},
        "study": plan.study,
        "pseudonyms": {"key": parts.key_id},
        "people": told(len(parts.chosen.people), k),
        "interviews": told(parts.interviews, k),
        "consent": {
            "filter": parts.consent,
            "left_out": {why: told(number, k) for why, number in parts.chosen.left_out.items()},
            "left_out_of_the_data_set": {
                why: told(number, k) for why, number in parts.left_out_before.items()
            },
        },
        "settings": {
            "k": k,
            "rounded_to": BASE,
            "decimals_of_means": DECIMALS,
            "quasi_identifiers": {name: one.told for name, one in plan.quasi_identifiers.items()},
            "least_people_who_share_all_of_them": parts.chosen.k,
            "small_classes": plan.small_classes,
            "ward_cuts": plan.ward_cuts.model_dump() if plan.ward_cuts else None,
            "time_unit": plan.time_unit,
            "formats": list(plan.formats),
            "tables": list(parts.tables),
        },
        "asked_of_too_few": {
            "instruments": list(parts.rare.instruments),
            "questions": list(parts.rare.questions),
            "scores": list(parts.rare.scores),
            "measures": list(parts.rare.measures),
            "columns_of_wide_tables": parts.columns_left_out,
        },
        "cuts": [
            {
                "title": cut.planned.title,
                "table": cut.table.name,
                "hidden": cut.hidden,
                "refused": cut.told.refused,
            }
            for cut in parts.cuts
        ],
        "instruments": {pin: one.hash for pin, one in sorted(parts.instruments.items())},
        "plan": parts.plan_digest,
        "data_set": parts.dataset_digest,
        "files": dict(sorted(files.items())),
    }
    return as_json(body)
