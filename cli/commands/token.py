"""`onetrip token`: a token of the development issuer, for curl, grpcurl and a browser."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer

from cli.personas import persona as persona_of
from cli.personas import somebody
from cli.running import RunningStack

app = typer.Typer()


@app.command()
def token(
    persona: Annotated[
        str | None, typer.Option("--persona", "-p", help="Somebody of deploy/local/personas.yaml.")
    ] = None,
    resident_id: Annotated[str | None, typer.Option(help="A person by number instead.")] = None,
    role: Annotated[
        list[str] | None, typer.Option("--role", "-r", help="Instead of the persona's own; repeatable.")
    ] = None,
    department: Annotated[str | None, typer.Option("--department", "-d", help="Instead of the persona's own.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="With the pseudonymous person id, for a program.")] = False,
) -> None:
    """Print a token, good for an hour: curl -H "authorization: Bearer $(onetrip token -p graduate)" …

    Without a person it is the first of the demo's with that role, and of that department.
    """
    roles = tuple(role or ())
    if persona is None and resident_id is None and (roles or department):
        persona = somebody(roles[0] if roles else "officer", department)
    if (persona is None) == (resident_id is None):
        raise typer.BadParameter("name one of --persona, --resident-id, --role and --department")
    if persona is not None:
        who = persona_of(persona)
        resident_id, roles, department = who.resident_id, roles or who.roles, department or who.department
    if not roles:
        raise typer.BadParameter("a person named by number has no role of their own: give --role")
    issued = asyncio.run(_token(RunningStack.find(), str(resident_id), roles, department))
    if as_json:
        typer.echo(json.dumps({"token": issued[0], "subject": issued[1], "roles": roles, "department": department}))
    else:
        typer.echo(issued[0])


async def _token(
    stack: RunningStack, resident_id: str, roles: tuple[str, ...], department: str | None
) -> tuple[str, str]:
    from cli.client import Gateway  # noqa: PLC0415 - the messages take a moment to load

    async with Gateway(stack.gateway_url, stack.identity_url) as gateway:
        issued = await gateway.token(resident_id, roles, department)
        return issued.text, issued.subject
