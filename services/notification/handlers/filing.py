"""What is filed, who files it, and what is asked of them until it is accepted."""

from __future__ import annotations

from typing import Any

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.notification.v1 import events_pb2 as pb
from onetrip.process.v1 import events_pb2 as process
from onetrip.verification.v1 import messages_pb2 as verification
from onetrip.verification.v1.facts_pb2 import Contact
from runtime.messages import Envelope
from services.notification import contacts
from services.notification.handlers.due import check_readable, due, make_due
from services.notification.matter import json_of
from services.notification.office import Office
from services.notification.store import incoming, mandates


async def on_submitted(office: Office, connection: Any, envelope: Envelope, event: intake.ApplicationSubmitted) -> None:
    """The application is known from here on; its receipt is due."""
    form = office.open_form(event.application_id, event.sealed_form)
    contact = contacts.given(form)
    # The receipt needs neither the definition, which `matter` stands for, nor what the form says.
    kept = intake.ApplicationSubmitted(
        application_id=event.application_id,
        materials=event.materials,
        receive_time=event.receive_time,
        filed_as=event.filed_as,
    )
    application = incoming.Application(
        event.application_id,
        event.tracking_number,
        event.applicant_id,
        event.filed_by if event.filed_as == intake.FILING_ROLE_AGENT else None,
        event.filed_as == intake.FILING_ROLE_CLERK,
        json_of(event.definition.SerializeToString(), unasked=event.filed_as == intake.FILING_ROLE_PROACTIVE),
        event.definition.code,
        _organisation(event),
    )
    known = incoming.KnownContact(
        incoming.GIVEN, office.seal(event.application_id, contact), contacts.reachable(contact), settled=False
    )
    receipt = due(pb.NOTICE_KIND_RECEIPT, "", envelope, kept)
    await incoming.add_application(connection, application, known, receipt)
    office.due.set()


def _organisation(event: intake.ApplicationSubmitted) -> str | None:
    """The organisation that applies; of one that was filed before this was told, none is known."""
    told = event.organisation or event.applicant_kind != catalog_pb2.APPLICANT_KIND_ORGANISATION
    return event.organisation if told else None


async def on_mandate_changed(office: Office, connection: Any, envelope: Envelope, event: intake.MandateChanged) -> None:
    """Keep how a mandate stands: its agent reads while it lives."""
    await mandates.note(connection, event)


async def on_verified(
    office: Office, connection: Any, envelope: Envelope, event: verification.VerificationCompleted
) -> None:
    """The registers say how the applicant is reached; deliveries that wait for it can go."""
    sealed = event.sealed_contact or office.seal(event.application_id, Contact())
    contact = office.open_contact(event.application_id, sealed)
    settled = event.outcome != verification.VERIFICATION_OUTCOME_UNAVAILABLE
    known = incoming.KnownContact(incoming.REGISTERED, sealed, contacts.reachable(contact), settled)
    await incoming.add_contact(connection, event.application_id, known)


async def on_accepted(office: Office, connection: Any, envelope: Envelope, event: process.ApplicationAccepted) -> None:
    """受理通知."""
    await make_due(office, connection, [due(pb.NOTICE_KIND_ACCEPTANCE, "", envelope, event)])


async def on_supplement_requested(
    office: Office, connection: Any, envelope: Envelope, event: process.SupplementRequested
) -> None:
    """补正告知: one for each request the ledger allowed. Raises SealBroken."""
    check_readable(office, event)
    await make_due(office, connection, [due(pb.NOTICE_KIND_SUPPLEMENT, str(event.round), envelope, event)])


async def on_supplement_reminded(
    office: Office, connection: Any, envelope: Envelope, event: process.SupplementReminded
) -> None:
    """The same again, once for each request; and once for each calendar that moved its due date."""
    version = f"{event.round}.{event.calendar_number}" if event.calendar_number else str(event.round)
    notice = due(pb.NOTICE_KIND_SUPPLEMENT_REMINDER, version, envelope, event)
    await make_due(office, connection, [notice])


async def on_late_reminded(
    office: Office, connection: Any, envelope: Envelope, event: process.LateMaterialReminded
) -> None:
    """容缺材料补交提醒: once for each case and day; and once for each calendar that moved the day."""
    version = f"{event.case_id}:{event.due.date}" + (f".{event.calendar_number}" if event.calendar_number else "")
    await make_due(office, connection, [due(pb.NOTICE_KIND_LATE_REMINDER, version, envelope, event)])


async def on_not_accepted(
    office: Office, connection: Any, envelope: Envelope, event: process.ApplicationNotAccepted
) -> None:
    """不予受理通知. Raises SealBroken."""
    check_readable(office, event)
    await make_due(office, connection, [due(pb.NOTICE_KIND_NON_ACCEPTANCE, "", envelope, event)])


async def on_correction_requested(
    office: Office, connection: Any, envelope: Envelope, event: approval.CorrectionRequested
) -> None:
    """当场更正告知书: one for each request. Raises SealBroken."""
    check_readable(office, event)
    notice = due(pb.NOTICE_KIND_CORRECTION_REQUESTED, str(event.number), envelope, event)
    await make_due(office, connection, [notice])
