"""Who acts: the person themselves, or a clerk who writes down what a person says at a counter, on the phone, by letter.

The right is the person's in every case: a handler asks what `Actor.person` may do. The clerk's is the call, its key and
the record of it (decision 0074).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import asyncpg
from google.protobuf.message import Message

from contracts import served as contract
from contracts.errors.counter import ClerkConcerned, PersonNotIdentified
from contracts.topics.names import APPROVAL, VERIFICATION_COMMANDS
from onetrip.approval.v1 import events_pb2 as events
from onetrip.catalog.v1 import catalog_pb2
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.errors import FieldViolation, InvalidInput, NotFound, PermissionDenied
from runtime.ids import new_id
from runtime.messages import Outbound
from runtime.outbox import enqueue
from runtime.tokens import Principal
from services.approval.codec import date_of, timestamp
from services.approval.handlers.mandates import speaks_for
from services.approval.handlers.office import Office, say
from services.approval.store import amendments, applications, recorded, requests
from services.approval.store.amendments import DecisionMade
from services.approval.store.applications import ApplicationRow
from services.approval.store.recorded import RecordedRow

CLERK = "clerk"
PURPOSE = "COUNTER_ACT"
# What somebody without an account may be: for themselves or, with a mandate, for another.
OWN = frozenset({"applicant", "agent"})
_DOOR: Mapping[int, str] = {
    catalog_pb2.CHANNEL_COUNTER: "counter",
    catalog_pb2.CHANNEL_PHONE: "phone",
    catalog_pb2.CHANNEL_POST: "post",
}


@dataclass(frozen=True)
class Actor:
    """Whose right it is, who calls, and for a clerk by which door it came; `received_on`: the day a letter came in."""

    person: Principal
    caller: Principal
    channel: int = catalog_pb2.CHANNEL_UNSPECIFIED
    received_on: date | None = None

    @property
    def clerk(self) -> str:
        """The clerk who writes it down; empty: nobody does."""
        return self.caller.subject if self.channel else ""

    def key_of(self, office: Office, request: Message) -> requests.Body:
        """What the same body is known by: for the same person it is the same, whenever they were identified."""
        if self.channel:
            copy: Any = type(request)()
            copy.CopyFrom(request)
            copy.served = f"{self.person.subject}/{self.channel}/{self.received_on or ''}"
            request = copy
        return requests.body_of(office.lookup, request)


async def acting(
    office: Office, connection: asyncpg.Connection, caller: Principal, application: ApplicationRow, served: str
) -> Actor:
    """Who acts in an application: the caller, or the person whom the caller, a clerk, serves.

    Raises InvalidInput for a clerk who names nobody, PermissionDenied for others who do, PersonNotIdentified, and
    ClerkConcerned for a clerk who is a party of the matter, or has a mandate from one.
    """
    if not served:
        if caller.roles.isdisjoint(OWN):
            named = FieldViolation("served", "a clerk names the person served, as IdentifyPerson gives it")
            raise InvalidInput("the request is not valid", fields=[named])
        return Actor(caller, caller)
    if CLERK not in caller.roles:
        raise PermissionDenied("only a clerk acts for a person served")
    # Who filed may be a clerk, and need not be another one each time.
    as_agent = Principal(caller.subject, OWN, None, 0, None)
    if caller.subject in application.interested or await speaks_for(office, connection, as_agent, application):
        raise ClerkConcerned("a clerk writes nothing down in a matter that concerns them")
    found = contract.opened(office.sealer, served, caller.subject, application.id)
    if found is None:
        raise PersonNotIdentified("identify the person served: nobody was, for this application and clerk, of late")
    person = Principal(found.person_id, OWN, None, 0, None)
    return Actor(person, caller, int(found.channel), date_of(found.receive_date))


async def lock_own_decision(
    office: Office, connection: asyncpg.Connection, caller: Principal, decision_id: str, served: str
) -> tuple[ApplicationRow, DecisionMade, Actor]:
    """Lock the application of a decision that the caller, or whom they serve, speaks for.

    Raises NotFound, also for anybody else's, or as `acting` does.
    """
    application = await applications.lock_by_decision(connection, decision_id)
    made = await amendments.decision(connection, decision_id) if application is not None else None
    if application is None or made is None:
        raise NotFound("there is no such decision")
    actor = await acting(office, connection, caller, application, served)
    if not await speaks_for(office, connection, actor.person, application):
        raise NotFound("there is no such decision")
    return application, made, actor


async def log_read(
    office: Office, connection: asyncpg.Connection, actor: Actor, application: ApplicationRow, whose: str, *read: str
) -> None:
    """Have it written to somebody's access log that a clerk saw this of theirs; nothing where no clerk did."""
    if not actor.clerk:
        return
    now = office.clock.now()
    access = RecordAccess(
        person_id=whose,
        reader=actor.clerk,
        role=CLERK,
        department=actor.caller.department or "",
        purpose=PURPOSE,
        application_id=application.id,
        fields=read,
        read_time=timestamp(now),
    )
    await enqueue(connection, APPROVAL, now, [Outbound(VERIFICATION_COMMANDS, application.id, new_id(), access)])


async def note(
    office: Office,
    connection: asyncpg.Connection,
    actor: Actor,
    application: ApplicationRow,
    act: events.RecordedAct,
    about: str,
    case_id: str = "",
    *,
    by_applicant: bool = True,
) -> None:
    """Keep that a clerk wrote an act down, in the person's access log too, and say ActRecorded; nothing without one."""
    if not actor.clerk:
        return
    now: datetime = office.clock.now()
    name = events.RecordedAct.Name(act).removeprefix("RECORDED_ACT_").lower().replace("_", "-")
    row = RecordedRow(
        *(new_id(), application.id, name, about, actor.person.subject, actor.clerk),
        *(_DOOR[actor.channel], actor.received_on, now),
    )
    await recorded.add(connection, row)
    await log_read(office, connection, actor, application, actor.person.subject, "matter")
    said = events.ActRecorded(
        application_id=application.id,
        act=act,
        about_id=about,
        case_id=case_id,
        by_applicant=by_applicant,
        clerk_id=actor.clerk,
        channel=actor.channel,  # pyright: ignore[reportArgumentType]
        receive_date=actor.received_on.isoformat() if actor.received_on else "",
        record_time=timestamp(now),
    )
    await say(connection, application.id, said, cause=None, now=now)
