"""Parameters of invented people, read from a TOML or YAML file and written as one to edit."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from coprod_widgets.errors import ParametersError
from coprod_widgets.workbook.invented.habits import TOGETHER, Habits, parameters

_HEAD = """\
# How invented people behave: the parameters of 'coprod simulate --parameters FILE'.
# Keep the lines to change; what isn't in the file keeps its default. docs/simulating.md says
# how they work together.
"""
_MOST_BYTES = 100_000


def as_file() -> str:
    """All parameters with their defaults, units, bounds and meanings, as TOML."""
    lines = [_HEAD]
    for one in parameters():
        lines.append(f"# {one.means}; {one.unit}, {one.least:g} to {one.most:g}")
        lines.append(f"{one.name} = {one.default!r}")
    groups = "\n".join(f"#   {' + '.join(names)}" for names in TOGETHER)
    lines.append(f"\n# These are shares of one whole, so at most 1 together:\n{groups}\n")
    return "\n".join(lines)


def read_habits(path: Path) -> Habits:
    """The defaults, with what a file says in their stead.

    Raises:
        ParametersError: the file can't be read, names what there is not, or a value doesn't fit.
    """
    said = _said(path)
    known = [one.name for one in parameters()]
    for name in said:
        if name not in known:
            near = get_close_matches(str(name), known, n=1)
            meant = f"Did you mean {near[0]}? " if near else ""
            raise ParametersError(
                f"{path} names {name!r:.60}, which is no parameter.",
                f"{meant}There are: {', '.join(known)}.",
            )
    return Habits(**said)


def _said(path: Path) -> dict[str, Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        with path.open("rb") as file:
            written = file.read(_MOST_BYTES).decode("utf-8")
    except UnicodeDecodeError:
        raise ParametersError(f"{path} is not UTF-8.", "Save it as UTF-8.") from None
    except OSError as error:
        raise ParametersError(
            f"{path} can't be read: {error.strerror}.",
            "Write one to edit: coprod simulate --print-parameters > parameters.toml",
        ) from error
    kind = "YAML" if path.suffix.casefold() in (".yaml", ".yml") else "TOML"
    try:
        said = (
            YAML(typ="safe", pure=True).load(written) if kind == "YAML" else tomllib.loads(written)
        )
    except (tomllib.TOMLDecodeError, YAMLError, RecursionError) as error:
        raise ParametersError(
            f"{path} is not {kind}: {' '.join(str(error).split()):.120}",
            "Write one line a parameter, as 'coprod simulate --print-parameters' does.",
        ) from None
    if said is None:
        return {}
    if not isinstance(said, dict):
        raise ParametersError(f"{path} holds no names.", "Write one line a parameter.")
    return said
