"""What intake said once and its database, set back to an earlier moment, has forgotten: taken back from the message.

The message is what was acknowledged (decision 0067). What others have done since is told again by them; only what
people did here is nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

from google.protobuf.message import Message

from contracts.topics.names import INTAKE, INTAKE_EVENTS
from onetrip.catalog.v1.catalog_pb2 import ServiceItem
from onetrip.intake.v1 import commands_pb2, events_pb2
from onetrip.intake.v1.events_pb2 import FormContent
from runtime.errors import NotFound
from runtime.logs import get_logger
from runtime.messages import Envelope, type_of
from runtime.outbox import Row, insert, shard_of
from services.intake.codec import open_form, seal_name
from services.intake.domain import Entry, State
from services.intake.duplicates import blocking_keys, subject_hash
from services.intake.handlers.alike import alike_now, alike_of
from services.intake.handlers.matter import with_answers
from services.intake.handlers.serving import withdrawal_of
from services.intake.masking import masked_name
from services.intake.office import Office
from services.intake.store import Change, NewApplication, Stored, Tables
from services.intake.store.forgotten import Forgotten

# What is said in these is all that there was of it. A rating or an appeal is not among them: whoever gave it is asked.
TAKEN_BACK: dict[str, type[Message]] = {
    type_of(message): message
    for message in (
        events_pb2.ApplicationSubmitted,
        events_pb2.ApplicationSupplemented,
        events_pb2.WithdrawalRequested,
    )
}


@dataclass(frozen=True)
class TakingBack:
    """Handles what `onetrip reconcile --repair` found in Kafka and not here."""

    office: Office

    async def take_back(self, connection: Any, envelope: Envelope, command: commands_pb2.TakeBack) -> None:
        """Write what the event says, and that it was said, unless it is known or is none that says all.

        Raises NotFound for what happened to an application that is not here yet.
        """
        taking = _Taking(self.office, Tables(connection), Forgotten(connection))
        kind = TAKEN_BACK.get(command.type)
        if kind is None or await taking.forgotten.said(INTAKE_EVENTS, command.message_id):
            return
        await taking.take(kind.FromString(command.payload))
        # Sent once more: who has heard it drops it, and who has not hears it now.
        await insert(connection, [_row(envelope.subject, command)])
        get_logger().warning("intake.taken_back", application_id=envelope.subject, type=command.type)


@dataclass(frozen=True)
class _Taking:
    office: Office
    tables: Tables
    forgotten: Forgotten

    async def take(self, event: Any) -> None:
        match event:
            case events_pb2.ApplicationSubmitted():
                await self._submitted(event)
            case events_pb2.ApplicationSupplemented():
                await self._supplemented(event)
            case _:
                await self._withdrawal(event)

    async def _submitted(self, event: events_pb2.ApplicationSubmitted) -> None:
        form = open_form(self.office.sealer, event.application_id, event.sealed_form)
        item, name = event.definition, form.person_name
        new = NewApplication(
            id=event.application_id,
            tracking_number=event.tracking_number,
            item_code=item.code,
            item_version=item.version,
            channel=event.channel,
            applicant_id=event.applicant_id,
            applicant_kind=event.applicant_kind,
            filed_by=event.filed_by,
            filed_as=event.filed_as,
            delivery_method=event.delivery_method,
            subject_hash=await self._free(event.application_id, event.applicant_id, item, form),
            sealed_form=event.sealed_form,
            sealed_name=seal_name(self.office.sealer, event.application_id, masked_name(name)) if name else None,
            state=State.RECEIVED,
            receive_time=event.receive_time.ToDatetime(UTC),
            organisation=self.office.organisation(form.credit_code),
        )
        if not await self.forgotten.application(new):
            return
        await self._given(new.id, new.applicant_id, event)
        definition = await self.office.catalogue.filed_under(item.code, item.version)
        rules = self.office.catalogue.duplicate_rules(definition)
        await alike_of(self.tables, new.id, blocking_keys(rules, form, self.office.lookup))

    async def _free(self, application_id: str, applicant_id: str, item: ServiceItem, form: FormContent) -> bytes:
        """What it is about. Filed again meanwhile, both are there: this one under its own id."""
        hashed = subject_hash(item.subject_fields, form, self.office.lookup)
        other = await self.tables.applications.standing(applicant_id, item.code, hashed)
        return self.office.lookup.of(application_id) if other else hashed

    async def _supplemented(self, event: events_pb2.ApplicationSupplemented) -> None:
        stored, at = await self._locked(event.application_id), event.receive_time.ToDatetime(UTC)
        kind = "CORRECTED" if event.corrections_only else "SUPPLEMENTED"
        progress = replace(stored.progress, supplements=max(stored.progress.supplements, event.sequence))
        brought = {material.code for material in event.materials}
        progress = progress.with_late_received(brought).with_given(brought)
        entry = Entry(f"{kind}:{event.sequence}", kind, at)
        definition = await self.office.catalogue.filed_under(stored.item_code, stored.item_version)
        answers = open_form(self.office.sealer, stored.id, event.sealed_form).answers
        now = with_answers(self.office, stored, definition, answers)
        moved = await self._free(stored.id, stored.applicant_id, definition.item, now.form) if now.moved_to else None
        change = Change(stored.id, progress, [entry], sealed_form=event.sealed_form, subject_hash=moved)
        keys = blocking_keys(self.office.catalogue.duplicate_rules(definition), now.form, self.office.lookup)
        await alike_now(self.tables, stored.id, keys)
        await self.tables.applications.change([change], at)
        await self._given(stored.id, stored.applicant_id, event)

    async def _withdrawal(self, event: events_pb2.WithdrawalRequested) -> None:
        stored, at = await self._locked(event.application_id), event.receive_time.ToDatetime(UTC)
        entry = withdrawal_of(event, at)
        progress = replace(stored.progress, withdrawal_asked_at=stored.progress.withdrawal_asked_at or at)
        await self.tables.applications.change([Change(stored.id, progress, [entry])], at)

    async def _given(self, application_id: str, applicant_id: str, event: Any) -> None:
        await self.forgotten.uploads(applicant_id, event.materials, event.receive_time.ToDatetime(UTC))
        if event.materials:
            await self.tables.materials.give(application_id, [(one.code, one.material_id) for one in event.materials])
        await self.tables.commitments.add(application_id, tuple(event.commitments))

    async def _locked(self, application_id: str) -> Stored:
        stored = await self.tables.applications.lock(application_id)
        if stored is None:
            raise NotFound("an event about an application that was never taken in")
        return stored


def _row(key: str, command: commands_pb2.TakeBack) -> Row:
    said = (INTAKE_EVENTS, key, command.message_id, command.type, INTAKE, command.time.ToDatetime(UTC))
    return (shard_of(key), *said, None, None, command.payload, None)
