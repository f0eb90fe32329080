"""What the other parts say, taken into the applicant's view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.intake.v1 import commands_pb2
from onetrip.verification.v1 import messages_pb2 as verification
from runtime.clock import Clock
from runtime.consumer import Handlers
from runtime.errors import NotFound
from runtime.messages import Envelope
from runtime.sealing import LookupHash, Sealer
from services.intake.codec import open_contact, open_form, seal_name
from services.intake.commitments import mark_subject
from services.intake.handlers.proactive import Openings
from services.intake.handlers.taking_back import TakingBack
from services.intake.masking import masked_name
from services.intake.projections.table import PROJECTIONS
from services.intake.store import Change, Stored, Tables


@dataclass(frozen=True)
class Projector:
    """Takes events into the view. `changed` is told of every application that an event changed."""

    sealer: Sealer
    lookup: LookupHash
    clock: Clock
    changed: Callable[[str], None]

    async def project(self, tables: Tables, told: Sequence[tuple[Envelope, Message]]) -> None:
        """Change the views of applications by events, in order: all read at once, all written at once.

        Raises NotFound for an event about an application that is not here: that one is found and parked.
        """
        before = await tables.applications.lock_all(sorted({envelope.subject for envelope, _ in told}))
        changes: dict[str, Change] = {}
        for envelope, message in told:
            stored = before.get(envelope.subject)
            if stored is None:
                raise NotFound("an event about an application that was never taken in")
            change = changes.get(stored.id) or Change(stored.id, stored.progress)
            progress, entries = PROJECTIONS[type(message)](change.progress, message, envelope.time)
            name = change.sealed_name or _name_learned(stored, message, self.sealer)
            changes[stored.id] = Change(stored.id, progress, [*change.entries, *entries], name)
            if isinstance(message, approval.ApplicantMarked):
                await self._mark(tables, stored, message)
        real = [change for change in changes.values() if _is_news(change, before[change.id])]
        if real:
            await tables.applications.change(real, self.clock.now())
        for change in real:
            self.changed(change.id)

    async def _mark(self, tables: Tables, stored: Stored, event: approval.ApplicantMarked) -> None:
        """Keep whom the mark is about: the organisation that applied, else the person."""
        credit_code = open_form(self.sealer, stored.id, stored.sealed_form).credit_code
        subject = mark_subject(self.lookup, stored.applicant_id, credit_code)
        await tables.marks.add(stored.id, event.case_id, subject, date.fromisoformat(event.until_date))


def handlers(projector: Projector, openings: Openings) -> Handlers:
    """Return the table of the consumer group `intake`: every event it knows goes to one function, in batches.

    What it is told to do has functions of its own; the keys of runs are none of applications.
    """
    commands: dict[type[Message], Any] = {
        commands_pb2.BeginProactiveRun: openings.begin,
        commands_pb2.OpenProactively: openings.open,
        commands_pb2.TakeBack: TakingBack(openings.office).take_back,
    }

    async def handle(connection: Any, told: Sequence[tuple[Envelope, Message]]) -> None:
        news = [one for one in told if type(one[1]) not in commands]
        if news:
            await projector.project(Tables(connection), news)
        for envelope, message in told:
            if command := commands.get(type(message)):
                await command(connection, envelope, message)

    return Handlers.in_batches({*PROJECTIONS, *commands}, handle, commands=commands)


def _is_news(change: Change, stored: Stored) -> bool:
    return bool(change.entries or change.sealed_name) or change.progress != stored.progress


def _name_learned(stored: Stored, message: Message, sealer: Sealer) -> bytes | None:
    """Return the masked name that verification learned from a register, sealed; None when it is known or not told."""
    if stored.sealed_name or not isinstance(message, verification.VerificationCompleted) or not message.sealed_contact:
        return None
    name = open_contact(sealer, stored.id, message.sealed_contact).name
    return seal_name(sealer, stored.id, masked_name(name)) if name else None
