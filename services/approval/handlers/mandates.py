"""Agents: they act while their mandate lives, and not a moment longer (代办授权)."""

import asyncpg

from onetrip.intake.v1.events_pb2 import MandateChanged
from runtime.messages import Envelope
from runtime.tokens import Principal
from services.approval.handlers.office import Office
from services.approval.store import mandates
from services.approval.store.applications import ApplicationRow

AGENT = "agent"


async def on_mandate_changed(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, event: MandateChanged
) -> None:
    """Keep how a mandate stands."""
    await mandates.note(connection, event)


async def speaks_for(
    office: Office, connection: asyncpg.Connection, caller: Principal, application: ApplicationRow
) -> bool:
    """Whether the caller is the applicant, or their agent now, by a mandate that covers the item.

    A mandate given before approval was told of mandates is known by the filing alone, until it is revoked.
    """
    if caller.subject == application.applicant_id:
        return True
    if AGENT not in caller.roles or application.definition_digest is None:
        return False
    item, now = await office.definitions.of(connection, application), office.clock.now()
    live = await mandates.holds(connection, caller.subject, application.applicant_id, item.code, now)
    return caller.subject == application.filed_by if live is None else live
