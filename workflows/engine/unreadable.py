"""Payloads that nobody sealed, or nobody here can open, inside a workflow: told apart, and never taken for a message.

The codec cannot know what a payload belongs to, and an exception there fails the workflow task, again and again:
whoever can reach Temporal could stop an application by one message. So the codec hands on a mark in its place, and what
it belongs to decides (decision 0010): an update is refused with a sentence, a signal that nobody sealed is dropped, one
that cannot be opened fails the task and is tried again, since the key may only be missing here.

Imported by workflow code.
"""

from __future__ import annotations

from typing import Any, TypeVar

from google.protobuf.message import Message
from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue
from temporalio.converter import EncodingPayloadConverter

NOT_SEALED, NOT_OPENED = b"onetrip/not-sealed", b"onetrip/not-opened"

Said = TypeVar("Said", bound=Message)


class UnreadablePayload(Exception):
    """A payload this process will not read: not sealed, altered, or under a key that is not here."""


def mark(encoding: bytes, why: str) -> Payload:
    """What stands for a payload that is not read."""
    return Payload(metadata={"encoding": encoding}, data=why.encode())


class MarkConverter(EncodingPayloadConverter):
    """Reads no mark: raises UnreadablePayload with why."""

    def __init__(self, encoding: bytes) -> None:
        self._encoding = encoding

    @property
    def encoding(self) -> str:
        """The encoding of the mark."""
        return self._encoding.decode()

    def to_payload(self, value: Any) -> Payload | None:
        """Makes none."""
        return None

    def from_payload(self, payload: Payload, type_hint: type | None = None) -> Any:
        """Raises UnreadablePayload."""
        raise UnreadablePayload(payload.data.decode("utf-8", "replace"))


def signalled(raw: RawValue, message: type[Said]) -> Said | None:
    """What a signal says; None for one that nobody sealed. Raises UnreadablePayload for one that cannot be opened."""
    if raw.payload.metadata.get("encoding") == NOT_SEALED:
        workflow.logger.warning("a signal that nobody sealed was dropped")
        return None
    return workflow.payload_converter().from_payload(raw.payload, message)
