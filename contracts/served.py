"""Whom a clerk serves: said once by who can identify people, believed by every service that acts (decision 0074)."""

import base64
import binascii
from datetime import UTC, date, datetime, timedelta
from typing import Any

from google.protobuf.message import DecodeError, Message

from contracts.errors.counter import PersonNotIdentified
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1.counter_service_pb2 import ServedPerson
from runtime.errors import FieldViolation, InvalidInput, PermissionDenied
from runtime.sealing import SealBroken, Sealer
from runtime.tokens import Principal

SECONDS = 1800
"""A conversation at a counter, or a letter in the clerk's hands: real time, also where a demo clock runs fast."""
CHARACTERS_MAX = 1024
DOORS = frozenset({catalog_pb2.CHANNEL_COUNTER, catalog_pb2.CHANNEL_PHONE, catalog_pb2.CHANNEL_POST})
"""By which somebody without an account comes."""
CLERK = "clerk"
OWN = frozenset({"applicant", "agent"})
"""What somebody without an account may be: for themselves or, with a mandate, for another."""
_SCOPE = "served-person"


def day_of_letter(channel: int, text: str, first: date, today: date) -> date | None:
    """Read the day a letter came in at the hall, YYYY-MM-DD, from the ``first`` it may be on; None where none is.

    Raises ValueError with a sentence for the caller.
    """
    if channel != catalog_pb2.CHANNEL_POST:
        if text:
            raise ValueError("Only a letter has one: what is said at a counter or by phone counts now.")
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("A letter has the day on which it came in, YYYY-MM-DD.") from None
    if day.isoformat() != text or not first <= day <= today:
        raise ValueError("A day, YYYY-MM-DD, not in the future, and not before what the letter is about.")
    return day


def expiry() -> datetime:
    """Until when what is sealed now is good."""
    return datetime.now(UTC) + timedelta(seconds=SECONDS)


def seal(sealer: Sealer, served: ServedPerson) -> str:
    """Return what the field `served` of a call has to hold."""
    sealed = sealer.seal(_SCOPE, served.SerializeToString(), served.application_id)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def opened(sealer: Sealer, served: str, clerk_id: str, application_id: str) -> ServedPerson | None:
    """Return whom this clerk serves in this application; None: it is nobody's seal, another's, or has run out."""
    if len(served) > CHARACTERS_MAX or not served.isascii():
        return None
    try:
        sealed = base64.urlsafe_b64decode(served + "=" * (-len(served) % 4))
        person = ServedPerson.FromString(sealer.open(_SCOPE, sealed, application_id))
    except (SealBroken, binascii.Error, ValueError, DecodeError):
        return None
    good = person.expire_time.ToDatetime(UTC) > datetime.now(UTC)
    return person if good and person.clerk_id == clerk_id else None


def is_served(caller: Principal, served: str) -> bool:
    """Whether a clerk acts for somebody; False: the caller acts for themselves.

    Raises InvalidInput for a clerk who names nobody, PermissionDenied for others who do.
    """
    if served:
        if CLERK not in caller.roles:
            raise PermissionDenied("only a clerk acts for a person served")
        return True
    if caller.roles.isdisjoint(OWN):
        named = FieldViolation("served", "a clerk names the person served, as IdentifyPerson gives it")
        raise InvalidInput("the request is not valid", fields=[named])
    return False


def identified(sealer: Sealer, caller: Principal, application_id: str, served: str) -> tuple[Principal, ServedPerson]:
    """Return whom a clerk serves, as if they had called, and how they were identified. Raises PersonNotIdentified."""
    found = opened(sealer, served, caller.subject, application_id)
    if found is None:
        raise PersonNotIdentified("identify the person served: nobody was, for this application and clerk, of late")
    return Principal(found.person_id, OWN, None, 0, None), found


def whenever_identified(request: Message, served: ServedPerson) -> Message:
    """Return the request as it is known by: the same for the same person, door and letter, whenever identified."""
    copy: Any = type(request)()
    copy.CopyFrom(request)
    copy.served = f"{served.person_id}/{served.channel}/{served.receive_date}"
    return copy
