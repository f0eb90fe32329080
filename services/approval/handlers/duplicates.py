"""Another application may be the same matter: an officer looks, and says so; nothing is merged (decision 0048)."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

import asyncpg

from contracts.errors.tasks import OwnApplication
from contracts.topics.names import APPROVAL, VERIFICATION_COMMANDS
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.verification.v1.facts_pb2 import FactSet
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.errors import NotFound
from runtime.ids import new_id
from runtime.messages import Outbound
from runtime.outbox import enqueue
from runtime.sealing import Shredded
from runtime.tokens import Principal
from services.approval import texts
from services.approval.codec import timestamp
from services.approval.domain import tasks as task_rules
from services.approval.domain.duplicates import Judgement, check_none_alike
from services.approval.domain.tasks import TaskOutcome
from services.approval.handlers.duplicate_views import view
from services.approval.handlers.office import Office
from services.approval.handlers.reading import facts_needed, facts_of, lock_task
from services.approval.store import applications, duplicates, hearings, requests
from services.approval.store.applications import ApplicationRow
from services.approval.store.duplicates import DuplicateRow
from services.approval.store.tasks import TaskRow

PURPOSE = "DUPLICATE_CHECK"
JUDGEMENT = {pb.DUPLICATE_JUDGEMENT_SAME: True, pb.DUPLICATE_JUDGEMENT_DIFFERENT: False}


async def note_alike(
    connection: asyncpg.Connection, application: ApplicationRow, others: Collection[str], now: datetime
) -> ApplicationRow:
    """Note what intake found; returns the row as it stands then."""
    if not others:
        return application
    return replace(application, alike=await duplicates.note(connection, application.id, others, now))


async def needs_people(connection: asyncpg.Connection, application: ApplicationRow) -> bool:
    """Whether no rule decides it, whatever the facts: somebody is to be heard (licensing law, art. 36), or it may be
    about the same matter as another.
    """
    if application.interested or application.alike:
        return True
    return bool(await hearings.stated(connection, application.id))


async def get_possible_duplicate(
    office: Office, connection: asyncpg.Connection, officer: Principal, request: pb.GetPossibleDuplicateRequest
) -> pb.GetPossibleDuplicateResponse:
    """Show the other application as far as the task at hand needs it; the read goes to that person's access log.

    Of one whose retention is over the record alone is left to show.
    Raises NotFound, OwnApplication for one of the officer's own, or as `domain.tasks.check_held` does.
    """
    now = office.clock.now()
    application, row = await _held(office, connection, officer, request.id, now)
    known = await _one(connection, application, row, request.application_id)
    answer = pb.GetPossibleDuplicateResponse(duplicate=view(office, application.id, known))
    other = await applications.read(connection, known.other_id)
    if other is None or other.definition_digest is None:
        return answer
    if officer.subject in other.parties:
        raise OwnApplication("an officer does not look into an application of their own")
    definition = await office.definitions.of(connection, application)
    sealed = await duplicates.facts_of(connection, other.id)
    await office.sealer.load_applications([other.id])
    try:
        facts = office.open_facts(other.id, sealed)
    except Shredded:
        return answer
    answer.facts.CopyFrom(facts_needed(facts, definition, row))
    access = RecordAccess(
        person_id=other.applicant_id,
        reader=officer.subject,
        role="officer",
        department=officer.department or "",
        purpose=PURPOSE,
        application_id=other.id,
        fields=["applicant_name", *sorted(_names(answer.facts))],
        read_time=timestamp(now),
    )
    await enqueue(connection, APPROVAL, now, [Outbound(VERIFICATION_COMMANDS, other.id, new_id(), access)])
    return answer


async def judge_duplicate(
    office: Office, connection: asyncpg.Connection, officer: Principal, request: pb.JudgeDuplicateRequest
) -> pb.JudgeDuplicateResponse:
    """Say whether the other application is about the same matter; the record is only added to.

    Raises NotFound, OwnApplication for one of the officer's own, or as `domain.tasks.check_held` does.
    """
    now = office.clock.now()
    application, row = await lock_task(connection, officer, request.id)
    body = requests.body_of(office.lookup, request)
    earlier = await requests.recall(connection, officer.subject, request.request_id, body)
    if earlier is not None:
        return office.open_answer(application.id, earlier, pb.JudgeDuplicateResponse)
    task_rules.check_held(facts_of(application, row), officer.subject, "", office.day_of(now))
    known = await _one(connection, application, row, request.application_id)
    other = await applications.read(connection, known.other_id)
    if other is not None and officer.subject in other.parties:
        raise OwnApplication("an officer does not judge an application of their own")
    reasons = office.seal_words(application.id, request.reasons)
    by = (officer.subject, row.department)
    same = JUDGEMENT[request.judgement]
    await duplicates.judge(connection, application.id, known.other_id, by, reasons, now, same=same)
    judged = await _one(connection, application, row, known.other_id)
    answer = pb.JudgeDuplicateResponse(duplicate=view(office, application.id, judged))
    content = office.seal_answer(application.id, answer)
    await requests.remember(connection, officer.subject, request.request_id, body, content, now)
    return answer


async def words_after_judging(
    connection: asyncpg.Connection, application: ApplicationRow, outcome: TaskOutcome, reasons: str
) -> str:
    """The reasons of a decision; one that turns down what was done before says so.

    Raises PossibleDuplicateUnjudged or SameMatter for what would accept or grant it. The applicant's own application is
    named by its tracking number; of another person's they learn that there is one, and no more.
    """
    if not application.alike:
        return reasons
    known = await duplicates.of(connection, application.id, item_code="")
    if outcome in (TaskOutcome.ACCEPT, TaskOutcome.APPROVE):
        check_none_alike(each.judgement for each in known)
    if outcome not in (TaskOutcome.REFUSE, TaskOutcome.NOT_ACCEPT):
        return reasons
    same = [each for each in known if each.judgement is Judgement.SAME]
    own = [each.tracking_number for each in same if each.applicant_id == application.applicant_id]
    return "\n".join([reasons, texts.same_matter(own)]) if same else reasons


async def _held(
    office: Office, connection: asyncpg.Connection, officer: Principal, task_id: str, now: datetime
) -> tuple[ApplicationRow, TaskRow]:
    application, row = await lock_task(connection, officer, task_id)
    task_rules.check_held(facts_of(application, row), officer.subject, "", office.day_of(now))
    return application, row


async def _one(
    connection: asyncpg.Connection, application: ApplicationRow, row: TaskRow, other_id: str
) -> DuplicateRow:
    item_code = pb.Task.FromString(row.face).item_code
    for each in await duplicates.of(connection, application.id, item_code):
        if each.other_id == other_id:
            return each
    raise NotFound("the task has no such possible duplicate")


def _names(facts: FactSet) -> list[str]:
    return [fact.name for fact in facts.facts] + [f"form.{name}" for name in facts.answers]
