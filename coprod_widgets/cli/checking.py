"""Looking whether something holds: instruments before they are used, journals and seals after."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from coprod_widgets.cli.terminal import Data, app, opened


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Instrument files.")],
) -> None:
    """Check instruments; prints every fault with its place and cure."""
    from coprod_widgets.instrument.checks import check as check_file

    faulty = False
    for file in files:
        if _is_law_pack(file):
            print(f"{file} is a law pack. Check it by: coprod law check {file}")
            continue
        instrument, faults = check_file(file)
        for fault in faults:
            print(fault)
        faulty = faulty or bool(faults)
        if instrument and not faults:
            questions = list(instrument.questions)
            print(
                f"{file}: {instrument.pin} holds {len(instrument.sections)} sections, "
                f"{len(questions)} questions, {sum(bool(q.ask_if) for q in questions)} rules, "
                f"{len(instrument.scores)} scores, in {', '.join(instrument.languages)}."
            )
    if faulty:
        raise SystemExit(1)


def _is_law_pack(file: Path) -> bool:
    """Whether it is the other kind of file under `workbooks/`, which has checks of its own."""
    from coprod_widgets.errors import InstrumentError
    from coprod_widgets.instrument.source import read, text_of

    try:
        written = read(text_of(file), str(file)).value
    except InstrumentError:
        return False
    return isinstance(written, dict) and "jurisdiction" in written and "sections" not in written


@app.command()
def sealed(
    key: Annotated[Path, typer.Option(metavar="FILE", help="The private half of the sealing key.")],
    data: Data = None,
) -> None:
    """Count the sealed answers that a private key opens; shows nothing of what is in them."""
    from coprod_widgets.store.sealing import open_sealed, read_identity

    with opened(data) as store:
        identity = read_identity(key, store.settings.recipient)
        opens = [inside is not None for _, inside in open_sealed(store.sealed_answers(), identity)]
    print(f"The key fits this data folder, and opens {sum(opens)} of {len(opens)} sealed answers.")
    if not all(opens):
        raise SystemExit(1)


@app.command()
def verify(data: Data = None) -> None:
    """Walk every row, every journal and every seal, and name what does not hold."""
    from coprod_widgets.store.verifying import walk

    with opened(data) as store:
        walked = walk(store)
    for finding in walked.findings:
        print(f"{finding.thing}: {finding.problem} {finding.cure}", file=sys.stderr)
    for note in walked.notes:
        print(note)
    if walked.findings:
        raise SystemExit(1)
    print(f"All {walked.interviews} interviews hold, and every record matches its seal.")
