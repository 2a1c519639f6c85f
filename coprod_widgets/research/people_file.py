"""Files of people: what a hospital knows of them beside their talks, a line for each."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from coprod_widgets.errors import CoprodError

NUMBER, PERSON = "number", "person"
"""The columns that say who a line is about: by hospital number, or by pseudonym."""


def rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file of people with the number of their line; the first has the columns.

    Raises:
        CoprodError: it can't be read, or is no CSV in UTF-8.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file, strict=True)
            for row in reader:
                if row:
                    yield reader.line_num, row
    except (UnicodeDecodeError, csv.Error):
        raise CoprodError(
            f"The file of people {path} is no CSV in UTF-8.", "Save it as CSV in UTF-8."
        ) from None
    except OSError as error:
        raise CoprodError(
            f"The file of people {path} can't be read: {error.strerror}.",
            "Name a file that you may read.",
        ) from None
    except ValueError:
        raise CoprodError(
            f"{str(path)!r} is no name of a file of people.", "Take the zero byte out of it."
        ) from None


def by_pseudonym(
    path: Path, attributes: Sequence[str], pseudonym: Callable[[str], str | None]
) -> bytes:
    """The file with pseudonyms in place of hospital numbers, and no columns but those named.

    Args:
        path: The file; its column `number` has hospital numbers.
        attributes: The columns that are kept, in this order.
        pseudonym: That of a hospital number; None leaves the line out.

    Raises:
        CoprodError: the file lacks a column, a line is too short or too long, or somebody is in it
            twice. No value is named, because it is somebody's.
    """
    rows = rows_of(path)
    _, header = next(rows, (0, []))
    missing = next((name for name in (NUMBER, *attributes) if header.count(name) != 1), None)
    if missing is not None:
        raise CoprodError(
            f"{path} has no column '{missing}', or two of that name.",
            f"Its first line names '{NUMBER}' and each attribute once.",
        )
    who, kept = header.index(NUMBER), [header.index(name) for name in attributes]
    found: dict[str, list[str]] = {}
    for line, row in rows:
        if len(row) != len(header):
            raise CoprodError(f"{path}:{line} has more or fewer cells.", "Mend the line.")
        person = pseudonym(row[who].strip())
        if person in found:
            raise CoprodError(f"The person of {path}:{line} is there twice.", "Keep one line.")
        if person is not None:
            found[person] = [row[place].strip() for place in kept]
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([PERSON, *attributes])
    # By pseudonym: the order of the hospital's own file would tell something of who is who.
    writer.writerows([person, *found[person]] for person in sorted(found))
    return written.getvalue().encode()
