"""Pictures that aren't there, hold more than a picture, or stand where none is shown."""

from __future__ import annotations

from collections.abc import Iterator

from coprod_widgets.instrument.checking.ground import Ground
from coprod_widgets.instrument.faults import Fault
from coprod_widgets.instrument.pictures import MOST_BYTES, PictureError, named, picture


def pictures_draw(ground: Ground) -> Iterator[Fault]:
    """Pictures that are missing, of another kind, too big, or that could do something."""
    bytes_of: dict[str, int] = {}
    # Taken from the file itself: a question whose form is at fault has its pictures told as well.
    for path, name in named(ground.parsed):
        if path == ("title", "picture"):
            problem = "The title of an instrument stands in lists, without a picture."
            yield ground.fault(path, name, problem, "Give the picture to the first section.")
            continue
        try:
            bytes_of[name] = len(picture(ground.folder, name))
        except PictureError as error:
            yield ground.fault(path, name, error.problem, error.cure)
    total = sum(bytes_of.values())
    if total > MOST_BYTES:
        problem = f"The pictures have {total // 1000} kB together."
        cure = (
            f"Use simpler ones: up to {MOST_BYTES // 1000} kB, since they are kept with each use."
        )
        yield ground.fault((), "", problem, cure)
