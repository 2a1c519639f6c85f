"""What a ward runs: a data folder, talks made ready, the server, records and data sets."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from coprod_widgets.cli.terminal import Data, PrivateKey, app, now, opened, progress, settings_of
from coprod_widgets.durable import write_new
from coprod_widgets.errors import CoprodError
from coprod_widgets.settings import PORTS

_MOST_WORKERS = 4

Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, help="How many processes record. Default: one a core, to 4."),
]


@app.command()
def init(
    private_key: PrivateKey = None,
    show: Annotated[
        bool,
        typer.Option("--show-private-key", help="Show it here once instead, to be written down."),
    ] = False,
    data: Data = None,
) -> None:
    """Make the data folder and its keys, and hand out the key that opens sealed answers."""
    from coprod_widgets.store import Store
    from coprod_widgets.store.folder import check_not_orphaned
    from coprod_widgets.store.sealing import handed_out, keep
    from coprod_widgets.workbook.whole import taken_away_unless_made

    settings = settings_of(data)
    # A folder that is there, or half of one, is what has to be told first.
    check_not_orphaned(settings)
    if not Store.exists(settings) and (private_key is None) is not show:
        raise CoprodError(
            "Say where the key that opens sealed answers goes: it is handed out once and kept "
            "nowhere.",
            "Name a new file outside of the data folder (--private-key FILE), or have it shown "
            "once (--show-private-key).",
        )
    with (
        handed_out(private_key, settings.data) if private_key else nullcontext(),
        taken_away_unless_made(settings),
    ):
        store, made = Store.create(settings)
        store.close()
        if private_key:
            keep(made, private_key)
    print(f"Data folder: {settings.data}")
    print(f"Key ring:    {settings.key_ring}")
    print(
        "\nThe key ring opens every answer, name and record in this folder. Only the owner of the\n"
        "file can read it. If it is lost, everything in the folder is lost with it: keep a copy\n"
        "in the hospital's safe, apart from the backups of the folder."
    )
    where = f"is in {private_key}" if private_key else f"is shown this once:\n\n{made}\n"
    print(
        f"\nSealed answers are opened by another key, which {where}\n"
        "This server keeps no copy. Give it to whoever leads research or supervision, and to\n"
        "nobody on the ward. They keep two copies, apart from each other and from the backups;\n"
        "take it off this machine. If both are lost, so are the sealed answers, and nothing else.\n"
        "Try each copy:  coprod sealed --key FILE"
    )


@app.command()
def prepare(
    workbook: Annotated[str, typer.Option(help="The workbook's id, such as reasons.")],
    caseload: Annotated[Path, typer.Option(help="CSV: who is seen by whom.")],
    reasons: Annotated[
        Path | None, typer.Option(help="CSV or YAML: the reasons written beforehand.")
    ] = None,
    new_episode: Annotated[
        bool, typer.Option("--new-episode", help="Begin a new round of talks with everybody.")
    ] = False,
    data: Data = None,
) -> None:
    """Make the interviews of a caseload ready to hold."""
    from coprod_widgets.workbook.preparing import prepare as prepare_interviews

    with opened(data) as store, progress("Preparing") as tell:
        made = prepare_interviews(
            store,
            workbook,
            caseload=caseload,
            reasons=reasons,
            at=now(),
            progress=tell,
            new_episode=new_episode,
        )
    print(f"Made {len(made.made)} interviews ready.")
    for fault in made.faults:
        print(fault, file=sys.stderr)
    if made.faults:
        raise SystemExit(1)


@app.command()
def serve(
    data: Data = None,
    port: Annotated[
        int | None,
        typer.Option(min=PORTS[0], max=PORTS[1], help="The port. Default: the settings'."),
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser")] = False,
) -> None:
    """Serve the ward: sign-in, home, talks and review."""
    # Settings first: a wrong one is told at once, the server takes seconds to import.
    settings = settings_of(data)
    from coprod_widgets.server.app import serve as run_server
    from coprod_widgets.workbook.law_detail import check_law

    def on_ready(url: str) -> None:
        print(f"coprod is ready at {url}\nData folder: {settings.data}")
        print(f"Key ring: {settings.key_ring} (lose it, and everything in the folder is lost)")
        sys.stdout.flush()

    check_law(settings)
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

    with opened(data) as store, progress("Recording") as tell:
        processes = workers or min(os.cpu_count() or 1, _MOST_WORKERS)
        recorded = record_all(store, interviews or None, workers=processes, progress=tell)
    for fault in recorded.faults:
        print(fault, file=sys.stderr)
    print(f"Recorded {len(recorded.made)} interviews.")
    if recorded.faults:
        raise SystemExit(1)


@app.command(name="copy")
def copy_(
    interview: Annotated[str, typer.Argument(help="The interview's id.")],
    out: Annotated[Path, typer.Option(help="A new file: .pdf with the extra 'pdf', or .html.")],
    data: Data = None,
) -> None:
    """Make the patient's own copy of a closed talk: loose A4 pages in large type."""
    from coprod_widgets.errors import CoprodError
    from coprod_widgets.workbook.copying import check_pdf, copy_html, copy_pdf, make_copy

    kind = out.suffix.lower()
    if kind not in (".pdf", ".html"):
        raise CoprodError(f"{out.name} is neither a .pdf nor a .html file.", "Name one: copy.html")
    if out.exists():
        raise CoprodError(f"{out} is there already.", "Name a new file.")
    if kind == ".pdf":
        check_pdf()  # before a number is given to a copy that nobody will see
    with opened(data) as store:
        row = make_copy(store, interview, None, now())
        html = copy_html(store, row)
    # Only its owner may read what somebody said.
    write_new(out, copy_pdf(html) if kind == ".pdf" else html.encode())
    print(f"Copy {row.number} is in {out}")
