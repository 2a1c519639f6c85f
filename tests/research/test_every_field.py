"""Whatever stands in whichever field of an instrument, and in every answer, it harms no file."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pyreadstat
import pytest
from pandas.io.stata import StataReader
from pydantic import BaseModel

from coprod_widgets.instrument.definition import Ask, Instrument
from coprod_widgets.instrument.loading import load_text
from coprod_widgets.research.columns import TABLES
from coprod_widgets.research.dataset import make_dataset
from coprod_widgets.research.formats import WRITERS
from coprod_widgets.research.writers import harmless
from coprod_widgets.translation import Text

from .records import DEFINITION, choices, question, words
from .test_dataset import NOW, Shelf, rows_of
from .test_formats import answers
from .test_formulas import NUMBER, RUNS

PLAIN = "plain words"
HARMFUL = [
    '=HYPERLINK("http://example.invalid","x")',
    "<script>alert('x')</script><b onload=x>&amp;]]></labl><!--",
    'He said "no", then\r\nleft; \'quoted\',,"\t@x',
    "\u202e=1+1|cmd \x07\ufffe \U0001f642",
]
# Not free: languages, drawings, rules and ids of questions are read as such, and refused else.
HASHES = {"hash", "bytes"}
KEYED = ["interview", "person", "instrument_hash"]
BOUND = {"languages", "picture", "pictures", "ask_if", "sealed_unless", "given", "hash"}


def full() -> dict[str, Any]:
    """An instrument with every field that an author can write words into."""
    one, *others = DEFINITION["sections"]
    leads = {**choices("ours")[0], "leads_to": {"words": words("w"), "fields": {"kind": "fact"}}}
    plan = question("plan", "joint", "many", choices=[leads, *choices("theirs")])
    more = [
        question("how", "each", "text", hint=words("h"), hard_words="x"),
        question("apart", "each", "text"),
        question("ours", "joint", "text"),
        plan,
    ]
    more[1]["ask"] = {voice: words("a") for voice in ("patient", "clinician")}
    more[2]["ask"] = {"joint": words("a")}
    for each in more:
        each["construct"] = "c"
    first = {**one, "questions": [*one["questions"], *more]}
    return DEFINITION | {"version": "3.0.0", "licence": "l", "sections": [first, *others]}


def said_everywhere(part: Any, text: str) -> Any:
    """The same with `text` wherever words are, and as easy words too."""
    if isinstance(part, dict):
        if "en" in part:
            return {"en": text, "easy": {"en": text}}
        return {
            key: text
            if key in ("construct", "licence", "hard_words")
            else said_everywhere(one, text)
            for key, one in part.items()
        }
    return [said_everywhere(one, text) for one in part] if isinstance(part, list) else part


def owner(model: type[BaseModel], name: str) -> str:
    """The model that a field was first declared in."""
    above = [one for one in model.__mro__ if name in getattr(one, "model_fields", ())]
    return above[-1].__name__


def free_fields(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[tuple[str, str]]:
    """Every field below a model that takes any text at all."""
    seen.add(model)
    for name, field in model.model_fields.items():
        for kind in kinds_in(field.annotation):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                if kind not in seen:
                    yield from free_fields(kind, seen)
                if issubclass(kind, Text | Ask):
                    yield owner(model, name), name
            elif kind is str and not field.metadata and name not in BOUND:
                yield owner(model, name), name


def kinds_in(annotation: Any) -> Iterator[Any]:
    """The types in an annotation; text that has to look a certain way is none."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        if inner[0] is not str:
            yield from kinds_in(inner[0])
    elif origin is typing.Literal:
        return
    elif origin in (typing.Union, types.UnionType) or inner:
        for one in inner:
            yield from kinds_in(one)
    else:
        yield annotation


def filled_fields(part: Any, text: str) -> Iterator[tuple[str, str]]:
    """Every field below a part in which the text stands."""
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            if text in str(getattr(part, name)):
                yield owner(type(part), name), name
            yield from filled_fields(getattr(part, name), text)
    elif isinstance(part, Mapping):
        for one in part.values():
            yield from filled_fields(one, text)
    elif isinstance(part, Sequence) and not isinstance(part, str):
        for one in part:
            yield from filled_fields(one, text)


def test_the_instrument_of_these_tests_has_words_in_every_field_that_takes_any() -> None:
    instrument = load_text(json.dumps(said_everywhere(full(), PLAIN)), "full")
    missing = set(free_fields(Instrument, set())) - set(filled_fields(instrument, PLAIN))
    assert missing == set()


def made_with(text: str, folder: Path) -> Path:
    written = json.dumps(said_everywhere(full(), text))
    shelf = Shelf(folder / "data")
    instrument = load_text(written, "full")
    shelf.store.keep_instrument(instrument, written)
    pin = {"id": instrument.id, "version": instrument.version, "hash": instrument.hash}
    told = answers(text)
    for name, voice in (("how", "patient"), ("how", "clinician"), ("ours", "joint")):
        told.append({**told[1], "question": name, "voice": voice, "value": text})
    for voice in ("patient", "clinician"):
        told.append({**told[1], "question": "apart", "voice": voice, "value": text})
    told.append({**told[1], "question": "plan", "voice": "joint", "value": ["ours"]})
    shelf.put("p_anna", "i_1", "yes", instrument=pin, answers=told)
    made = make_dataset(
        shelf.store, folder / "out", at=NOW, progress=lambda *_: None, formats=tuple(WRITERS)
    )
    shelf.store.close()
    assert (made.interviews, made.quarantined) == (1, [])
    return folder / "out"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_with(PLAIN, tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module", params=HARMFUL, ids=["formula", "markup", "quotes", "signs"])
def harmed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    return request.param, made_with(request.param, tmp_path_factory.mktemp("harmed"))


def names(out: Path) -> list[str]:
    return sorted(path.stem for path in out.glob("*.parquet"))


def test_every_table_has_the_same_cells_and_none_would_be_run(
    plain: Path, harmed: tuple[str, Path]
) -> None:
    text, out = harmed
    assert names(out) == names(plain) == sorted([*TABLES, "wide_forms"])
    for name in names(out):
        ours = pl.read_parquet(out / f"{name}.parquet")
        wanted = pl.read_parquet(plain / f"{name}.parquet").with_columns(
            pl.selectors.string().replace(PLAIN, text)
        )
        # Each folder has a key of its own, and other texts have other numbers of words.
        apart = [*KEYED, "words"]
        assert ours.drop(apart, strict=False).equals(wanted.drop(apart, strict=False)), name
        for cells, row in zip(
            rows_of(out / f"{name}.csv"), ours.iter_rows(named=True), strict=True
        ):
            for column, cell in cells.items():
                assert not RUNS.match(cell) or NUMBER.fullmatch(cell), (name, column, cell)
                if isinstance(row[column], str):
                    assert cell == harmless(row[column])
    assert text in set(pl.read_parquet(out / "answers.parquet")["construct"])


def test_labels_are_the_same_in_spss_and_stata_but_for_what_is_named(
    harmed: tuple[str, Path],
) -> None:
    text, out = harmed
    named = json.loads((out / "shortened.json").read_text("utf-8"))["shortened"]
    cut = {(one["file"], one["whole"]): one["written"] for one in named}
    for name in names(out):
        frame, about = pyreadstat.read_sav(str(out / f"{name}.sav"), user_missing=True)
        assert len(frame) == pl.read_parquet(out / f"{name}.parquet").height
        with StataReader(out / f"{name}.dta") as reader:
            stata = reader.read(convert_categoricals=False, convert_missing=True)
            labels = [label for one in reader.value_labels().values() for label in one.values()]
        assert len(stata) == len(frame)
        if name == "wide_forms":
            in_spss = {
                label for one in about.variable_value_labels.values() for label in one.values()
            }
            assert cut.get(("wide_forms.sav", text), text) in in_spss
            assert cut.get(("wide_forms.dta", text), text) in labels


class _Page(HTMLParser):
    """The tags of a page with the names of what they carry, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, ...]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _ in attrs)))

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment", data))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def without_control(text: str) -> str:
    """As HTML and XML can hold it, with a line's end as both read it."""
    return text.replace("\r\n", "\n").replace("\x07", "\ufffd").replace("\ufffe", "\ufffd")


def test_pages_and_codebooks_have_the_same_parts_and_the_exact_words(
    plain: Path, harmed: tuple[str, Path]
) -> None:
    text, out = harmed
    page = _Page((out / "codebook.html").read_text("utf-8"))
    assert page.tags == _Page((plain / "codebook.html").read_text("utf-8")).tags
    told = without_control("".join(page.words))
    assert without_control(text) in told
    ours = ElementTree.parse(out / "ddi.xml").getroot()
    theirs = ElementTree.parse(plain / "ddi.xml").getroot()
    parts = [(one.tag, sorted(one.attrib)) for one in ours.iter()]
    assert parts == [(one.tag, sorted(one.attrib)) for one in theirs.iter()]
    assert any(without_control(text) in (one.text or "") for one in ours.iter())
    for name in ("codebook.json", "datapackage.json"):
        wanted = json.loads((plain / name).read_text("utf-8"))
        ours_told = json.loads((out / name).read_text("utf-8"))
        assert replaced(ours_told, text) == replaced(wanted, text)


def replaced(part: Any, text: str) -> Any:
    """What was written with plain words, with others in their place, and nobody's hash."""
    if isinstance(part, dict):
        return {key: replaced(one, text) for key, one in part.items() if key not in HASHES}
    if isinstance(part, list):
        return [replaced(one, text) for one in part]
    return part.replace(PLAIN, text) if isinstance(part, str) else part
