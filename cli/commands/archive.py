"""`onetrip archive`: files of what has ended, taken out; cases that another system decided, taken in."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import importing, installation
from cli.errors import CommandFailed
from cli.installation import Installation

if TYPE_CHECKING:
    from services.notification.office import Office

app = typer.Typer(help="Files of what has ended, for the archive (docs/operate/keys.md).", no_args_is_help=True)


@app.callback()
def archive() -> None:
    """Files of what has ended, for the archive (docs/operate/keys.md)."""


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(file_okay=False, help="Below which a folder is made for each application.")],
    ended_before: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only what ended before this day; else all.")
    ] = None,
    application: Annotated[list[str] | None, typer.Option(help="Only these; repeat it for several.")] = None,
) -> None:
    """Take the files of ended applications out, in the clear: papers as JSON, notices as PDF, documents as given.

    Each is a read in the access log of the person concerned. What is there already is left as it is: repeat it freely.
    """
    count = asyncio.run(_export(installation.find(), folder, ended_before, application))
    typer.echo(f"{count} files taken out; `onetrip archive verify {folder}` compares them with their manifests")


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Cases, a line of JSON for each.")],
    apply: Annotated[bool, typer.Option("--apply", help="Take them in without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only look.")] = False,
    leave_out: Annotated[bool, typer.Option("--leave-out", help="Without the lines that have a fault.")] = False,
    by: Annotated[str, typer.Option(help="who takes them in, for the audit", show_default="your account")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Take in cases that another system decided (docs/operate/import.md): shows what would come of the file, then asks.

    With --json and without --apply it only looks. What is wrong is named by line; then nothing is taken in, unless
    --leave-out. What was taken in before is left as it is: repeat it freely, also after it was interrupted. Exit code 1
    when a line has a fault, or nothing was taken in.
    """
    importing.run(installation.find(), file, importing.Asked(apply, dry_run, leave_out, by, as_json))


@app.command()
def verify(folder: Annotated[Path, typer.Argument(exists=True, file_okay=False)]) -> None:
    """Compare files that were taken out with their manifests. Exit code 1 names what is not as it was."""
    from deploy.keeping.archive import MANIFEST, faults_of  # noqa: PLC0415 - the messages take a second to load

    places = sorted(manifest.parent for manifest in folder.rglob(MANIFEST))
    faults = [f"{place}/{name}" for place in places for name in faults_of(place)]
    faults += [f"{part} was not finished" for part in sorted(folder.rglob("*.part"))]
    if faults:
        raise CommandFailed("not as it was: " + ", ".join(faults))
    typer.echo(f"{len(places)} files are as they were")


async def _export(stack: Installation, folder: Path, before: datetime | None, only: list[str] | None) -> int:
    from deploy.keeping.archive import Archive, Records, Scope  # noqa: PLC0415 - the drivers take a second to load
    from services.intake.uploads.objects import Objects  # noqa: PLC0415 - as above

    office = _office(stack)
    objects = Objects(stack.materials_url, office.sealer)
    async with Records.open(stack.database_url, objects) as records:
        scope = Scope(before.replace(tzinfo=office.zone) if before else office.clock.now(), only)
        count = 0
        async for place in Archive(records, office, folder).export(scope):
            typer.echo(str(place))
            count += 1
        return count


def _office(stack: Installation) -> Office:
    from runtime.clock import Clock  # noqa: PLC0415 - as above
    from services.notification.office import Office  # noqa: PLC0415 - as above

    return Office(Clock.real(), stack.sealer("intake"), stack.lookup(), stack.zone)
