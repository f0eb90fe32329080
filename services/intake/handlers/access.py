"""Who may see an application, and the note of every look that is not the applicant's own."""

from __future__ import annotations

from enum import StrEnum

from contracts.topics.names import VERIFICATION_COMMANDS
from onetrip.intake.v1 import events_pb2
from onetrip.verification.v1 import messages_pb2
from runtime.errors import NotFound
from runtime.ids import new_id
from runtime.messages import Outbound
from runtime.tokens import Principal
from services.intake.checks import is_id
from services.intake.office import Office
from services.intake.roles import AGENT, APPLICANT, CLERK, OFFICER
from services.intake.store import Stored, Tables
from services.intake.view import timestamp

# In which role somebody reads for a purpose; for any other one as a clerk.
_ROLES = {"REVIEW_TASK": OFFICER, "MANDATE": AGENT}
# What the view of an application shows of a person.
VIEWED_FIELDS = ("applicant_name_masked", "materials")


class Purpose(StrEnum):
    """Why a person's data was read: `RecordAccess.purpose`."""

    COUNTER_LOOKUP = "COUNTER_LOOKUP"
    REVIEW_TASK = "REVIEW_TASK"
    FOLLOW_UP = "FOLLOW_UP"
    MANDATE = "MANDATE"
    MANDATE_GRANT = "MANDATE_GRANT"
    MANDATE_REVOCATION = "MANDATE_REVOCATION"
    MANDATE_INQUIRY = "MANDATE_INQUIRY"
    COUNTER_ACT = "COUNTER_ACT"


def absent() -> NotFound:
    """Return the one answer for what is not there and for what is not the caller's to know of."""
    return NotFound("there is no such application, or it is not yours to see")


async def seen_by(office: Office, application_id: str, caller: Principal, *, by_clerk: bool = True) -> Stored:
    """Return an application with its timeline. Raises NotFound.

    Seen by the applicant, by an agent with a live mandate for the item, and by a clerk: a clerk has the id, which
    nobody can guess, from filing it or from a logged look-up. Each look that is not the applicant's own is logged.
    """
    stored = await office.store.applications.read(application_id) if is_id(application_id) else None
    if stored is None:
        raise absent()
    if is_own(caller, stored):
        return stored
    purpose = Purpose.MANDATE if await concerns(office, caller, stored) else Purpose.COUNTER_LOOKUP
    if purpose is Purpose.COUNTER_LOOKUP and not (by_clerk and CLERK in caller.roles):
        raise absent()
    async with office.store.transaction() as tables:
        await record_access(tables, office, caller, stored, purpose)
    return stored


def is_own(caller: Principal, stored: Stored) -> bool:
    """Whether it is the caller's own application, and not somebody's whom they act for."""
    return stored.applicant_id == caller.subject and APPLICANT in caller.roles


async def concerns(office: Office, caller: Principal, stored: Stored) -> bool:
    """Whether it is the caller's own application, or a live mandate lets them act in it."""
    if is_own(caller, stored):
        return True
    if AGENT not in caller.roles:
        return False
    return await office.store.mandates.may_act(caller.subject, stored.id, office.clock.now())


def capacity_of(caller: Principal, stored: Stored) -> int:
    """In which capacity somebody who may see an application acts in it: their own, under a mandate, or as a clerk."""
    if is_own(caller, stored):
        return int(events_pb2.FILING_ROLE_APPLICANT)
    clerk = CLERK in caller.roles and AGENT not in caller.roles
    return int(events_pb2.FILING_ROLE_CLERK if clerk else events_pb2.FILING_ROLE_AGENT)


def acted(caller: Principal, stored: Stored) -> dict[str, str]:
    """What the timeline keeps of who acted for the applicant; empty for the applicant's own act."""
    capacity = capacity_of(caller, stored)
    if capacity == events_pb2.FILING_ROLE_APPLICANT:
        return {}
    return {"acted_by": caller.subject, "acted_as": events_pb2.FilingRole.Name(capacity)}


async def refuse_ended_mandate(office: Office, tables: Tables, caller: Principal, stored: Stored) -> None:
    """Raise NotFound for an agent whose mandate has ended since the call came; in the transaction that acts."""
    if capacity_of(caller, stored) != events_pb2.FILING_ROLE_AGENT or CLERK in caller.roles:
        return
    if not await tables.mandates.may_act(caller.subject, stored.id, office.clock.now(), locked=True):
        raise absent()


async def record_access(
    tables: Tables,
    office: Office,
    caller: Principal,
    stored: Stored,
    purpose: Purpose,
    fields: tuple[str, ...] = VIEWED_FIELDS,
) -> None:
    """Note in the access log that the caller read this person's data (PIPL art. 51)."""
    role = _ROLES.get(purpose, CLERK)
    whose = (stored.applicant_id, stored.id)
    await tables.send(office.clock.now(), [access_entry(office, caller, role, whose, purpose, fields)])


def access_entry(
    office: Office,
    caller: Principal,
    role: str,
    whose: tuple[str, str],
    purpose: Purpose,
    fields: tuple[str, ...],
) -> Outbound:
    """Return the note that the caller read these fields; `whose`: (person, application)."""
    person_id, application_id = whose
    command = messages_pb2.RecordAccess(
        person_id=person_id,
        reader=caller.subject,
        role=role,
        department=caller.department or "",
        purpose=purpose,
        application_id=application_id,
        fields=fields,
        read_time=timestamp(office.clock.now()),
    )
    return Outbound(VERIFICATION_COMMANDS, application_id or person_id, new_id(), command)
