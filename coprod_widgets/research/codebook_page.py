"""The codebook as a page for people: what each column means, and what was asked in which words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from markupsafe import Markup

from coprod_widgets.instrument.definition import Instrument, ListQuestion, Question
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.measures.catalogue import MEASURES
from coprod_widgets.measures.thresholds import LABEL, PROVISIONAL
from coprod_widgets.research.codebook import STATUSES, asked_of, formula
from coprod_widgets.research.pooling import as_asked
from coprod_widgets.research.values import MISSING
from coprod_widgets.research.writers import Table
from coprod_widgets.translation import Text
from coprod_widgets.widgets.measured import measure_formula, measure_name

NAME = "codebook.html"
_STYLE = Markup(
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #767676;padding:.3rem .5rem;"
    "text-align:left;vertical-align:top}dt{font-weight:bold}"
)


def codebook_page(
    instruments: Sequence[Instrument], tables: Sequence[Table], without: Collection[str] = ()
) -> bytes:
    """The page, in one file that needs no other; `without` as in `codebook`."""
    parts = [
        Markup("<h1>Codebook</h1>"),
        _statuses(),
        *(_table(table) for table in tables),
        _measures(),
        *(_instrument(instrument, without) for instrument in instruments),
    ]
    page = Markup(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        "<title>Codebook</title><style>{}</style></head>\n<body><main>\n{}\n</main></body></html>\n"
    )
    return page.format(_STYLE, Markup("\n").join(parts)).encode()


def _statuses() -> Markup:
    rows = [
        (status.value, str(MISSING.get(status, "")), meaning)
        for status, meaning in STATUSES.items()
    ]
    return Markup("<h2>Statuses</h2>") + _rows(("status", "missing code", "meaning"), rows)


def _table(table: Table) -> Markup:
    rows = [
        (
            column.name,
            column.type,
            column.meaning,
            "; ".join(f"{value}: {label}" for value, label in column.labels.items()),
        )
        for column in table.columns
    ]
    head = Markup("<h2>Table {}</h2>").format(table.name)
    return head + _rows(("column", "type", "meaning", "values"), rows)


def _measures() -> Markup:
    rows = [
        (
            one.code,
            measure_name(one.code, "en"),
            measure_formula(one.code, "en"),
            f"{one.range[0]} to {one.range[1]}",
        )
        for one in MEASURES
    ]
    head = Markup("<h2>Measures</h2><p>{}. Thresholds: {}.</p>").format(
        LABEL.capitalize(), PROVISIONAL.name
    )
    return head + _rows(("code", "name", "formula", "range"), rows)


def _instrument(instrument: Instrument, without: Collection[str]) -> Markup:
    language = instrument.languages[0]
    title = Markup("<h2>{}: {}</h2><p>SHA-256 {}</p>").format(
        instrument.pin, instrument.title.say(language), instrument.hash
    )
    rows = [
        row
        for question in instrument.questions
        if as_asked(instrument, question.id) not in without
        for voice in question.voices
        for row in _question(instrument, question, voice)
    ]
    scores = [
        (score.id, score.voice.value, score.title.say(language), formula(score))
        for score in instrument.scores
        if as_asked(instrument, score.id) not in without
    ]
    columns = ("question", "voice", "measures", "exact words", "codes")
    told = title + _rows(columns, rows)
    if scores:
        told += _rows(("score", "voice", "title", "formula"), scores)
    return told


def _question(
    instrument: Instrument, question: Question, voice: Voice
) -> Iterable[tuple[str, ...]]:
    codes = [(choice.code, choice.text) for choice in instrument.choices(question, voice)]
    construct = question.measures or ""
    yield question.id, voice.value, construct, _words(asked_of(question, voice)), _codes(codes)
    if isinstance(question, ListQuestion):
        for field in question.fields:
            codes = [(choice.code, choice.text) for choice in field.choices]
            yield f"{question.id}.{field.id}", voice.value, "", _words(field.ask), _codes(codes)


def _codes(codes: Iterable[tuple[int | str, Text]]) -> str:
    return "; ".join(f"{code}: {_words(text)}" for code, text in codes)


def _words(text: Text) -> str:
    told = [f"[{language}] {words}" for language, words in text.words.items()]
    told += [f"[{language}, easy] {words}" for language, words in text.easy.items()]
    return " ".join(told)


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    names = Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in head)
    body = Markup("").join(
        Markup("<tr>{}</tr>\n").format(
            Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row)
        )
        for row in rows
    )
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(names, body)
