"""Who acts: the person themselves, or a clerk who writes down what a person says at a counter, on the phone, by letter.

The right is the person's in every case: a handler asks what `Actor.person` may do. The clerk's is the call, its key and
the record of it (decision 0074).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import asyncpg
from google.protobuf.message import Message

from contracts import served as contract
from contracts.errors.counter import ClerkConcerned
from contracts.topics.names import APPROVAL, VERIFICATION_COMMANDS
from onetrip.approval.v1 import events_pb2 as events
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1.counter_service_pb2 import ServedPerson
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.errors import NotFound
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

PURPOSE = "COUNTER_ACT"
_DOOR: Mapping[int, str] = {
    catalog_pb2.CHANNEL_COUNTER: "counter",
    catalog_pb2.CHANNEL_PHONE: "phone",
    catalog_pb2.CHANNEL_POST: "post",
}


@dataclass(frozen=True)
class Actor:
    """Whose right it is, and who calls; `served`: how a clerk identified that person, empty where no clerk acts."""

    person: Principal
    caller: Principal
    served: ServedPerson = field(default_factory=ServedPerson)

    @property
    def clerk(self) -> str:
        """The clerk who writes it down; empty: nobody does."""
        return self.caller.subject if self.served.person_id else ""

    @property
    def received_on(self) -> date | None:
        """The day a letter came in; None where there is none."""
        return date_of(self.served.receive_date)

    def key_of(self, office: Office, request: Message) -> requests.Body:
        """What the same body is known by: for the same person it is the same, whenever they were identified."""
        if self.clerk:
            request = contract.whenever_identified(request, self.served)
        return requests.body_of(office.lookup, request)


async def acting(
    office: Office, connection: asyncpg.Connection, caller: Principal, application: ApplicationRow, served: str
) -> Actor:
    """Who acts in an application: the caller, or the person whom the caller, a clerk, serves.

    Raises InvalidInput for a clerk who names nobody, PermissionDenied for others who do, PersonNotIdentified, and
    ClerkConcerned for a clerk who is a party of the matter, or has a mandate from one.
    """
    if not contract.is_served(caller, served):
        return Actor(caller, caller)
    # Who filed may be a clerk, and need not be another one each time.
    as_agent = Principal(caller.subject, contract.OWN, None, 0, None)
    if caller.subject in application.interested or await speaks_for(office, connection, as_agent, application):
        raise ClerkConcerned("a clerk writes nothing down in a matter that concerns them")
    person, found = contract.identified(office.sealer, caller, application.id, served)
    return Actor(person, caller, found)


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
        role=contract.CLERK,
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
        *(_DOOR[actor.served.channel], actor.received_on, now),
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
        channel=actor.served.channel,
        receive_date=actor.served.receive_date,
        record_time=timestamp(now),
    )
    await say(connection, application.id, said, cause=None, now=now)
