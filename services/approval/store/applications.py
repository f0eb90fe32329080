"""The referee's row, the pinned definitions, cases and the visit ledger."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

from onetrip.catalog.v1.catalog_pb2 import ServiceItem
from runtime import metrics
from services.approval.domain.visits import VisitPlan

DEFINITIONS_CACHED_MAX = 256

_COLUMNS = """id, definition_digest, tracking_number, applicant_id, filed_by, received_at, delivery_method,
              opened_cause, accepted_on, withdrawn_at, withdrawn_cause, interested, alike, organisation,
              EXISTS (SELECT FROM taken_back WHERE taken_back.application_id = applications.id) AS taken_back"""

_LOCK = f"SELECT {_COLUMNS} FROM applications WHERE id = $1 FOR UPDATE"
_LOCK_BY_TASK = f"""
SELECT {_COLUMNS} FROM applications WHERE id = (SELECT application_id FROM tasks WHERE id = $1) FOR UPDATE
"""
_LOCK_BY_DELIVERY = f"""
SELECT {_COLUMNS} FROM applications WHERE id = (SELECT application_id FROM deliveries WHERE id = $1) FOR UPDATE
"""
_LOCK_BY_VISIT = f"""
SELECT {_COLUMNS} FROM applications WHERE id = (SELECT application_id FROM visit_requests WHERE id = $1) FOR UPDATE
"""
_LOCK_BY_DECISION = f"""
SELECT {_COLUMNS} FROM applications WHERE id = (SELECT application_id FROM outcomes WHERE decision_id = $1) FOR UPDATE
"""
_READ = f"SELECT {_COLUMNS} FROM applications WHERE id = $1"
_READ_ALL = f"SELECT {_COLUMNS} FROM applications WHERE id = ANY ($1::text[])"
# An UPDATE locks like FOR UPDATE does: locking and noting the acceptance are one round trip.
_LOCK_ACCEPTED = f"""
UPDATE applications SET accepted_on = coalesce(accepted_on, $2) WHERE id = $1 RETURNING {_COLUMNS}
"""

# Any conflict: at the same instant the one with the visit budget's own key can be met first.
_NEW_APPLICATION = """
INSERT INTO applications (id, definition_digest, tracking_number, applicant_id, filed_by, received_at,
                          delivery_method, visits_budget, opened_cause, organisation)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $24) ON CONFLICT DO NOTHING RETURNING id
"""
_FILL_TOMBSTONE = """
UPDATE applications SET definition_digest = $2, tracking_number = $3, applicant_id = $4, filed_by = $5,
       received_at = $6, delivery_method = $7, visits_budget = $8, opened_cause = $9,
       organisation = $24
WHERE id = $1 AND definition_digest IS NULL RETURNING id
"""
_OPEN = """
WITH definition AS (
    INSERT INTO definitions (digest, code, version, content) VALUES ($2, $10, $11, $12) ON CONFLICT DO NOTHING
), application AS ({application}), new_cases AS (
    INSERT INTO cases (id, application_id, item_code, department, published, position)
    SELECT c.id, a.id, c.item, c.department, c.published, c.position
    FROM application a, unnest($13::text[], $14::text[], $15::text[], $23::boolean[]) WITH ORDINALITY
         AS c (id, item, department, published, position)
), new_visits AS (
    INSERT INTO visits (application_id, number, budget, kind, stage, recorded_at)
    SELECT a.id, v.number, $8, v.kind, v.stage, $16
    FROM application a, unnest($17::text[], $18::text[]) WITH ORDINALITY AS v (kind, stage, number)
), new_conversions AS (
    INSERT INTO conversions (application_id, kind, stage, replaced_by, cost_working_days, recorded_at)
    SELECT a.id, v.kind, v.stage, v.replaced_by, v.cost, $16
    FROM application a, unnest($19::text[], $20::text[], $21::text[], $22::smallint[])
         AS v (kind, stage, replaced_by, cost)
)
SELECT id FROM application
"""
_TOMBSTONE = """
INSERT INTO applications (id, withdrawn_at, withdrawn_cause) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
RETURNING id
"""
_SAME = """
SELECT EXISTS (
    SELECT FROM applications mine JOIN applications other USING (applicant_id)
    WHERE mine.id = $2 AND other.id = $1 AND other.id <> mine.id
) AND NOT EXISTS (
    SELECT FROM cases mine WHERE mine.application_id = $2 AND NOT EXISTS (
        SELECT FROM cases other LEFT JOIN outcomes ON outcomes.case_id = other.id
        WHERE other.application_id = $1 AND other.item_code = mine.item_code
              AND outcomes.outcome IS DISTINCT FROM 'ended'
    )
)
"""
_DEFINITION = "SELECT content FROM definitions WHERE digest = $1"


@dataclass(frozen=True)
class ApplicationRow:
    """The referee's row. ``definition_digest`` None: a tombstone.

    ``alike``: applications that may be about the same matter, but for those found to differ.
    ``organisation``: keyed hash of the one that applies, empty for a person, None where that was not told.
    ``taken_back``: whether something was said of it that this database had forgotten (store/taken_back.py).
    """

    id: str
    definition_digest: bytes | None
    tracking_number: str
    applicant_id: str
    filed_by: str
    received_at: datetime | None
    delivery_method: str
    opened_cause: str | None
    accepted_on: date | None
    withdrawn_at: datetime | None
    withdrawn_cause: str | None
    interested: Sequence[str]
    alike: Sequence[str]
    organisation: str | None
    taken_back: bool

    @property
    def parties(self) -> frozenset[str]:
        """Pseudonymous ids of the applicant, of whoever filed, and of the interested parties."""
        return frozenset({self.applicant_id, self.filed_by, *self.interested} - {""})


@dataclass(frozen=True)
class Opening:
    """What is written when an application is opened. ``cases``: id, item, department of each, in order.

    ``published``: whether grants of each case stand in the public register.
    """

    application_id: str
    tracking_number: str
    applicant_id: str
    filed_by: str
    received_at: datetime
    cause: str
    definition: ServiceItem
    cases: Sequence[tuple[str, str, str]]
    published: Sequence[bool]
    plan: VisitPlan
    organisation: str | None


def _row(record: asyncpg.Record | None) -> ApplicationRow | None:
    return ApplicationRow(*record) if record is not None else None


async def lock(connection: asyncpg.Connection, application_id: str) -> ApplicationRow | None:
    """Lock the referee's row: first in every transaction that writes for the application."""
    return _row(await connection.fetchrow(_LOCK, application_id))


async def handles_the_same(connection: asyncpg.Connection, other_id: str, application_id: str) -> bool:
    """Whether another application of the same applicant has every item of this one, none of them ended undecided."""
    return await connection.fetchval(_SAME, other_id, application_id)


async def lock_accepted(connection: asyncpg.Connection, application_id: str, on: date | None) -> ApplicationRow | None:
    """Lock the row and note the day of acceptance, unless one is noted."""
    return _row(await connection.fetchrow(_LOCK_ACCEPTED, application_id, on))


async def lock_by_task(connection: asyncpg.Connection, task_id: str) -> ApplicationRow | None:
    """Lock the row of the application a task belongs to."""
    return _row(await connection.fetchrow(_LOCK_BY_TASK, task_id))


async def lock_by_delivery(connection: asyncpg.Connection, delivery_id: str) -> ApplicationRow | None:
    """Lock the row of the application a delivery belongs to."""
    return _row(await connection.fetchrow(_LOCK_BY_DELIVERY, delivery_id))


async def lock_by_visit(connection: asyncpg.Connection, visit_id: str) -> ApplicationRow | None:
    """Lock the row of the application a visit was asked for in."""
    return _row(await connection.fetchrow(_LOCK_BY_VISIT, visit_id))


async def lock_by_decision(connection: asyncpg.Connection, decision_id: str) -> ApplicationRow | None:
    """Lock the row of the application a decision belongs to."""
    return _row(await connection.fetchrow(_LOCK_BY_DECISION, decision_id))


async def read(connection: asyncpg.Connection, application_id: str) -> ApplicationRow | None:
    """Read the row without locking it."""
    return _row(await connection.fetchrow(_READ, application_id))


async def read_all(connection: asyncpg.Connection, application_ids: Collection[str]) -> dict[str, ApplicationRow]:
    """Read several rows by id, without locking them."""
    rows = [ApplicationRow(*record) for record in await connection.fetch(_READ_ALL, list(application_ids))]
    return {row.id: row for row in rows}


async def open_new(connection: asyncpg.Connection, opening: Opening, now: datetime) -> bool:
    """Write application, cases and visit ledger in one round trip. False: approval knows the application already."""
    return await _open(connection, _OPEN.format(application=_NEW_APPLICATION), opening, now)


async def fill_tombstone(connection: asyncpg.Connection, opening: Opening, now: datetime) -> None:
    """Write what was not known yet when the withdrawal came."""
    await _open(connection, _OPEN.format(application=_FILL_TOMBSTONE), opening, now)


async def _open(connection: asyncpg.Connection, statement: str, opening: Opening, now: datetime) -> bool:
    content = opening.definition.SerializeToString(deterministic=True)
    plan = opening.plan
    cases = list(zip(*opening.cases, strict=True))
    conversions = plan.conversions
    new = await connection.fetchval(
        statement,
        opening.application_id,
        hashlib.sha256(content).digest(),
        opening.tracking_number,
        opening.applicant_id,
        opening.filed_by,
        opening.received_at,
        plan.delivery.value,
        plan.budget,
        opening.cause,
        opening.definition.code,
        opening.definition.version,
        content,
        *cases,
        now,
        [visit.kind.value for visit in plan.visits],
        [visit.stage for visit in plan.visits],
        [conversion.refused.kind.value for conversion in conversions],
        [conversion.refused.stage for conversion in conversions],
        [conversion.replaced_by.value for conversion in conversions],
        [conversion.replaced_by.cost_working_days for conversion in conversions],
        list(opening.published),
        opening.organisation,
    )
    if new is None:
        return False
    for visit in plan.visits:
        metrics.visits.labels(visit.kind.value).inc()
    return True


async def leave_tombstone(connection: asyncpg.Connection, application_id: str, cause: str, now: datetime) -> bool:
    """Note a withdrawal of an application that approval has not heard of. False: it has."""
    return await connection.fetchval(_TOMBSTONE, application_id, now, cause) is not None


async def note_withdrawal(connection: asyncpg.Connection, application_id: str, cause: str, now: datetime) -> None:
    """Note the withdrawal that took at least one case."""
    await connection.execute(
        "UPDATE applications SET withdrawn_at = $2, withdrawn_cause = $3 WHERE id = $1", application_id, now, cause
    )


async def note_acceptance(connection: asyncpg.Connection, application_id: str, on: date) -> None:
    """Note the day on which the window accepted."""
    await connection.execute("UPDATE applications SET accepted_on = $2 WHERE id = $1", application_id, on)


class Definitions:
    """Pinned definitions by digest. They never change, so each is read once and kept."""

    def __init__(self) -> None:
        self._kept: dict[bytes, ServiceItem] = {}

    async def of(self, connection: asyncpg.Connection, application: ApplicationRow) -> ServiceItem:
        """Return the definition an application was filed under. Raises LookupError for a tombstone."""
        digest = application.definition_digest
        if digest is None:
            raise LookupError("a tombstone has no definition")
        found = self._kept.get(digest)
        if found is None:
            found = ServiceItem.FromString(await connection.fetchval(_DEFINITION, digest))
            if len(self._kept) >= DEFINITIONS_CACHED_MAX:
                self._kept.clear()
            self._kept[digest] = found
        return found
