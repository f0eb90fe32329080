"""What supervisors see: cases by urgency, and the record of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import asyncpg

from contracts.topics.names import APPROVAL, VERIFICATION_COMMANDS
from onetrip.approval.v1 import supervision_service_pb2 as pb
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.errors import NotFound
from runtime.ids import new_id
from runtime.messages import Outbound
from runtime.outbox import enqueue
from runtime.tokens import Principal
from services.approval import texts
from services.approval.codec import (
    CASE_STATE_TO_PROTO,
    LIGHT_TO_PROTO,
    TASK_KIND_TO_PROTO,
    WAITS_FOR_TO_PROTO,
    due_date,
    timestamp,
)
from services.approval.definitions import department_name, item_of
from services.approval.domain.supervision import Light
from services.approval.handlers.matters import view as matter_view
from services.approval.handlers.office import Office
from services.approval.policy import ATTEMPTS_SHOWN_MAX
from services.approval.store import applications, attempts, board, matters, officers, tasks
from services.approval.store.applications import ApplicationRow
from services.approval.store.board import BoardRow
from services.approval.store.tasks import TaskRow

PURPOSE = "SUPERVISION"


@dataclass(frozen=True)
class _Desk:
    """What is known of the applications on a page, read together."""

    applications: Mapping[str, ApplicationRow]
    tasks: Sequence[TaskRow]
    substitutes: Mapping[str, str]
    notices: Mapping[str, int]
    attempts: Mapping[str, int]

    def tasks_of(self, row: BoardRow) -> list[TaskRow]:
        """The tasks under way of a case; an acceptance is every case's."""
        ours = [task for task in self.tasks if task.application_id == row.application_id]
        return [task for task in ours if task.case_id in ("", row.case_id)]


async def views(office: Office, connection: asyncpg.Connection, rows: Sequence[BoardRow]) -> list[pb.SupervisedCase]:
    """Rows of the list as supervisors see them: nothing personal."""
    ids = list(dict.fromkeys(row.application_id for row in rows))
    under_way = await tasks.under_way(connection, ids)
    holders = {task.claimed_by for task in under_way} - {""}
    desk = _Desk(
        applications=await applications.read_all(connection, ids),
        tasks=under_way,
        substitutes=await officers.substitutes(connection, holders, office.day_of(office.clock.now())),
        notices=await tasks.notice_counts(connection, ids),
        attempts=await attempts.counts(connection, ids),
    )
    return [await _view(office, connection, desk, row) for row in rows]


async def _view(office: Office, connection: asyncpg.Connection, desk: _Desk, row: BoardRow) -> pb.SupervisedCase:
    application = desk.applications[row.application_id]
    definition = await office.definitions.of(connection, application)
    item = item_of(definition, row.item_code) or definition
    under_way = desk.tasks_of(row)
    own = [task for task in under_way if task.department == row.department]
    others = dict.fromkeys(task.department for task in under_way if task.department != row.department)
    holder = next((task.claimed_by for task in own if task.claimed_by), "")
    return pb.SupervisedCase(
        id=row.case_id,
        application_id=row.application_id,
        tracking_number=application.tracking_number,
        item_code=row.item_code,
        item_name=item.name,
        department=row.department,
        state=CASE_STATE_TO_PROTO[row.state],
        light=LIGHT_TO_PROTO[Light(Light.RED - row.urgency)],
        due=due_date(row.due_on if row.due_on != date.max else None, row.due_provisional),
        waits_for=WAITS_FOR_TO_PROTO[row.waits_for],
        waits_for_line=texts.waits_for_line(
            row.waits_for.value,
            department_name(definition, row.department),
            [department_name(definition, code) for code in others],
            holder,
        ),
        tasks=[_task(desk, task) for task in under_way],
        supplement_requests=desk.notices.get(row.application_id, 0),
        refused_attempts=desk.attempts.get(row.application_id, 0),
    )


def _task(desk: _Desk, task: TaskRow) -> pb.SupervisedTask:
    return pb.SupervisedTask(
        id=task.id,
        kind=TASK_KIND_TO_PROTO[task.kind],
        stage=task.stage,
        department=task.department,
        claimed_by=task.claimed_by,
        substitute=desk.substitutes.get(task.claimed_by, ""),
        light=LIGHT_TO_PROTO[Light(task.light)],
        due=due_date(task.due_on, task.due_provisional),
        etag=str(task.version),
    )


async def get_case(
    office: Office, connection: asyncpg.Connection, supervisor: Principal, case_id: str
) -> pb.GetCaseResponse:
    """Return a case with its record; reading what officers wrote about the matter goes to the person's access log.

    Raises NotFound also for a case that does not concern the supervisor's department.
    """
    rows = await board.of_case(connection, case_id)
    if not any(supervisor.department in (None, row.department) for row in rows):
        raise NotFound("there is no such case")
    application_id = rows[0].application_id
    answer = pb.GetCaseResponse(
        rows=await views(office, connection, rows),
        escalations=await _escalations(connection, case_id),
        reassignments=await _reassignments(office, connection, application_id, case_id),
        supplements=await _supplements(office, connection, application_id, supervisor.department),
        refused_attempts=await _attempts(connection, application_id, supervisor.department),
        matters=[
            matter_view(office, each)
            for each in await matters.of_application(connection, application_id, supervisor.department)
        ],
    )
    await _log_words_read(office, connection, supervisor, application_id, answer)
    return answer


async def _escalations(connection: asyncpg.Connection, case_id: str) -> list[pb.Escalation]:
    return [
        pb.Escalation(
            stage=each.stage,
            light=LIGHT_TO_PROTO[each.light],
            due=due_date(each.due_on, each.due_provisional),
            escalate_time=timestamp(each.at),
        )
        for each in await board.escalations(connection, case_id)
    ]


async def _reassignments(
    office: Office, connection: asyncpg.Connection, application_id: str, case_id: str
) -> list[pb.Reassignment]:
    return [
        pb.Reassignment(
            task_id=each.task_id,
            from_officer=each.from_officer,
            to_officer=each.to_officer,
            reassigned_by=each.reassigned_by,
            reason=office.open_words(application_id, each.reason),
            reassign_time=timestamp(each.reassigned_at),
        )
        for each in await officers.handed_over(connection, application_id, case_id)
    ]


async def _supplements(
    office: Office, connection: asyncpg.Connection, application_id: str, scope: str | None
) -> list[pb.SupplementRecord]:
    """Every request; the words of another department's officers are not of this supervisor's scope."""
    return [
        pb.SupplementRecord(
            number=each.number,
            department=each.department,
            new_fact=office.open_words(application_id, each.sealed_new_fact)
            if scope in (None, each.department)
            else "",
            ask_time=timestamp(each.asked_at),
            cross_time=timestamp(each.crossed_at) if each.crossed_at is not None else None,
        )
        for each in await tasks.notices_in_full(connection, application_id)
    ]


async def _attempts(connection: asyncpg.Connection, application_id: str, scope: str | None) -> list[pb.RefusedAttempt]:
    return [
        pb.RefusedAttempt(
            officer=each.officer, action=each.action, reason=each.reason, attempt_time=timestamp(each.attempted_at)
        )
        for each in await attempts.latest(connection, application_id, scope, ATTEMPTS_SHOWN_MAX)
    ]


async def _log_words_read(
    office: Office,
    connection: asyncpg.Connection,
    supervisor: Principal,
    application_id: str,
    answer: pb.GetCaseResponse,
) -> None:
    """An officer's free text may name anybody, so reading it is a read of the applicant's data."""
    read = {
        "reassignment.reason": any(each.reason for each in answer.reassignments),
        "supplement.new_fact": any(each.new_fact for each in answer.supplements),
        "matter.reason": bool(answer.matters),
    }
    fields = [name for name, there in read.items() if there]
    application = await applications.lock(connection, application_id) if fields else None
    if application is None:
        return
    now = office.clock.now()
    access = RecordAccess(
        person_id=application.applicant_id,
        reader=supervisor.subject,
        role="supervisor",
        department=supervisor.department or "",
        purpose=PURPOSE,
        application_id=application_id,
        fields=fields,
        read_time=timestamp(now),
    )
    await enqueue(connection, APPROVAL, now, [Outbound(VERIFICATION_COMMANDS, application_id, new_id(), access)])
