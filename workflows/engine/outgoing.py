"""Messages that orchestration publishes: their topics, and their ids made of what they say."""

from __future__ import annotations

from datetime import UTC, date, datetime

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from contracts.topics.names import APPROVAL_COMMANDS, PROCESS_EVENTS, VERIFICATION_COMMANDS
from onetrip.process.v1.events_pb2 import DueDate
from onetrip.process.v1.workflow_pb2 import OutgoingMessage
from onetrip.verification.v1.messages_pb2 import VerifyApplication
from workflows.matter import Matter

WHOLE = "application"
"""In an id, where a message is about the whole application and not about one case."""


def event(matter: Matter, case: str, kind: str, round: int, message: Message) -> OutgoingMessage:
    """An event that the process establishes. `case` is the item's code, or WHOLE."""
    return _message(PROCESS_EVENTS, matter, case, kind, round, message)


def command(matter: Matter, case: str, kind: str, round: int, message: Message) -> OutgoingMessage:
    """A command to verification or approval. `case` is the item's code, or WHOLE."""
    topic = VERIFICATION_COMMANDS if isinstance(message, VerifyApplication) else APPROVAL_COMMANDS
    return _message(topic, matter, case, kind, round, message)


def due_date(matter: Matter, last_day: date) -> DueDate:
    """A due date, provisional while the calendar of its year is not published."""
    return DueDate(date=last_day.isoformat(), provisional=matter.calendar.is_provisional(last_day))


def timestamp(instant: datetime) -> Timestamp:
    """An instant as a message holds it."""
    message = Timestamp()
    message.FromDatetime(instant.astimezone(UTC))
    return message


def _message(topic: str, matter: Matter, case: str, kind: str, round: int, message: Message) -> OutgoingMessage:
    return OutgoingMessage(
        topic=topic,
        id=f"{matter.application_id}:{case}:{kind}:{round}",
        type=message.DESCRIPTOR.full_name,
        payload=message.SerializeToString(),
    )
