"""The command line, one function a command.

What a command needs is imported inside it, so that `coprod --help` answers at once.
"""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coprod_widgets.errors import CoprodError

if TYPE_CHECKING:
    from coprod_widgets.settings import Settings
    from coprod_widgets.store import Store

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Structured interviews and reflection for two voices in high secure mental health care.",
)
account_app = typer.Typer(no_args_is_help=True, help="Accounts of staff.")
app.add_typer(account_app, name="account")

Data = Annotated[
    Path | None,
    typer.Option("--data", help="The data folder. Default: COPROD_DATA, else the platform's own."),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, help="How many processes record. Default: one a core."),
]


def main() -> None:
    """Run the command line; what coprod refuses is one plain line and a cure, never a traceback."""
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    try:
        app(args=arguments, prog_name="coprod")
    except CoprodError as error:
        if debug:
            raise
        print(f"{error.problem}\n{error.cure}", file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        print("Stopped. What was saved stays saved.", file=sys.stderr)
        raise SystemExit(130) from None


@app.command()
def demo(
    data: Data = None,
    port: Annotated[int, typer.Option(help="The port; 0 takes a free one.")] = 8870,
    browser: Annotated[bool, typer.Option("--browser/--no-browser")] = True,
    patients: Annotated[int, typer.Option(min=3, max=500, help="How many invented people.")] = 6,
    seed: Annotated[int, typer.Option(help="The same seed makes the same people.")] = 1,
    as_json: Annotated[
        bool, typer.Option("--json", help="One line of JSON once it answers.")
    ] = False,
) -> None:
    """Make invented people with interviews ready, half-way and recorded, and start the server."""
    import tempfile

    from coprod_widgets.server.app import serve as run_server
    from coprod_widgets.store import Store
    from coprod_widgets.workbook.demo import make_demo

    if data is None and not os.environ.get("COPROD_DATA"):
        data = Path(tempfile.mkdtemp(prefix="coprod-demo-"))
    settings = _settings(data)
    store, _ = Store.create(settings)
    with store, _progress("Making invented people", quiet=as_json) as progress:
        made = make_demo(store, patients=patients, seed=seed, at=_now(), progress=progress)

    def on_ready(url: str) -> None:
        if as_json:
            accounts = [
                {"name": account.name, "password": account.password, "role": account.role.value}
                for account in made.accounts
            ]
            line = {"url": url, "accounts": accounts, "interviews": made.interviews}
            print(json.dumps(line), flush=True)
            return
        print(f"\ncoprod is ready at {url}\nData folder: {settings.data}\n")
        for account in made.accounts:
            print(f"  {account.role.value:<14} {account.name:<10} {account.password}")
        print("\nEverybody in it is invented. Ctrl-C stops it.", flush=True)

    run_server(settings, port=port, open_browser=browser and not as_json, on_ready=on_ready)


@app.command()
def init(data: Data = None) -> None:
    """Make the data folder and its keys."""
    from coprod_widgets.store import Store

    settings = _settings(data)
    store, private_key = Store.create(settings)
    store.close()
    print(f"Data folder: {settings.data}")
    print(f"Key ring:    {settings.key_ring}")
    print(
        "\nThe key ring opens every answer, name and record in this folder. Only the owner of the\n"
        "file can read it. If it is lost, everything in the folder is lost with it: keep a copy\n"
        "in the hospital's safe, apart from the backups of the folder."
    )
    print(
        "\nSealed answers can only be opened with the following key, shown this once and kept\n"
        "nowhere. Write it down and give it to the person who may open them, not to the ward:\n"
        f"\n{private_key}"
    )


@account_app.command("add")
def add_account(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    role: Annotated[str, typer.Option(help="clinician, supervisor, researcher or administrator.")],
    data: Data = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Add an account; asks for its password."""
    from coprod_widgets.access.accounts import Role

    try:
        chosen = Role(role)
    except ValueError:
        roles = ", ".join(known.value for known in Role)
        raise CoprodError(f"{role!r} is not a role.", f"Use one of: {roles}.") from None
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = getpass.getpass(f"Password for {name}: ")
        if getpass.getpass("The same again: ") != password:
            raise CoprodError("The two passwords differ.", "Run the command again.")
    with _open(data) as store:
        account = store.add_account(name, chosen, password)
    print(f"Added {account.name} ({account.role.value}).")


@app.command()
def prepare(
    workbook: Annotated[str, typer.Option(help="The workbook's id, such as reasons.")],
    caseload: Annotated[Path, typer.Option(help="CSV: who is seen by whom.")],
    reasons: Annotated[
        Path | None, typer.Option(help="CSV or YAML: the reasons written beforehand.")
    ] = None,
    data: Data = None,
) -> None:
    """Make the interviews of a caseload ready to hold."""
    from coprod_widgets.workbook.preparing import prepare as prepare_interviews

    with _open(data) as store, _progress("Preparing") as progress:
        made = prepare_interviews(
            store, workbook, caseload=caseload, reasons=reasons, at=_now(), progress=progress
        )
    print(f"Made {len(made.made)} interviews ready.")
    for fault in made.faults:
        print(fault, file=sys.stderr)
    if made.faults:
        raise SystemExit(1)


@app.command()
def serve(
    data: Data = None,
    port: Annotated[int | None, typer.Option(help="The port. Default: the settings'.")] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser")] = False,
) -> None:
    """Serve the ward: sign-in, home, talks and review."""
    from coprod_widgets.server.app import serve as run_server

    settings = _settings(data)

    def on_ready(url: str) -> None:
        print(f"coprod is ready at {url}\nData folder: {settings.data}")
        print(f"Key ring: {settings.key_ring} (lose it, and everything in the folder is lost)")
        sys.stdout.flush()

    run_server(settings, port=port, open_browser=browser, on_ready=on_ready)


@app.command()
def record(
    interviews: Annotated[
        list[str] | None, typer.Argument(help="Interview ids. Default: all closed ones.")
    ] = None,
    workers: Workers = None,
    data: Data = None,
) -> None:
    """Write closed interviews down as executed, sealed notebooks."""
    from coprod_widgets.workbook.recording import record_all

    with _open(data) as store, _progress("Recording") as progress:
        processes = workers or os.cpu_count() or 1
        recorded = record_all(store, interviews or None, workers=processes, progress=progress)
    for fault in recorded.faults:
        print(fault, file=sys.stderr)
    print(f"Recorded {len(recorded.made)} interviews.")
    if recorded.faults:
        raise SystemExit(1)


@app.command()
def dataset(
    out: Annotated[Path, typer.Option(help="A new folder for the tables.")],
    data: Data = None,
) -> None:
    """Turn the sealed records of people who said yes to research into tables."""
    from coprod_widgets.research.dataset import make_dataset

    with _open(data) as store, _progress("Reading records") as progress:
        made = make_dataset(store, out, at=_now(), progress=progress)
    print(f"{made.interviews} interviews of {made.people} people in {out}")
    for reason, count in sorted(made.left_out.items()):
        print(f"Left out: {count} people ({reason})")
    for fault in made.quarantined:
        print(fault, file=sys.stderr)
    if made.quarantined:
        raise SystemExit(1)


@app.command()
def simulate(
    patients: Annotated[int, typer.Option(min=1, max=10_000)] = 20,
    seed: Annotated[int, typer.Option()] = 1,
    data: Data = None,
) -> None:
    """Fill an empty data folder with invented people; the same seed gives the same data."""
    from coprod_widgets.store import Store
    from coprod_widgets.workbook.simulating import simulate as invent

    settings = _settings(data)
    store = Store.open(settings) if Store.exists(settings) else Store.create(settings)[0]
    with store, _progress("Inventing") as progress:
        made = invent(store, patients=patients, seed=seed, progress=progress)
    print(f"Invented {patients} people with {made} interviews in {settings.data}")


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Instrument files.")],
) -> None:
    """Check instruments; prints every fault with its place and cure."""
    from coprod_widgets.instrument.checks import check as check_file

    faulty = False
    for file in files:
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


@app.command()
def verify(data: Data = None) -> None:
    """Walk every journal and every seal, and name what does not hold."""
    from coprod_widgets.store.verifying import walk

    with _open(data) as store:
        walked = walk(store)
    for finding in walked.findings:
        print(f"{finding.thing}: {finding.problem} {finding.cure}", file=sys.stderr)
    if walked.findings:
        raise SystemExit(1)
    print(f"All {walked.interviews} interviews hold, and every record matches its seal.")


def _settings(data: Path | None) -> Settings:
    from coprod_widgets.settings import Settings

    return Settings.load(data)


def _open(data: Path | None) -> Store:
    from coprod_widgets.store import Store

    return Store.open(_settings(data))


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _progress(label: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr; gives a function of (done, total)."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=quiet) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
