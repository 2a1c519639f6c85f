"""Instruments from files and from the text that the store keeps of them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from coprod_widgets.errors import InstrumentError
from coprod_widgets.instrument.checks import check
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.instrument.faults import Fault
from coprod_widgets.instrument.pictures import gathered, joined, parted
from coprod_widgets.instrument.shaping import shape
from coprod_widgets.instrument.source import Parsed, read
from coprod_widgets.instrument.source import text_of as file_text

__all__ = ["Parsed", "load", "load_text", "read", "text_of"]


def load(path: Path) -> Instrument:
    """The instrument in a file.

    Raises:
        InstrumentError: lists every fault.
    """
    instrument, faults = check(path)
    return _or_refuse(instrument, faults, str(path))


def text_of(path: Path) -> str:
    """The text of an instrument file with its pictures, exactly as it is hashed and kept.

    Raises:
        InstrumentError: there is no such file, or it isn't UTF-8.
    """
    text = file_text(path)
    return joined(text, gathered(read(text, str(path)), path.parent))


@lru_cache(maxsize=64)
def load_text(text: str, name: str) -> Instrument:
    """The instrument in a text that was checked and kept; `name` stands in messages.

    Raises:
        InstrumentError: lists every fault of its form.
    """
    written, pictures = parted(text)
    parsed = read(written, name)
    parsed.pictures, parsed.kept = pictures, text
    shaped = shape(parsed)
    return _or_refuse(shaped.instrument, [*parsed.faults, *shaped.faults], name)


def _or_refuse(instrument: Instrument | None, faults: list[Fault], name: str) -> Instrument:
    if instrument is None or faults:
        many = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        told = "\n".join(str(fault) for fault in faults)
        cure = f"Put right what is named and run 'coprod check {name}'."
        raise InstrumentError(f"{name} has {many}:\n{told}\n", cure)
    return instrument
