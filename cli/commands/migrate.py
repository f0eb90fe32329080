"""`onetrip migrate`: bring the database of the running stack to the latest migrations."""

import asyncio
from typing import Annotated

import typer

from cli.errors import CommandFailed, StackNotRunning
from deploy.local.settings import LocalSettings
from deploy.local.state import StackState

app = typer.Typer()


@app.command()
def migrate(
    schema: Annotated[str | None, typer.Argument(help="One schema, such as intake; all when left out.")] = None,
) -> None:
    """Apply the migrations that are missing, each schema as its own role (`up` does it too)."""
    from deploy.local import database  # noqa: PLC0415 - the drivers of the engines take a second to load

    state = StackState.read(LocalSettings().state_dir)
    if state is None or not state.running():
        raise StackNotRunning("the stack is not running: start it with `onetrip up`")
    chosen = list(database.MIGRATIONS) if schema is None else [schema]
    if unknown := set(chosen) - set(database.MIGRATIONS):
        raise CommandFailed(f"there is no schema {', '.join(unknown)}; there are {', '.join(database.MIGRATIONS)}")
    asyncio.run(_migrate(chosen, state.steps["postgres"].ports["postgres"]))


async def _migrate(schemas: list[str], port: int) -> None:
    from deploy.local import database  # noqa: PLC0415 - as above
    from deploy.local.stack import Stack  # noqa: PLC0415 - as above

    stack = Stack(LocalSettings().state_dir)
    stack.ports.fixed["postgres"] = port
    environment = stack.environment
    for schema in schemas:
        said: list[str] = []
        await database.migrate(environment.database_url(schema), schema, said.append)
        typer.echo(f"{schema}: {said[-1] if said and said[-1] else 'up to date'}")
