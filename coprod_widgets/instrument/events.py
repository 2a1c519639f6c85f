"""The events of a YAML text: by the fast parser where it can, else by the thorough one.

The fast one doesn't know all of YAML 1.2: in brackets it takes a question mark for a sign of its
own and refuses `{en: How are you?}`. Instruments are full of question marks, and the thorough one
takes twenty times as long, so those that can't be a sign are put under cover while it reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import ScalarEvent, StreamEndEvent

try:
    from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]  # it only passes it on
except ImportError:  # another Python than CPython
    CParser = None

# A question mark is a sign only where a value could begin: after a space, a line's end or an
# opening bracket. Everywhere else it is part of a word, whether it stands in quotes or not.
_IN_A_WORD = re.compile(r"(?<=[^\s\[{,])\?")
_COVER = "\ue03f"


def fast_events(text: str) -> Iterator[Any]:
    """The events as the fast parser sees them.

    Raises:
        YAMLError: the text can't be read so. Maybe it can be read thoroughly.
    """
    if CParser is None:
        yield from thorough_events(text)
        return
    covered = text if _COVER in text else _IN_A_WORD.sub(_COVER, text)
    parser = CParser(covered)
    try:
        while True:
            event = parser.get_event()
            kind = type(event)
            if kind is ScalarEvent and _COVER in event.value and covered is not text:
                event.value = event.value.replace(_COVER, "?")
            yield event
            if kind is StreamEndEvent:
                return
    finally:
        parser.dispose()


def thorough_events(text: str) -> Iterator[Any]:
    """The events as YAML 1.2 has them.

    Raises:
        YAMLError: this isn't YAML.
    """
    yield from YAML(typ="safe", pure=True).parse(text)
