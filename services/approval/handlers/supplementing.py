"""The ledger of supplement notices: what verification found missing, and what crossed acceptance by silence."""

from datetime import datetime

import asyncpg

from contracts.errors.applications import UnknownMatter
from contracts.errors.supplements import SecondSupplement, SupplementAfterAcceptance
from onetrip.approval.v1.commands_pb2 import AskSupplement
from onetrip.approval.v1.events_pb2 import SupplementAsked, SupplementCrossed, SupplementDenied
from runtime.messages import Envelope
from runtime.outbox import redrive
from services.approval.codec import timestamp
from services.approval.domain.supplements import next_notice
from services.approval.handlers.office import Office, say
from services.approval.store import applications, outcomes, tasks


async def on_ask_supplement(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: AskSupplement
) -> None:
    """Let the notice go out (SupplementAsked) or not (SupplementDenied; the process goes on without)."""
    now = office.clock.now()
    application = await applications.lock(connection, command.application_id)
    if application is None or application.definition_digest is None:
        raise UnknownMatter("approval has not opened the application")
    over = await outcomes.cause_if_over(connection, command.application_id)
    if over is not None:
        await redrive(connection, over)
        return
    sent = await tasks.notices_sent(connection, command.application_id)
    for notice in sent:
        if notice.number == command.round and not notice.department:
            await redrive(connection, notice.cause)
            return
    try:
        notice = next_notice(len(sent), application.accepted_on is not None, department="", new_fact="")
    except (SecondSupplement, SupplementAfterAcceptance) as refusal:
        denied = SupplementDenied(application_id=command.application_id, round=command.round, reason=refusal.reason)
        await say(connection, command.application_id, denied, cause=envelope.id, now=now)
        return
    asked = SupplementAsked(application_id=command.application_id, round=notice.number, missing=command.missing)
    content = asked.SerializeToString()
    await tasks.note_notice(connection, command.application_id, notice, content, envelope.id, now)
    await say(connection, command.application_id, asked, cause=envelope.id, now=now)


async def settle_crossed(connection: asyncpg.Connection, application_id: str, notices_sent: int, now: datetime) -> None:
    """Say SupplementCrossed for each notice of the ledger beyond those that the process sent before acceptance.

    By then it is accepted, and nothing may be required any more (licensing law, art. 32). Under the application's lock:
    an officer who asks later is refused, who asked before is told in the task.
    """
    for notice in await tasks.cross_notices(connection, application_id, notices_sent, now):
        crossed = SupplementCrossed(
            application_id=application_id,
            round=notice.number,
            department=notice.department,
            cross_time=timestamp(now),
        )
        await say(connection, application_id, crossed, cause=None, now=now)
