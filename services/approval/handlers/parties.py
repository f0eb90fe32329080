"""What those whom a matter concerns may do before it is decided: see it, state a view, ask for a hearing or give it up.

An interested party sees the cases that concern it, and what it said itself; nothing of the applicant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from contracts.errors.applications import ApplicationEnded
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
from services.approval.handlers import mandates
from services.approval.handlers.mandates import speaks_for
from services.approval.handlers.office import Office, say
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

    def open_case(self, case_id: str) -> CaseRow:
        """One of the cases, still open. Raises NotFound, or ApplicationEnded for one that has ended."""
        case = next((each for each in self.cases if each.id == case_id), None)
        if case is None:
            raise NotFound("there is no such case")
        if case.outcome is not None:
            raise ApplicationEnded("the case has ended: nobody is heard any more")
        return case


async def get_matter(
    office: Office, connection: asyncpg.Connection, caller: Principal, application_id: str
) -> pb.GetMatterResponse:
    """The matter as far as it concerns the caller; an agent's look is logged. Raises NotFound for whom it does not."""
    concerned = await _concerned(office, connection, caller, await applications.read(connection, application_id))
    if concerned.person_id == APPLICANT:
        await mandates.log_read(office, connection, caller, concerned.application, ["matter"])
    said = await hearings.stated(connection, application_id)
    own = [each for each in said if (each.by_applicant, each.person_id) == _voice(concerned, caller)]
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
    concerned = await _concerned(
        office, connection, caller, await applications.lock(connection, request.application_id)
    )
    body = requests.body_of(office.lookup, request)
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
    row = StatementRow(new_id(), case_id, caller.subject, by_applicant, text, now)
    await hearings.state(connection, application_id, row)
    said = ViewStated(
        application_id=application_id, statement_id=row.id, by_applicant=by_applicant, state_time=timestamp(now)
    )
    await say(connection, application_id, said, cause=None, now=now)
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
    concerned = await _concerned(
        office, connection, caller, await applications.lock(connection, request.application_id)
    )
    body = requests.body_of(office.lookup, request)
    earlier = await requests.recall(connection, caller.subject, request.request_id, body)
    if earlier is not None:
        return office.open_answer(concerned.application.id, earlier, pb.RequestHearingResponse)
    case, application_id = concerned.open_case(request.case_id), concerned.application.id
    check_request(await _standing(office, connection, concerned, case), concerned.person_id, office.day_of(now))
    known = await clocks.of_case(connection, case.id)
    check_start([each.kind for each in known if each.ended_at is None], Procedure.HEARING)
    definition = await office.definitions.of(connection, concerned.application)
    item = item_of(definition, case.item_code)
    days = item.hearing.hold_working_days if item is not None else 0
    procedure = ProcedureRow(new_id(), case.id, NO_STAGE, Procedure.HEARING, days, now, None)
    reasons = office.seal_words(application_id, texts.hearing_requested())
    await clocks.start(connection, application_id, procedure, reasons, caller.subject)
    await hearings.request(connection, application_id, case.id, procedure.id, caller.subject, now)
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
        application_id=application_id, case_id=case.id, procedure_id=procedure.id, request_time=timestamp(now)
    )
    for event in (started, asked):
        await say(connection, application_id, event, cause=None, now=now)
    answer = pb.RequestHearingResponse(case=await _case(office, connection, concerned, case))
    content = office.seal_answer(concerned.application.id, answer)
    await requests.remember(connection, caller.subject, request.request_id, body, content, now)
    return answer


async def waive_hearing(
    office: Office, connection: asyncpg.Connection, caller: Principal, request: pb.WaiveHearingRequest
) -> pb.WaiveHearingResponse:
    """Give the right to a hearing up and say HearingWaived.

    Raises NotFound, ApplicationEnded, or as `domain.hearings.check_waive` does.
    """
    now = office.clock.now()
    concerned = await _concerned(
        office, connection, caller, await applications.lock(connection, request.application_id)
    )
    body = requests.body_of(office.lookup, request)
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
    answer = pb.WaiveHearingResponse(case=await _case(office, connection, concerned, case))
    content = office.seal_answer(concerned.application.id, answer)
    await requests.remember(connection, caller.subject, request.request_id, body, content, now)
    return answer


async def _concerned(
    office: Office, connection: asyncpg.Connection, caller: Principal, application: ApplicationRow | None
) -> Concerned:
    """Who the caller is in a matter. Somebody it does not concern gets the answer of one that does not exist."""
    if application is None or application.definition_digest is None:
        raise NotFound("there is no such matter")
    person_id = APPLICANT if await speaks_for(office, connection, caller, application) else caller.subject
    cases = await hearings.cases_of(connection, application.id, person_id)
    if not cases:
        raise NotFound("there is no such matter")
    return Concerned(application, person_id, cases)


def _voice(concerned: Concerned, caller: Principal) -> tuple[bool, str]:
    return concerned.person_id == APPLICANT, caller.subject


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
