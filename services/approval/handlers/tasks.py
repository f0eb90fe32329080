"""Opening officers' tasks: one for each stage, and one of the lead department's window for an acceptance."""

from datetime import datetime, time

import asyncpg

from contracts.errors.applications import UnknownMatter
from onetrip.approval.v1.commands_pb2 import RequestAcceptance, ReviewCase
from onetrip.approval.v1.events_pb2 import AcceptanceDecided
from onetrip.approval.v1.review_service_pb2 import Task
from onetrip.catalog.v1.catalog_pb2 import ServiceItem
from onetrip.process.v1.events_pb2 import DueDate
from onetrip.verification.v1.facts_pb2 import FactSet, Finding
from runtime.ids import id_of
from runtime.messages import Envelope
from runtime.outbox import redrive
from services.approval.codec import STAGE_KIND, TASK_KIND_TO_PROTO, date_of, timestamp
from services.approval.definitions import stage_of
from services.approval.domain.tasks import TaskKind, TaskState
from services.approval.handlers import as_said
from services.approval.handlers.duplicates import note_alike
from services.approval.handlers.office import Office, say
from services.approval.handlers.papers import papers_of
from services.approval.store import applications, clocks, late, outcomes, tasks
from services.approval.store.applications import ApplicationRow


async def on_request_acceptance(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: RequestAcceptance
) -> None:
    """Open the window's task. It is answered when an officer accepts, does not accept, or asks for a supplement.

    What is accepted already is answered at once, with the day on which it was.
    """
    now = office.clock.now()
    application = await applications.lock(connection, command.application_id)
    if application is None or application.definition_digest is None:
        raise UnknownMatter("approval has not opened the application")
    over = await outcomes.cause_if_over(connection, command.application_id)
    if over is not None:
        await redrive(connection, over)
        return
    if application.accepted_on is not None:
        accepted_at = datetime.combine(application.accepted_on, time.min, office.zone)
        accepted = AcceptanceDecided(application_id=application.id, accepted=True, decide_time=timestamp(accepted_at))
        await say(connection, application.id, accepted, cause=envelope.id, now=now)
        return
    if application.taken_back and await as_said.accept(office, connection, application, envelope.id):
        return
    application = await note_alike(connection, application, command.possible_duplicates, now)
    definition = await office.definitions.of(connection, application)
    face = face_of(application, TaskKind.ACCEPTANCE, definition, definition.lead_department, command.due, now)
    facts = office.open_facts(application.id, command.sealed_facts)
    face.findings.extend([*command.findings, *without_record(facts)])
    await open_work(
        connection,
        application,
        face,
        command.round,
        command.due,
        papers_of(command.materials, commitments=command.commitments),
        command.sealed_facts,
        envelope.id,
        now,
    )


async def open_stage(
    office: Office,
    connection: asyncpg.Connection,
    cause: str,
    command: ReviewCase,
    application: ApplicationRow,
    item: ServiceItem,
    now: datetime,
) -> None:
    """Open the task of one stage for its department."""
    stage = stage_of(item, command.stage)
    if stage is None or stage.kind not in STAGE_KIND:
        raise UnknownMatter("the item has no such stage")
    due = command.stage_due if command.stage_due.date else command.due
    await clocks.note_due(connection, command.case_id, date_of(command.due.date), command.due.provisional)
    face = face_of(application, STAGE_KIND[stage.kind], item, stage.department, due, now)
    face.case_id, face.stage = command.case_id, command.stage
    facts = office.open_facts(application.id, command.sealed_facts)
    face.findings.extend([*command.findings, *without_record(facts, item.code)])
    awaited = command.late_materials if await late.awaits(connection, command.case_id) else ()
    papers = papers_of(command.materials, awaited, command.commitments)
    await open_work(connection, application, face, command.round, due, papers, command.sealed_facts, cause, now)


def without_record(facts: FactSet, item_code: str = "") -> list[Finding]:
    """Optional facts that no register holds, of one item or of all: what they stand for may be asked for.

    They are no findings of the round: a rule may decide without them.
    """
    return [one for one in facts.without_record if item_code in {"", one.item_code}]


def face_of(
    application: ApplicationRow, kind: TaskKind, item: ServiceItem, department: str, due: DueDate, now: datetime
) -> Task:
    """What lists may show: nothing personal."""
    return Task(
        kind=TASK_KIND_TO_PROTO[kind],
        application_id=application.id,
        tracking_number=application.tracking_number,
        item_code=item.code,
        item_name=item.name,
        department=department,
        create_time=timestamp(now),
        due=due if due.date else None,
    )


async def open_about_grant(
    connection: asyncpg.Connection,
    application: ApplicationRow,
    face: Task,
    due: DueDate,
    papers: bytes,
    facts: bytes,
    cause: str,
    now: datetime,
) -> None:
    """Open a task about a case that is decided; for one that was done before, what it came to is said again.

    One that is open shows the due date as it is now: a calendar may have moved it.
    """
    task = _new_task(application, face, 1, due, papers, facts, cause)
    if not await tasks.open_task(connection, task, now, decided=True):
        earlier = await tasks.find(connection, application.id, face.case_id, face.stage, 1)
        if earlier is not None and earlier.state is TaskState.DONE:
            await redrive(connection, earlier.cause)
        elif earlier is not None:
            await tasks.move(connection, earlier.id, task.due_on, task.due_provisional)


async def open_work(
    connection: asyncpg.Connection,
    application: ApplicationRow,
    face: Task,
    round_: int,
    due: DueDate,
    papers: bytes,
    sealed_facts: bytes,
    cause: str,
    now: datetime,
) -> None:
    """Open a task; one that was asked for before is answered again, once it is known what became of it."""
    task = _new_task(application, face, round_, due, papers, sealed_facts, cause)
    if not await tasks.open_task(connection, task, now):
        await _answer_again(connection, task)


def _new_task(
    application: ApplicationRow,
    face: Task,
    round_: int,
    due: DueDate,
    papers: bytes,
    sealed_facts: bytes,
    cause: str,
) -> tasks.NewTask:
    # The same request opens the same task when it is heard again by a database that was set back (decision 0067).
    face.id = id_of("task", application.id, face.case_id, face.stage, str(round_))
    kind = next(kind for kind, proto in TASK_KIND_TO_PROTO.items() if proto == face.kind)
    return tasks.NewTask(
        id=face.id,
        application_id=application.id,
        case_id=face.case_id,
        stage=face.stage,
        round=round_,
        kind=kind,
        department=face.department,
        due_on=date_of(due.date),
        due_provisional=due.provisional,
        face=face.SerializeToString(),
        papers=papers,
        facts=sealed_facts,
        cause=cause,
    )


async def _answer_again(connection: asyncpg.Connection, task: tasks.NewTask) -> None:
    """The stage was asked for before: what is known of it is said again; an open task will be answered once done."""
    ended = await outcomes.cause_of(connection, task.case_id) if task.case_id else None
    if ended is not None:
        await redrive(connection, ended)
        return
    earlier = await tasks.find(connection, task.application_id, task.case_id, task.stage, task.round)
    if earlier is not None and earlier.state in (TaskState.DONE, TaskState.ENDED):
        await redrive(connection, earlier.cause)
