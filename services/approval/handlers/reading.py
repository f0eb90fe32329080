"""What officers read: tasks, and with an open one the facts and documents it needs, nothing more."""

import base64
import json
from datetime import datetime, timedelta

import asyncpg

from contracts.topics.names import APPROVAL, VERIFICATION_COMMANDS
from onetrip.approval.v1.review_service_pb2 import ProcedureInterval, Task, TaskLookup
from onetrip.catalog.v1.catalog_pb2 import RuleClause, ServiceItem
from onetrip.process.v1.events_pb2 import DueDate
from onetrip.verification.v1.facts_pb2 import FactSet
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.errors import NotFound
from runtime.ids import new_id
from runtime.messages import Outbound
from runtime.outbox import enqueue
from runtime.tokens import Principal
from services.approval.codec import LIGHT_TO_PROTO, PROCEDURE_TO_PROTO, STAGE_KIND, TASK_STATE_TO_PROTO, timestamp
from services.approval.definitions import item_of
from services.approval.domain.supervision import Light
from services.approval.domain.tasks import TaskFacts, TaskKind, TaskState
from services.approval.handlers.correction_views import corrections_of
from services.approval.handlers.duplicate_views import view as duplicate_view
from services.approval.handlers.hearing_views import hearing_of_task, statements
from services.approval.handlers.office import Office
from services.approval.policy import GRANT_SECONDS
from services.approval.store import applications, clocks, duplicates, lookups, outcomes, tasks
from services.approval.store.applications import ApplicationRow
from services.approval.store.clocks import ProcedureRow
from services.approval.store.lookups import LookupRow
from services.approval.store.tasks import TaskRow

LIVE = (TaskState.OPEN, TaskState.CLAIMED)
GRANT_SCOPE = "material-grant"
PURPOSE = "REVIEW_TASK"


def view(row: TaskRow) -> Task:
    """A task as lists show it: nothing personal."""
    task = Task.FromString(row.face)
    # Release 0.2.0 kept them here, in the clear (decision 0059).
    task.ClearField("declined_clauses")
    task.state = TASK_STATE_TO_PROTO[row.state]
    task.etag = str(row.version)
    task.claimed_by = row.claimed_by
    # Limits move and lights change while a task is open.
    task.light = LIGHT_TO_PROTO[Light(row.light)]
    task.paused = row.paused
    task.duplicates_to_judge = row.duplicates_to_judge
    if row.due_on is not None:
        task.due.CopyFrom(DueDate(date=row.due_on.isoformat(), provisional=row.due_provisional))
    if row.case_due_on is not None:
        task.case_due.CopyFrom(DueDate(date=row.case_due_on.isoformat(), provisional=row.case_due_provisional))
    return task


def facts_of(application: ApplicationRow, row: TaskRow) -> TaskFacts:
    """What the rules need to know of a task."""
    return TaskFacts(
        kind=row.kind,
        state=row.state,
        claimed_by=row.claimed_by,
        version=row.version,
        parties=application.parties,
        withdrawn=application.withdrawn_at is not None,
        accepted=application.accepted_on is not None,
        due_on=None if row.due_provisional else row.due_on,
    )


async def reread(connection: asyncpg.Connection, task_id: str) -> Task:
    """A task as it stands after a change. Raises NotFound."""
    row = await tasks.get(connection, task_id)
    if row is None:
        raise NotFound("there is no such task")
    return view(row)


def interval(row: ProcedureRow, ended_at: datetime | None = None) -> ProcedureInterval:
    """A special procedure as officers see it."""
    end = ended_at or row.ended_at
    return ProcedureInterval(
        id=row.id,
        kind=PROCEDURE_TO_PROTO[row.kind],
        expected_working_days=row.expected_working_days,
        start_time=timestamp(row.started_at),
        end_time=timestamp(end) if end is not None else None,
    )


def lookup_view(row: LookupRow) -> TaskLookup:
    """A look-up as officers see it."""
    return TaskLookup(
        item_code=row.item_code,
        material_code=row.material_code,
        source=row.source,
        ask_time=timestamp(row.asked_at),
        answer_time=timestamp(row.answered_at) if row.answered_at is not None else None,
        outcome=row.outcome,  # pyright: ignore[reportArgumentType]
    )


async def lock_task(
    connection: asyncpg.Connection, officer: Principal, task_id: str, *, over_all: bool = False
) -> tuple[ApplicationRow, TaskRow]:
    """Lock the application of a task and return both. Another department's task is as absent as one that is not, but
    for who is over all departments.
    """
    application = await applications.lock_by_task(connection, task_id)
    row = await tasks.get(connection, task_id) if application is not None else None
    if application is None or row is None or not (over_all or row.department == officer.department):
        raise NotFound("there is no such task")
    return application, row


async def get_task(office: Office, connection: asyncpg.Connection, officer: Principal, task_id: str) -> Task:
    """Return a task; while it is open, with facts and documents. That read goes to the person's access log.

    What a colleague has claimed is theirs to read alone: no task of one's own justifies it (PIPL, art. 6).
    """
    application, row = await lock_task(connection, officer, task_id)
    task = view(row)
    crossed_at = await tasks.crossed_at(connection, row) if row.kind is TaskKind.ACCEPTANCE else None
    if crossed_at is not None:
        task.supplement_crossed_time.CopyFrom(timestamp(crossed_at))
    if row.state not in LIVE or row.claimed_by not in ("", officer.subject):
        return task
    now = office.clock.now()
    papers, sealed_facts = await tasks.contents(connection, task_id)
    definition = await office.definitions.of(connection, application)
    task.facts.CopyFrom(facts_needed(office.open_facts(application.id, sealed_facts), definition, row))
    for material in Task.FromString(papers).materials:
        material.grant = _grant(office, material.material_id, officer.subject, task_id, now)
        task.materials.append(material)
    task.declined_clauses.extend(await _declined_clauses(office, connection, definition, row))
    task.procedures.extend(interval(each) for each in await clocks.of_case(connection, row.case_id))
    task.late_materials.extend(Task.FromString(papers).late_materials)
    task.lookups.extend(lookup_view(each) for each in await lookups.of_task(connection, task_id))
    task.commitments.extend(Task.FromString(papers).commitments)
    task.corrections.extend(await corrections_of(connection, row))
    task.statements.extend(await statements(office, connection, application.id, row.case_id))
    hearing = await hearing_of_task(office, connection, row)
    if hearing is not None:
        task.hearing.CopyFrom(hearing)
    alike = await duplicates.of(connection, application.id, task.item_code)
    task.possible_duplicates.extend(duplicate_view(office, application.id, each) for each in alike)
    access = _access(application, officer, task, now)
    outbound = Outbound(VERIFICATION_COMMANDS, application.id, new_id(), access)
    await enqueue(connection, APPROVAL, now, [outbound])
    return task


async def _declined_clauses(
    office: Office, connection: asyncpg.Connection, definition: ServiceItem, row: TaskRow
) -> list[RuleClause]:
    """Why a machine did not decide the case of a stage's task: the clauses of its rule that did not hold."""
    item = item_of(definition, Task.FromString(row.face).item_code)
    declined = await outcomes.declined(connection, row.case_id) if row.kind in STAGE_KIND.values() else None
    if item is None or declined is None:
        return []
    sealed, codes = declined.sealed_tried, declined.clauses
    codes = codes if sealed is None else office.failed_clauses(row.application_id, sealed)
    return [clause for clause in item.instant.clauses if clause.code in codes]


def facts_needed(facts: FactSet, definition: ServiceItem, row: TaskRow) -> FactSet:
    """Of what verification learned only what the task is about: one item's facts and answers; all for an acceptance.

    Source: PIPL, art. 6 (the least that the purpose needs).
    """
    item = item_of(definition, Task.FromString(row.face).item_code) if row.case_id else None
    if item is None:
        return facts
    asked = {entry.name for entry in item.form}
    return FactSet(
        facts=[fact for fact in facts.facts if fact.item_code == item.code],
        applicant_name=facts.applicant_name,
        answers={name: value for name, value in facts.answers.items() if name in asked},
    )


def _grant(office: Office, material_id: str, officer: str, task_id: str, now: datetime) -> str:
    """Seal the right to download one material until an instant of our clock; intake opens and checks it.

    It lasts GRANT_SECONDS of an officer's, that is of real, time also where a demo clock runs fast.
    """
    second = timedelta(seconds=1)
    expires = now + GRANT_SECONDS * second * (second / office.clock.to_real(second))
    content = {"material_id": material_id, "officer": officer, "task_id": task_id, "expires": expires.isoformat()}
    sealed = office.sealer.seal(GRANT_SCOPE, json.dumps(content).encode(), material_id)
    return base64.urlsafe_b64encode(sealed).decode()


def _access(application: ApplicationRow, officer: Principal, task: Task, now: datetime) -> RecordAccess:
    names = [fact.name for fact in task.facts.facts] + [f"form.{name}" for name in task.facts.answers]
    return RecordAccess(
        person_id=application.applicant_id,
        reader=officer.subject,
        role="officer",
        department=officer.department or "",
        purpose=PURPOSE,
        application_id=application.id,
        fields=["applicant_name", *sorted(names), *sorted(f"material.{entry.code}" for entry in task.materials)],
        read_time=timestamp(now),
    )
