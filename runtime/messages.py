"""What goes over Kafka: CloudEvents in binary mode, the value a protobuf message (decision record 0003)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from google.protobuf.message import Message


@dataclass(frozen=True, slots=True)
class Outbound:
    """A message to send. ``key`` is the application id; ``id`` is derived from what it says where it can repeat.

    ``cause`` is the id of the command it answers: asked again, the answer is sent again (``outbox.redrive``).
    """

    topic: str
    key: str
    id: str
    message: Message
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message as it came: the CloudEvents attributes and the untouched bytes. ``subject`` is the key."""

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    payload: bytes
    traceparent: str | None
    topic: str
    partition: int
    offset: int


def type_of(message: Message | type[Message]) -> str:
    """Return the ``ce_type`` of a message: its full protobuf name."""
    return message.DESCRIPTOR.full_name
