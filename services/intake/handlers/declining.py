"""Saying no to what nobody asked for (免申即享): it is not opened again; what is open and undecided is withdrawn."""

from __future__ import annotations

from contracts.errors.applications import NotProactive
from onetrip.intake.v1 import proactive_service_pb2 as pb
from runtime.errors import PermissionDenied
from runtime.tokens import Principal
from services.intake import formats
from services.intake.checks import Violations
from services.intake.domain import State
from services.intake.handlers.serving import Actor
from services.intake.handlers.withdraw import ask
from services.intake.office import Office
from services.intake.roles import APPLICANT, CLERK
from services.intake.store import Tables

# Decided, it stands until it is taken back; the person may leave the result unused.
_UNDECIDED = frozenset({State.RECEIVED, State.VERIFYING, State.SUPPLEMENT_REQUESTED, State.ACCEPTED, State.IN_REVIEW})


async def decline(office: Office, request: pb.DeclineItemRequest, caller: Principal) -> pb.DeclineItemResponse:
    """Note that somebody does not want an item opened for them.

    Raises InvalidInput, UnknownItem, NotProactive, PermissionDenied, RequestIdReused.
    """
    person_id = _whose(office, request, caller)
    definition = await office.catalogue.current(request.item_code)
    if not definition.item.HasField("proactive"):
        raise NotProactive("this has to be applied for: nothing is opened without asking")
    key = office.request_key(caller, request)
    async with office.store.transaction() as tables:
        # A run that is opening it for them is waited for: what it opens is withdrawn, or it sees that they said no.
        await tables.proactive.alone_with([person_id], definition.item.code)
        if (known := await tables.requests.answered(key)) is not None:
            return pb.DeclineItemResponse(application_id=known)
        await tables.proactive.decline(person_id, definition.item.code, caller.subject, office.clock.now())
        withdrawn = await _withdraw(office, tables, definition.item.code, person_id, caller)
        await tables.requests.remember_once(key, withdrawn, office.clock.now())
    return pb.DeclineItemResponse(application_id=withdrawn)


def _whose(office: Office, request: pb.DeclineItemRequest, caller: Principal) -> str:
    """The person who does not want it: the caller, or whom a clerk names."""
    violations = Violations()
    violations.request_id(request.request_id)
    if not request.HasField("person"):
        if APPLICANT not in caller.roles:
            violations.add("person", "a clerk names the person served")
        violations.refuse()
        return caller.subject
    if CLERK not in caller.roles:
        raise PermissionDenied("only a clerk says so for somebody else")
    number = violations.read(
        "person.resident_id", lambda: formats.resident_id(request.person.resident_id, office.today())
    )
    violations.read("person.name", lambda: formats.person_name(request.person.name))
    violations.refuse()
    return office.person_id(number)


async def _withdraw(office: Office, tables: Tables, item_code: str, person_id: str, caller: Principal) -> str:
    """Ask for the withdrawal of what a run opened and nobody has decided; its id, or nothing."""
    application_id = await tables.proactive.live(item_code, person_id)
    stored = await tables.applications.lock(application_id) if application_id else None
    if stored is None or stored.progress.state not in _UNDECIDED or stored.progress.withdrawal_settled_at:
        return ""
    await ask(office, tables, stored, Actor(caller, caller))
    return stored.id
