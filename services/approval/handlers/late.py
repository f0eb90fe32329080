"""Late material 容缺: a grant waits for what was promised, and takes effect when it is in (decision record 0021)."""

from datetime import datetime

import asyncpg

from contracts.errors import UnknownMatter
from onetrip.approval.v1.commands_pb2 import ReleaseCase
from onetrip.approval.v1.events_pb2 import CaseReleased, CaseWithheld
from onetrip.catalog.v1.catalog_pb2 import ServiceItem
from runtime.messages import Envelope
from services.approval.codec import timestamp
from services.approval.definitions import case_id, item_of
from services.approval.domain.outcomes import Basis, Ending, Outcome
from services.approval.handlers.deciding import Verdict, decide_case, decision_of
from services.approval.handlers.office import Office, say
from services.approval.handlers.papers import papers_of
from services.approval.store import applications, late, outcomes


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
    )
    await say(connection, application_id, said, cause=verdict.cause, now=now)
    return True


async def on_release_case(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: ReleaseCase
) -> None:
    """What the case awaited is in: officers are given it, a grant that waits is decided. Answer CaseReleased.

    A case that has ended stays as it is: whoever came first under the referee's lock has won.
    """
    now = office.clock.now()
    application = await applications.lock(connection, command.application_id)
    if application is None or application.definition_digest is None:
        raise UnknownMatter("approval has not opened the application")
    if await late.note_in(connection, application.id, command.case_id):
        await late.replace_papers(connection, application.id, command.case_id, papers_of(command.materials))
        await _decide_withheld(office, connection, envelope.id, application, command.case_id, now)
    released = CaseReleased(application_id=application.id, case_id=command.case_id, release_time=timestamp(now))
    await say(connection, application.id, released, cause=envelope.id, now=now)


async def _decide_withheld(
    office: Office,
    connection: asyncpg.Connection,
    cause: str,
    application: applications.ApplicationRow,
    case: str,
    now: datetime,
) -> None:
    grant = await late.withheld(connection, case)
    if grant is None or await outcomes.cause_of(connection, case) is not None:
        return
    decision = office.open_explanation(application.id, grant.decision)
    definition = await office.definitions.of(connection, application)
    item = item_of(definition, decision.item_code)
    if item is None:
        raise UnknownMatter("the application has no such case")
    verdict = Verdict(
        ending=Ending(Outcome.GRANTED, Basis.OFFICER),
        department=decision.department,
        reasons=decision.reasons,
        cause=cause,
        decided_by=grant.decided_by,
        second_officer=grant.second_officer,
        facts=decision.facts,
        commitments=decision.commitments,
    )
    await decide_case(office, connection, application.id, definition, item, verdict, now)
