"""Presences of the applicant that officers ask for: within the promise booked, beyond it refused and converted."""

from datetime import datetime

import asyncpg
from google.protobuf.timestamp_pb2 import Timestamp

from contracts.errors.counter import ClerkConcerned
from contracts.errors.visits import AlreadyConverted, VisitBudgetSpent, VisitNotRefused
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import visits_pb2 as pb
from onetrip.approval.v1.review_service_pb2 import Task
from runtime.errors import NotFound
from runtime.ids import new_id
from runtime.tokens import Principal
from services.approval.codec import CONVERSION, CONVERSION_TO_PROTO, VISIT_TO_PROTO, instant_of, timestamp
from services.approval.domain import tasks as rules
from services.approval.domain.presences import (
    Presence,
    Room,
    Wanted,
    check_cancel,
    check_conversion,
    find_room,
    possible_conversions,
)
from services.approval.domain.tasks import TaskKind
from services.approval.domain.visits import Replacement, VisitKind
from services.approval.handlers import served
from services.approval.handlers.mandates import speaks_for
from services.approval.handlers.office import Office, say
from services.approval.handlers.reading import facts_of, lock_task
from services.approval.store import applications, requests, tasks, visits
from services.approval.store.applications import ApplicationRow
from services.approval.store.tasks import TaskRow
from services.approval.store.visits import NewRequest, VisitRow

CLERK = "clerk"
# Where a step of the window stands in for a stage.
ACCEPTANCE = "acceptance"
# As the metadata of an error spells them (AIP-193: camel case).
_METADATA = {
    Replacement.LOOKUP: "lookup",
    Replacement.COURIER_BOTH_WAYS: "courier",
    Replacement.VIDEO: "video",
    Replacement.HOME_VISIT: "homeVisit",
    Replacement.AGENT: "agent",
}


async def request_visit(
    office: Office, connection: asyncpg.Connection, officer: Principal, request: pb.RequestVisitRequest
) -> pb.RequestVisitResponse:
    """Book a presence and say VisitRequested, or keep its refusal and say VisitRefused: the answer's state tells which.

    A refusal is an answer here, so that the transaction that keeps it is committed; `refusal_of` makes the error of it.
    Raises NothingToJoin, or as `domain.tasks.check_held` does.
    """
    now = office.clock.now()
    application, row = await lock_task(connection, officer, request.id)
    body = requests.body_of(office.lookup, request)
    earlier = await requests.recall(connection, officer.subject, request.request_id, body)
    if earlier is not None:
        return pb.RequestVisitResponse.FromString(earlier)
    rules.check_held(facts_of(application, row), officer.subject, "", office.day_of(now))
    wanted = _wanted(row, request)
    ledger = await _ledger(office, connection, application.id)
    room = find_room(await visits.budget(connection, application.id), ledger, wanted, now)
    asked = _asked(row, wanted, room, officer)
    if room is None:
        visit = await _refuse(connection, asked, now)
    else:
        used = len(ledger) + room.new
        visit = await _book(office, connection, asked, room, wanted, used, now)
    answer = pb.RequestVisitResponse(visit=view(visit))
    content = answer.SerializeToString()
    await requests.remember(connection, officer.subject, request.request_id, body, content, now)
    return answer


def refusal_of(visit: pb.Visit) -> VisitBudgetSpent | None:
    """The error of a request that was refused, with what can replace the visit; None for one that was booked."""
    if visit.state == pb.VISIT_STATE_BOOKED:
        return None
    costs = {_METADATA[CONVERSION[option.conversion]]: str(option.cost_working_days) for option in visit.options}
    return VisitBudgetSpent("the promised visits are spent: choose what replaces this one", metadata={
        "visit": visit.id, **costs})  # fmt: skip


async def choose_conversion(
    office: Office, connection: asyncpg.Connection, caller: Principal, request: pb.ChooseConversionRequest
) -> pb.ChooseConversionResponse:
    """Note what replaces a refused visit, with its cost in days, and say VisitConverted.

    A clerk writes down what the applicant chose, at the counter or on the phone: both identities are kept.
    Raises NotFound, ClerkConcerned, VisitNotRefused, AlreadyConverted, ConversionNotPossible, or as
    `domain.tasks.check_live` does.
    """
    now = office.clock.now()
    application = await applications.lock_by_visit(connection, request.id)
    visit = await visits.get(connection, request.id) if application is not None else None
    if application is None or visit is None:
        raise NotFound("there is no such visit")
    by_department = _of_department(visit, caller)
    for_applicant = await speaks_for(office, connection, caller, application)
    by_clerk = CLERK in caller.roles and not (for_applicant or by_department)
    if not (for_applicant or by_department or by_clerk):
        raise NotFound("there is no such visit")
    if by_clerk and caller.subject in application.interested:
        raise ClerkConcerned("a clerk writes nothing down in a matter that concerns them")
    body = requests.body_of(office.lookup, request)
    earlier = await requests.recall(connection, caller.subject, request.request_id, body)
    if earlier is not None:
        return pb.ChooseConversionResponse.FromString(earlier)
    await _check_open(office, connection, application, visit, now)
    replacement = CONVERSION[request.conversion]
    check_conversion(visit.kind, replacement)
    whose = application.applicant_id if by_clerk else ""
    await visits.convert(connection, visit, replacement, caller.subject, whose, now)
    converted = events.VisitConverted(
        application_id=application.id,
        visit_id=visit.id,
        case_id=visit.case_id,
        department=visit.department,
        kind=VISIT_TO_PROTO[visit.kind],
        chosen=_option(replacement),
        chosen_by_applicant=for_applicant or by_clerk,
        clerk_id=caller.subject if by_clerk else "",
        convert_time=timestamp(now),
    )
    await say(connection, application.id, converted, cause=None, now=now)
    answer = pb.ChooseConversionResponse(visit=view(await _reread(connection, visit.id)))
    await requests.remember(connection, caller.subject, request.request_id, body, answer.SerializeToString(), now)
    return answer


async def cancel_visit(
    office: Office, connection: asyncpg.Connection, caller: Principal, request: pb.CancelVisitRequest
) -> pb.CancelVisitResponse:
    """Call a booked appointment off before it takes place, free the ledger and say VisitCancelled.

    A letter does it when it is written down: until then the department waits there, whenever it came in.
    Raises NotFound, or as `domain.presences.check_cancel` and `served.acting` do.
    """
    now = office.clock.now()
    application = await applications.lock_by_visit(connection, request.id)
    visit = await visits.get(connection, request.id) if application is not None else None
    if application is None or visit is None:
        raise NotFound("there is no such visit")
    actor = await served.acting(office, connection, caller, application, request.served)
    if not await speaks_for(office, connection, actor.person, application):
        raise NotFound("there is no such visit")
    body = actor.key_of(office, request)
    earlier = await requests.recall(connection, caller.subject, request.request_id, body)
    if earlier is not None:
        return pb.CancelVisitResponse.FromString(earlier)
    check_cancel(booked=visit.appointments > 0, cancelled=visit.cancelled, time=visit.visit_time, now=now)
    await visits.cancel(connection, visit.id, actor.person.subject, now)
    cancelled = events.VisitCancelled(
        application_id=application.id,
        visit_id=visit.id,
        case_id=visit.case_id,
        department=visit.department,
        kind=VISIT_TO_PROTO[visit.kind],
        visit_time=_stamp(visit.visit_time),
        visits_used=await visits.used(connection, application.id),
        cancel_time=timestamp(now),
    )
    await say(connection, application.id, cancelled, cause=None, now=now)
    act = events.RECORDED_ACT_VISIT_CANCELLATION
    await served.note(office, connection, actor, application, act, visit.id, visit.case_id)
    answer = pb.CancelVisitResponse(visit=view(await _reread(connection, visit.id)))
    await requests.remember(connection, caller.subject, request.request_id, body, answer.SerializeToString(), now)
    return answer


def view(visit: VisitRow) -> pb.Visit:
    """A visit as those it concerns see it; the place is told to the applicant only."""
    message = pb.Visit(
        id=visit.id,
        application_id=visit.application_id,
        case_id=visit.case_id,
        department=visit.department,
        kind=VISIT_TO_PROTO[visit.kind],
        state=pb.VISIT_STATE_BOOKED,
        same_presence=visit.joined,
    )
    if visit.visit_time is not None:
        message.visit_time.CopyFrom(timestamp(visit.visit_time))
        return message
    if visit.cancelled:
        message.state = pb.VISIT_STATE_CANCELLED
        return message
    message.state = pb.VISIT_STATE_CONVERTED if visit.replaced_by else pb.VISIT_STATE_REFUSED
    message.options.extend(map(_option, possible_conversions(visit.kind)))
    if visit.replaced_by is not None:
        message.chosen.CopyFrom(_option(visit.replaced_by))
    return message


def _option(replacement: Replacement) -> events.ConversionOption:
    return events.ConversionOption(
        conversion=CONVERSION_TO_PROTO[replacement], cost_working_days=replacement.cost_working_days
    )


def _wanted(row: TaskRow, request: pb.RequestVisitRequest) -> Wanted:
    item_code = Task.FromString(row.face).item_code
    kind = VisitKind.INSPECTION if row.kind is TaskKind.INSPECTION else VisitKind.APPEARANCE
    time = None if request.join else instant_of(request.visit_time)
    return Wanted(kind, f"{item_code}/{row.stage or ACCEPTANCE}", time, request.place, request.join)


def _asked(row: TaskRow, wanted: Wanted, room: Room | None, officer: Principal) -> NewRequest:
    return NewRequest(
        application_id=row.application_id,
        task_id=row.id,
        case_id=row.case_id,
        department=row.department,
        kind=wanted.kind,
        stage=wanted.stage,
        number=room.number if room else None,
        joined=room is not None and room.joined,
        requested_by=officer.subject,
    )


async def _ledger(office: Office, connection: asyncpg.Connection, application_id: str) -> list[Presence]:
    return [
        Presence(
            number=row.number,
            kind=row.kind,
            stage=row.stage,
            time=row.visit_time,
            place=office.open_words(application_id, row.place) if row.place else "",
            steps=row.steps,
        )
        for row in await visits.ledger(connection, application_id)
    ]


async def _refuse(connection: asyncpg.Connection, asked: NewRequest, now: datetime) -> VisitRow:
    """Keep the refusal. The applicant is told once of a visit, however often it is asked for."""
    visit_id, first = await visits.note(connection, new_id(), asked, now)
    if first:
        refused = events.VisitRefused(
            application_id=asked.application_id,
            visit_id=visit_id,
            case_id=asked.case_id,
            department=asked.department,
            kind=VISIT_TO_PROTO[asked.kind],
            options=map(_option, possible_conversions(asked.kind)),
            refuse_time=timestamp(now),
        )
        await say(connection, asked.application_id, refused, cause=None, now=now)
    return await _reread(connection, visit_id)


async def _book(
    office: Office,
    connection: asyncpg.Connection,
    asked: NewRequest,
    room: Room,
    wanted: Wanted,
    used: int,
    now: datetime,
) -> VisitRow:
    if wanted.time is not None:
        place = office.seal_words(asked.application_id, wanted.place)
        if room.new:
            await visits.add(connection, asked, wanted.time, place, now)
        elif not room.joined:
            await visits.set_appointment(connection, asked.application_id, room.number, wanted.time, place)
    visit_id, _ = await visits.note(connection, new_id(), asked, now)
    visit = await _reread(connection, visit_id)
    requested = events.VisitRequested(
        application_id=visit.application_id,
        visit_id=visit.id,
        case_id=visit.case_id,
        department=visit.department,
        kind=VISIT_TO_PROTO[visit.kind],
        appointment=visit.appointments,
        visit_time=_stamp(visit.visit_time),
        sealed_place=visit.place,
        same_presence=visit.joined,
        visits_used=used,
        request_time=timestamp(now),
    )
    await say(connection, visit.application_id, requested, cause=None, now=now)
    return visit


async def _check_open(
    office: Office, connection: asyncpg.Connection, application: ApplicationRow, visit: VisitRow, now: datetime
) -> None:
    """Raise unless the visit was refused, nothing replaces it yet, and its step is still to be done."""
    if visit.appointments:
        raise VisitNotRefused("this visit is within the promise: nothing has to replace it")
    if visit.replaced_by is not None:
        raise AlreadyConverted("what replaces this visit has been chosen")
    task = await tasks.get(connection, visit.task_id)
    if task is None:
        raise NotFound("there is no such visit")
    rules.check_live(facts_of(application, task), office.day_of(now))


def _of_department(visit: VisitRow, caller: Principal) -> bool:
    return "officer" in caller.roles and caller.department == visit.department


async def _reread(connection: asyncpg.Connection, visit_id: str) -> VisitRow:
    visit = await visits.get(connection, visit_id)
    if visit is None:
        raise NotFound("there is no such visit")
    return visit


def _stamp(instant: datetime | None) -> Timestamp | None:
    return timestamp(instant) if instant is not None else None
