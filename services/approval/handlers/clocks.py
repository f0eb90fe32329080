"""The clocks of a case: special procedures stop them, the head or the government extends them once."""

from datetime import UTC

import asyncpg

from contracts.errors.applications import UnknownMatter
from contracts.errors.clocks import SpecialProcedureOver, SpecialProcedureUnknown
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.approval.v1.commands_pb2 import CorrectProcedure, MoveDeadline
from onetrip.approval.v1.events_pb2 import (
    DeadlineExtended,
    ProcedureCorrected,
    SpecialProcedureEnded,
    SpecialProcedureStarted,
)
from onetrip.catalog.v1.catalog_pb2 import ITEM_KIND_BUNDLE, Limits, ServiceItem
from onetrip.process.v1.events_pb2 import APPLICATION_LIMIT_DELIVERY
from runtime.errors import NotFound
from runtime.ids import new_id
from runtime.messages import Envelope
from runtime.tokens import Principal
from services.approval.codec import PROCEDURE, PROCEDURE_TO_PROTO, date_of, timestamp
from services.approval.definitions import item_of
from services.approval.domain import clocks as rules
from services.approval.domain import tasks as task_rules
from services.approval.handlers.office import Office, say
from services.approval.handlers.reading import facts_of, interval, lock_task, reread
from services.approval.store import applications, clocks, deliveries, outcomes, requests
from services.approval.store.applications import ApplicationRow
from services.approval.store.clocks import ProcedureRow, StageDue
from services.approval.store.tasks import TaskRow


async def stop_clock(
    office: Office,
    connection: asyncpg.Connection,
    officer: Principal,
    row: TaskRow,
    procedure: ProcedureRow,
    reasons: str,
) -> None:
    """Keep the interval that begins in a case, with its reason, and say SpecialProcedureStarted."""
    sealed = office.seal_words(row.application_id, reasons)
    await clocks.start(connection, row.application_id, procedure, sealed, officer.subject)
    started = SpecialProcedureStarted(
        application_id=row.application_id,
        case_id=row.case_id,
        stage=row.stage,
        procedure_id=procedure.id,
        kind=PROCEDURE_TO_PROTO[procedure.kind],
        expected_working_days=procedure.expected_working_days,
        sealed_reasons=sealed,
        department=row.department,
        start_time=timestamp(procedure.started_at),
    )
    await say(connection, row.application_id, started, cause=None, now=procedure.started_at)


async def start_special_procedure(
    office: Office, connection: asyncpg.Connection, officer: Principal, request: pb.StartSpecialProcedureRequest
) -> pb.StartSpecialProcedureResponse:
    """Stop the case's clock and say SpecialProcedureStarted.

    Raises NotYetAccepted, SpecialProcedureOpen, or as `domain.tasks.check_held` does.
    """
    now = office.clock.now()
    application, row = await lock_task(connection, officer, request.id)
    body = requests.body_of(office.lookup, request)
    if (earlier := await requests.recall(connection, officer.subject, request.request_id, body)) is not None:
        return pb.StartSpecialProcedureResponse.FromString(earlier)
    rules.check_accepted(row.kind)
    task_rules.check_held(facts_of(application, row), officer.subject, "", office.day_of(now))
    kind = PROCEDURE[request.kind]
    known = await clocks.of_case(connection, row.case_id)
    rules.check_start([each.kind for each in known if each.ended_at is None], kind)
    procedure = ProcedureRow(new_id(), row.case_id, row.stage, kind, request.expected_working_days, now, None)
    await stop_clock(office, connection, officer, row, procedure, request.reasons)
    answer = pb.StartSpecialProcedureResponse(procedure=interval(procedure))
    content = answer.SerializeToString()
    await requests.remember(connection, officer.subject, request.request_id, body, content, now)
    return answer


async def finish_special_procedure(
    office: Office, connection: asyncpg.Connection, officer: Principal, request: pb.FinishSpecialProcedureRequest
) -> pb.FinishSpecialProcedureResponse:
    """End a procedure of the task's stage and say SpecialProcedureEnded.

    Raises SpecialProcedureUnknown, SpecialProcedureOver, or as `domain.tasks.check_held` does.
    """
    now = office.clock.now()
    application, row = await lock_task(connection, officer, request.id)
    body = requests.body_of(office.lookup, request)
    if (earlier := await requests.recall(connection, officer.subject, request.request_id, body)) is not None:
        return pb.FinishSpecialProcedureResponse.FromString(earlier)
    task_rules.check_held(facts_of(application, row), officer.subject, "", office.day_of(now))
    known = await clocks.of_case(connection, row.case_id)
    procedure = next((each for each in known if (each.id, each.stage) == (request.procedure_id, row.stage)), None)
    if procedure is None:
        raise SpecialProcedureUnknown("this task has no such special procedure")
    if procedure.ended_at is not None:
        raise SpecialProcedureOver("the special procedure has ended")
    await clocks.end(connection, procedure.id, officer.subject, now)
    ended = SpecialProcedureEnded(
        application_id=application.id, case_id=row.case_id, procedure_id=procedure.id, end_time=timestamp(now)
    )
    await say(connection, application.id, ended, cause=None, now=now)
    answer = pb.FinishSpecialProcedureResponse(procedure=interval(procedure, now))
    content = answer.SerializeToString()
    await requests.remember(connection, officer.subject, request.request_id, body, content, now)
    return answer


async def on_correct_procedure(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: CorrectProcedure
) -> None:
    """Add what a procedure should have been recorded as, unless its case has ended. Answer ProcedureCorrected."""
    now = office.clock.now()
    application = await applications.lock(connection, command.application_id)
    known = await clocks.of_case(connection, command.case_id)
    if application is None or command.procedure_id not in [each.id for each in known]:
        raise UnknownMatter("approval knows no such procedure")
    number, ended_at = 0, command.end_time.ToDatetime(UTC) if command.HasField("end_time") else None
    if await outcomes.cause_of(connection, command.case_id) is None:
        kind, started_at = PROCEDURE[command.kind], command.start_time.ToDatetime(UTC)
        number = await clocks.correct(
            connection, command.procedure_id, command.request_id, kind, started_at, ended_at, now
        )
    corrected = ProcedureCorrected(
        application_id=application.id,
        case_id=command.case_id,
        procedure_id=command.procedure_id,
        request_id=command.request_id,
        number=number,
        kind=command.kind,
        start_time=command.start_time,
        end_time=command.end_time if command.HasField("end_time") else None,
        correct_time=timestamp(now),
    )
    await say(connection, application.id, corrected, cause=envelope.id, now=now)


async def extend_deadline(
    office: Office, connection: asyncpg.Connection, approver: Principal, request: pb.ExtendDeadlineRequest
) -> pb.ExtendDeadlineResponse:
    """Extend the decision limit of the task's case, or the joint one, and say DeadlineExtended.

    Raises NotYetAccepted, OwnApplication, as `domain.tasks.check_live` and as `domain.clocks.check_extension` do.
    """
    now = office.clock.now()
    governs = rules.GOVERNMENT_HEAD in approver.roles
    application, row = await lock_task(connection, approver, request.id, over_all=governs)
    body = requests.body_of(office.lookup, request)
    if (earlier := await requests.recall(connection, approver.subject, request.request_id, body)) is not None:
        return pb.ExtendDeadlineResponse.FromString(earlier)
    rules.check_accepted(row.kind)
    facts, today = facts_of(application, row), office.day_of(now)
    task_rules.check_live(facts, today)
    task_rules.check_not_own(facts, approver.subject)
    definition = await office.definitions.of(connection, application)
    scope, limits = _limit_of(definition, row)
    limit = await _limit(office, connection, application, row, scope, limits)
    roles = approver.roles if approver.department == row.department else approver.roles & {rules.GOVERNMENT_HEAD}
    rules.check_extension(limit, approver.subject, roles, request.working_days, today)
    reasons = office.seal_words(application.id, request.reasons)
    await clocks.extend(connection, application.id, scope, request.working_days, reasons, approver.subject, now)
    extended = DeadlineExtended(
        application_id=application.id,
        case_id=scope,
        working_days=request.working_days,
        sealed_reasons=reasons,
        department=row.department,
        extend_time=timestamp(now),
        by_government=limit.joint,
    )
    await say(connection, application.id, extended, cause=None, now=now)
    answer = pb.ExtendDeadlineResponse(task=await reread(connection, row.id))
    content = answer.SerializeToString()
    await requests.remember(connection, approver.subject, request.request_id, body, content, now)
    return answer


async def on_move_deadline(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: MoveDeadline
) -> None:
    """Note where the limits of a case and its stages stand now, or that of the acceptance or the delivery.

    Commands of one application come in the order in which they were given, so its tasks were opened before.
    """
    application = await applications.lock(connection, command.application_id)
    due_on = date_of(command.due.date)
    if application is None or due_on is None:
        raise UnknownMatter("approval has not opened the application, or no date is given")
    if command.limit == APPLICATION_LIMIT_DELIVERY:
        await deliveries.move(connection, command.application_id, due_on, command.due.provisional)
        return
    if not command.case_id:
        await clocks.move_acceptance(connection, command.application_id, due_on, command.due.provisional)
        return
    stages = [
        StageDue(each.stage, day, each.due.provisional)
        for each in command.stages
        if (day := date_of(each.due.date)) is not None
    ]
    await clocks.move(connection, command.case_id, due_on, command.due.provisional, command.paused, stages)


def _limit_of(definition: ServiceItem, row: TaskRow) -> tuple[str, Limits]:
    """Whose limit an extension moves (empty: the joint one of a bundle's cases), and that limit."""
    if definition.kind == ITEM_KIND_BUNDLE and definition.limits.joint:
        return "", definition.limits
    item = item_of(definition, row.case_id.removeprefix(f"{row.application_id}."))
    if item is None:
        raise NotFound("there is no such task")
    return row.case_id, item.limits


async def _limit(
    office: Office,
    connection: asyncpg.Connection,
    application: ApplicationRow,
    row: TaskRow,
    scope: str,
    limits: Limits,
) -> rules.Limit:
    procedures = await clocks.concerning(connection, application.id, scope)
    return rules.Limit(
        joint=limits.joint,
        extension_days_max=limits.extension_working_days,
        extended=await clocks.is_extended(connection, application.id, scope),
        due_on=await clocks.limit_of(connection, row.case_id),
        procedures=[(office.day_of(start), office.day_of(end) if end else None) for start, end in procedures],
        handlers=await clocks.handlers_of(connection, application.id, scope),
    )
