"""Following an application live: all of it now, then after every change, until it has ended."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import events_pb2
from runtime.errors import Unauthenticated
from runtime.failures import heals_by_waiting
from runtime.sealing import SealBroken
from runtime.tokens import Principal
from services.intake.handlers.access import absent, capacity_of, seen_by
from services.intake.handlers.lookup import shown
from services.intake.office import Office
from services.intake.roles import CLERK
from services.intake.store import Stored
from services.intake.view import timestamp
from services.intake.watching import Changes, Watch

TICKET_SECONDS = 60
TICKET_SCOPE = "watch-ticket"
TICKET_CHARACTERS_MAX = 1024
# A watch that outlives this is ended and begun again by the client, perhaps at another replica.
WATCH_SECONDS_MAX = 3600
POLL_SECONDS = 1.0
# A database that restarts ends no watch: an EventSource whose ticket has run out could not come back.
OUTAGE_SECONDS_MAX = 60.0
# News may come a moment before its commit: look again after these.
LOOK_AGAIN_SECONDS = (0.05, 0.1, 0.2, 0.4)


async def create_ticket(
    office: Office, request: service_pb2.CreateWatchTicketRequest, caller: Principal
) -> service_pb2.CreateWatchTicketResponse:
    """Return a ticket for an application the caller may see. Tickets live in real time. Raises NotFound."""
    stored = await seen_by(office, request.id, caller)
    expires = datetime.now(UTC) + timedelta(seconds=TICKET_SECONDS)
    content = {"person": caller.subject, "expires": expires.timestamp(), "agent": _as_agent(caller, stored)}
    sealed = office.sealer.seal(TICKET_SCOPE, json.dumps(content).encode(), request.id)
    return service_pb2.CreateWatchTicketResponse(
        ticket=base64.urlsafe_b64encode(sealed).decode().rstrip("="), expire_time=timestamp(expires)
    )


async def watch(
    office: Office, changes: Changes, request: service_pb2.WatchApplicationRequest, caller: Principal | None
) -> AsyncIterator[service_pb2.WatchApplicationResponse]:
    """Yield the application now and after each change; `end` marks the last. Raises Unauthenticated, NotFound."""
    if caller is None:
        watcher, agent = _ticket_holder(office, request)
    else:
        watcher, agent = caller.subject, _as_agent(caller, await seen_by(office, request.id, caller))
    with changes.watch(request.id, watcher) as ear:
        async for response in _follow(office, request.id, ear, watcher if agent else None):
            yield response


def _as_agent(caller: Principal, stored: Stored) -> bool:
    return capacity_of(caller, stored) == events_pb2.FILING_ROLE_AGENT and CLERK not in caller.roles


async def _follow(
    office: Office, application_id: str, ear: Watch, agent: str | None
) -> AsyncIterator[service_pb2.WatchApplicationResponse]:
    until = datetime.now(UTC) + timedelta(seconds=WATCH_SECONDS_MAX)
    version, looks, patience = "0", iter(LOOK_AGAIN_SECONDS), time.monotonic()
    while datetime.now(UTC) < until:
        try:
            news = await _newer(office, application_id, version, agent)
        except Exception as error:
            if version == "0" or time.monotonic() - patience > OUTAGE_SECONDS_MAX or not heals_by_waiting(error):
                raise
            await asyncio.sleep(POLL_SECONDS)
            continue
        patience = time.monotonic()
        if news is not None:
            version, looks = news.application.etag, iter(())
            yield news
            if news.end:
                return
        if await ear.wait(next(looks, POLL_SECONDS)):
            looks = iter(LOOK_AGAIN_SECONDS)


async def _newer(
    office: Office, application_id: str, version: str, agent: str | None
) -> service_pb2.WatchApplicationResponse | None:
    """Return the application unless it is still at this version. Raises NotFound.

    `agent`: who follows it under a mandate; the stream ends with that, before anything more is shown.
    """
    if agent is not None and not await office.store.mandates.may_act(agent, application_id, office.clock.now()):
        raise absent()
    versions = await office.store.applications.versions([application_id])
    if str(versions.get(application_id, 0)) == version:
        return None
    stored = await office.store.applications.read(application_id)
    if stored is None:
        raise absent()
    return service_pb2.WatchApplicationResponse(application=await shown(office, stored), end=stored.progress.ended)


def _ticket_holder(office: Office, request: service_pb2.WatchApplicationRequest) -> tuple[str, bool]:
    """Return whose ticket it is, and whether they act under a mandate.

    Raises Unauthenticated: no ticket, not for this application, or run out.
    """
    refused = Unauthenticated("sign in, or bring a ticket for this application that has not run out")
    if not request.ticket or len(request.ticket) > TICKET_CHARACTERS_MAX or not request.ticket.isascii():
        raise refused
    try:
        sealed = base64.urlsafe_b64decode(request.ticket + "=" * (-len(request.ticket) % 4))
        content = json.loads(office.sealer.open(TICKET_SCOPE, sealed, request.id))
    except (SealBroken, binascii.Error, ValueError):
        raise refused from None
    if content["expires"] <= datetime.now(UTC).timestamp():
        raise refused
    return content["person"], content.get("agent", False)
