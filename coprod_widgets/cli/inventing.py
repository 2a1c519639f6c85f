"""Invented people: a small ward to try everything with, and many of them to count."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coprod_widgets.cli.terminal import Data, PrivateKey, app, now, progress, settings_of
from coprod_widgets.errors import CoprodError
from coprod_widgets.settings import PORTS

if TYPE_CHECKING:
    from coprod_widgets.settings import Settings
    from coprod_widgets.workbook.demo import Demo


@app.command()
def demo(
    data: Data = None,
    port: Annotated[
        int | None,
        typer.Option(min=PORTS[0], max=PORTS[1], help="The port. Default: 8870, or a free one."),
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser")] = True,
    patients: Annotated[int, typer.Option(min=3, max=500, help="How many invented people.")] = 8,
    seed: Annotated[int, typer.Option(help="The same seed makes the same people.")] = 1,
    as_json: Annotated[
        bool, typer.Option("--json", help="One line of JSON once it answers.")
    ] = False,
) -> None:
    """Make a ward of invented people in the middle of its work, and start the server."""
    import tempfile

    named = data is not None or bool(os.environ.get("COPROD_DATA"))
    settings = settings_of(data if named else Path(tempfile.gettempdir()) / "coprod-demo")
    from coprod_widgets.server.app import serve as run_server

    port = _free(settings, port)
    if not named:
        # Only now: whoever is refused the port finds no folder left behind.
        settings = settings_of(Path(tempfile.mkdtemp(prefix="coprod-demo-")))
    made = _demo_in(settings, patients, seed, quiet=as_json)

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


def _free(settings: Settings, port: int | None) -> int:
    """The port, seen to be free; a free one where the default is taken and none was named."""
    from coprod_widgets.server.app import bound

    wanted = settings.port if port is None else port
    try:
        sockets = bound(settings.address, wanted)
    except CoprodError:
        if port is not None:
            raise
        return 0
    for one in sockets:
        one.close()
    return wanted


def _demo_in(settings: Settings, patients: int, seed: int, *, quiet: bool) -> Demo:
    """The demo of a folder: made, or the one that is there, with new passwords."""
    from coprod_widgets.store import Store
    from coprod_widgets.workbook.demo import known_demo, make_demo
    from coprod_widgets.workbook.whole import whole_or_nothing

    if Store.exists(settings):
        with Store.open(settings) as store:
            return known_demo(store)
    label = "Making invented people"
    with whole_or_nothing(settings) as store, progress(label, quiet=quiet) as tell:
        return make_demo(store, patients=patients, seed=seed, at=now(), progress=tell)


@app.command()
def simulate(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="The data folder; the same as --data.")
    ] = None,
    patients: Annotated[int, typer.Option(min=1, max=10_000, help="How many people.")] = 20,
    seed: Annotated[int, typer.Option(help="The same seed gives the same data.")] = 1,
    episodes: Annotated[
        int, typer.Option(min=1, max=20, help="How often each goes through the six talks.")
    ] = 1,
    months: Annotated[
        float, typer.Option(min=1, max=24, help="From one episode's first talk to the next one's.")
    ] = 3.0,
    parameters: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="How people behave, where not as usual: TOML or YAML."),
    ] = None,
    print_parameters: Annotated[
        bool, typer.Option("--print-parameters", help="Write all parameters as a file to edit.")
    ] = False,
    private_key: PrivateKey = None,
    data: Data = None,
) -> None:
    """Fill an empty data folder with invented people; the same seed gives the same data."""
    from coprod_widgets.workbook.invented.habits import Habits
    from coprod_widgets.workbook.invented.habits_file import as_file, read_habits
    from coprod_widgets.workbook.simulating import TRUTH_FILE
    from coprod_widgets.workbook.simulating import simulate as invent
    from coprod_widgets.workbook.whole import whole_or_nothing

    if print_parameters:
        print(as_file(), end="")
        return
    if folder is not None and data is not None:
        raise CoprodError(f"Both {folder} and --data {data} are named.", "Name one of them.")
    habits = read_habits(parameters) if parameters else Habits()
    settings = settings_of(folder or data)
    with whole_or_nothing(settings, private_key) as store, progress("Inventing") as tell:
        made = invent(
            store,
            patients=patients,
            seed=seed,
            progress=tell,
            habits=habits,
            episodes=episodes,
            months=months,
        )
    print(f"Invented {patients} people with {made} interviews in {settings.data}")
    print(f"What was put in: {settings.data / TRUTH_FILE}")
