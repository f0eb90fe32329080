"""What the other parts say, taken into the applicant's view."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message

from onetrip.verification.v1 import messages_pb2 as verification
from runtime.clock import Clock
from runtime.consumer import Handlers
from runtime.errors import NotFound
from runtime.messages import Envelope
from runtime.sealing import Sealer
from services.intake.codec import open_contact, seal_name
from services.intake.masking import masked_name
from services.intake.projection import PROJECTIONS, Projection
from services.intake.store import Stored, Tables


@dataclass(frozen=True)
class Projector:
    """Takes events into the view. `changed` is told of every application that an event was about."""

    sealer: Sealer
    clock: Clock
    changed: Callable[[str], None]

    async def project(self, tables: Tables, projection: Projection, envelope: Envelope, message: Message) -> None:
        """Change one application's view by one event. Raises NotFound, which parks it, for one that is not here."""
        stored = await tables.applications.lock(envelope.subject)
        if stored is None:
            raise NotFound("an event about an application that was never taken in")
        progress, entries = projection(stored.progress, message, envelope.time)
        name = _name_learned(stored, message, self.sealer)
        if progress == stored.progress and not entries and name is None:
            return
        await tables.applications.change(stored.id, progress, entries, self.clock.now(), sealed_name=name)
        self.changed(stored.id)


def handlers(projector: Projector) -> Handlers:
    """Return the table of the consumer group `intake`."""
    return Handlers({message: _handler(projection, projector) for message, projection in PROJECTIONS.items()})


def _handler(projection: Projection, projector: Projector) -> Callable[[Any, Envelope, Any], Awaitable[None]]:
    async def handle(connection: Any, envelope: Envelope, message: Message) -> None:
        await projector.project(Tables(connection), projection, envelope, message)

    return handle


def _name_learned(stored: Stored, message: Message, sealer: Sealer) -> bytes | None:
    """Return the masked name that verification learned from a register, sealed; None when it is known or not told."""
    if stored.sealed_name or not isinstance(message, verification.VerificationCompleted) or not message.sealed_contact:
        return None
    name = open_contact(sealer, stored.id, message.sealed_contact).name
    return seal_name(sealer, stored.id, masked_name(name)) if name else None
