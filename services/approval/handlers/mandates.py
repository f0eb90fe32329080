"""Agents: they act while their mandate lives, and not a moment longer (代办授权)."""

from collections.abc import Sequence

import asyncpg

from contracts.topics.names import APPROVAL, VERIFICATION_COMMANDS
from onetrip.catalog.v1.catalog_pb2 import APPLICANT_KIND_ORGANISATION
from onetrip.intake.v1.events_pb2 import MandateChanged
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.ids import new_id
from runtime.messages import Envelope, Outbound
from runtime.outbox import enqueue
from runtime.tokens import Principal
from services.approval.codec import timestamp
from services.approval.handlers.office import Office
from services.approval.store import mandates
from services.approval.store.applications import ApplicationRow

AGENT = "agent"
PURPOSE = "MANDATE"


async def on_mandate_changed(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, event: MandateChanged
) -> None:
    """Keep how a mandate stands."""
    await mandates.note(connection, event)


async def speaks_for(
    office: Office, connection: asyncpg.Connection, caller: Principal, application: ApplicationRow
) -> bool:
    """Whether the caller is the applicant, or their agent now, by a mandate for the item and the organisation.

    Of what was opened before organisations were told nobody knows which one it is: there who filed it goes on under a
    mandate that names none, and anybody where only persons apply for the item (decision 0062).
    """
    if caller.subject == application.applicant_id:
        return True
    if AGENT not in caller.roles or application.definition_digest is None:
        return False
    item, now = await office.definitions.of(connection, application), office.clock.now()
    organisation = application.organisation
    if organisation is None:
        if APPLICANT_KIND_ORGANISATION in item.applicant_kinds and caller.subject != application.filed_by:
            return False
        organisation = ""
    whose = (application.applicant_id, organisation)
    return await mandates.holds(connection, caller.subject, whose, item.code, now)


async def log_read(
    office: Office,
    connection: asyncpg.Connection,
    caller: Principal,
    application: ApplicationRow,
    fields: Sequence[str],
) -> None:
    """Have it written to the applicant's access log that somebody who acts for them read this; not their own reads."""
    if caller.subject == application.applicant_id:
        return
    now = office.clock.now()
    access = RecordAccess(
        person_id=application.applicant_id,
        reader=caller.subject,
        role=AGENT,
        purpose=PURPOSE,
        application_id=application.id,
        fields=fields,
        read_time=timestamp(now),
    )
    await enqueue(connection, APPROVAL, now, [Outbound(VERIFICATION_COMMANDS, application.id, new_id(), access)])
