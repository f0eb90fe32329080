"""What the state holds is looked up instead of asked for (order 716, art. 7), and the officer sees it come.

Before acceptance or after it: only asking the applicant is bound to a time.
"""

from collections.abc import Collection, Sequence

import asyncpg

from contracts.topics.names import APPROVAL, VERIFICATION_COMMANDS
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.approval.v1.corrections_pb2 import RequestCorrectionRequest
from onetrip.approval.v1.review_service_pb2 import RequestSupplementRequest, Task
from onetrip.catalog.v1.catalog_pb2 import ITEM_KIND_ITEM, ServiceItem
from onetrip.verification.v1 import facts_pb2
from onetrip.verification.v1.facts_pb2 import FactSet
from onetrip.verification.v1.messages_pb2 import FactsLookedUp, LookUpFacts
from runtime.messages import Envelope, Outbound
from runtime.outbox import enqueue
from runtime.tokens import Principal
from services.approval.codec import timestamp
from services.approval.definitions import item_of
from services.approval.handlers.holdings import CERTIFICATE, holdings_of
from services.approval.handlers.missing import WITHOUT_RECORD, at_hand, held_by_the_state
from services.approval.handlers.office import Office
from services.approval.handlers.reading import LIVE, lock_task
from services.approval.store import applications, lookups, tasks
from services.approval.store.applications import ApplicationRow
from services.approval.store.lookups import LookupRow
from services.approval.store.tasks import TaskRow


async def look_up_instead(
    office: Office,
    connection: asyncpg.Connection,
    officer: Principal,
    request: RequestSupplementRequest | RequestCorrectionRequest,
) -> None:
    """Write what was refused, and have verification look it up; what is being looked up already is not asked again.

    Nothing happens for an officer who does not hold the task. Raises NotFound.
    """
    application, row = await lock_task(connection, officer, request.id)
    if row.state not in LIVE or row.claimed_by != officer.subject:
        return
    definition = await office.definitions.of(connection, application)
    earlier = await lookups.of_task(connection, row.id)
    awaited = {(each.item_code, each.material_code) for each in earlier if each.answered_at is None}
    holdings = await holdings_of(office, connection, application, row, definition)
    held = held_by_the_state(definition, holdings, _asked_for(definition, row, request))
    wanted = [
        (entry.item_code, entry.material_code, ",".join(one.sources))
        for entry, one in held
        if (entry.item_code, entry.material_code) not in awaited
    ]
    _, sealed_facts = await tasks.contents(connection, row.id)
    number = len({each.id for each in earlier})
    for item_code in dict.fromkeys(code for code, _, _ in wanted):
        number += 1
        id_ = f"{row.id}:lookup:{number}"
        ours = [each for each in wanted if each[0] == item_code]
        await _note(office, connection, row, officer, id_, ours)
        item = only(item_of(definition, item_code) or ServiceItem(), {material for _, material, _ in ours})
        await _ask(office, connection, application, officer, id_, item, sealed_facts)


def _asked_for(
    definition: ServiceItem, row: TaskRow, request: RequestSupplementRequest | RequestCorrectionRequest
) -> Sequence[pb.SupplementItem]:
    if isinstance(request, RequestSupplementRequest):
        return request.items
    return at_hand(definition, Task.FromString(row.face), request.material_codes)


async def _note(
    office: Office,
    connection: asyncpg.Connection,
    task: TaskRow,
    officer: Principal,
    id_: str,
    wanted: Sequence[tuple[str, str, str]],
) -> None:
    now = office.clock.now()
    by = (officer.subject, task.department, now)
    rows = [LookupRow(id_, at, task.application_id, task.id, *one, *by) for at, one in enumerate(wanted)]
    await lookups.note(connection, rows)


async def _ask(
    office: Office,
    connection: asyncpg.Connection,
    application: ApplicationRow,
    officer: Principal,
    id_: str,
    item: ServiceItem,
    facts: bytes,
) -> None:
    command = LookUpFacts(
        application_id=application.id,
        lookup_id=id_,
        item=item,
        applicant_id=application.applicant_id,
        sealed_facts=facts,
        receive_time=timestamp(application.received_at) if application.received_at else None,
        officer_id=officer.subject,
        department=officer.department or "",
    )
    await enqueue(
        connection, APPROVAL, office.clock.now(), [Outbound(VERIFICATION_COMMANDS, application.id, id_, command)]
    )


def only(item: ServiceItem, materials: Collection[str]) -> ServiceItem:
    """The item with only these documents and the facts that supply them: nothing else is looked up (PIPL, art. 6)."""
    wanted = [one for one in item.materials if one.code in materials]
    suppliers = {supplier for one in wanted for supplier in one.supplied_by}
    return ServiceItem(
        code=item.code,
        kind=ITEM_KIND_ITEM,
        version=item.version,
        name=item.name,
        legal_basis=item.legal_basis,
        form=item.form,
        facts=[need for need in item.facts if f"fact:{need.name}" in suppliers],
        materials=wanted,
    )


async def on_facts_looked_up(
    office: Office, connection: asyncpg.Connection, _envelope: Envelope, event: FactsLookedUp
) -> None:
    """Put what was found into the open tasks about the item; an answer that came before changes nothing."""
    application = await applications.lock(connection, event.application_id)
    rows = await lookups.open_ones(connection, event.lookup_id)
    if application is None or not rows:
        return
    definition = await office.definitions.of(connection, application)
    item = only(item_of(definition, rows[0].item_code) or ServiceItem(), {row.material_code for row in rows})
    new = office.open_facts(application.id, event.sealed_facts)
    outcomes = [(row.position, _outcome(item, row.material_code, event, new)) for row in rows]
    await lookups.answer(connection, event.lookup_id, outcomes, office.clock.now())
    for task in await tasks.under_way(connection, [application.id]):
        face = Task.FromString(task.face)
        if not task.case_id or face.item_code == item.code:
            await _put(office, connection, task, face, item, event)


def _outcome(item: ServiceItem, material_code: str, event: FactsLookedUp, new: FactSet) -> int:
    material = next(one for one in item.materials if one.code == material_code)
    if any(fact.name == material_code and fact.source.startswith(CERTIFICATE) for fact in new.facts):
        return pb.LOOKUP_OUTCOME_HELD
    facts = {supplier.removeprefix("fact:") for supplier in material.supplied_by if supplier.startswith("fact:")}
    found = {finding.kind for finding in event.findings if finding.fact in facts}
    if facts_pb2.FINDING_KIND_UNAVAILABLE in found:
        return pb.LOOKUP_OUTCOME_UNAVAILABLE
    nowhere = not facts or not found.isdisjoint(WITHOUT_RECORD)
    return pb.LOOKUP_OUTCOME_NO_RECORD if nowhere else pb.LOOKUP_OUTCOME_HELD


async def _put(
    office: Office, connection: asyncpg.Connection, task: TaskRow, face: Task, item: ServiceItem, event: FactsLookedUp
) -> None:
    """The newer facts and findings in place of those of the same names."""
    asked = {(item.code, need.name) for need in item.facts}
    papers, sealed = await tasks.contents(connection, task.id)
    facts = office.open_facts(task.application_id, sealed)
    new = office.open_facts(task.application_id, event.sealed_facts).facts
    found = {(fact.item_code, fact.name) for fact in new}
    facts_kept = [fact for fact in facts.facts if (fact.item_code, fact.name) not in found]
    del facts.facts[:]
    facts.facts.extend([*facts_kept, *new])
    findings_kept = [one for one in face.findings if (one.item_code, one.fact) not in asked]
    del face.findings[:]
    face.findings.extend([*findings_kept, *event.findings])
    sealed = office.seal_facts(task.application_id, facts)
    await tasks.renew(connection, task.id, face.SerializeToString(), sealed, papers)
