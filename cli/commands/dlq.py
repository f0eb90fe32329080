"""`onetrip dlq`: messages that could not be handled (死信): list them, have them handled again."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from cli import installation
from cli.errors import CommandFailed
from cli.installation import Installation

if TYPE_CHECKING:
    from runtime.parking import ParkedMessage

# Schemas of the parts that consume messages.
SCHEMAS = ("intake", "verification", "approval", "notification", "process")
ERROR_CHARACTERS_SHOWN = 60

app = typer.Typer(help="Messages that could not be handled (死信): list and replay.", no_args_is_help=True)

Schema = Annotated[str | None, typer.Option("--schema", "-s", help=f"Only of one part: {', '.join(SCHEMAS)}.")]
AsJson = Annotated[bool, typer.Option("--json", help="For a program to read.")]


@app.callback()
def dlq() -> None:
    """Messages that could not be handled (死信): list and replay."""


@app.command("list")
def list_command(schema: Schema = None, as_json: AsJson = False) -> None:
    """List what is parked, with why; later messages of the same key wait behind the first. Empty is good."""
    parked = asyncio.run(_parked(installation.find(), _chosen(schema)))
    if as_json:
        rows = [{"schema": name, **asdict(message)} for name, message in parked]
        typer.echo(json.dumps(rows, ensure_ascii=False, default=str, indent=2))
        return
    if not parked:
        typer.echo("nothing is parked")
        return
    columns = ("part", "id", "topic", "key", "message", "state", "tries", "error")
    # Part and key are copied into the next command: they stay whole, however narrow the terminal is.
    whole = (Column(each, no_wrap=each in ("part", "key"), overflow="fold") for each in columns)
    table = Table(*whole, box=None, pad_edge=False, header_style="dim")
    for name, message in parked:
        tries, error = str(message.attempts), message.error[:ERROR_CHARACTERS_SHOWN]
        kind = message.type.rpartition(".")[2]
        table.add_row(name, str(message.id), message.topic, message.key, kind, message.state, tries, error)
    Console().print(table)


@app.command()
def replay(
    schema: Annotated[str, typer.Argument(help=f"The part that parked it: {', '.join(SCHEMAS)}.")],
    message: Annotated[int | None, typer.Option("--id", help="A parked message; its whole key is replayed.")] = None,
    key: Annotated[str | None, typer.Option(help="A key: an application's id.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every key of that part.")] = False,
    as_json: AsJson = False,
) -> None:
    """Have what is parked handled again, in order; the part does it within seconds. See `onetrip dlq list` after it.

    Exit code 1 when there was nothing to replay.
    """
    if [message is not None, key is not None, everything].count(True) != 1:
        raise typer.BadParameter("give one of --id, --key and --all")
    part = _chosen(schema)[0]
    marked = asyncio.run(_replay(installation.find(), part, message, key))
    if as_json:
        typer.echo(json.dumps({"schema": part, "marked": marked}))
    else:
        typer.echo(f"{marked} messages will be handled again")
    if not marked:
        raise CommandFailed("nothing of that is parked")


def _chosen(schema: str | None) -> tuple[str, ...]:
    if schema is None:
        return SCHEMAS
    if schema not in SCHEMAS:
        raise typer.BadParameter(f"there is no {schema}; there are {', '.join(SCHEMAS)}")
    return (schema,)


async def _parked(stack: Installation, schemas: tuple[str, ...]) -> list[tuple[str, ParkedMessage]]:
    import asyncpg  # noqa: PLC0415 - only this command talks to the databases

    from runtime.parking import list_parked  # noqa: PLC0415 - as above

    found = []
    for schema in schemas:
        connection = await asyncpg.connect(stack.database_url(schema))
        try:
            found += [(schema, message) for message in await list_parked(connection)]
        finally:
            await connection.close()
    return found


async def _replay(stack: Installation, schema: str, message: int | None, key: str | None) -> int:
    """Mark what was chosen (neither id nor key: all). Returns how many messages were marked."""
    import asyncpg  # noqa: PLC0415 - as above

    from runtime.parking import list_parked, request_replay  # noqa: PLC0415 - as above

    connection = await asyncpg.connect(stack.database_url(schema))
    try:
        parked = await list_parked(connection)
        consumers = sorted({each.consumer for each in parked if message in (None, each.id)})
        keys = [key] if key else sorted({each.key for each in parked})
        marked = 0
        for consumer in consumers:
            if message is not None:
                marked += await request_replay(connection, consumer, id=message)
            else:
                marked += sum([await request_replay(connection, consumer, key=each) for each in keys])
        return marked
    finally:
        await connection.close()
