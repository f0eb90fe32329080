"""Tasks that change hands inside their department: by a supervisor, or to the substitute of who is away."""

from datetime import date, datetime

import asyncpg

from onetrip.approval.v1.events_pb2 import TaskReassigned
from onetrip.approval.v1.supervision_service_pb2 import Absence as AbsenceView
from onetrip.approval.v1.supervision_service_pb2 import (
    ReassignTaskRequest,
    ReassignTaskResponse,
    SetAbsenceRequest,
    SetAbsenceResponse,
)
from runtime.errors import NotFound
from runtime.tokens import Principal
from services.approval.codec import timestamp
from services.approval.domain import supervision as rules
from services.approval.domain.supervision import Absence
from services.approval.handlers.office import Office, say
from services.approval.handlers.reading import facts_of, reread
from services.approval.store import applications, officers, requests, tasks
from services.approval.store.applications import ApplicationRow
from services.approval.store.officers import HandedOver
from services.approval.store.tasks import TaskRow


async def is_substitute(connection: asyncpg.Connection, holder: str, officer: str, today: date) -> bool:
    """Whether this officer stands in today for the one who holds a task (domain.md, "Deciding")."""
    return (await officers.substitutes(connection, [holder], today)).get(holder) == officer


async def hand_over(
    connection: asyncpg.Connection,
    application: ApplicationRow,
    row: TaskRow,
    officer: str,
    *,
    by: str,
    reason: bytes,
    now: datetime,
) -> None:
    """Have another officer hold a task, record it, and say TaskReassigned. The caller holds the referee's row."""
    await tasks.hold(connection, row.id, officer)
    change = HandedOver(row.id, row.claimed_by, officer, by, reason, now)
    await officers.hand_over(connection, application.id, change)
    event = TaskReassigned(
        application_id=application.id,
        case_id=row.case_id,
        task_id=row.id,
        department=row.department,
        reassign_time=timestamp(now),
    )
    await say(connection, application.id, event, cause=None, now=now)


async def reassign_task(
    office: Office, connection: asyncpg.Connection, supervisor: Principal, request: ReassignTaskRequest
) -> ReassignTaskResponse:
    """Have the officer named hold a task. The same request_id gets the same answer.

    Raises NotFound for another department's task, or as `domain.supervision.check_reassign` does.
    """
    now = office.clock.now()
    application = await applications.lock_by_task(connection, request.id)
    row = await tasks.get(connection, request.id) if application is not None else None
    if application is None or row is None or supervisor.department not in (None, row.department):
        raise NotFound("there is no such task")
    body = requests.body_of(office.lookup, request)
    earlier = await requests.recall(connection, supervisor.subject, request.request_id, body)
    if earlier is not None:
        return ReassignTaskResponse.FromString(earlier)
    works_in = await officers.department_of(connection, request.officer)
    rules.check_reassign(
        facts_of(application, row),
        supervisor.subject,
        request.officer,
        works_in,
        row.department,
        request.etag,
        office.day_of(now),
    )
    if row.claimed_by != request.officer:
        reason = office.seal_words(application.id, request.reason)
        await hand_over(connection, application, row, request.officer, by=supervisor.subject, reason=reason, now=now)
    answer = ReassignTaskResponse(task=await reread(connection, row.id))
    content = answer.SerializeToString()
    await requests.remember(connection, supervisor.subject, request.request_id, body, content, now)
    return answer


async def set_absence(
    office: Office, connection: asyncpg.Connection, supervisor: Principal, request: SetAbsenceRequest
) -> SetAbsenceResponse:
    """Write who is away and who stands in, in place of what was known. The same request_id gets the same answer.

    Raises NotFound for an officer who is not of the supervisor's department, OfficerNotOfDepartment for such a
    substitute, InvalidInput for dates that cannot be.
    """
    now = office.clock.now()
    department = await officers.lock(connection, request.id)
    if department is None or supervisor.department not in (None, department):
        raise NotFound("there is no such officer")
    body = requests.body_of(office.lookup, request)
    earlier = await requests.recall(connection, supervisor.subject, request.request_id, body)
    if earlier is not None:
        return SetAbsenceResponse.FromString(earlier)
    absence = _absence(request)
    if absence is not None:
        rules.check_absence(request.id, absence, office.day_of(now))
        rules.check_same_department(await officers.department_of(connection, absence.substitute), department)
    await officers.set_absence(connection, request.id, absence, supervisor.subject, now)
    answer = SetAbsenceResponse(absence=request.absence if absence is not None else None)
    content = answer.SerializeToString()
    await requests.remember(connection, supervisor.subject, request.request_id, body, content, now)
    return answer


def _absence(request: SetAbsenceRequest) -> Absence | None:
    if not request.HasField("absence"):
        return None
    said: AbsenceView = request.absence
    return Absence(date.fromisoformat(said.from_date), date.fromisoformat(said.until_date), said.substitute)
