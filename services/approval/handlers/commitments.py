"""Commitments 告知承诺 after a grant: the check, the applicant's right to be heard, the grant upheld (record 0036)."""

from datetime import date, datetime

import asyncpg

from contracts.errors.applications import UnknownMatter
from onetrip.approval.v1 import decision_service_pb2 as pb
from onetrip.approval.v1.commands_pb2 import CheckCommitment, HearStatement, ReviewRevocation
from onetrip.approval.v1.events_pb2 import (
    RECORDED_ACT_STATEMENT,
    RECORDED_ACT_STATEMENT_WAIVER,
    CommitmentChecked,
    StatementWaived,
)
from onetrip.approval.v1.review_service_pb2 import DecideTaskRequest
from onetrip.verification.v1.facts_pb2 import FactSet
from runtime.errors import LimitExceeded
from runtime.messages import Envelope
from runtime.tokens import Principal
from services.approval.codec import TASK_OUTCOME, date_of, timestamp
from services.approval.definitions import item_of
from services.approval.domain import commitments as rules
from services.approval.domain.amendments import check_correct
from services.approval.domain.commitments import Standing
from services.approval.domain.letters import counted_day
from services.approval.domain.tasks import TaskKind, TaskOutcome
from services.approval.handlers import served
from services.approval.handlers.amending import decided_of, lock_decision
from services.approval.handlers.explaining import finding_of
from services.approval.handlers.office import Office, say
from services.approval.handlers.papers import papers_of
from services.approval.handlers.tasks import face_of, open_about_grant
from services.approval.policy import REVOCATION_STATEMENTS_MAX
from services.approval.store import amendments, applications, commitments, requests
from services.approval.store.applications import ApplicationRow
from services.approval.store.tasks import TaskRow


async def on_check_commitment(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: CheckCommitment
) -> None:
    """Open the department's task to check what was committed to."""
    await _open(office, connection, envelope.id, command, TaskKind.COMMITMENT_CHECK, rules.CHECK_STAGE)


async def on_review_revocation(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: ReviewRevocation
) -> None:
    """Open the approver's task: to revoke the grant or to uphold it."""
    await _open(office, connection, envelope.id, command, TaskKind.REVOCATION, rules.REVOCATION_STAGE)


async def on_hear_statement(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: HearStatement
) -> None:
    """Note until when the applicant may be heard; before that the grant cannot be revoked."""
    application = await applications.lock(connection, command.application_id)
    due_on = date_of(command.due.date)
    if application is None or due_on is None or await commitments.standing(connection, command.case_id) is None:
        raise UnknownMatter("no commitment of this case was found false")
    await commitments.note_term(connection, command.case_id, due_on, command.due.provisional)


async def settle_check(
    office: Office,
    connection: asyncpg.Connection,
    application: ApplicationRow,
    row: TaskRow,
    request: DecideTaskRequest,
    officer: Principal,
    now: datetime,
) -> None:
    """Write what an officer found, say CommitmentChecked. A false one revokes nothing yet: the applicant is heard."""
    kept = TASK_OUTCOME[request.outcome] is TaskOutcome.COMMITMENT_KEPT
    reasons = office.seal_words(application.id, request.reasons)
    await commitments.find(
        connection, application.id, row.case_id, 1, kept=kept, reasons=reasons, found_by=officer.subject, now=now
    )
    await _say_checked(connection, application.id, row.case_id, row.department, kept, reasons, row.cause, now)


async def make_statement(
    office: Office, connection: asyncpg.Connection, caller: Principal, request: pb.MakeStatementRequest
) -> pb.MakeStatementResponse:
    """Keep what the applicant, or the agent who filed, has to say before the grant is revoked.

    The same request_id gets the same answer. Raises NotFound for anybody else, LimitExceeded, or as
    `domain.commitments.check_statement` does.
    """
    now = office.clock.now()
    application, made, actor = await served.lock_own_decision(office, connection, caller, request.id, request.served)
    body = actor.key_of(office, request)
    earlier = await requests.recall(connection, caller.subject, request.request_id, body)
    if earlier is not None:
        return office.open_answer(application.id, earlier, pb.MakeStatementResponse)
    standing = await commitments.standing(connection, made.case_id)
    rules.check_statement(standing, _day(office, standing, actor.received_on, now))
    if await commitments.statements_count(connection, made.case_id) >= REVOCATION_STATEMENTS_MAX:
        raise LimitExceeded("this was stated too often")
    statement = pb.Statement(words=request.words, hearing=request.hearing, state_time=timestamp(now))
    sealed = office.seal_statement(application.id, statement)
    await commitments.state(
        connection, application.id, made.case_id, sealed, actor.person.subject, now, hearing=request.hearing
    )
    await served.note(office, connection, actor, application, RECORDED_ACT_STATEMENT, request.id, made.case_id)
    answer = pb.MakeStatementResponse(statement=statement)
    content = office.seal_answer(application.id, answer)
    await requests.remember(connection, caller.subject, request.request_id, body, content, now)
    return answer


async def waive_statement(
    office: Office, connection: asyncpg.Connection, caller: Principal, request: pb.WaiveStatementRequest
) -> pb.WaiveStatementResponse:
    """Note that the applicant, or the agent who filed, gives up being heard, and say StatementWaived.

    The same request_id gets the same answer. Raises NotFound for anybody else, or as `domain.commitments.check_waive`.
    """
    now = office.clock.now()
    application, made, actor = await served.lock_own_decision(office, connection, caller, request.id, request.served)
    body = actor.key_of(office, request)
    earlier = await requests.recall(connection, caller.subject, request.request_id, body)
    if earlier is not None:
        return pb.WaiveStatementResponse.FromString(earlier)
    rules.check_waive(await commitments.standing(connection, made.case_id), office.day_of(now))
    await commitments.waive(connection, application.id, made.case_id, actor.person.subject, now)
    department = office.open_explanation(application.id, made.explanation).department
    waived = StatementWaived(
        application_id=application.id, case_id=made.case_id, department=department, waive_time=timestamp(now)
    )
    await say(connection, application.id, waived, cause=None, now=now)
    act = RECORDED_ACT_STATEMENT_WAIVER
    await served.note(office, connection, actor, application, act, request.id, made.case_id)
    answer = pb.WaiveStatementResponse(waive_time=timestamp(now))
    await requests.remember(connection, caller.subject, request.request_id, body, answer.SerializeToString(), now)
    return answer


def _day(office: Office, standing: Standing | None, received_on: date | None, now: datetime) -> date:
    """The day that counts of a statement: of a letter that on which it came in, not before the finding it answers."""
    today = office.day_of(now)
    if standing is None:
        return today
    found_on = office.day_of(standing.found_at) if standing.found_at else None
    return counted_day(today, received_on, found_on, standing.heard_until)


async def uphold_decision(
    office: Office, connection: asyncpg.Connection, approver: Principal, request: pb.UpholdDecisionRequest
) -> pb.UpholdDecisionResponse:
    """Let a grant stand that was to be revoked, and say CommitmentChecked.

    The same request_id gets the same answer. Raises NotFound for another department's decision, or as
    `domain.amendments.check_correct` and `domain.commitments.check_uphold` do.
    """
    now = office.clock.now()
    application, made, decision = await lock_decision(office, connection, approver, request.id)
    body = requests.body_of(office.lookup, request)
    earlier = await requests.recall(connection, approver.subject, request.request_id, body)
    if earlier is not None:
        return office.open_answer(application.id, earlier, pb.UpholdDecisionResponse)
    check_correct(decided_of(application, made), approver.subject)
    standing = await commitments.standing(connection, made.case_id)
    rules.check_uphold(standing, approver.subject, office.day_of(now))
    reasons = office.seal_words(application.id, request.reason)
    await commitments.find(
        connection, application.id, made.case_id, 2, kept=True, reasons=reasons, found_by=approver.subject, now=now
    )
    await commitments.end_tasks(connection, application.id, made.case_id, now)
    department = decision.department
    await _say_checked(connection, application.id, made.case_id, department, True, reasons, None, now, upheld=True)
    found = (await commitments.of_application(connection, application.id))[made.case_id]
    answer = pb.UpholdDecisionResponse(finding=finding_of(office, application.id, found))
    content = office.seal_answer(application.id, answer)
    await requests.remember(connection, approver.subject, request.request_id, body, content, now)
    return answer


async def _say_checked(
    connection: asyncpg.Connection,
    application_id: str,
    case_id: str,
    department: str,
    kept: bool,
    reasons: bytes,
    cause: str | None,
    now: datetime,
    *,
    upheld: bool = False,
) -> None:
    checked = CommitmentChecked(
        application_id=application_id,
        case_id=case_id,
        department=department,
        kept=kept,
        upheld=upheld,
        sealed_reasons=reasons,
        check_time=timestamp(now),
    )
    await say(connection, application_id, checked, cause=cause, now=now)


async def _open(
    office: Office,
    connection: asyncpg.Connection,
    cause: str,
    command: CheckCommitment | ReviewRevocation,
    kind: TaskKind,
    stage: str,
) -> None:
    """Open a task about a granted case, with the commitments and facts that its decision rests on."""
    now = office.clock.now()
    application = await applications.lock(connection, command.application_id)
    made = await amendments.decision_of_case(connection, command.case_id) if application is not None else None
    if application is None or made is None:
        raise UnknownMatter("the case is not decided")
    if made.revoked:
        return
    decision = office.open_explanation(application.id, made.explanation)
    item = item_of(await office.definitions.of(connection, application), decision.item_code)
    if item is None:
        raise UnknownMatter("the application has no such case")
    face = face_of(application, kind, item, decision.department, command.due, now)
    face.case_id, face.stage = command.case_id, stage
    papers = papers_of((), commitments=decision.commitments)
    facts = office.seal_facts(application.id, FactSet(facts=decision.facts))
    await open_about_grant(connection, application, face, command.due, papers, facts, cause, now)
