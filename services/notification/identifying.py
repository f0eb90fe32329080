"""Identifying whom a clerk serves by the notice that they answer (decision 0074)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from contracts import served as contract
from contracts.errors.counter import ClerkConcerned, PersonNotIdentified
from onetrip.intake.v1.counter_service_pb2 import ServedPerson
from onetrip.notification.v1 import events_pb2 as events
from onetrip.notification.v1 import notice_service_pb2 as pb
from runtime.texts import free_text
from services.notification import contacts
from services.notification.checks import Violations
from services.notification.office import Office

NAME_CODE_POINTS_MAX = 200
# What asks for an answer. What people show to others, such as a decision, identifies nobody.
ANSWERED = frozenset(
    {
        events.NOTICE_KIND_RIGHTS,
        events.NOTICE_KIND_HEARING,
        events.NOTICE_KIND_VISIT,
        events.NOTICE_KIND_REVOCATION_PROPOSED,
    }
)


def check(request: pb.IdentifyByNoticeRequest) -> str:
    """Return the name given. Raises InvalidInput for what is wrong whatever the notice is."""
    violations, name = Violations(), ""
    try:
        name = free_text(request.name, NAME_CODE_POINTS_MAX, required=True)
    except ValueError as error:
        violations.add("name", str(error))
    if request.channel not in contract.DOORS:
        violations.add("channel", "by a clerk it is COUNTER, PHONE or POST")
    violations.refuse()
    return name


def refuse(office: Office, row: Any, clerk_id: str, name: str) -> None:
    """Raise ClerkConcerned for a clerk whom it is about, PersonNotIdentified for another name than the notice's.

    One that was issued before a name was known goes by that of the letter's address; with no name it identifies nobody.
    """
    if clerk_id in {row["recipient"], row["person_id"]}:
        raise ClerkConcerned("a clerk writes nothing down in a matter that concerns them")
    if _named(office, row) != name:
        raise PersonNotIdentified("the notice is addressed to somebody else, or names nobody")


def _named(office: Office, row: Any) -> str:
    about = row["application_id"], row["recipient_id"]
    known = [office.open_contact(about[0], each, about[1]) for each in row["contacts"] or ()]
    return office.open_addressee(about[0], row["id"], row["sealed_addressee"]) or contacts.merged(known).name


def received(office: Office, request: pb.IdentifyByNoticeRequest, issued_at: datetime) -> date | None:
    """Return the day a letter came in; None where there is no letter. Raises InvalidInput."""
    today, violations, day = office.day_of(office.clock.now()), Violations(), None
    try:
        day = contract.day_of_letter(request.channel, request.receive_date, office.day_of(issued_at), today)
    except ValueError as error:
        violations.add("receive_date", str(error))
    violations.refuse()
    return day


def sealed(office: Office, row: Any, clerk_id: str, channel: int, day: date | None) -> pb.IdentifyByNoticeResponse:
    """Return the seal that says whom the clerk serves."""
    until = contract.expiry()
    person = ServedPerson(
        person_id=row["recipient"],
        application_id=row["application_id"],
        clerk_id=clerk_id,
        channel=channel,  # pyright: ignore[reportArgumentType]
        receive_date=day.isoformat() if day else "",
        expire_time=until.astimezone(UTC),
    )
    return pb.IdentifyByNoticeResponse(
        served=contract.seal(office.sealer, person), application_id=row["application_id"], expire_time=until
    )
