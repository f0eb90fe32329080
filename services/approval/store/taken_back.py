"""What was said before this database was set back to an earlier moment, and is to be done as it was (decision 0067)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from google.protobuf.message import Message

from contracts.topics.names import APPROVAL_EVENTS
from onetrip.approval.v1 import events_pb2
from services.approval.store.applications import ApplicationRow

_KNOWN = "SELECT EXISTS (SELECT FROM outbox WHERE topic = $1 AND message_id = $2)"
_NOTE = "INSERT INTO taken_back (message_id, application_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
_OF_APPLICATION = """
SELECT outbox.type, outbox.payload, coalesce(outbox.cause, '') AS cause, outbox.time
FROM taken_back JOIN outbox ON outbox.topic = $1 AND outbox.message_id = taken_back.message_id
WHERE taken_back.application_id = $2 ORDER BY outbox.id
"""


@dataclass(frozen=True)
class Said:
    """An event as it was said, the id of the command that it answered, and when it was said."""

    event: Any
    cause: str
    at: datetime


async def known(connection: Any, message_id: str) -> bool:
    """Whether the outbox has an event."""
    return await connection.fetchval(_KNOWN, APPROVAL_EVENTS, message_id)


async def note(connection: Any, message_id: str, application_id: str) -> None:
    """Note that an event of the outbox is to be done as it was."""
    await connection.execute(_NOTE, message_id, application_id)


async def said(connection: Any, application: ApplicationRow, *kinds: type[Message]) -> Sequence[Said]:
    """What was said of an application, of some types, in the order in which it was taken back.

    Costs nothing for one of which nothing was: its row tells.
    """
    if not application.taken_back:
        return []
    names = {kind.DESCRIPTOR.full_name: kind for kind in kinds}
    rows = await connection.fetch(_OF_APPLICATION, APPROVAL_EVENTS, application.id)
    known_kinds = [row for row in rows if row["type"] in names]
    return [Said(names[row["type"]].FromString(row["payload"]), row["cause"], row["time"]) for row in known_kinds]


async def decision(connection: Any, application: ApplicationRow, case_id: str) -> Said | None:
    """How a case was decided; None: nothing says so."""
    decided = await said(connection, application, events_pb2.CaseDecided)
    return next((one for one in decided if one.event.case_id == case_id), None)


async def answer(connection: Any, application: ApplicationRow, cause: str, *kinds: type[Message]) -> Said | None:
    """What was answered to a command, of some types; None: nothing was."""
    return next((one for one in await said(connection, application, *kinds) if one.cause == cause), None)
