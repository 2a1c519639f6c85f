"""What a study needs: records with their seals handed out, and tables made of records."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coprod_widgets.cli.terminal import Data, app, now, opened, progress, settings_of
from coprod_widgets.errors import CoprodError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coprod_widgets.research.dataset import Made, Quarantined
    from coprod_widgets.research.release.about import Parts
    from coprod_widgets.research.study_centre import StudyCentre
    from coprod_widgets.store import Store


@app.command()
def dataset(
    out: Annotated[Path, typer.Option(help="A new folder for the tables.")],
    from_: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="PATH", help="A folder of records, or a pattern of files."),
    ] = None,
    trust: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="The public key of a hospital whose seals count."),
    ] = None,
    pool: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Which questions of which versions may be pooled."),
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format", metavar="NAME", help="csv, parquet, sav, dta. Default: csv, parquet."
        ),
    ] = None,
    shelf: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Keeps what was read, so that next time it isn't again."),
    ] = None,
    data: Data = None,
) -> None:
    """Turn the sealed records of people who said yes to research into tables."""
    from coprod_widgets.research.dataset import make_dataset, make_dataset_from
    from coprod_widgets.research.formats import SHORTENED, USUAL
    from coprod_widgets.research.pooling import NOTHING, read_pool

    wanted = tuple(dict.fromkeys(formats or USUAL))
    _check_formats(wanted)
    pooled = read_pool(pool) if pool else NOTHING
    if from_:
        trusted = _trusted(trust, data)
        with _study_centre(data) as centre, progress("Reading records") as tell:
            made = make_dataset_from(
                from_,
                out,
                trusted=trusted,
                shelf=shelf or _usual_shelf(),
                progress=tell,
                pool=pooled,
                formats=wanted,
                centre=centre,
            )
            gone = centre is not None and made.kept and _are_gone(centre.store)
    else:
        with opened(data) as store, progress("Reading records") as tell:
            made = make_dataset(store, out, at=now(), progress=tell, pool=pooled, formats=wanted)
            gone = False
    print(f"{made.interviews} interviews of {made.people} people in {out}")
    _tell_kept(made, gone=gone)
    if made.shortened:
        print(f"{len(made.shortened)} names and labels were too long: see {out / SHORTENED}")
    _tell_recalled(made.recalled)
    _tell(made.left_out, made.quarantined)


@contextmanager
def _study_centre(data: Path | None) -> Iterator[StudyCentre | None]:
    """Where account is kept of a data set that is made of hand-outs; None without a data folder."""
    from coprod_widgets.research.study_centre import StudyCentre
    from coprod_widgets.store import Store

    if not Store.exists(settings_of(data)):
        yield None
        return
    with opened(data) as store:
        yield StudyCentre(store, now())


def _are_gone(store: Store) -> bool:
    """Whether people of what was given out before have left since, as far as is known here."""
    from coprod_widgets.research.recall import to_recall

    return any(to_recall(store).values())


def _tell_kept(made: Made, *, gone: bool) -> None:
    if not made.kept:
        print("No data folder keeps account of it, so it can't be released. A study centre has one")
        print("of its own ('coprod init'), which no hospital of the study uses; name it by --data.")
    if gone:
        print("What was given out before holds people who have left: see 'coprod recall'.")


def _check_formats(formats: tuple[str, ...]) -> None:
    from coprod_widgets.research.formats import WRITERS

    for name in formats:
        if name not in WRITERS:
            raise CoprodError(
                f"There is no format '{name}'.", f"Name one or more of: {', '.join(WRITERS)}"
            )


def _trusted(keys: list[str] | None, data: Path | None) -> frozenset[str]:
    """The keys that are named, or that of this hospital's own data folder."""
    from coprod_widgets.store import Store

    if keys:
        wrong = next((key for key in keys if not _is_key(key)), None)
        if wrong is not None:
            raise CoprodError(
                f"'{wrong:.20}' is not a hospital's key.",
                "It has 64 hex digits; 'coprod hand-out' of the hospital shows it.",
            )
        return frozenset(key.lower() for key in keys)
    if Store.exists(settings_of(data)):
        with opened(data) as store:
            return frozenset({store.keys.public_key})
    raise CoprodError(
        "It isn't said whose seals count.",
        "Name the key of each hospital by --trust; 'coprod hand-out' of the hospital shows it.",
    )


def _is_key(text: str) -> bool:
    return len(text) == 64 and all(digit in "0123456789abcdef" for digit in text.lower())


def _usual_shelf() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("coprod") / "records"


@app.command()
def hand_out(
    out: Annotated[Path, typer.Option(help="A new folder for the records.")],
    people: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What is known of people, a line each, by 'number'."),
    ] = None,
    attributes: Annotated[
        list[str] | None,
        typer.Option("--attribute", metavar="NAME", help="A column of FILE that goes along."),
    ] = None,
    data: Data = None,
) -> None:
    """Copy the records of people who said yes to research, with seals, for a study to read."""
    from coprod_widgets.research.handing_out import hand_out as hand_out_to

    if bool(people) != bool(attributes):
        raise CoprodError(
            "Of --people and --attribute one is missing.",
            "Name the file, and each of its columns that goes along.",
        )
    with opened(data) as store, progress("Copying records") as tell:
        handed = hand_out_to(
            store, out, at=now(), progress=tell, people=people, attributes=attributes or ()
        )
    print(f"{handed.records} records of {handed.people} people in {out}")
    print("They hold people's own words: give them on only as the hospital's rules say.")
    print(f"Their seals are checked with this key: {handed.public_key}")
    if handed.left:
        print(f"{handed.left} people who were handed out before have left; their list names them.")
    _tell(handed.left_out, handed.quarantined)


@app.command()
def release(
    dataset: Annotated[Path, typer.Option(help="A folder that 'coprod dataset' wrote.")],
    plan: Annotated[Path, typer.Option(help="What goes out, and how coarse: see docs/release.md.")],
    out: Annotated[
        Path | None, typer.Option(help="A new folder for the release; without it, a trial.")
    ] = None,
    data: Data = None,
) -> None:
    """Let tables out: what a plan asks for, if nobody can be recognised in it."""
    from coprod_widgets.research.formats import SHORTENED
    from coprod_widgets.research.release.about import told
    from coprod_widgets.research.release.making import make_release, try_release

    if out is None:
        with opened(data) as store, progress("Trying the plan") as tell:
            parts = try_release(store, dataset, plan, progress=tell)
        people = told(len(parts.chosen.people), parts.plan.k)
        print(f"A trial: this would be a release of {people} people. Nothing was written or kept.")
        _tell_left_out(parts)
        for cut in parts.cuts:
            hidden = cut.told.refused or f"{cut.hidden} numbers hidden"
            print(f"{cut.table.name}, {cut.planned.title}: {hidden}")
        return
    with opened(data) as store, progress("Making the release") as tell:
        made = make_release(store, dataset, plan, out, at=now(), progress=tell)
    people = told(len(made.parts.chosen.people), made.parts.plan.k)
    print(f"Release {made.id} of {people} people in {out}")
    if made.shortened:
        print(f"{len(made.shortened)} names and labels were too long: see {out / SHORTENED}")
    _tell_left_out(made.parts)
    print(f"What was done, and what is hidden: {out / 'report.html'}")


def _tell_left_out(parts: Parts) -> None:
    from coprod_widgets.research.release.about import told

    for reason, count in sorted(parts.chosen.left_out.items()):
        if count:
            print(f"Left out: {told(count, parts.plan.k)} people ({reason})")


def _tell_recalled(recalled: Mapping[str, str]) -> None:
    if recalled:
        print(f"Recalled by the hospital: {len(recalled)} records, which were left out.")
        print("Delete these files, and take their people out of earlier data sets:")
    for path, reason in recalled.items():
        print(f"  {path} ({reason})")


def _tell(left_out: Mapping[str, int], quarantined: list[Quarantined]) -> None:
    for reason, count in sorted(left_out.items()):
        print(f"Left out: {count} people ({reason})")
    for fault in quarantined:
        print(fault, file=sys.stderr)
    if quarantined:
        raise SystemExit(1)
