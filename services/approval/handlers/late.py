"""Late material 容缺: a grant waits for what was promised, and takes effect when it is in (decision record 0021)."""

from dataclasses import replace
from datetime import datetime

import asyncpg

from contracts.errors.applications import UnknownMatter
from onetrip.approval.v1.commands_pb2 import ReleaseCase
from onetrip.approval.v1.events_pb2 import CaseReleased, CaseWithheld
from onetrip.catalog.v1.catalog_pb2 import ServiceItem
from runtime.messages import Envelope
from services.approval.codec import timestamp
from services.approval.definitions import case_id, item_of
from services.approval.domain.outcomes import Outcome
from services.approval.domain.tasks import SECOND_LOOK, TaskKind
from services.approval.handlers.deciding import Verdict, decision_of
from services.approval.handlers.office import Office, say
from services.approval.handlers.papers import papers_of
from services.approval.handlers.tasks import face_of, open_work
from services.approval.store import applications, late, outcomes, tasks


async def withhold(
    office: Office,
    connection: asyncpg.Connection,
    application_id: str,
    definition: ServiceItem,
    item: ServiceItem,
    stage: str,
    verdict: Verdict,
    now: datetime,
) -> bool:
    """Keep a grant until the case's late material is in, and say CaseWithheld. False: the case awaits nothing.

    Nothing is decided by it: a withdrawal or a lapse takes the case as it takes every undecided one.
    """
    case = case_id(application_id, item.code)
    if not await late.awaits(connection, case):
        return False
    decision = decision_of(application_id, definition, item, verdict, now)
    sealed = office.seal_explanation(application_id, decision)
    grant = late.Withheld(verdict.decided_by, verdict.second_officer, sealed, verdict.cause)
    await late.withhold(connection, application_id, case, grant, now)
    said = CaseWithheld(
        application_id=application_id,
        case_id=case,
        department=verdict.department,
        stage=stage,
        withhold_time=timestamp(now),
        sealed_reasons=office.seal_words(application_id, verdict.reasons),
    )
    await say(connection, application_id, said, cause=verdict.cause, now=now)
    return True


async def on_release_case(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: ReleaseCase
) -> None:
    """What the case awaited is in: officers are given it, a grant that waits gets a second look. Answer CaseReleased.

    What nobody has seen grants nothing: a short task of the department decides, over the paper too. A case that has
    ended stays as it is: whoever came first under the referee's lock has won.
    """
    now = office.clock.now()
    application = await applications.lock(connection, command.application_id)
    if application is None or application.definition_digest is None:
        raise UnknownMatter("approval has not opened the application")
    if await late.note_in(connection, application.id, command.case_id):
        papers = papers_of(command.materials, commitments=command.commitments)
        await late.replace_papers(connection, application.id, command.case_id, papers)
        await _look_again(office, connection, envelope.id, application, command, papers, now)
    released = CaseReleased(application_id=application.id, case_id=command.case_id, release_time=timestamp(now))
    await say(connection, application.id, released, cause=envelope.id, now=now)


async def after_second_look(
    office: Office, connection: asyncpg.Connection, application_id: str, case: str, verdict: Verdict
) -> Verdict:
    """A grant after a second look, with the reasons of the review that was passed before and who passed it.

    Who looked stands as the one who decided; a refusal stands for itself.
    """
    grant = await late.withheld(connection, case)
    if grant is None or verdict.ending.outcome is not Outcome.GRANTED:
        return verdict
    passed = office.open_explanation(application_id, grant.decision)
    other = grant.decided_by if grant.decided_by != verdict.decided_by else grant.second_officer
    return replace(verdict, reasons=f"{passed.reasons}\n{verdict.reasons}", second_officer=other, facts=passed.facts)


async def _look_again(
    office: Office,
    connection: asyncpg.Connection,
    cause: str,
    application: applications.ApplicationRow,
    command: ReleaseCase,
    papers: bytes,
    now: datetime,
) -> None:
    """Open the task in which what came late is looked at, where a grant waits for it."""
    grant = await late.withheld(connection, command.case_id)
    if grant is None or await outcomes.cause_of(connection, command.case_id) is not None:
        return
    decision = office.open_explanation(application.id, grant.decision)
    item = item_of(await office.definitions.of(connection, application), decision.item_code)
    if item is None:
        raise UnknownMatter("the application has no such case")
    face = face_of(application, TaskKind.REVIEW, item, decision.department, command.due, now)
    face.case_id, face.stage = command.case_id, SECOND_LOOK
    known = office.open_facts(application.id, await tasks.facts_of_case(connection, command.case_id))
    del known.facts[:]
    known.facts.extend(decision.facts)
    facts = office.seal_facts(application.id, known)
    await open_work(connection, application, face, 1, command.due, papers, facts, cause, now)
