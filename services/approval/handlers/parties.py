"""What those whom a matter concerns may do before it is decided: see it, state a view, ask for a hearing or give it up.

An interested party sees the cases that concern it, and what it said itself; nothing of the applicant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

import asyncpg

from contracts.errors.applications import ApplicationEnded
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import party_service_pb2 as pb
from onetrip.approval.v1.events_pb2 import HearingRequested, HearingWaived, SpecialProcedureStarted, ViewStated
from onetrip.process.v1 import state_pb2
from onetrip.process.v1.events_pb2 import DueDate
from runtime.errors import LimitExceeded, NotFound
from runtime.ids import new_id
from runtime.tokens import Principal
from services.approval import texts
from services.approval.codec import OUTCOME_TO_PROTO, PROCEDURE_TO_PROTO, timestamp
from services.approval.definitions import department_name, item_of
from services.approval.domain.clocks import Procedure, check_start
from services.approval.domain.hearings import APPLICANT, Standing, check_request, check_waive
from services.approval.domain.outcomes import Outcome
from services.approval.handlers import mandates, served
from services.approval.handlers.mandates import speaks_for
from services.approval.handlers.office import Office, say
from services.approval.handlers.served import Actor
from services.approval.policy import STATEMENTS_MAX
from services.approval.store import applications, clocks, hearings, requests, sittings
from services.approval.store.applications import ApplicationRow
from services.approval.store.clocks import ProcedureRow
from services.approval.store.hearings import CaseRow, RightRow, StatementRow

# A hearing is the whole case's, not one stage's.
NO_STAGE = ""


@dataclass(frozen=True)
class Concerned:
    """Somebody whom a matter concerns: ``person_id`` of an interested party, empty for the applicant's side."""

    application: ApplicationRow
    person_id: str
    cases: list[CaseRow]
    actor: Actor

    @property
    def voice(self) -> tuple[bool, str]:
        """How what they say is kept: whether for the applicant's side, and by whom."""
        return self.person_id == APPLICANT, self.actor.person.subject

    def open_case(self, case_id: str) -> CaseRow:
        """One of the cases, still open. Raises NotFound, or ApplicationEnded for one that has ended."""
        case = next((each for each in self.cases if each.id == case_id), None)
        if case is None:
            raise NotFound("there is no such case")
        if case.outcome is not None:
            raise ApplicationEnded("the case has ended: nobody is heard any more")
        return case


async def get_matter(
    office: Office, connection: asyncpg.Connection, caller: Principal, request: pb.GetMatterRequest
) -> pb.GetMatterResponse:
    """The matter as far as it concerns the caller, or whom a clerk serves; an agent's or a clerk's look is logged.

    Raises NotFound for whom it does not concern, or as `served.acting` does.
    """
    application_id = request.application_id
    found = await applications.read(connection, application_id)
    concerned = await _concerned(office, connection, caller, found, request.served)
    person, application = concerned.actor.person, concerned.application
    if concerned.person_id == APPLICANT:
        await mandates.log_read(office, connection, person, application, ["matter"])
    whose = application.applicant_id if concerned.person_id == APPLICANT else person.subject
    await served.log_read(office, connection, concerned.actor, application, whose, "matter")
    said = await hearings.stated(connection, application_id)
    own = [each for each in said if (each.by_applicant, each.person_id) == concerned.voice]
    answered = await hearings.answers(connection, application_id)
    return pb.GetMatterResponse(
        cases=[await _case(office, connection, concerned, case) for case in concerned.cases],
        statements=[_statement(office, application_id, each, answered) for each in own],
    )


async def state_view(
    office: Office, connection: asyncpg.Connection, caller: Principal, request: pb.StateViewRequest
) -> pb.StateViewResponse:
    """Keep a view and say ViewStated. Raises NotFound, or ApplicationEnded when every case concerned has ended."""
    now = office.clock.now()
    found = await applications.lock(connection, request.application_id)
    concerned = await _concerned(office, connection, caller, found, request.served)
    body = concerned.actor.key_of(office, request)
    earlier = await requests.recall(connection, caller.subject, request.request_id, body)
    if earlier is not None:
        return office.open_answer(concerned.application.id, earlier, pb.StateViewResponse)
    open_cases = [case for case in concerned.cases if case.outcome is None]
    if not open_cases:
        raise ApplicationEnded("every case has ended: nobody is heard any more")
    if len(await hearings.stated(connection, concerned.application.id)) >= STATEMENTS_MAX:
        raise LimitExceeded("no more views are taken in this matter")
    application_id, by_applicant = concerned.application.id, concerned.person_id == APPLICANT
    # One who is concerned by one case is answered in its decision, everybody else in each.
    case_id = concerned.cases[0].id if len(concerned.cases) == 1 else ""
    text = office.seal_words(application_id, request.text)
    row = StatementRow(new_id(), case_id, concerned.actor.person.subject, by_applicant, text, now)
    await hearings.state(connection, application_id, row)
    said = ViewStated(
        application_id=application_id, statement_id=row.id, by_applicant=by_applicant, state_time=timestamp(now)
    )
    await say(connection, application_id, said, cause=None, now=now)
    await _note(office, connection, concerned, events.RECORDED_ACT_VIEW, row.id, case_id)
    answer = pb.StateViewResponse(statement=_statement(office, application_id, row))
    content = office.seal_answer(concerned.application.id, answer)
    await requests.remember(connection, caller.subject, request.request_id, body, content, now)
    return answer


async def request_hearing(
    office: Office, connection: asyncpg.Connection, caller: Principal, request: pb.RequestHearingRequest
) -> pb.RequestHearingResponse:
    """Ask for a hearing: it stops the clock from here on. Say SpecialProcedureStarted and HearingRequested.

    Raises NotFound, ApplicationEnded, SpecialProcedureOpen where a hearing was ordered by an officer and is under way,
    or as `domain.hearings.check_request` does.
    """
    now = office.clock.now()
    found = await applications.lock(connection, request.application_id)
    concerned = await _concerned(office, connection, caller, found, request.served)
    body = concerned.actor.key_of(office, request)
    earlier = await requests.recall(connection, caller.subject, request.request_id, body)
    if earlier is not None:
        return office.open_answer(concerned.application.id, earlier, pb.RequestHearingResponse)
    case = concerned.open_case(request.case_id)
    await _ask(office, connection, concerned, case, now)
    await _note(office, connection, concerned, events.RECORDED_ACT_HEARING_REQUEST, case.id, case.id)
    answer = pb.RequestHearingResponse(case=await _case(office, connection, concerned, case))
    content = office.seal_answer(concerned.application.id, answer)
    await requests.remember(connection, caller.subject, request.request_id, body, content, now)
    return answer


async def _ask(
    office: Office, connection: asyncpg.Connection, concerned: Concerned, case: CaseRow, now: datetime
) -> None:
    """Begin the hearing of a case. Of a letter that came in before, the day is known and not the hour."""
    application_id, today = concerned.application.id, office.day_of(now)
    standing = await _standing(office, connection, concerned, case)
    asked_on = check_request(standing, concerned.person_id, today, concerned.actor.received_on)
    # The clock stops when it is written down: no pause begins in the past, where limits may have run out.
    asked_at = now if asked_on == today else datetime.combine(asked_on, time(12), office.zone)
    known = await clocks.of_case(connection, case.id)
    check_start([each.kind for each in known if each.ended_at is None], Procedure.HEARING)
    definition = await office.definitions.of(connection, concerned.application)
    item = item_of(definition, case.item_code)
    days = item.hearing.hold_working_days if item is not None else 0
    procedure = ProcedureRow(new_id(), case.id, NO_STAGE, Procedure.HEARING, days, now, None)
    reasons = office.seal_words(application_id, texts.hearing_requested())
    person_id = concerned.actor.person.subject
    await clocks.start(connection, application_id, procedure, reasons, person_id)
    await hearings.request(connection, application_id, case.id, procedure.id, person_id, asked_at)
    started = SpecialProcedureStarted(
        application_id=application_id,
        case_id=case.id,
        procedure_id=procedure.id,
        kind=PROCEDURE_TO_PROTO[procedure.kind],
        expected_working_days=days,
        sealed_reasons=reasons,
        department=case.department,
        start_time=timestamp(now),
    )
    asked = HearingRequested(
        application_id=application_id, case_id=case.id, procedure_id=procedure.id, request_time=timestamp(asked_at)
    )
    for event in (started, asked):
        await say(connection, application_id, event, cause=None, now=now)


async def waive_hearing(
    office: Office, connection: asyncpg.Connection, caller: Principal, request: pb.WaiveHearingRequest
) -> pb.WaiveHearingResponse:
    """Give the right to a hearing up and say HearingWaived.

    Raises NotFound, ApplicationEnded, or as `domain.hearings.check_waive` does.
    """
    now = office.clock.now()
    found = await applications.lock(connection, request.application_id)
    concerned = await _concerned(office, connection, caller, found, request.served)
    body = concerned.actor.key_of(office, request)
    earlier = await requests.recall(connection, caller.subject, request.request_id, body)
    if earlier is not None:
        return office.open_answer(concerned.application.id, earlier, pb.WaiveHearingResponse)
    case = concerned.open_case(request.case_id)
    check_waive(await _standing(office, connection, concerned, case), concerned.person_id)
    if await hearings.waive(connection, concerned.application.id, case.id, concerned.person_id, now):
        waived = HearingWaived(
            application_id=concerned.application.id,
            case_id=case.id,
            person_id=concerned.person_id,
            waive_time=timestamp(now),
        )
        await say(connection, concerned.application.id, waived, cause=None, now=now)
        await _note(office, connection, concerned, events.RECORDED_ACT_HEARING_WAIVER, case.id, case.id)
    answer = pb.WaiveHearingResponse(case=await _case(office, connection, concerned, case))
    content = office.seal_answer(concerned.application.id, answer)
    await requests.remember(connection, caller.subject, request.request_id, body, content, now)
    return answer


async def _concerned(
    office: Office,
    connection: asyncpg.Connection,
    caller: Principal,
    application: ApplicationRow | None,
    served_person: str,
) -> Concerned:
    """Who acts in a matter. Somebody it does not concern gets the answer of one that does not exist; so does a clerk.

    Raises NotFound, or as `served.acting` does.
    """
    if application is None or application.definition_digest is None:
        raise NotFound("there is no such matter")
    actor = await served.acting(office, connection, caller, application, served_person)
    for_applicant = await speaks_for(office, connection, actor.person, application)
    person_id = APPLICANT if for_applicant else actor.person.subject
    cases = await hearings.cases_of(connection, application.id, person_id)
    if not cases:
        raise NotFound("there is no such matter")
    return Concerned(application, person_id, cases, actor)


async def _note(
    office: Office,
    connection: asyncpg.Connection,
    concerned: Concerned,
    act: events.RecordedAct,
    about: str,
    case_id: str,
) -> None:
    """Keep, where a clerk wrote it down, that one did."""
    by_applicant = concerned.person_id == APPLICANT
    actor, application = concerned.actor, concerned.application
    await served.note(office, connection, actor, application, act, about, case_id, by_applicant=by_applicant)


async def _standing(office: Office, connection: asyncpg.Connection, concerned: Concerned, case: CaseRow) -> Standing:
    item = item_of(await office.definitions.of(connection, concerned.application), case.item_code)
    gives_right = item is not None and item.HasField("hearing")
    return await hearings.standing(connection, concerned.application.id, case.id, gives_right=gives_right)


def _statement(
    office: Office, application_id: str, row: StatementRow, answered: Sequence[tuple[str, bytes]] = ()
) -> pb.OwnStatement:
    text = office.open_words(application_id, row.text)
    answers = [office.open_words(application_id, sealed) for id_, sealed in answered if id_ == row.id]
    return pb.OwnStatement(id=row.id, text=text, state_time=timestamp(row.stated_at), answers=answers)


async def _case(
    office: Office, connection: asyncpg.Connection, concerned: Concerned, case: CaseRow
) -> pb.ConcernedCase:
    definition = await office.definitions.of(connection, concerned.application)
    item = item_of(definition, case.item_code) or definition
    told = next(
        (each for each in await hearings.rights(connection, case.id) if each.person_id == concerned.person_id), None
    )
    standing = await _standing(office, connection, concerned, case)
    found = await sittings.hearing(connection, sittings.BEFORE_DECISION, case.id)
    view = pb.ConcernedCase(
        case_id=case.id,
        item_code=case.item_code,
        item_name=item.name,
        department_name=department_name(definition, case.department),
        outcome=OUTCOME_TO_PROTO[Outcome(case.outcome)] if case.outcome else state_pb2.CASE_OUTCOME_UNSPECIFIED,
        hearing_right=_right(standing, concerned.person_id, case, office, office.clock.now()),
        request_by=_last_day(told),
    )
    if found is not None and found.hearing_time is not None:
        view.hearing_time.CopyFrom(timestamp(found.hearing_time))
        view.hearing_place = office.open_words(concerned.application.id, found.place)
    return view


def _last_day(told: RightRow | None) -> DueDate | None:
    if told is None or told.request_by is None:
        return None
    return DueDate(date=told.request_by.isoformat(), provisional=told.provisional)


def _right(standing: Standing, person_id: str, case: CaseRow, office: Office, now: datetime) -> pb.HearingRight:
    right = standing.right_of(person_id)
    if right is None:
        return pb.HEARING_RIGHT_UNSPECIFIED
    if standing.requested:
        return pb.HEARING_RIGHT_REQUESTED
    if right.waived:
        return pb.HEARING_RIGHT_WAIVED
    is_open = case.outcome is None and right.runs(office.day_of(now))
    return pb.HEARING_RIGHT_OPEN if is_open else pb.HEARING_RIGHT_OVER
