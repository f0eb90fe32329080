"""Rating how an application was handled (好差评): once, voluntary, by any channel, after completion."""

from __future__ import annotations

from dataclasses import replace

from contracts.errors.ratings import AlreadyRated, NotCompleted
from contracts.topics.names import INTAKE_EVENTS
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import events_pb2
from runtime.ids import new_id
from runtime.messages import Outbound
from runtime.texts import free_text
from runtime.tokens import Principal
from services.intake.checks import Violations
from services.intake.codec import seal_words
from services.intake.domain import Entry, Rating, State
from services.intake.filing import door_of
from services.intake.handlers.access import absent, acted, concerns, refuse_ended_mandate, seen_by
from services.intake.handlers.lookup import shown
from services.intake.office import Office
from services.intake.rating import COMMENT_CODE_POINTS_MAX, LEVELS
from services.intake.store import Change, NewRating, Stored, Tables
from services.intake.view import timestamp

COMMENT = "RatingComment"


async def rate(
    office: Office, request: service_pb2.RateApplicationRequest, caller: Principal
) -> service_pb2.RateApplicationResponse:
    """Take a rating in. Raises NotFound, InvalidInput, NotCompleted, AlreadyRated, RequestIdReused."""
    seen = await seen_by(office, request.id, caller)
    by_clerk = not await concerns(office, caller, seen)
    key = office.request_key(caller, request)
    rating, comment = _checked(request, by_clerk=by_clerk, at=office)
    async with office.store.transaction() as tables:
        stored = await tables.applications.lock(seen.id)
        if stored is None:
            raise absent()
        if await tables.requests.answered(key) is None:
            await refuse_ended_mandate(office, tables, caller, stored)
            _refuse_what_cannot_be(stored)
            await tables.requests.remember(key, stored.id, rating.at)
            await _take(office, tables, stored, caller, rating, comment)
    stored = await office.store.applications.read(seen.id) or seen
    return service_pb2.RateApplicationResponse(application=await shown(office, stored))


def _checked(request: service_pb2.RateApplicationRequest, *, by_clerk: bool, at: Office) -> tuple[Rating, str]:
    """Return the rating and its comment. Raises InvalidInput."""
    violations = Violations()
    violations.request_id(request.request_id)
    if request.level not in LEVELS:
        violations.add("level", "one of the five levels")
    comment = violations.read("comment", lambda: free_text(request.comment, COMMENT_CODE_POINTS_MAX))
    role = events_pb2.FILING_ROLE_CLERK if by_clerk else events_pb2.FILING_ROLE_APPLICANT
    channel = door_of(request.channel, role, violations)
    violations.refuse()
    return Rating(int(request.level), int(channel), at.clock.now()), comment


def _refuse_what_cannot_be(stored: Stored) -> None:
    """Raise what keeps an application from being rated, if anything does."""
    if stored.progress.rating:
        raise AlreadyRated("the application has been rated")
    if stored.progress.state is not State.COMPLETED or stored.filed_as == events_pb2.FILING_ROLE_FORMER_SYSTEM:
        raise NotCompleted("an application is rated when it is completed")


async def _take(
    office: Office, tables: Tables, stored: Stored, caller: Principal, rating: Rating, comment: str
) -> None:
    definition = await office.catalogue.filed_under(stored.item_code, stored.item_version)
    item = definition.item
    sealed = seal_words(office.sealer, stored.id, COMMENT, comment) if comment else None
    new = NewRating(
        new_id(), stored.id, rating.level, rating.channel, item.code, item.lead_department, caller.subject, sealed,
        rating.at,
    )  # fmt: skip
    await tables.ratings.add(new)
    level = events_pb2.RatingLevel.Name(rating.level)
    entry = Entry("RATED", "RATED", rating.at, details={"level": level, **acted(caller, stored)})
    await tables.applications.change([Change(stored.id, replace(stored.progress, rating=rating), [entry])], rating.at)
    event = events_pb2.ApplicationRated(
        application_id=stored.id,
        level=level,
        channel=rating.channel,  # pyright: ignore[reportArgumentType]
        item_code=item.code,
        item_name=item.name,
        department=_department(item),
        rate_time=timestamp(rating.at),
    )
    await tables.send(rating.at, [Outbound(INTAKE_EVENTS, stored.id, f"{stored.id}:rated", event)])


def _department(item: catalog_pb2.ServiceItem) -> catalog_pb2.Department:
    code = item.lead_department
    return next((each for each in item.departments if each.code == code), catalog_pb2.Department(code=code))
