"""`onetrip track`: follow one application live, as a parcel."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import httpx
import typer
from rich.console import Console

from cli.errors import Refused
from cli.personas import persona
from cli.running import RunningStack

if TYPE_CHECKING:
    from cli.client import Caller
    from onetrip.intake.v1.application_pb2 import Application

# An id of ours (runtime/ids.py); anything else is a tracking number.
ID = re.compile(r"[a-z2-7]{26}", re.ASCII)
REOPEN_SECONDS = 1.0
# All instants are Beijing time (domain.md, "Clocks"), wherever one looks from.
ZONE = ZoneInfo("Asia/Shanghai")
PAGE_SIZE_MAX = 100

app = typer.Typer()


@app.command()
def track(
    application: Annotated[str, typer.Argument(help="An application's id, or its tracking number.")],
    who: Annotated[str, typer.Option("--as", help="The persona who looks: the applicant, their agent, a clerk.")],
    once: Annotated[bool, typer.Option("--once", help="Print how it stands, and end.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for each change, for a program.")] = False,
) -> None:
    """Print the application's timeline, and go on with every change until it has ended.

    Exit code 0 when it is completed (or --once), 1 when it ended otherwise, 4 when there is none that is yours to see.
    """
    from onetrip.process.v1 import state_pb2  # noqa: PLC0415 - the messages take a moment to load

    last = asyncio.run(_track(RunningStack.find(), application, who, once=once, as_json=as_json))
    if not once and last.state != state_pb2.APPLICATION_STATE_COMPLETED:
        raise typer.Exit(1)


async def _track(stack: RunningStack, wanted: str, who: str, *, once: bool, as_json: bool) -> Application:
    from cli.client import Gateway  # noqa: PLC0415 - as above
    from onetrip.intake.v1 import application_service_pb2 as intake  # noqa: PLC0415 - as above

    looker = persona(who)
    printer = _Printer(as_json=as_json)
    async with Gateway(stack.gateway_url, stack.identity_url) as gateway:
        caller = await gateway.caller(looker.resident_id, looker.roles, looker.department)
        application_id = wanted if ID.fullmatch(wanted) else await _found(caller, wanted, clerk="clerk" in looker.roles)
        if once:
            answer = await caller.get(f"/v1/applications/{application_id}", intake.GetApplicationResponse)
            printer.print(answer.application)
            return answer.application
        while True:
            try:
                async for message in caller.watch(application_id):
                    printer.print(message.application)
                    if message.end:
                        return message.application
            except httpx.TransportError:
                printer.note("the connection broke; trying again")
            await asyncio.sleep(REOPEN_SECONDS)


async def _found(caller: Caller, tracking_number: str, *, clerk: bool) -> str:
    """The id of a tracking number: a clerk looks it up, others have it among their own. Raises Refused."""
    from onetrip.intake.v1 import application_service_pb2 as intake  # noqa: PLC0415 - as above

    if clerk:
        answer = await caller.get("/v1/applications", intake.ListApplicationsResponse, tracking_number=tracking_number)
        matching = list(answer.applications)
    else:
        answer = await caller.get("/v1/applications", intake.ListApplicationsResponse, page_size=PAGE_SIZE_MAX)
        matching = [one for one in answer.applications if _plain(one.tracking_number) == _plain(tracking_number)]
    if not matching:
        raise Refused(f"there is no application {tracking_number}, or it is not theirs to see")
    return matching[0].id


def _plain(tracking_number: str) -> str:
    """As it is compared: people add blanks and hyphens when they read it out."""
    return re.sub(r"[\s-]", "", tracking_number).upper()


class _Printer:
    """Prints what is new since the last time."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._console = Console()
        self._entries = 0
        self._waits_for = ""

    def print(self, application: Application) -> None:
        """Print the entries that came, and what is waited for now."""
        from google.protobuf import json_format  # noqa: PLC0415 - as above

        if self._as_json:
            typer.echo(json.dumps(json_format.MessageToDict(application), ensure_ascii=False))
            return
        if not self._entries:
            name = application.item_name
            self._console.print(f"{application.tracking_number}  {name.zh}  {name.en}", style="bold", highlight=False)
        for entry in application.timeline[self._entries :]:
            at = entry.event_time.ToDatetime(ZONE).strftime("%Y-%m-%d %H:%M:%S")
            self._console.print(f"[dim]{at}[/]  {entry.text.zh}\n{'':21}[dim]{entry.text.en}[/]", highlight=False)
        self._entries = len(application.timeline)
        if application.waits_for.en != self._waits_for:
            self._waits_for = application.waits_for.en
            waits = application.waits_for
            self._console.print(f"{'':19}→ {waits.zh} / {waits.en}", style="cyan", highlight=False)

    def note(self, sentence: str) -> None:
        """Say something of the connection itself."""
        typer.echo(sentence, err=True)
