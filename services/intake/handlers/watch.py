"""Following an application live: all of it now, then after every change, until it has ended."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from onetrip.intake.v1 import application_service_pb2 as service_pb2
from runtime.errors import Unauthenticated
from runtime.sealing import SealBroken
from runtime.tokens import Principal
from services.intake.handlers.access import absent, seen_by
from services.intake.handlers.lookup import shown
from services.intake.office import Office
from services.intake.view import timestamp
from services.intake.watching import Changes, Watch

TICKET_SECONDS = 60
TICKET_SCOPE = "watch-ticket"
TICKET_CHARACTERS_MAX = 1024
# A watch that outlives this is ended and begun again by the client, perhaps at another replica.
WATCH_SECONDS_MAX = 3600
POLL_SECONDS = 1.0
# News may come a moment before its commit: look again after these.
LOOK_AGAIN_SECONDS = (0.05, 0.1, 0.2, 0.4)


async def create_ticket(
    office: Office, request: service_pb2.CreateWatchTicketRequest, caller: Principal
) -> service_pb2.CreateWatchTicketResponse:
    """Return a ticket for an application the caller may see. Tickets live in real time. Raises NotFound."""
    await seen_by(office, request.id, caller)
    expires = datetime.now(UTC) + timedelta(seconds=TICKET_SECONDS)
    content = {"person": caller.subject, "expires": expires.timestamp()}
    sealed = office.sealer.seal(TICKET_SCOPE, json.dumps(content).encode(), request.id)
    return service_pb2.CreateWatchTicketResponse(
        ticket=base64.urlsafe_b64encode(sealed).decode().rstrip("="), expire_time=timestamp(expires)
    )


async def watch(
    office: Office, changes: Changes, request: service_pb2.WatchApplicationRequest, caller: Principal | None
) -> AsyncIterator[service_pb2.WatchApplicationResponse]:
    """Yield the application now and after each change; `end` marks the last. Raises Unauthenticated, NotFound."""
    if caller is None:
        watcher = _ticket_holder(office, request)
    else:
        watcher = caller.subject
        await seen_by(office, request.id, caller)
    with changes.watch(request.id, watcher) as ear:
        async for response in _follow(office, request.id, ear):
            yield response


async def _follow(
    office: Office, application_id: str, ear: Watch
) -> AsyncIterator[service_pb2.WatchApplicationResponse]:
    until = datetime.now(UTC) + timedelta(seconds=WATCH_SECONDS_MAX)
    version, looks = 0, iter(LOOK_AGAIN_SECONDS)
    while datetime.now(UTC) < until:
        versions = await office.store.applications.versions([application_id])
        if versions.get(application_id, 0) != version:
            stored = await office.store.applications.read(application_id)
            if stored is None:
                raise absent()
            version, looks = stored.version, iter(())
            yield service_pb2.WatchApplicationResponse(
                application=await shown(office, stored), end=stored.progress.ended
            )
            if stored.progress.ended:
                return
        if await ear.wait(next(looks, POLL_SECONDS)):
            looks = iter(LOOK_AGAIN_SECONDS)


def _ticket_holder(office: Office, request: service_pb2.WatchApplicationRequest) -> str:
    """Return whose ticket it is. Raises Unauthenticated: no ticket, not for this application, or run out."""
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
    return content["person"]
