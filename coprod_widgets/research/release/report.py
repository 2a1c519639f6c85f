"""The disclosure report of a release: one page for people, that prints on A4 and needs no other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from coprod_widgets.research.disclosure.counts import TOTAL
from coprod_widgets.research.disclosure.means import Means
from coprod_widgets.research.disclosure.thresholds import BASE, DECIMALS
from coprod_widgets.research.release.about import Parts, told
from coprod_widgets.research.release.cuts import MadeCut
from coprod_widgets.research.release.page import (
    facts,
    grid,
    heading,
    listed,
    paragraph,
    table,
    whole,
)

NAME = "report.html"
_NUMBER = Markup('<td class="number">{}</td>')
_WHY = {
    "no": "said no to research",
    "ask_later": "said 'ask me later'",
    "withdrawn": "withdrew",
    "capacity_lost": "could no longer decide about it",
    "never_asked": "were never asked",
    "left_since": "are not in what the hospitals handed out last",
    "without_attributes": "are not in the file of people",
    "small_class": "were too few of a kind",
}
_NEVER = """\
Own words: only numbers and codes of the instruments are in any table.
Names and hospital numbers: people and talks have keyed pseudonyms of this study alone.
Calendar dates: time is counted from a day that is another one for each person, and is not told.
What was sealed from the ward, and whether it was answered.
Numbers of too few people, and least and greatest values.
Wards, unless this page says who allowed them.
""".splitlines()


def report(parts: Parts, files: Sequence[str]) -> bytes:
    """The page; `files` are the names of all other files but `release.json`."""
    plan = parts.plan
    body = [
        paragraph(
            "This page says what is in this folder, who is not in it and why, and what was done so "
            "that nobody can be recognised. It goes with the tables."
        ),
        *_inside(parts),
        *_left_out(parts),
        *_alike(parts),
        *_rare(parts),
        *_cuts(parts),
        *_ledger(parts),
        heading("What never goes out"),
        listed(_NEVER),
        *_files(files),
    ]
    return whole(f"Disclosure report: study {plan.study}", body)


def _inside(parts: Parts) -> Iterable[Markup]:
    plan, k = parts.plan, parts.plan.k
    yield heading("What is in it")
    yield facts(
        ("People", _about(len(parts.chosen.people), k)),
        ("Talks", _about(parts.interviews, k)),
        ("Tables of talks", ", ".join(parts.tables) or "none: counts and means alone"),
        ("Counts and means", str(len(parts.cuts)) if parts.cuts else "none"),
        ("Least number of people", f"{k}: nothing is told of fewer"),
        ("Pseudonyms", f"of this study alone; made with the key {parts.key_id}"),
        ("Time", f"whole {plan.time_unit}s, shifted for each person by 0 to 364 days"),
    )


def _left_out(parts: Parts) -> Iterable[Markup]:
    k = parts.plan.k
    yield heading("Who is not in it, and why")
    yield paragraph(parts.consent + " Small numbers are told only as small.")
    before, since = parts.left_out_before, parts.chosen.left_out
    rows = [
        (_WHY.get(why, why), *(_counted(one.get(why), k) for one in (before, since)))
        for why in dict.fromkeys((*before, *since))
    ]
    head = ("They", "when the data set was made", "since then")
    yield table("People left out", head, rows)


def _counted(number: int | None, k: int) -> str:
    return "" if number is None else str(told(number, k))


def _alike(parts: Parts) -> Iterable[Markup]:
    plan, chosen = parts.plan, parts.chosen
    yield heading("What somebody outside could know of a person")
    if not plan.quasi_identifiers:
        yield paragraph("No attribute of people is in this release, so all are alike by them.")
    else:
        rows = [(name, one.told) for name, one in plan.quasi_identifiers.items()]
        yield table("Attributes, and how they were made coarser", ("Attribute", "Told"), rows)
    if chosen.k is None:
        yield paragraph("No table has a line for each person; the cuts below guard themselves.")
    else:
        names = ", ".join(plan.quasi_identifiers) or "nothing"
        yield paragraph(
            f"By {names}, everybody in the tables is like at least {chosen.k - 1} others "
            f"(k = {chosen.k}; at least {plan.k} was asked for)."
        )
    if plan.ward_cuts:
        yield paragraph(
            f"Wards may be told of here. {plan.ward_cuts.allowed_by} allowed it: "
            f"{plan.ward_cuts.why}"
        )


def _rare(parts: Parts) -> Iterable[Markup]:
    rare = parts.rare
    yield heading("What too few people were asked")
    lines = [
        f"{what}: {', '.join(names)}"
        for what, names in (
            ("Instruments held with too few people", rare.instruments),
            ("Questions", rare.questions),
            ("Scores", rare.scores),
            ("Measures", rare.measures),
        )
        if names
    ]
    if parts.columns_left_out:
        lines.append(
            f"Columns of wide tables alone: {parts.columns_left_out}; as rows, what was asked of "
            "enough people about other rows of a list is in the long tables"
        )
    if lines:
        yield paragraph(
            f"Fewer than {parts.plan.k} people were asked these, or have a value of them, so they "
            "are in no table:"
        )
        yield listed(lines)
    else:
        yield paragraph("Nothing had to be left out of the tables for being asked of too few.")


def _cuts(parts: Parts) -> Iterable[Markup]:
    if not parts.cuts:
        return
    yield heading("Counts and means")
    yield paragraph(
        f"People are rounded to {BASE}, each number by itself, so sums may be off; means have "
        f"{DECIMALS} decimal place. A hidden number is of fewer than {parts.plan.k} people, or is "
        "hidden so that another one can't be worked out."
    )
    for cut in parts.cuts:
        yield Markup("<h3>{}</h3>").format(cut.planned.title)
        if not cut.told.refused:
            yield _of_cut(cut)
        yield paragraph(_checked(cut))


def _of_cut(cut: MadeCut) -> Markup:
    caption = f"In the file {cut.table.name}"
    if isinstance(cut.told, Means):
        means = cut.told.groups.items()
        rows = [
            _row(group, (one.people if one else None, one.mean if one else None))
            for group, one in means
        ]
        return grid(caption, (cut.told.by, "people", "mean"), rows)
    counts, shape = cut.told, cut.told.shape
    across = (*shape.columns, TOTAL)
    rows = [
        _row(row, [counts.numbers[row, column] for column in across])
        for row in (*shape.rows, TOTAL)
    ]
    if counts.cut.columns is None:
        return grid(caption, (counts.cut.rows, "people"), rows)
    corner = f"{counts.cut.rows} down, {counts.cut.columns} across"
    return grid(caption, (corner, *across), rows)


def _row(name: str, numbers: Iterable[float | None]) -> Markup:
    cells = Markup("").join(_NUMBER.format(_shown(number)) for number in numbers)
    return Markup('<th scope="row">{}</th>{}').format(name, cells)


def _checked(cut: MadeCut) -> str:
    told_of = cut.told
    if told_of.refused:
        return f"Nothing of it is told. {told_of.refused}"
    if not cut.hidden:
        return "Nothing had to be hidden."
    several = "1 number is" if cut.hidden == 1 else f"{cut.hidden} numbers are"
    if isinstance(told_of, Means):
        return (
            f"{several} hidden. Each group that is told has enough people with different values, "
            "and the mean of all doesn't give a hidden group away."
        )
    return (
        f"{several} hidden. All that is told was put together, margins and roundings too. Of each "
        "hidden number it stays open whether it is small, or it is surely not; no small number can "
        "be worked out."
    )


def _ledger(parts: Parts) -> Iterable[Markup]:
    yield heading("Earlier releases")
    who = "study centre" if parts.gathered else "hospital"
    yield paragraph(
        "The people behind each number were held against those behind every number that this "
        f"{who} released before, for any study. No two that are not the same differ by fewer "
        f"than {parts.plan.k} people, so nothing can be learnt of a few by a subtraction. This "
        "release is in the same ledger now."
    )
    if parts.gathered:
        yield paragraph("What the hospitals released themselves is in their own ledgers.")


def _files(files: Sequence[str]) -> Iterable[Markup]:
    yield heading("The files")
    yield paragraph(
        "release.json has the SHA-256 of each, the settings, and the versions of the instruments. "
        "Parquet holds everything as it is. In CSV, a text that a spreadsheet would run as a "
        "formula begins with an apostrophe."
    )
    yield listed(sorted(files), "files")


def _about(number: int, k: int) -> str:
    return f"about {told(number, k)}" if number >= k else str(told(number, k))


def _shown(value: float | None) -> str | Markup:
    if value is None:
        return Markup('<span class="hidden">hidden</span>')
    return str(value)
