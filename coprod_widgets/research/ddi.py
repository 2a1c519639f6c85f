"""The codebook in DDI-Codebook 2.5, which data archives take in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as Xml

from coprod_widgets.interview.answer import Status
from coprod_widgets.research.columns import Column
from coprod_widgets.research.writers import Table

NAME = "ddi.xml"
_SPACE = "ddi:codebook:2_5"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9_.-]")
_TYPES = {"text": "character", "whole": "numeric", "number": "numeric", "yes_no": "numeric"}


def ddi(tables: Sequence[Table], title: str = "Structured interviews in two voices") -> bytes:
    """The codebook of the tables as XML."""
    # The space is declared by hand, so that no name needs a prefix.
    root = Xml.Element("codeBook", {"xmlns": _SPACE, "version": "2.5"})
    citation = _in(_in(root, "stdyDscr"), "citation")
    _in(_in(citation, "titlStmt"), "titl", title)
    for number, table in enumerate(tables, start=1):
        file = _in(root, "fileDscr", ID=f"F{number}")
        text = _in(file, "fileTxt")
        _in(text, "fileName", table.name)
    data = _in(root, "dataDscr")
    for number, table in enumerate(tables, start=1):
        for column in table.columns:
            _variable(data, f"F{number}", table.name, column)
    Xml.indent(root)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _variable(data: Xml.Element, file: str, table: str, column: Column) -> None:
    # A name in XML may not begin with a figure; a file's id keeps those of two tables apart.
    known = f"V{file}.{_NOT_IN_IDS.sub('_', column.name)}"
    variable = _in(data, "var", ID=known, name=column.name, files=file)
    _in(variable, "labl", column.meaning)
    if column.status:
        asked = _in(variable, "qstn")
        _in(asked, "qstnLit", column.meaning)
        _in(variable, "universe", f"Where {column.status} is {Status.ANSWERED.value}")
    for value, label in _categories(column):
        missing = {"missing": "Y"} if value in column.missing else {}
        category = _in(variable, "catgry", **missing)
        _in(category, "catValu", str(value))
        _in(category, "labl", label)
    _in(variable, "concept", table)
    _in(variable, "varFormat", type=_TYPES[column.type])


def _categories(column: Column) -> Iterable[tuple[int | str, str]]:
    if column.type == "yes_no":
        return (("false", "No"), ("true", "Yes"))
    return column.labels.items()


def _in(parent: Xml.Element, tag: str, text: str = "", /, **attributes: str) -> Xml.Element:
    plain = {key: _NOT_IN_XML.sub("\ufffd", value) for key, value in attributes.items()}
    element = Xml.SubElement(parent, tag, plain)
    element.text = _NOT_IN_XML.sub("\ufffd", text) or None
    return element
