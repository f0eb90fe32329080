"""What approval said once and its database, set back to an earlier moment, has forgotten: taken back (decision 0067).

The message is put into the outbox again, and what it says is done as it was: at once where that can be, else when the
command that it answered is heard again (as_said.py).
"""

from __future__ import annotations

from datetime import UTC
from typing import Any

import asyncpg

from contracts.topics.names import APPROVAL, APPROVAL_EVENTS
from onetrip.approval.v1 import events_pb2
from onetrip.approval.v1.commands_pb2 import TakeBack
from runtime.logs import get_logger
from runtime.messages import Envelope, type_of
from runtime.outbox import insert, shard_of
from services.approval.handlers import as_said
from services.approval.handlers.deciding_again import decide_open, withhold_open
from services.approval.handlers.delivering import hand_over_as_said
from services.approval.handlers.office import Office
from services.approval.store import applications, taken_back

# What people did, or a rule with a number of its own, and the answer to a command says whole. The rest people do again.
TAKEN_BACK = frozenset(
    type_of(answer)
    for answer in (
        events_pb2.SupplementAsked,
        events_pb2.AcceptanceDecided,
        events_pb2.InstantDeclined,
        events_pb2.StageCompleted,
        events_pb2.CaseWithheld,
        events_pb2.CaseDecided,
        events_pb2.ResultDelivered,
    )
)


async def on_take_back(office: Office, connection: asyncpg.Connection, envelope: Envelope, command: TakeBack) -> None:
    """Put an event into the outbox as it was said, and do what it says, unless it is known or answers no command."""
    application_id, cause = envelope.subject, _answered(command)
    # First, so that nothing of the application is written meanwhile; it may not be here yet.
    await applications.lock(connection, application_id)
    if not cause or await taken_back.known(connection, command.message_id):
        return
    time = command.time.ToDatetime(UTC)
    said = (APPROVAL_EVENTS, application_id, command.message_id, command.type, APPROVAL, time)
    await insert(connection, [(shard_of(application_id), *said, None, None, command.payload, cause)])
    await taken_back.note(connection, command.message_id, application_id)
    get_logger().warning("approval.taken_back", application_id=application_id, type=command.type)
    application = await applications.lock(connection, application_id)
    if application is not None and application.definition_digest is not None:
        await _do(office, connection, application, cause)


def _answered(command: TakeBack) -> str:
    """The id of the command that the event answered (office.say); empty: none that is taken back."""
    cause, _, name = command.message_id.rpartition(":")
    return cause if command.type in TAKEN_BACK and command.type.endswith(f".{name}") else ""


async def _do(office: Office, connection: Any, application: applications.ApplicationRow, cause: str) -> None:
    await as_said.accept(office, connection, application, cause)
    await as_said.pass_stage(connection, application, cause)
    for said in await taken_back.said(connection, application, events_pb2.CaseDecided):
        await decide_open(office, connection, application, said)
    await withhold_open(office, connection, application)
    await hand_over_as_said(connection, application)
