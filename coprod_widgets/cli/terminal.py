"""How commands meet a terminal: what they refuse is one plain line and a cure on standard error."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from coprod_widgets.errors import CoprodError
from coprod_widgets.startup import without_slow_imports

if TYPE_CHECKING:
    from coprod_widgets.settings import Settings
    from coprod_widgets.store import Store

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Structured interviews and reflection for two voices in high secure mental health care.",
)

Data = Annotated[
    Path | None,
    typer.Option("--data", help="The data folder. Default: COPROD_DATA, else the platform's own."),
]

PrivateKey = Annotated[
    Path | None,
    typer.Option(
        "--private-key",
        metavar="FILE",
        help="A new file, outside of the data folder, for the key that opens sealed answers.",
    ),
]

# The error of every wrong option or argument. Typer brings its own copy of click in some versions
# and click itself in others; this name is in both.
_Usage: type[Exception] = typer.BadParameter.__mro__[2]
_INTERRUPTED = 130
_REDRAWN_S = 0.1


def main() -> None:
    """Run the command line; what coprod refuses is one plain line and a cure, never a traceback."""
    without_slow_imports()
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    for stream in (sys.stdout, sys.stderr):
        # What can't be shown in the terminal's encoding is shown escaped; it is no reason to stop.
        with suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a file
    raise SystemExit(_run(arguments, debug=debug))


def _run(arguments: list[str], *, debug: bool) -> int:
    """The exit code."""
    try:
        done = app(args=arguments, prog_name="coprod", standalone_mode=False)
        # A command gives nothing; a number is the exit code of `--help` or of an interruption.
        code = done if isinstance(done, int) else 0
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    except Exception as error:
        if debug:
            traceback.print_exc()
        else:
            print(_in_plain_words(error, arguments), file=sys.stderr)
        return 1
    if code == _INTERRUPTED:
        print("Stopped. What was saved is kept.", file=sys.stderr)
    return code


def _in_plain_words(error: Exception, arguments: list[str]) -> str:
    if isinstance(error, CoprodError):
        return f"{error.problem}\n{error.cure}"
    if isinstance(error, _Usage):
        # Without a command there is nothing wrong to name: the help itself is the cure.
        asked = type(error).__name__ == "NoArgsIsHelpError"
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "coprod"
        problem = error.format_message()  # type: ignore[attr-defined]  # see _Usage
        cure = f"See what it takes: {command} --help"
        return cure if asked else f"{' '.join(problem.split())}\n{cure}"
    if isinstance(error, ModuleNotFoundError):
        return (
            f"The Python package '{error.name}' is not installed.\n"
            "Install coprod with all it needs; for PostgreSQL: pip install 'coprod[postgresql]'"
        )
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename} can't be used" if error.filename else "The system refused"
        return f"{where}: {error.strerror}.\nCheck its path, its owner and the room on its disk."
    # Only where it happened: the error's own words may hold what somebody said.
    last = traceback.extract_tb(error.__traceback__)[-1]
    again = " ".join(["coprod", "--debug", *arguments[:1]])
    return (
        f"coprod stopped with a fault of its own: {type(error).__name__} in "
        f"{Path(last.filename).name}, line {last.lineno}.\n"
        f"What was saved is kept. Tell the maintainers what '{again} …' says."
    )


def settings_of(data: Path | None) -> Settings:
    """The settings of a data folder."""
    from coprod_widgets.settings import Settings

    return Settings.load(data)


def opened(data: Path | None) -> Store:
    """The store of a data folder."""
    from coprod_widgets.store import Store

    return Store.open(settings_of(data))


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


@contextmanager
def progress(label: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal's standard error; gives a function of (done, total)."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    # A file that is no terminal would get an empty line of it.
    hidden = quiet or not console.is_terminal
    # Redrawn when something happens, by no thread of its own: then other processes begin quicker.
    with Progress(console=console, transient=True, disable=hidden, auto_refresh=False) as bar:
        task = bar.add_task(label, total=None)
        drawn = 0.0

        def tell(done: int, total: int) -> None:
            nonlocal drawn
            bar.update(task, completed=done, total=total)
            if (now := monotonic()) - drawn >= _REDRAWN_S:
                bar.refresh()
                drawn = now

        yield tell
