"""What applicants were asked for though the state holds it, and who tried: for `onetrip report reasks`.

Zero by construction (State Council order 716, art. 7). The ledger of notices is read again here, beside the rule that
kept it, so that a fault of the rule would show.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from onetrip.approval.v1.events_pb2 import SupplementAsked
from onetrip.approval.v1.review_service_pb2 import LookupOutcome, Task
from onetrip.catalog.v1.catalog_pb2 import ServiceItem
from onetrip.verification.v1.facts_pb2 import MissingMaterial
from services.approval.definitions import item_of
from services.approval.domain.supplements import suppliers_that_can
from services.approval.handlers.missing import WITHOUT_RECORD, awaited_kinds

# The rows that a cursor brings at once.
PREFETCH = 1_000

_NOTICES = """
SELECT a.id, a.tracking_number, s.department, s.missing, d.content,
       ARRAY(SELECT t.face FROM tasks t WHERE t.application_id = a.id AND t.kind = 'acceptance'),
       ARRAY(SELECT DISTINCT c.kind
             FROM applications b JOIN certificates c ON c.application_id = b.id JOIN outcomes o ON o.case_id = c.case_id
             WHERE b.applicant_id = a.applicant_id AND a.applicant_id <> '' AND c.issued_at <= s.asked_at
                   AND (b.organisation = a.organisation OR b.organisation IS NULL OR a.organisation IS NULL)
                   -- In force on the day of receipt, wherever that day was.
                   AND (c.valid_until IS NULL
                        OR c.valid_until >= (a.received_at AT TIME ZONE 'UTC' + interval '14 hours')::date)
                   AND NOT EXISTS (SELECT FROM amendments m WHERE m.decision_id = o.decision_id
                                   AND m.kind = 'revocation' AND m.amended_at <= s.asked_at)),
       ARRAY(SELECT l.item_code || '/' || l.material_code FROM lookups l
             WHERE l.application_id = a.id AND l.outcome = 2 AND l.asked_at <= s.asked_at)
FROM supplements s JOIN applications a ON a.id = s.application_id JOIN definitions d ON d.digest = a.definition_digest
WHERE s.crossed_at IS NULL
ORDER BY s.asked_at, a.id
"""
_ATTEMPTS = """
SELECT t.application_id, a.tracking_number, t.department, t.officer, t.attempted_at,
       coalesce(l.materials, '{}'), coalesce(l.sources, '{}'), coalesce(l.outcomes, '{}')
FROM attempts t JOIN applications a ON a.id = t.application_id
LEFT JOIN LATERAL (
    SELECT array_agg(material_code ORDER BY position) AS materials, array_agg(source ORDER BY position) AS sources,
           array_agg(outcome ORDER BY position) AS outcomes
    FROM lookups WHERE task_id = t.object_id AND asked_at <= t.attempted_at
    GROUP BY id, asked_at ORDER BY asked_at DESC LIMIT 1
) l ON true
WHERE t.reason = 'STATE_ALREADY_HOLDS' ORDER BY t.id
"""


@dataclass(frozen=True)
class Asked:
    """How many documents applicants were asked for, and which of them the state could have supplied."""

    documents: int
    reasks: tuple[str, ...]
    """As ``<tracking number>: <document>``."""


@dataclass(frozen=True)
class Then:
    """What was known when a notice went out: tasks, kinds of certificate issued to the applicant and in force, and
    what had been looked up and not found, as ``<item>/<material>``.
    """

    faces: Sequence[bytes]
    issued: Sequence[str]
    without_record: Sequence[str]


@dataclass(frozen=True)
class Refused:
    """An officer's attempt to ask for what the state holds, and what came of the look-up in its place."""

    application_id: str
    tracking_number: str
    department: str
    officer: str
    attempted_at: datetime
    documents: tuple[str, ...]
    sources: tuple[str, ...]
    came: tuple[str, ...]


async def asked(connection: asyncpg.Connection) -> Asked:
    """Count over every supplement notice that went out."""
    documents, reasks = 0, []
    async with connection.transaction(readonly=True):
        async for _, number, department, missing, definition, *known in connection.cursor(_NOTICES, prefetch=PREFETCH):
            wanted = SupplementAsked.FromString(missing).missing
            documents += len(wanted)
            # What verification found missing it has looked for itself: there was no record.
            if department:
                item, then = ServiceItem.FromString(definition), Then(*known)
                reasks += [f"{number}: {one.material_code}" for one in wanted if _held(item, one, then)]
    return Asked(documents, tuple(reasks))


def _held(definition: ServiceItem, wanted: MissingMaterial, then: Then) -> bool:
    item = item_of(definition, wanted.item_code)
    suppliers: Mapping[str, Sequence[str]] = {one.code: one.supplied_by for one in item.materials} if item else {}
    findings = [finding for face in then.faces for finding in Task.FromString(face).findings]
    without = {one.fact for one in findings if one.kind in WITHOUT_RECORD and one.item_code == wanted.item_code}
    looked_up = f"{wanted.item_code}/{wanted.material_code}" in then.without_record
    kinds = {*(() if looked_up else then.issued), *awaited_kinds(definition, wanted.item_code)}
    return bool(suppliers_that_can(suppliers.get(wanted.material_code, ()), without, kinds))


async def refused(connection: asyncpg.Connection) -> AsyncIterator[Refused]:
    """Every refused attempt, oldest first."""
    async with connection.transaction(readonly=True):
        async for record in connection.cursor(_ATTEMPTS, prefetch=PREFETCH):
            application_id, number, department, officer, at, documents, sources, outcomes = record
            came = tuple(_word(outcome) for outcome in outcomes)
            yield Refused(application_id, number, department, officer, at, tuple(documents), tuple(sources), came)


def _word(outcome: int) -> str:
    return LookupOutcome.Name(outcome).removeprefix("LOOKUP_OUTCOME_").lower() if outcome else "awaited"  # pyright: ignore[reportArgumentType]
