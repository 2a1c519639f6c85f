"""Law packs: listed, checked, copied to be edited, and approved by a hospital's legal office."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coprod_widgets.cli.terminal import Data, app, now, settings_of
from coprod_widgets.errors import LawError, NotFoundError

if TYPE_CHECKING:
    from datetime import date

    from coprod_widgets.law.pack import LawPack
    from coprod_widgets.settings import Settings

law_app = typer.Typer(no_args_is_help=True, help="What the law fixes, as the hospital tells it.")
app.add_typer(law_app, name="law")

PackId = Annotated[str, typer.Argument(metavar="ID", help="The law pack's id, such as scotland.")]


@law_app.command("list")
def show(data: Data = None) -> None:
    """Show every law pack, whose it is, whether it is approved, and which is in use."""
    from coprod_widgets.workbook.law_packs import law_pack, pack_files

    settings = settings_of(data)
    files = pack_files(settings.law_packs)
    widest = max(len(file.id) for file in files)
    for file in files:
        whose = "the hospital's" if file.is_own else "coprod's"
        used = "in use" if file.id == settings.law else ""
        try:
            pack = law_pack(file.id, settings.law_packs)
            told = f"{pack.version}, {_state(pack, _today())}"
        except LawError as error:
            told = error.problem
        print(f"{file.id:<{widest}}  {used:<6}  {whose:<14}  {told}")
    if settings.law not in {file.id for file in files}:
        raise NotFoundError(
            f"The setting 'law' names '{settings.law}', and there is no such pack.",
            "Set it to one of these, or put the pack into the folder of the hospital's own.",
        )


@law_app.command("check")
def check(
    packs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE or ID]…", help="Files or ids. Default: all there are."),
    ] = None,
    data: Data = None,
) -> None:
    """Check law packs; prints every fault with its place and cure."""
    from coprod_widgets.law.checks import check as check_file
    from coprod_widgets.workbook.law_packs import approved_in, pack_files

    settings = settings_of(data)
    own = settings.law_packs
    paths = [_path(one, own) for one in packs or [file.id for file in pack_files(own)]]
    approvals = approved_in(own)
    faulty = False
    for path in paths:
        pack, faults = check_file(path)
        for fault in faults:
            print(fault)
        faulty = faulty or bool(faults)
        if pack and not faults:
            approval = approvals.of(pack) if path.parent == own else None
            pack = pack.model_copy(update={"approved": approval})
            print(
                f"{path}: {pack.pin} holds {len(pack.topics)} topics, {len(pack.rights)} rights, "
                f"in {', '.join(pack.languages)}; {_state(pack, _today())}."
            )
    if faulty:
        raise SystemExit(1)


@law_app.command("copy")
def copy(pack_id: PackId, data: Data = None) -> None:
    """Copy one of coprod's law packs into the data folder, for the hospital to edit."""
    from coprod_widgets.workbook.law_packs import copy_pack

    settings = _made(data)
    path = copy_pack(pack_id, settings.law_packs)
    print(f"The hospital's own copy: {path}")
    print(
        f"It goes before coprod's. Edit it, and then: coprod law check {pack_id}\n"
        f"Whoever may say so approves it: coprod law approve {pack_id} --by NAME"
    )


@law_app.command("approve")
def approve(
    pack_id: PackId,
    by: Annotated[str, typer.Option(help="Who approves it: a name and a post.")],
    data: Data = None,
) -> None:
    """Write down that the hospital approved what its own law pack says today."""
    from coprod_widgets.workbook.law_packs import approve_pack

    settings = _made(data)
    pack = approve_pack(pack_id, settings.law_packs, by=by, on=_today())
    print(f"{pack.pin}: {_state(pack, _today())}.")
    if settings.law != pack.id:
        print(f"The pack in use is '{settings.law}'. To use this one, set: law = \"{pack.id}\"")


def _path(named: str, own: Path) -> Path:
    from coprod_widgets.workbook.law_packs import find_pack

    path = Path(named)
    is_file = path.suffix or len(path.parts) > 1
    return path if is_file else find_pack(named, own).path


def _state(pack: LawPack, today: date) -> str:
    told = []
    if pack.approved is None:
        told.append("not approved")
    elif pack.is_approved:
        told.append(f"approved by {pack.approved.by} on {pack.approved.date}")
    else:
        told.append(f"changed since {pack.approved.by} approved it on {pack.approved.date}")
    if open_ := sum(not entry.confirmed for entry in pack.entries):
        told.append(f"{open_} of {len(pack.entries)} entries to be confirmed")
    review = "was to be reviewed" if today > pack.review_by else "to be reviewed"
    told.append(f"{review} by {pack.review_by}")
    return ", ".join(told)


def _made(data: Path | None) -> Settings:
    settings = settings_of(data)
    if not settings.key_ring.exists():
        # Else a folder would be begun that `coprod init` then finds in its way.
        raise LawError(
            f"There is no data folder at {settings.data}.",
            "Make it first with 'coprod init', or name another one with --data.",
        )
    return settings


def _today() -> date:
    return now().astimezone().date()
