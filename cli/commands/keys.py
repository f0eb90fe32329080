"""`onetrip keys`: which master key the data keys are sealed under, and changing it while everything runs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console

from cli import installation
from cli.errors import CommandFailed
from cli.installation import Installation

app = typer.Typer(help="The keys of what is sealed (docs/operate/keys.md).", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="For a program to read.")]
T = TypeVar("T")


@app.callback()
def keys() -> None:
    """The keys of what is sealed (docs/operate/keys.md)."""


@app.command()
def status(as_json: AsJson = False) -> None:
    """Say how many data keys are sealed under each master key: one that none is under any more can go."""
    from deploy.keeping.rotation import standing  # noqa: PLC0415 - the drivers take a second to load

    stack = installation.find()
    ring = stack.sealing.sealing_keys
    found = asyncio.run(_as_owner(stack, standing))
    if as_json:
        typer.echo(json.dumps({"active": ring.active, "data_keys": dict(found)}, indent=2))
        return
    for key_id in sorted({*found, *ring.by_id}):
        marks = ["active" if key_id == ring.active else "", "" if key_id in ring.by_id else "NOT AMONG THE KEYS"]
        Console().print(key_id, found.get(key_id, 0), "data keys", *filter(None, marks), highlight=False)


@app.command()
def rewrap(as_json: AsJson = False) -> None:
    """Seal every data key under the active master key; safe to repeat, and while everything runs.

    What an earlier release kept in the clear is sealed too: do this when that release will not come back.
    """
    from deploy.keeping.rotation import rewrap as rewrap_all  # noqa: PLC0415 - as above
    from runtime.sealing import SealBroken, Sealer  # noqa: PLC0415 - as above

    stack = installation.find()
    sealing = stack.sealing
    master, active = Sealer.from_settings(sealing), sealing.sealing_keys.active
    try:
        count = asyncio.run(_as_owner(stack, lambda connection: rewrap_all(connection, master, active)))
    except SealBroken as error:
        raise CommandFailed(f"a data key is {error}: list its master key again") from error
    sealed = asyncio.run(_seal_earlier(stack))
    if as_json:
        typer.echo(json.dumps({"active": active, "rewrapped": count, "sealed": sealed}))
    else:
        typer.echo(f"{count} data keys are now sealed under {active}")
        typer.echo(f"{sealed} cases had in the clear why a rule did not grant them: sealed")


async def _as_owner(stack: Installation, work: Callable[[Any], Awaitable[T]]) -> T:
    import asyncpg  # noqa: PLC0415 - as above

    connection = await asyncpg.connect(stack.database_url("keys"))
    try:
        return await work(connection)
    finally:
        await connection.close()


async def _seal_earlier(stack: Installation) -> int:
    import asyncpg  # noqa: PLC0415 - as above

    from deploy.keeping.earlier import seal_clauses  # noqa: PLC0415 - as above

    connection = await asyncpg.connect(stack.database_url("approval"))
    try:
        return await seal_clauses(connection, stack.sealer("approval"))
    finally:
        await connection.close()
