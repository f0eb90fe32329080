"""What the state holds for an application, read before an officer may ask its applicant for anything."""

from collections.abc import Iterable
from datetime import datetime

import asyncpg

from onetrip.approval.v1.review_service_pb2 import Task
from onetrip.catalog.v1.catalog_pb2 import ServiceItem
from onetrip.verification.v1.facts_pb2 import FactSet
from services.approval.definitions import items_of
from services.approval.handlers.missing import Holdings
from services.approval.handlers.office import Office
from services.approval.store import certificates, lookups, tasks
from services.approval.store.applications import ApplicationRow
from services.approval.store.tasks import TaskRow

CERTIFICATE = "certificate:"


async def holdings_of(
    office: Office, connection: asyncpg.Connection, application: ApplicationRow, task: TaskRow, definition: ServiceItem
) -> Holdings:
    """What is held: as verification found it last, and what was issued to the applicant since.

    A certificate issued since counts until verification has looked and found that it does not stand for the document.
    """
    findings = Task.FromString(task.face).findings
    wanted = [
        (item.code, material.code, supplier.removeprefix(CERTIFICATE))
        for item in items_of(definition)
        for material in item.materials
        for supplier in material.supplied_by
        if supplier.startswith(CERTIFICATE)
    ]
    if not wanted:
        return Holdings(findings)
    _, sealed_facts = await tasks.contents(connection, task.id)
    held = _found(office.open_facts(application.id, sealed_facts), wanted)
    received = application.received_at or office.clock.now()
    kinds = {kind for _, _, kind in wanted}
    whose = (application.applicant_id, application.organisation)
    issued = await certificates.issued(connection, whose, kinds, office.day_of(received))
    looked_up = await lookups.without_record(connection, application.id)
    for item, material, kind in wanted:
        if kind in issued and _unknown_since(issued[kind], looked_up.get((item, material))):
            held.setdefault((item, material), set()).add(kind)
    return Holdings(findings, held)


def _unknown_since(issued_at: datetime, looked_up_at: datetime | None) -> bool:
    return looked_up_at is None or issued_at > looked_up_at


def _found(facts: FactSet, wanted: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], set[str]]:
    sources = {(fact.item_code, fact.name, fact.source) for fact in facts.facts}
    found: dict[tuple[str, str], set[str]] = {}
    for item, material, kind in wanted:
        if (item, material, CERTIFICATE + kind) in sources:
            found.setdefault((item, material), set()).add(kind)
    return found
