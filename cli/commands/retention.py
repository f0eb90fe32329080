"""`onetrip retention`: what is kept about people ends; the record of the act stays."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from cli.running import RunningStack

if TYPE_CHECKING:
    from deploy.keeping.retention import Destroyed

app = typer.Typer(help="How long what is known about people is kept (docs/operate/keys.md).", no_args_is_help=True)


@app.callback()
def retention() -> None:
    """How long what is known about people is kept (docs/operate/keys.md)."""


@app.command()
def run(
    years: Annotated[int, typer.Option(min=1, help="Full years after the one in which an application ended.")] = 10,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count.")] = False,
    application: Annotated[
        list[str] | None,
        typer.Option(help="Only these; repeat it for several."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Destroy the data keys of applications whose retention is over, and of what nothing needs any more.

    Cannot be undone. Number, item, dates, outcome and legal basis stay. Run it again after a database was restored.
    """
    found = asyncio.run(_run(RunningStack.find(), years, application, dry=dry_run))
    if as_json:
        typer.echo(json.dumps(asdict(found), indent=2))
        return
    said = "would be destroyed" if dry_run else "destroyed"
    typer.echo(f"keys {said}: {found.applications} applications, {found.materials} documents, {found.holders} holders")
    if found.before:
        typer.echo(f"{found.before} were sealed before there were data keys: unreadable when their master key is gone")


async def _run(stack: RunningStack, years: int, only: list[str] | None, *, dry: bool) -> Destroyed:
    import asyncpg  # noqa: PLC0415 - the drivers take a second to load

    from deploy.keeping.retention import Records, Retention, over_before  # noqa: PLC0415 - as above
    from deploy.local.parts import TIME_ZONE  # noqa: PLC0415 - as above

    now, zone = datetime.now(UTC), ZoneInfo(TIME_ZONE)
    before = over_before(now.astimezone(zone).date(), years, zone)
    async with AsyncExitStack() as held:
        connections = []
        for schema in ("intake", "verification", "keys"):
            connection = await asyncpg.connect(stack.database_url(schema))
            held.push_async_callback(connection.close)
            connections.append(connection)
        return await Retention(Records(*connections), before, now, only).run(dry=dry)
