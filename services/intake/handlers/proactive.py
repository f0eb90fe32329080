"""Opening applications for people who have not asked (免申即享), as a proactive run tells to.

The run acts as itself: who is served comes from the register and from no request, and an application opened like this
is filed like any other, so that there is one of a person and matter and what is finished is not done again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import asyncpg

from contracts.errors.applications import UnknownItem
from contracts.topics.names import INTAKE, INTAKE_EVENTS
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import commands_pb2, events_pb2
from runtime.errors import Conflict
from runtime.messages import Envelope, Outbound
from runtime.outbox import enqueue
from runtime.tokens import Principal
from services.intake.catalogue import Definition
from services.intake.duplicates import subject_hash
from services.intake.filing import Filing
from services.intake.handlers.submit import ATTEMPTS_MAX, event_of, new_application, stands
from services.intake.office import Office
from services.intake.store import DuplicateApplication, DuplicateRequest, RequestKey, Tables, TrackingNumberTaken

# Under which name runs file. No token has it: subjects of tokens are pseudonyms (decision record 0008).
PRINCIPAL = Principal("service:proactive", frozenset(), None, 0, None)


@dataclass(frozen=True)
class Openings:
    """Handles what proactive runs tell intake to do."""

    office: Office

    async def begin(self, connection: Any, envelope: Envelope, command: commands_pb2.BeginProactiveRun) -> None:
        """Say what the run is about: the item in force, if it is granted without being asked for."""
        begun = events_pb2.ProactiveRunBegun(run_id=command.run_id)
        definition = await self._definition(command.item_code)
        if definition is not None:
            begun.definition.CopyFrom(definition.item)
        await self._say(connection, envelope, begun)

    async def open(self, connection: Any, envelope: Envelope, command: commands_pb2.OpenProactively) -> None:
        """Open an application for each who has none, has not declined, and was not found before in this period.

        In a dry run nothing is written but how many it would be.
        """
        told = events_pb2.ProactiveOpened(run_id=command.run_id, page=command.page)
        definition = await self._definition(command.item_code)
        # Whom another version's rule has found may not be entitled by this one: the next run will tell.
        told.outdated = definition is None or definition.item.version != command.item_version
        if definition is not None and not told.outdated:
            await _Page(self.office, Tables(connection), connection, definition, command, told).open()
        await self._say(connection, envelope, told)

    async def _definition(self, code: str) -> Definition | None:
        try:
            definition = await self.office.catalogue.current(code)
        except UnknownItem:
            return None
        return definition if definition.item.HasField("proactive") else None

    async def _say(self, connection: Any, envelope: Envelope, message: Any) -> None:
        answer = Outbound(INTAKE_EVENTS, message.run_id, f"{envelope.id}:answered", message, envelope.id)
        await enqueue(connection, INTAKE, self.office.clock.now(), [answer])


@dataclass(frozen=True)
class _Page:
    office: Office
    tables: Tables
    connection: Any
    definition: Definition
    command: commands_pb2.OpenProactively
    told: events_pb2.ProactiveOpened

    async def open(self) -> None:
        item, people = self.definition.item, list(self.command.person_ids)
        period, subject = period_of(item.proactive.period, self.office.today()), subject_of(self.office)
        if not self.command.dry_run:
            await self.tables.proactive.alone_with(people, item.code)
        before = await self.tables.proactive.before(people, item.code, period, subject)
        for person_id in people:
            known = before[person_id]
            if known.declined:
                self.told.declined += 1
            elif known.repeated:
                self.told.repeated_in_period += 1
            elif known.application_id and await self._stands(known.application_id):
                self.told.standing += 1
            elif self.command.dry_run or await self._filed(person_id, period, subject):
                self.told.opened += 1
            else:
                self.told.standing += 1

    async def _stands(self, application_id: str) -> bool:
        """Whether what somebody has is live or valid still; what is neither makes room, as when they file it again."""
        stored = await self.tables.applications.read(application_id)
        if stored is None or await stands(self.office, stored):
            return stored is not None
        if not self.command.dry_run:
            await self.tables.applications.release(application_id)
        return False

    async def _filed(self, person_id: str, period: str, subject: bytes) -> bool:
        """File it as everything is filed. False: somebody was quicker, by whatever channel."""
        item, office = self.definition.item, self.office
        filing = filing_for(item)
        key = RequestKey(
            PRINCIPAL.subject,
            # Keyed hash: a request is known again, whichever run it comes from.
            office.lookup.of(json.dumps([item.code, period, person_id])).hex()[:64],
            subject,
        )
        for _ in range(ATTEMPTS_MAX):
            new = await new_application(office, self.definition, filing, PRINCIPAL, person_id, subject)
            event = event_of(self.definition, filing, new, (), ())
            try:
                async with self.connection.transaction():
                    await self.tables.applications.file(new, key, event)
                    await self.tables.proactive.opened(
                        item.code, person_id, period, self.command.run_id, new.id, office.clock.now()
                    )
            except TrackingNumberTaken:
                continue
            except (DuplicateRequest, DuplicateApplication, asyncpg.UniqueViolationError):
                return False
            return True
        raise Conflict("the application could not be taken in: try again", retry_after_seconds=1.0)


def filing_for(item: catalog_pb2.ServiceItem) -> Filing:
    """What a run files: nobody has filled in a form, chosen a way of delivery, or been anywhere."""
    return Filing(
        channel=int(catalog_pb2.CHANNEL_PROACTIVE),
        filed_as=int(events_pb2.FILING_ROLE_PROACTIVE),
        applicant_kind=int(catalog_pb2.APPLICANT_KIND_PERSON),
        delivery_method=int(item.delivery[0]),
        form=events_pb2.FormContent(),
        materials=(),
    )


def subject_of(office: Office) -> bytes:
    """The keyed hash of what such an application is about: nothing but the applicant (the catalogue checks that)."""
    return subject_hash((), events_pb2.FormContent(), office.lookup)


def period_of(period: int, today: date) -> str:
    """The period a day is in: "2026", "2026-11", or "" for once in a life."""
    lengths = {int(catalog_pb2.PROACTIVE_PERIOD_YEAR): 4, int(catalog_pb2.PROACTIVE_PERIOD_MONTH): 7}
    return today.isoformat()[: lengths.get(period, 0)]
