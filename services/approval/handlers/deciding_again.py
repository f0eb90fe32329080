"""Deciding as was told before this database was set back to an earlier moment (decision 0067; as_said.py)."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from contracts.errors.applications import UnknownMatter
from onetrip.approval.v1.events_pb2 import CaseDecided, CaseWithheld
from onetrip.approval.v1.review_service_pb2 import Task
from onetrip.catalog.v1.catalog_pb2 import ServiceItem
from onetrip.intake.v1.events_pb2 import SignedCommitment
from onetrip.verification.v1.facts_pb2 import FactSet
from services.approval.codec import OUTCOME_TO_PROTO, instant_of
from services.approval.definitions import item_of
from services.approval.domain.outcomes import Basis, Ending, Outcome
from services.approval.domain.tasks import TaskState
from services.approval.handlers.deciding import Verdict, decide_case
from services.approval.handlers.late import withhold
from services.approval.handlers.office import Office
from services.approval.store import late, outcomes, taken_back, tasks
from services.approval.store.applications import ApplicationRow
from services.approval.store.taken_back import Said

OUTCOME_OF = {proto: outcome for outcome, proto in OUTCOME_TO_PROTO.items()}


def verdict_said(
    office: Office,
    application: ApplicationRow,
    item: ServiceItem,
    said: Said,
    known: FactSet,
    commitments: Sequence[SignedCommitment],
) -> Verdict:
    """What officers or silence had decided, or officers but for late material, on the facts that they had."""
    event, ending = said.event, Ending(Outcome.GRANTED, Basis.OFFICER)
    if isinstance(event, CaseDecided):
        ending = Ending(OUTCOME_OF[event.outcome], Basis.SILENCE if event.by_silence else Basis.OFFICER)
    return Verdict(
        ending=ending,
        department=event.department,
        reasons=office.open_words(application.id, event.sealed_reasons),
        cause=said.cause,
        decided_by="",
        facts=[fact for fact in known.facts if fact.item_code == item.code],
        commitments=commitments,
        known=known,
    )


async def decide_open(office: Office, connection: asyncpg.Connection, application: ApplicationRow, said: Said) -> None:
    """Decide a case whose task stands open again. One that has not been asked for waits for the command."""
    case_id = said.event.case_id
    work = await tasks.latest_of_case(connection, case_id)
    if work is None or said.event.rule_version or await outcomes.cause_of(connection, case_id) is not None:
        return
    verdict, definition, item = await _settled(office, connection, application, said, *work)
    now = instant_of(said.event.decide_time)
    # What it waited for was in before it was decided.
    await late.note_in(connection, application.id, case_id)
    await decide_case(office, connection, application.id, definition, item, verdict, now, said.event)


async def withhold_open(office: Office, connection: asyncpg.Connection, application: ApplicationRow) -> None:
    """Keep the grants that wait for late material, of cases whose task stands open again."""
    for said in await taken_back.said(connection, application, CaseWithheld):
        case_id, at = said.event.case_id, instant_of(said.event.withhold_time)
        open_ = [one for one in await tasks.under_way(connection, [application.id]) if one.cause == said.cause]
        work = await tasks.latest_of_case(connection, case_id)
        if not open_ or work is None or not await late.awaits(connection, case_id):
            continue
        verdict, definition, item = await _settled(office, connection, application, said, *work)
        await tasks.finish(connection, open_[0].id, TaskState.DONE, at, officer="")
        await withhold(office, connection, application.id, definition, item, said.event.stage, verdict, at)


async def _settled(
    office: Office, connection: asyncpg.Connection, application: ApplicationRow, said: Said, papers: Task, facts: bytes
) -> tuple[Verdict, ServiceItem, ServiceItem]:
    """What was settled, with the definition and the item it was about. Raises UnknownMatter."""
    definition = await office.definitions.of(connection, application)
    item = item_of(definition, said.event.case_id.removeprefix(f"{application.id}."))
    if item is None:
        raise UnknownMatter("the application has no such case")
    known = office.open_facts(application.id, facts)
    return verdict_said(office, application, item, said, known, papers.commitments), definition, item
