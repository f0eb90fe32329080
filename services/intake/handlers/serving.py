"""Who acts: the person themselves, or a clerk who writes down what a person says at a counter, on the phone, by letter.

The right is the person's in every case: a handler asks what `Actor.person` may do. The clerk's is the call, its key and
the record of it (decision 0074).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from google.protobuf.message import Message

from contracts import served as contract
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import events_pb2
from onetrip.intake.v1.counter_service_pb2 import ServedPerson
from runtime.tokens import Principal
from services.intake.domain import Entry
from services.intake.handlers.access import Purpose, capacity_of, record_access
from services.intake.office import Office
from services.intake.store import RequestKey, Stored, Tables


@dataclass(frozen=True)
class Actor:
    """Whose right it is, and who calls; `served`: what a clerk was given for that person, empty where no clerk acts."""

    person: Principal
    caller: Principal
    served: ServedPerson = field(default_factory=ServedPerson)

    @property
    def by_clerk(self) -> bool:
        """Whether a clerk writes it down."""
        return bool(self.served.person_id)

    def key_of(self, office: Office, request: Message) -> RequestKey:
        """The key of the call: the same for the same person, whenever they were identified."""
        if self.by_clerk:
            request = contract.whenever_identified(request, self.served)
        return office.request_key(self.caller, request)

    def capacity(self, stored: Stored) -> int:
        """In which capacity the caller acts."""
        return int(events_pb2.FILING_ROLE_CLERK) if self.by_clerk else capacity_of(self.caller, stored)

    async def log(self, office: Office, tables: Tables, stored: Stored) -> None:
        """Have it written to the applicant's access log that a clerk was shown this; nothing where none was."""
        if self.by_clerk:
            await record_access(tables, office, self.caller, stored, Purpose.COUNTER_ACT)


def withdrawal_of(event: events_pb2.WithdrawalRequested, at: datetime) -> Entry:
    """What the timeline keeps of a withdrawal: which agent or clerk asked for it, a clerk for whom, by which door."""
    if event.requested_as in (events_pb2.FILING_ROLE_UNSPECIFIED, events_pb2.FILING_ROLE_APPLICANT):
        return Entry("WITHDRAWAL_REQUESTED", "WITHDRAWAL_REQUESTED", at)
    details = {"acted_by": event.requested_by, "acted_as": events_pb2.FilingRole.Name(event.requested_as)}
    if not event.served_person_id:
        return Entry("WITHDRAWAL_REQUESTED", "WITHDRAWAL_REQUESTED", at, details=details)
    details |= {"served": event.served_person_id, "door": catalog_pb2.Channel.Name(event.channel)}
    if event.receive_date:
        details["date"] = event.receive_date
    return Entry("WITHDRAWAL_REQUESTED", "WITHDRAWAL_WRITTEN_DOWN", at, details=details)


def acting(office: Office, caller: Principal, application_id: str, served: str) -> Actor:
    """Who acts in an application: the caller, or the person whom the caller, a clerk, serves.

    Raises InvalidInput for a clerk who names nobody, PermissionDenied for others who do, and PersonNotIdentified.
    """
    if not contract.is_served(caller, served):
        return Actor(caller, caller)
    person, found = contract.identified(office.sealer, caller, application_id, served)
    return Actor(person, caller, found)
