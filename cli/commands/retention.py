"""`onetrip retention`: what is kept about people ends; the record of the act stays."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import Annotated

import typer

from cli import installation

app = typer.Typer(help="How long what is known about people is kept (docs/operate/keys.md).", no_args_is_help=True)


@app.callback()
def retention() -> None:
    """How long what is known about people is kept (docs/operate/keys.md)."""


@app.command()
def run(
    years: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=100,
            help="Full years after the one in which an application ended, where its item names none; 10, or as set.",
        ),
    ] = None,
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
    from deploy.keeping.__main__ import SCHEMAS  # noqa: PLC0415 - the drivers take a second to load
    from deploy.keeping.__main__ import run as end  # noqa: PLC0415 - the drivers take a second to load

    stack = installation.find()
    urls = {schema: stack.database_url(schema) for schema in SCHEMAS}
    found = asyncio.run(end(urls, stack.zone, years or stack.term.retention_years, application, dry=dry_run))
    if as_json:
        typer.echo(json.dumps(asdict(found), indent=2))
        return
    said = "would be destroyed" if dry_run else "destroyed"
    typer.echo(f"keys {said}: {found.applications} applications, {found.materials} documents, {found.holders} holders")
    if found.before:
        typer.echo(f"{found.before} were sealed before there were data keys: unreadable when their master key is gone")
