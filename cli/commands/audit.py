"""`onetrip audit`: is the access log as it was written?"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli import installation
from cli.errors import CommandFailed
from cli.installation import Installation

if TYPE_CHECKING:
    from services.verification.audit.auditing import Findings, Progress
    from services.verification.audit.chain import Anchor

# How often a long run says how far it is.
SHOWN_EVERY_ROWS = 100_000

app = typer.Typer(help="Who read whose data: is the log as it was written?", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="For a program to read.")]


@app.callback()
def audit() -> None:
    """Who read whose data: is the log as it was written?"""


@app.command()
def verify(
    heads: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Compare with what `onetrip audit heads` once wrote, too."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Go through every chain and name the first bad row of each that does not hold: changed, missing, moved or put in.

    Compares with the heads that stand at the second place, which verification keeps there by itself.
    Exit code 1 when one does not. Reads only, also while the log is written to; memory does not grow with the log.
    """
    kept = _read(heads) if heads else []
    console = Console(stderr=True)
    shown = 0

    def progress(rows: int) -> None:
        nonlocal shown
        if rows - shown >= SHOWN_EVERY_ROWS:
            shown = rows
            console.print(f"{rows} rows hold", style="dim", highlight=False)

    found = asyncio.run(_verify(installation.find(), kept, progress))
    if as_json:
        from services.verification.audit.auditing import as_json as written  # noqa: PLC0415 - the drivers take a second

        typer.echo(json.dumps(written(found), indent=2))
    else:
        _print(Console(), found)
    if found.faults:
        raise CommandFailed(f"{len(found.faults)} of {found.chains} chains do not hold")


@app.command("heads")
def heads_command() -> None:
    """Write down where each chain ends now, as JSON: keep it where nobody who runs this database can write."""
    found = asyncio.run(_heads(installation.find()))
    from services.verification.audit.second_place import written  # noqa: PLC0415 - the drivers take a second to load

    typer.echo(written(found))


def _print(console: Console, found: Findings) -> None:
    if found.faults:
        table = Table("chain", "row", "id", "", box=None, pad_edge=False, header_style="dim")
        for fault in found.faults:
            where = str(fault.position) if fault.since == fault.position else f"{fault.since}–{fault.position}"
            table.add_row(str(fault.chain), where, fault.id or "–", fault.bad, style="red")
        console.print(table)
    console.print(f"{found.chains} chains, {found.rows} rows looked at, {len(found.faults)} do not hold")
    console.print(f"compared with {found.kept} heads kept outside the database", style="dim")


def _read(path: Path) -> list[Anchor]:
    from services.verification.audit.second_place import NotHeads, read  # noqa: PLC0415 - only with --heads

    try:
        return read(path.read_text("utf-8"))
    except (NotHeads, UnicodeDecodeError) as error:
        raise CommandFailed(f"{path} is not what `onetrip audit heads` writes") from error


async def _verify(stack: Installation, kept: list[Anchor], progress: Progress) -> Findings:
    import asyncpg  # noqa: PLC0415 - only this command talks to the database

    from services.verification.audit import auditing  # noqa: PLC0415 - as above
    from services.verification.audit.second_place import NotHeads, SecondPlace  # noqa: PLC0415 - as above

    try:
        second = SecondPlace.from_settings(stack.anchors)
        kept += await second.kept() if second is not None else []
    except NotHeads as error:
        raise CommandFailed(str(error)) from error
    connection = await asyncpg.connect(stack.database_url("verification"))
    try:
        return await auditing.verify(connection, kept, progress)
    finally:
        await connection.close()


async def _heads(stack: Installation) -> list[Anchor]:
    import asyncpg  # noqa: PLC0415 - as above

    from services.verification.audit import auditing  # noqa: PLC0415 - as above

    connection = await asyncpg.connect(stack.database_url("verification"))
    try:
        return await auditing.heads(connection)
    finally:
        await connection.close()
