"""All faults of an instrument file at once, before anybody is asked anything."""

from __future__ import annotations

from pathlib import Path

from coprod_widgets.errors import InstrumentError
from coprod_widgets.instrument.checking.elsewhere import sources_there
from coprod_widgets.instrument.checking.episodes import (
    compared_with_last_time,
    ids_are_free,
    ladder_can_be_drawn,
    picked_rows,
    rows_come_to_an_end,
    sealed_by_choice,
    sealed_can_be,
)
from coprod_widgets.instrument.checking.ground import Check, Ground, readable_rules
from coprod_widgets.instrument.checking.ids import used_once
from coprod_widgets.instrument.checking.languages import every_language
from coprod_widgets.instrument.checking.leaks import nothing_leaks
from coprod_widgets.instrument.checking.names import (
    guesses_about_pairs,
    lists_in_place,
    record_order_can_be_chosen,
    reveals_that_can_be,
    scales_there,
)
from coprod_widgets.instrument.checking.order import asked_in_order
from coprod_widgets.instrument.checking.pictures import pictures_draw
from coprod_widgets.instrument.checking.reach import can_be_asked
from coprod_widgets.instrument.checking.reading import easy_enough
from coprod_widgets.instrument.checking.rule_references import references_there, rows_only_counted
from coprod_widgets.instrument.checking.rule_types import conditions_fit
from coprod_widgets.instrument.checking.scores import scores_come_out
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.instrument.faults import Fault
from coprod_widgets.instrument.mending import mend
from coprod_widgets.instrument.pictures import gathered, joined
from coprod_widgets.instrument.shaping import shape
from coprod_widgets.instrument.source import Parsed, read, text_of

__all__ = ["CHECKS", "Fault", "check", "check_parsed"]

CHECKS: tuple[Check, ...] = (
    readable_rules,
    used_once,
    ids_are_free,
    scales_there,
    guesses_about_pairs,
    reveals_that_can_be,
    lists_in_place,
    picked_rows,
    rows_come_to_an_end,
    record_order_can_be_chosen,
    sealed_by_choice,
    sealed_can_be,
    compared_with_last_time,
    ladder_can_be_drawn,
    sources_there,
    references_there,
    rows_only_counted,
    conditions_fit,
    asked_in_order,
    nothing_leaks,
    every_language,
    pictures_draw,
    easy_enough,
    scores_come_out,
)


def check(path: Path) -> tuple[Instrument | None, list[Fault]]:
    """The instrument in a file, if it has the form of one, and every fault, by line."""
    try:
        text = text_of(path)
    except InstrumentError as error:
        return None, [Fault(str(path), 1, "", "", error.problem, error.cure)]
    return check_parsed(read(text, str(path)), path.parent)


def check_parsed(parsed: Parsed, folder: Path) -> tuple[Instrument | None, list[Fault]]:
    """The same for a file that was read. Pictures are looked for in `folder`."""
    parsed.pictures = gathered(parsed, folder)
    parsed.kept = joined(parsed.text, parsed.pictures)
    shaped = shape(parsed)
    faults = [*parsed.faults, *shaped.faults]
    checked, doubtful = shaped.instrument, frozenset[str]()
    if checked is None:
        checked, doubtful = mend(parsed, shaped)
    if checked is not None:
        ground = Ground(parsed, checked, folder, doubtful)
        faults += [fault for one in CHECKS for fault in one(ground)]
        faults += can_be_asked(ground, {fault.place for fault in faults})
    return shaped.instrument, sorted(set(faults))
