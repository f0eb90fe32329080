"""Reading applications: one's own, an agent's, and a clerk's look-up at the counter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from onetrip.intake.v1 import application_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from runtime.errors import PermissionDenied
from runtime.pages import PageTokens, page_size_of
from runtime.tokens import Principal
from services.intake import formats, tracking_number
from services.intake.checks import Violations
from services.intake.handlers.access import Purpose, is_own, record_access, seen_by
from services.intake.office import Office
from services.intake.roles import AGENT, APPLICANT, CLERK
from services.intake.store import Stored

PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX = 20, 100


async def get(
    office: Office, request: service_pb2.GetApplicationRequest, caller: Principal
) -> application_pb2.Application:
    """Return one application with its timeline. Raises NotFound."""
    return await shown(office, await seen_by(office, request.id, caller))


async def shown(office: Office, stored: Stored) -> application_pb2.Application:
    """Return the view of a row."""
    definition = await office.catalogue.filed_under(stored.item_code, stored.item_version)
    return office.views.application(stored, definition)


async def list_(
    office: Office, request: service_pb2.ListApplicationsRequest, caller: Principal
) -> service_pb2.ListApplicationsResponse:
    """Return a page of applications. Raises InvalidInput, BadPageToken, PermissionDenied."""
    size = page_size_of(request.page_size, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)
    filters = (request.tracking_number, request.resident_id)
    tokens = PageTokens(office.sealer, "ListApplications")
    position = tokens.read(request.page_token, caller.subject, filters)
    after = (datetime.fromisoformat(position[0]), position[1]) if position else None
    if any(filters):
        rows = await _looked_up(office, request, caller, after, size)
    else:
        rows = await _own(office, caller, after, size)
    await office.sealer.load_applications({row.id for row in rows[:size]})
    response = service_pb2.ListApplicationsResponse(applications=[await shown(office, row) for row in rows[:size]])
    if len(rows) > size:
        last = (rows[size - 1].receive_time.isoformat(), rows[size - 1].id)
        response.next_page_token = tokens.make(caller.subject, filters, last)
    return response


async def _own(office: Office, caller: Principal, after: tuple[datetime, str] | None, size: int) -> Sequence[Stored]:
    """Return the caller's own applications and those a mandate covers, one more than the page holds.

    Every application of somebody else's that is shown is a logged read.
    """
    if caller.roles.isdisjoint({APPLICANT, AGENT}):
        violations = Violations()
        violations.add("tracking_number", "a clerk names a tracking number or a resident identity number")
        violations.refuse()
    rows = await office.store.applications.visible_to(
        caller.subject,
        after,
        size + 1,
        own=APPLICANT in caller.roles,
        as_agent=AGENT in caller.roles,
        now=office.clock.now(),
    )
    others = [stored for stored in rows[:size] if not is_own(caller, stored)]
    if others:
        async with office.store.transaction() as tables:
            for stored in others:
                await record_access(tables, office, caller, stored, Purpose.MANDATE)
    return rows


async def _looked_up(
    office: Office,
    request: service_pb2.ListApplicationsRequest,
    caller: Principal,
    after: tuple[datetime, str] | None,
    size: int,
) -> Sequence[Stored]:
    """Return what a clerk finds by an exact number; every application shown is a logged read."""
    if CLERK not in caller.roles:
        raise PermissionDenied("only a clerk looks applications up by number")
    violations = Violations()
    number = person = ""
    if request.tracking_number and request.resident_id:
        violations.add("resident_id", "name one of the two numbers")
    elif request.tracking_number:
        number = violations.read("tracking_number", lambda: tracking_number.parse(request.tracking_number))
    else:
        person = violations.read("resident_id", lambda: formats.resident_id(request.resident_id, office.today()))
    violations.refuse()
    async with office.store.transaction() as tables:
        if number:
            found = await tables.applications.find(number)
            rows: Sequence[Stored] = [found] if found else []
        else:
            rows = await tables.applications.of_person(office.person_id(person), after, size + 1)
        for stored in rows[:size]:
            await record_access(tables, office, caller, stored, Purpose.COUNTER_LOOKUP)
    return rows
