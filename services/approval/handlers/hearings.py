"""Hearing those whom a decision concerns: who is named, when a hearing is, its record, what the decision owes them."""

from collections.abc import Sequence
from datetime import date, datetime

import asyncpg

from contracts.errors.applications import UnknownMatter
from contracts.errors.decisions import OutcomeNotPossible
from contracts.errors.hearings import HearingTimesUnknown, PartyConcernedAlready
from contracts.errors.tasks import OwnApplication
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.approval.v1.commands_pb2 import OpenHearingRight, SetHearingTimes
from onetrip.approval.v1.events_pb2 import HearingAnnounced, HearingHeld, InterestedPartyNamed, SpecialProcedureEnded
from onetrip.catalog.v1.catalog_pb2 import APPLICANT_KIND_ORGANISATION, ServiceItem
from onetrip.intake.v1.events_pb2 import InterestedParty
from runtime.messages import Envelope
from runtime.tokens import Principal
from services.approval import texts
from services.approval.codec import HEARING_ENDING, date_of, instant_of, timestamp
from services.approval.domain import clocks as clock_rules
from services.approval.domain import hearings as rules
from services.approval.domain import tasks as task_rules
from services.approval.domain.commitments import HEARING_TIMES, HearingEnding, check_ending
from services.approval.domain.hearings import Times
from services.approval.domain.tasks import TaskKind
from services.approval.handlers.hearing_views import hearing_of_task, kept_for
from services.approval.handlers.office import Office, say
from services.approval.handlers.reading import facts_of, lock_task
from services.approval.store import applications, clocks, hearings, requests, sittings
from services.approval.store.applications import ApplicationRow
from services.approval.store.sittings import HearingRow
from services.approval.store.tasks import TaskRow

ALL_CASES = ""


async def name_at_filing(
    connection: asyncpg.Connection,
    application_id: str,
    parties: Sequence[InterestedParty],
    cause: str,
    now: datetime,
) -> None:
    """Note those whom whoever filed named, each once, and say InterestedPartyNamed."""
    for party in parties:
        organisation = party.kind == APPLICANT_KIND_ORGANISATION
        await hearings.name(connection, application_id, party.person_id, ALL_CASES, organisation, "", now)
        named = InterestedPartyNamed(application_id=application_id, person_id=party.person_id, name_time=timestamp(now))
        # Each has an id of its own: one command is answered by several of these.
        await say(connection, application_id, named, cause=f"{cause}:{party.person_id}", now=now)


async def name_interested_party(
    office: Office, connection: asyncpg.Connection, officer: Principal, request: pb.NameInterestedPartyRequest
) -> pb.NameInterestedPartyResponse:
    """Name somebody whom the case concerns and say InterestedPartyNamed: the process tells them.

    Raises NotYetAccepted, PartyConcernedAlready, OwnApplication for the officer themselves, or as
    `domain.tasks.check_held` does.
    """
    now = office.clock.now()
    application, row = await lock_task(connection, officer, request.id)
    body = requests.body_of(office.lookup, request)
    if await requests.recall(connection, officer.subject, request.request_id, body) is not None:
        return pb.NameInterestedPartyResponse()
    clock_rules.check_accepted(row.kind)
    task_rules.check_held(facts_of(application, row), officer.subject, "", office.day_of(now))
    if request.person_id in {application.applicant_id, application.filed_by}:
        raise PartyConcernedAlready("this is the applicant's side already")
    if request.person_id == officer.subject:
        raise OwnApplication("whom a matter concerns does not handle it: give the task back")
    known = await hearings.concerned(connection, application.id, row.case_id)
    if request.person_id in known:
        raise PartyConcernedAlready("this party has been named")
    await hearings.name(
        connection, application.id, request.person_id, row.case_id, request.organisation, officer.subject, now
    )
    named = InterestedPartyNamed(
        application_id=application.id,
        case_id=row.case_id,
        person_id=request.person_id,
        department=row.department,
        name_time=timestamp(now),
    )
    await say(connection, application.id, named, cause=None, now=now)
    answer = pb.NameInterestedPartyResponse()
    content = office.seal_answer(application.id, answer)
    await requests.remember(connection, officer.subject, request.request_id, body, content, now)
    return answer


async def announce_hearing(
    office: Office, connection: asyncpg.Connection, officer: Principal, request: pb.AnnounceHearingRequest
) -> pb.AnnounceHearingResponse:
    """Set when and where a hearing is, or move it, and say HearingAnnounced.

    By the task of a revocation the one before that (licensing law, arts. 7 and 47): only the applicant is told.
    Raises HearingTimesUnknown, as `domain.hearings` does for the day and who presides, or as `check_held` does.
    """
    now = office.clock.now()
    application, row = await lock_task(connection, officer, request.id)
    body = requests.body_of(office.lookup, request)
    if (earlier := await requests.recall(connection, officer.subject, request.request_id, body)) is not None:
        return office.open_answer(application.id, earlier, pb.AnnounceHearingResponse)
    found = await _to_be_held(office, connection, application, row, officer, now)
    revocation = row.kind is TaskKind.REVOCATION
    times = HEARING_TIMES if revocation else found.times
    if times is None:
        raise HearingTimesUnknown("the process has not told yet in what time it is held", retry_after_seconds=1.0)
    at = instant_of(request.hearing_time)
    rules.check_date(times, office.day_of(at), office.day_of(now))
    handlers = await clocks.handlers_of(connection, application.id, row.case_id)
    rules.check_chair(request.chair, handlers, application.parties)
    place, number = office.seal_words(application.id, request.place), found.number + 1
    kept, by = kept_for(row), officer.subject
    await sittings.set_date(connection, kept, row.case_id, number, at, place, request.chair, by, now)
    announced = HearingAnnounced(
        application_id=application.id,
        case_id=row.case_id,
        department=row.department,
        number=number,
        hearing_time=timestamp(at),
        sealed_place=place,
        person_ids=[] if revocation else await hearings.concerned(connection, application.id, row.case_id),
        announce_time=timestamp(now),
    )
    await say(connection, application.id, announced, cause=None, now=now)
    answer = pb.AnnounceHearingResponse(hearing=await hearing_of_task(office, connection, row))
    content = office.seal_answer(application.id, answer)
    await requests.remember(connection, officer.subject, request.request_id, body, content, now)
    return answer


async def record_hearing(
    office: Office, connection: asyncpg.Connection, officer: Principal, request: pb.RecordHearingRequest
) -> pb.RecordHearingResponse:
    """File the record of a hearing: the clock runs again. Say HearingHeld and SpecialProcedureEnded.

    Before a revocation no clock stood still; there the record may say that none was held. Raises HearingNotHeld before
    its time, OutcomeNotPossible for another ending before a decision, or as `domain.hearings.check_open_hearing` and
    `check_held` do.
    """
    now = office.clock.now()
    application, row = await lock_task(connection, officer, request.id)
    body = requests.body_of(office.lookup, request)
    if (earlier := await requests.recall(connection, officer.subject, request.request_id, body)) is not None:
        return office.open_answer(application.id, earlier, pb.RecordHearingResponse)
    found = await _to_be_held(office, connection, application, row, officer, now)
    ending, sealed = HEARING_ENDING[request.ending], office.seal_words(application.id, request.record)
    if row.kind is TaskKind.REVOCATION:
        check_ending(ending, found.hearing_time, now)
        await sittings.record(connection, kept_for(row), row.case_id, sealed, officer.subject, now, ending)
    elif ending is HearingEnding.HELD:
        rules.check_took_place(found.hearing_time, now)
        await sittings.record(connection, kept_for(row), row.case_id, sealed, officer.subject, now)
        await clocks.end(connection, found.procedure_id, officer.subject, now)
    else:
        raise OutcomeNotPossible("before a decision a hearing that was asked for is held")
    if ending is HearingEnding.HELD:
        held = HearingHeld(
            application_id=application.id, case_id=row.case_id, department=row.department, record_time=timestamp(now)
        )
        await say(connection, application.id, held, cause=None, now=now)
    if found.procedure_id:
        ended = SpecialProcedureEnded(
            application_id=application.id, case_id=row.case_id, procedure_id=found.procedure_id, end_time=timestamp(now)
        )
        await say(connection, application.id, ended, cause=None, now=now)
    answer = pb.RecordHearingResponse(hearing=await hearing_of_task(office, connection, row))
    content = office.seal_answer(application.id, answer)
    await requests.remember(connection, officer.subject, request.request_id, body, content, now)
    return answer


async def _to_be_held(
    office: Office,
    connection: asyncpg.Connection,
    application: ApplicationRow,
    row: TaskRow,
    officer: Principal,
    now: datetime,
) -> HearingRow:
    task_rules.check_held(facts_of(application, row), officer.subject, "", office.day_of(now))
    found = await sittings.hearing(connection, kept_for(row), row.case_id)
    held = found is not None and found.recorded_at is not None
    return rules.check_open_hearing(found, held=held)


async def reasons_after_hearing(
    office: Office,
    connection: asyncpg.Connection,
    application: ApplicationRow,
    item: ServiceItem,
    row: TaskRow,
    request: pb.DecideTaskRequest,
    today: date,
) -> str:
    """The reasons of a decision that ends a case: the officer's, the hearing they rest on, the answer to each view.

    Each answer is kept for whoever stated the view besides.
    Raises HearingRightRuns, HearingNotHeld or StatementUnanswered when the case cannot be decided yet.
    """
    gives_right = item.HasField("hearing")
    rules.check_heard(await hearings.standing(connection, application.id, row.case_id, gives_right=gives_right), today)
    stated = [each for each in await hearings.stated(connection, application.id) if each.case_id in ("", row.case_id)]
    answers = {each.statement_id: each.answer for each in request.answers}
    rules.check_answers([each.id for each in stated], answers)
    parts = [request.reasons]
    found = await sittings.hearing(connection, sittings.BEFORE_DECISION, row.case_id)
    if found is not None and found.hearing_time is not None:
        parts.append(texts.rests_on_hearing(office.day_of(found.hearing_time).isoformat()))
    for each in stated:
        words = office.open_words(application.id, each.text)
        parts.append(texts.statement_answered(by_applicant=each.by_applicant, text=words, answer=answers[each.id]))
        answer = office.seal_words(application.id, answers[each.id])
        await hearings.answer(connection, application.id, row.case_id, each.id, answer, office.clock.now())
    return "\n".join(parts)


async def on_open_hearing_right(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: OpenHearingRight
) -> None:
    """Note until when somebody may ask for a hearing; without a day that they may, and are not reached yet."""
    application = await applications.lock(connection, command.application_id)
    if application is None:
        raise UnknownMatter("approval has not opened the application")
    # The day on which they were told, whenever that is heard, or heard again.
    by, told_on = date_of(command.request_by.date), office.day_of(envelope.time)
    await hearings.open_right(
        connection, application.id, command.case_id, command.person_id, by, command.request_by.provisional, told_on
    )


async def on_set_hearing_times(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: SetHearingTimes
) -> None:
    """Note in what time a hearing is held."""
    application = await applications.lock(connection, command.application_id)
    hold_by = date_of(command.hold_by.date)
    if application is None or hold_by is None:
        raise UnknownMatter("approval has not opened the application, or no date is given")
    days = [day for each in command.working_days if (day := date_of(each)) is not None]
    times = Times(hold_by, days, command.notice_working_days)
    await hearings.set_times(connection, command.case_id, times, command.hold_by.provisional)
