"""Those whom a matter concerns: their rights, hearings, and how they are reached."""

from __future__ import annotations

from typing import Any

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.notification.v1 import events_pb2 as pb
from onetrip.process.v1 import events_pb2 as process
from onetrip.verification.v1 import messages_pb2 as verification
from runtime.messages import Envelope
from services.notification import contacts
from services.notification.handlers.due import check_readable, due, make_due, make_due_to
from services.notification.office import Office
from services.notification.store import incoming


async def on_contact_found(
    office: Office, connection: Any, envelope: Envelope, event: verification.ContactFound
) -> None:
    """The register says how an interested party is reached. Raises SealBroken."""
    contact = office.open_contact(event.application_id, event.sealed_contact, event.person_id)
    known = incoming.KnownContact(incoming.REGISTERED, event.sealed_contact, contacts.reachable(contact), event.settled)
    await incoming.add_contact(connection, event.application_id, known, event.person_id)


async def on_rights_told(office: Office, connection: Any, envelope: Envelope, event: process.RightsTold) -> None:
    """权利告知书: to the applicant or an interested party, once each; and once for each calendar that moved its day."""
    version = f"{event.case_id}:{event.person_id or 'applicant'}"
    version += f".{event.calendar_number}" if event.calendar_number else ""
    notice = due(pb.NOTICE_KIND_RIGHTS, version, envelope, event)
    if event.person_id:
        await make_due_to(office, connection, {event.person_id: notice})
    else:
        await make_due(office, connection, [notice])


async def on_hearing_announced(
    office: Office, connection: Any, envelope: Envelope, event: approval.HearingAnnounced
) -> None:
    """听证通知书: to everybody who takes part, for each date that was set. Raises SealBroken."""
    check_readable(office, event)
    kind, version = pb.NOTICE_KIND_HEARING, f"{event.case_id}:{event.number}"
    await make_due(office, connection, [due(kind, f"{version}:applicant", envelope, event)])
    parties = {person_id: due(kind, f"{version}:{person_id}", envelope, event) for person_id in event.person_ids}
    await make_due_to(office, connection, parties)
