"""A crowd at a gateway, from inside a cluster: `python -m cli.smoke journeys|load`, part of `make k8s-smoke`.

`journeys` walks those of the demo that are named. `load` files for graduates until a file appears, then sees to it that
every application that was accepted ends granted, and prints what it saw as one line of JSON: the last line.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
from rich.console import Console

from cli.client import Caller, Gateway, GatewayUnreachable, Refusal
from cli.client.refusals import refusal_of
from cli.demo.place import Place
from cli.demo.run import run_journeys
from cli.journeys.following import FINAL_STATES
from cli.journeys.instant import DESTINATION, ITEM
from cli.journeys.people import new_key
from cli.personas import Persona, persona
from onetrip.intake.v1 import application_service_pb2 as intake
from onetrip.process.v1 import state_pb2

GRADUATES = 50
AT_ONCE = 4
PAUSE_SECONDS = 0.5
POLL_SECONDS = 1.0
END_SECONDS_MAX = 300.0
# 499 is a call that a part cancelled: its time to drain was over.
SERVER_FAULTS_FROM = 499
# CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE.
FAULTS = frozenset({1, 2, 4, 13, 14})


@dataclass
class Seen:
    """What the crowd saw. `refused`: requests that were not answered, by reason; each was repeated."""

    requests: int = 0
    accepted: int = 0
    granted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Counting(httpx.AsyncBaseTransport):
    """Counts every request, and every one that was refused, before a client repeats it."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._transport = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=None))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass it on."""
        self._seen.requests += 1
        try:
            response = await self._transport.handle_async_request(request)
        except httpx.TransportError as error:
            self._refused(type(error).__name__, request)
            raise
        if response.status_code >= SERVER_FAULTS_FROM:
            await response.aread()
            self._refused(str(response.status_code), request, str(refusal_of(response)))
        return response

    def _refused(self, reason: str, request: httpx.Request, message: str = "") -> None:
        """Count it, and say when it was: what happened just then is what refused it."""
        self._seen.refused[f"{reason} {request.url.host}"] += 1
        at = datetime.now(UTC).strftime("%H:%M:%S.%f")[:-3]
        print(f"refused: {at} {reason} {request.method} {request.url.host} {message}", flush=True)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._transport.aclose()


class Crowd:
    """Graduates who apply one after the other, a few at once."""

    def __init__(self, gateway: Gateway, seen: Seen, end: Path) -> None:
        self._gateway = gateway
        self._seen = seen
        self._end = end
        self._open: dict[str, Caller] = {}

    async def file(self) -> None:
        """File until the file is there."""
        print("load: began", flush=True)
        people = [persona(f"graduate-{number:04}") for number in range(1, GRADUATES + 1)]
        shares = [people[first::AT_ONCE] for first in range(AT_ONCE)]
        await asyncio.gather(*(self._file_for(share) for share in shares))

    async def see_through(self) -> None:
        """Wait until every application has ended; what has not, or not granted, is lost."""
        give_up_at = time.monotonic() + END_SECONDS_MAX
        while self._open and time.monotonic() < give_up_at:
            for application_id, caller in list(self._open.items()):
                await self._look(application_id, caller)
            await asyncio.sleep(POLL_SECONDS)
        self._seen.lost += sorted(self._open)

    async def _file_for(self, people: list[Persona]) -> None:
        while not self._end.exists():
            for who in people:
                if self._end.exists():
                    return
                # A client has its own bound on repeating; the next round comes to whoever was not answered.
                filed = await self._filed(who)
                await asyncio.sleep(PAUSE_SECONDS if filed else POLL_SECONDS)

    async def _filed(self, who: Persona) -> bool:
        try:
            caller = await self._gateway.caller(who.resident_id, who.roles, who.department)
            answers = {**who.claims, "destination_address": DESTINATION}
            request = intake.SubmitApplicationRequest(
                request_id=new_key(), item_code=ITEM, answers=answers, despite_result=True
            )
            answer = await caller.post("/v1/applications", request, intake.SubmitApplicationResponse)
        except (GatewayUnreachable, Refusal) as failed:
            return _unanswered(failed)
        if not answer.already_existed:
            self._seen.accepted += 1
        self._open[answer.application.id] = caller
        return True

    async def _look(self, application_id: str, caller: Caller) -> None:
        try:
            answer = await caller.get(f"/v1/applications/{application_id}", intake.GetApplicationResponse)
        except (GatewayUnreachable, Refusal) as failed:
            _unanswered(failed)
            return
        if answer.application.state in FINAL_STATES:
            del self._open[application_id]
            if answer.application.state == state_pb2.APPLICATION_STATE_COMPLETED:
                self._seen.granted += 1
            else:
                self._seen.lost.append(application_id)


def _unanswered(failed: GatewayUnreachable | Refusal) -> bool:
    """Return False for what a dying part may answer; it is counted where requests are. Raises any other refusal."""
    if isinstance(failed, Refusal) and failed.code not in FAULTS:
        raise failed
    return False


async def load(gateway_url: str, issuer_url: str, end: Path) -> int:
    """File, see through, report. Returns 1 when something was lost."""
    seen = Seen()
    began = time.monotonic()
    async with Gateway(gateway_url, issuer_url, Counting(seen)) as gateway:
        crowd = Crowd(gateway, seen, end)
        await crowd.file()
        await crowd.see_through()
    seen.seconds = round(time.monotonic() - began, 1)
    print(json.dumps(vars(seen)), flush=True)
    return 1 if seen.lost else 0


async def journeys(gateway_url: str, issuer_url: str, names: list[str]) -> int:
    """Walk these journeys. Returns 1 when one did not end as it should."""

    async def nobody_crashes(_: str) -> None:
        raise AssertionError("no journey of the smoke test crashes a part")

    async with Gateway(gateway_url, issuer_url) as gateway:
        outcome = await run_journeys(Console(), Place(gateway, nobody_crashes), names)
    return 1 if outcome.broken else 0


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m cli.smoke", description="A crowd at a gateway.")
    parser.add_argument("--gateway", default="http://gateway")
    parser.add_argument("--issuer", default="http://identity:7000")
    kinds = parser.add_subparsers(dest="kind", required=True)
    kinds.add_parser("journeys").add_argument("names", nargs="+")
    kinds.add_parser("load").add_argument("--end", type=Path, default=Path("/tmp/end"))  # noqa: S108 - a pod's own
    arguments = parser.parse_args()
    if arguments.kind == "journeys":
        return asyncio.run(journeys(arguments.gateway, arguments.issuer, arguments.names))
    return asyncio.run(load(arguments.gateway, arguments.issuer, arguments.end))


if __name__ == "__main__":
    sys.exit(main())
