"""What officers do: take a task, give it back, decide it, ask for what is missing."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from onetrip.approval.v1.events_pb2 import (
    AcceptanceDecided,
    StageCompleted,
    SupplementAsked,
    TaskClaimed,
    TaskReleased,
)
from onetrip.approval.v1.review_service_pb2 import (
    DecideTaskRequest,
    DecideTaskResponse,
    RequestSupplementRequest,
    RequestSupplementResponse,
    Task,
)
from onetrip.verification.v1.facts_pb2 import MissingMaterial
from runtime.errors import NotFound
from runtime.tokens import Principal
from services.approval.codec import OUTCOME_TO_PROTO, TASK_OUTCOME, timestamp
from services.approval.definitions import item_of
from services.approval.domain import tasks as rules
from services.approval.domain.clocks import check_none_open
from services.approval.domain.outcomes import Basis, Ending, Outcome, after_stage, split
from services.approval.domain.supervision import check_same_department
from services.approval.domain.supplements import next_notice
from services.approval.domain.tasks import TaskKind, TaskOutcome, TaskState
from services.approval.handlers.calling_off import WINDOW, call_off
from services.approval.handlers.commitments import settle_check
from services.approval.handlers.correcting import check_not_refused_meanwhile
from services.approval.handlers.deciding import Verdict, decide_case
from services.approval.handlers.duplicates import words_after_judging
from services.approval.handlers.hearings import reasons_after_hearing
from services.approval.handlers.holdings import holdings_of
from services.approval.handlers.late import after_second_look, withhold
from services.approval.handlers.later_supplements import ask_later
from services.approval.handlers.missing import missing_materials
from services.approval.handlers.office import Office, say
from services.approval.handlers.passing_on import hand_over, is_substitute
from services.approval.handlers.reading import facts_needed, facts_of, lock_task, reread
from services.approval.handlers.silence import check_not_renewed
from services.approval.store import applications, clocks, officers, outcomes, requests, tasks
from services.approval.store.applications import ApplicationRow
from services.approval.store.tasks import TaskRow


async def claim_task(
    office: Office, connection: asyncpg.Connection, officer: Principal, task_id: str, etag: str
) -> Task:
    """Have the officer hold the task and say TaskClaimed; what an absent officer holds goes to the substitute.

    Raises as `domain.tasks.check_claim` does.
    """
    now = office.clock.now()
    application, row = await lock_task(connection, officer, task_id)
    today = office.day_of(now)
    held_by_another = row.state is TaskState.CLAIMED and row.claimed_by != officer.subject
    stands_in = held_by_another and await is_substitute(connection, row.claimed_by, officer.subject, today)
    rules.check_claim(facts_of(application, row), officer.subject, etag, today, stands_in=stands_in)
    if stands_in:
        await hand_over(connection, application, row, officer.subject, by=officer.subject, reason=b"", now=now)
    elif row.state is TaskState.OPEN:
        await tasks.hold(connection, task_id, officer.subject)
        claimed = TaskClaimed(
            application_id=application.id,
            case_id=row.case_id,
            task_id=task_id,
            department=row.department,
            claim_time=timestamp(now),
        )
        await say(connection, application.id, claimed, cause=None, now=now)
    return await reread(connection, task_id)


async def release_task(
    office: Office, connection: asyncpg.Connection, officer: Principal, task_id: str, etag: str
) -> Task:
    """Give a task back to the department and say TaskReleased; one that nobody holds stays as it is.

    Raises as `domain.tasks.check_release` does.
    """
    now = office.clock.now()
    application, row = await lock_task(connection, officer, task_id)
    rules.check_release(facts_of(application, row), officer.subject, etag, office.day_of(now))
    if row.state is TaskState.OPEN:
        return await reread(connection, task_id)
    await tasks.hold(connection, task_id, "")
    released = TaskReleased(
        application_id=application.id,
        case_id=row.case_id,
        task_id=task_id,
        department=row.department,
        release_time=timestamp(now),
    )
    await say(connection, application.id, released, cause=None, now=now)
    return await reread(connection, task_id)


async def decide_task(
    office: Office, connection: asyncpg.Connection, officer: Principal, request: DecideTaskRequest
) -> DecideTaskResponse:
    """Decide a task and say what follows. Of two officers at once one wins, the other is told AlreadyDecided.

    Raises OfficerNotOfDepartment for a second officer who was never seen there, RenewalGrantedBySilence,
    PossibleDuplicateUnjudged, SameMatter, or as the rules of tasks do.
    """
    now = office.clock.now()
    application, row = await lock_task(connection, officer, request.id)
    body = requests.body_of(office.lookup, request)
    earlier = await requests.recall(connection, officer.subject, request.request_id, body)
    if earlier is not None:
        return DecideTaskResponse.FromString(earlier)
    facts, outcome = facts_of(application, row), TASK_OUTCOME[request.outcome]
    rules.check_held(facts, officer.subject, request.etag, office.day_of(now))
    await check_not_renewed(office, connection, application, row, office.day_of(now))
    rules.check_outcome(row.kind, outcome, officer.subject, request.second_officer)
    rules.check_not_own(facts, request.second_officer)
    if request.second_officer:
        check_same_department(await officers.department_of(connection, request.second_officer), row.department)
    await check_not_refused_meanwhile(office, connection, row, outcome, now)
    request.reasons = await words_after_judging(connection, application, outcome, request.reasons)
    reasons = office.seal_words(application.id, request.reasons)
    await tasks.finish(
        connection,
        row.id,
        TaskState.DONE,
        now,
        officer=officer.subject,
        second_officer=request.second_officer,
        reasons=reasons,
    )
    if row.kind is TaskKind.ACCEPTANCE:
        await _settle_acceptance(office, connection, application, row, request, now)
        answer = DecideTaskResponse()
    elif row.kind is TaskKind.COMMITMENT_CHECK:
        await settle_check(office, connection, application, row, request, officer, now)
        answer = DecideTaskResponse()
    else:
        answer = await _settle_stage(office, connection, application, row, request, officer, now)
    answer.task.CopyFrom(await reread(connection, row.id))
    content = answer.SerializeToString()
    await requests.remember(connection, officer.subject, request.request_id, body, content, now)
    return answer


async def request_supplement(
    office: Office, connection: asyncpg.Connection, officer: Principal, request: RequestSupplementRequest
) -> RequestSupplementResponse:
    """Put the window's request to the ledger and say SupplementAsked; the task ends and comes again.

    After acceptance, where the item allows that, as `later_supplements.ask_later` does: the task stays.
    Raises SupplementAfterAcceptance, SecondSupplement, StateAlreadyHolds, InvalidInput, or as `check_held` does.
    """
    now = office.clock.now()
    application, row = await lock_task(connection, officer, request.id)
    body = requests.body_of(office.lookup, request)
    earlier = await requests.recall(connection, officer.subject, request.request_id, body)
    if earlier is not None:
        return RequestSupplementResponse.FromString(earlier)
    facts, today = facts_of(application, row), office.day_of(now)
    too_late = row.kind is not TaskKind.ACCEPTANCE or rules.counts_as_accepted(facts, today)
    if not too_late:
        rules.check_held(facts, officer.subject, "", today)
    definition = await office.definitions.of(connection, application)
    holdings = await holdings_of(office, connection, application, row, definition)
    missing = missing_materials(definition, holdings, request.items)
    if too_late:
        await ask_later(office, connection, officer, application, row, definition, missing, now)
    else:
        await _ask_for_window(office, connection, officer, application, row, request.new_fact, missing, now)
    answer = RequestSupplementResponse(task=await reread(connection, row.id))
    content = answer.SerializeToString()
    await requests.remember(connection, officer.subject, request.request_id, body, content, now)
    return answer


async def _ask_for_window(
    office: Office,
    connection: asyncpg.Connection,
    officer: Principal,
    application: ApplicationRow,
    row: TaskRow,
    new_fact: str,
    missing: Sequence[MissingMaterial],
    now: datetime,
) -> None:
    sent = await tasks.notices_sent(connection, application.id)
    notice = next_notice(len(sent), application.accepted_on is not None, row.department, new_fact)
    asked = SupplementAsked(
        application_id=application.id,
        round=notice.number,
        missing=missing,
        department=row.department,
        sealed_new_fact=office.seal_words(application.id, notice.new_fact) if notice.new_fact else b"",
    )
    content = asked.SerializeToString()
    await tasks.note_notice(connection, application.id, notice, content, row.cause, now, asked.sealed_new_fact)
    await tasks.finish(connection, row.id, TaskState.ENDED, now, officer=officer.subject)
    await say(connection, application.id, asked, cause=row.cause, now=now)


async def _settle_acceptance(
    office: Office,
    connection: asyncpg.Connection,
    application: ApplicationRow,
    row: TaskRow,
    request: DecideTaskRequest,
    now: datetime,
) -> None:
    accepted = TASK_OUTCOME[request.outcome] is TaskOutcome.ACCEPT
    if accepted:
        await applications.note_acceptance(connection, application.id, office.day_of(now))
    else:
        cases = split(await outcomes.endings(connection, application.id), Basis.NOT_ACCEPTED)
        await outcomes.end(connection, application.id, cases.ending, Basis.NOT_ACCEPTED, row.cause, now)
        await call_off(connection, application.id, [*cases.ending, WINDOW], row.cause, now)
    decided = AcceptanceDecided(
        application_id=application.id,
        accepted=accepted,
        sealed_reasons=b"" if accepted else office.seal_words(application.id, request.reasons),
        right_body="" if accepted else request.right_body,
        ground=None if accepted else request.not_accepted_ground,
        decide_time=timestamp(now),
    )
    await say(connection, application.id, decided, cause=row.cause, now=now)


async def _settle_stage(
    office: Office,
    connection: asyncpg.Connection,
    application: ApplicationRow,
    row: TaskRow,
    request: DecideTaskRequest,
    officer: Principal,
    now: datetime,
) -> DecideTaskResponse:
    """Refuse the case, grant it after its last stage (or withhold that), or let the next stages start."""
    definition = await office.definitions.of(connection, application)
    item = item_of(definition, Task.FromString(row.face).item_code)
    if item is None:
        raise NotFound("there is no such task")
    approved = TASK_OUTCOME[request.outcome] is TaskOutcome.APPROVE
    done = await tasks.stages_done(connection, application.id, row.case_id)
    ends_case = not approved or after_stage([stage.code for stage in item.stages], done, row.stage)
    procedures = await clocks.of_case(connection, row.case_id)
    open_stages = {each.stage for each in procedures if each.ended_at is None}
    check_none_open(open_stages, row.stage, ends_case=ends_case)
    if not ends_case:
        completed = StageCompleted(
            application_id=application.id, case_id=row.case_id, stage=row.stage, complete_time=timestamp(now)
        )
        await say(connection, application.id, completed, cause=row.cause, now=now)
        return DecideTaskResponse()
    reasons = await reasons_after_hearing(office, connection, application, item, row, request, office.day_of(now))
    papers, sealed_facts = await tasks.contents(connection, row.id)
    outcome = Outcome.GRANTED if approved else Outcome.REFUSED
    known = office.open_facts(application.id, sealed_facts)
    verdict = Verdict(
        ending=Ending(outcome, Basis.OFFICER),
        department=row.department,
        reasons=reasons,
        cause=row.cause,
        decided_by=officer.subject,
        second_officer=request.second_officer,
        commitments=Task.FromString(papers).commitments,
        facts=facts_needed(known, definition, row).facts,
        known=known,
    )
    if row.stage == rules.SECOND_LOOK:
        verdict = await after_second_look(office, connection, application.id, row.case_id, verdict)
    if approved and await withhold(office, connection, application.id, definition, item, row.stage, verdict, now):
        return DecideTaskResponse(withheld=True)
    if not await decide_case(office, connection, application.id, definition, item, verdict, now):
        raise rules.ended_error(facts_of(application, row))
    return DecideTaskResponse(case_outcome=OUTCOME_TO_PROTO[outcome])
