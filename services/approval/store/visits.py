"""The visit ledger after opening: presences asked for, those refused, and what replaced them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from runtime import metrics
from services.approval.domain.visits import Replacement, VisitKind

_LEDGER = """
SELECT number, kind, stage, visit_time, place,
       (SELECT count(*) FROM visit_requests r WHERE r.application_id = v.application_id AND r.number = v.number)
FROM visits v WHERE application_id = $1 ORDER BY number
"""
_BUDGET = "SELECT visits_budget FROM applications WHERE id = $1"
_ADD = """
INSERT INTO visits (application_id, number, budget, kind, stage, recorded_at, visit_time, place)
SELECT $1, $2, visits_budget, $3, $4, $5, $6, $7 FROM applications WHERE id = $1
"""
_RESERVE = """
INSERT INTO visits (application_id, number, budget, kind, stage, recorded_at)
SELECT id, (SELECT count(*) + 1 FROM visits WHERE application_id = $1), visits_budget, 'collection', '', $2
FROM applications WHERE id = $1
"""
_SET = "UPDATE visits SET visit_time = $3, place = $4 WHERE application_id = $1 AND number = $2"
_REQUEST = """
SELECT r.id, r.application_id, r.task_id, r.case_id, r.department, r.kind, r.stage, r.joined, r.appointments,
       r.cancelled_at IS NOT NULL AS cancelled, v.visit_time, v.place, c.replaced_by
FROM visit_requests r
     LEFT JOIN visits v ON v.application_id = r.application_id AND v.number = r.number
     LEFT JOIN conversions c ON c.visit_id = r.id
"""
_BOOKED = """
UPDATE visit_requests SET appointments = appointments + 1, task_id = $5
WHERE application_id = $1 AND kind = $2 AND stage = $3 AND number = $4 RETURNING id
"""
_REFUSED = """
UPDATE visit_requests SET refusals = refusals + 1, task_id = $4
WHERE application_id = $1 AND kind = $2 AND stage = $3 AND number IS NULL AND cancelled_at IS NULL RETURNING id
"""
_ASK = """
INSERT INTO visit_requests (id, application_id, task_id, case_id, department, kind, stage, number, joined,
                            appointments, refusals, requested_by, requested_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, CASE WHEN $8::smallint IS NULL THEN 0 ELSE 1 END,
        CASE WHEN $8::smallint IS NULL THEN 1 ELSE 0 END, $10, $11)
"""
# One round trip: the request leaves the ledger, and the visit goes unless another step is done at the same presence.
_CANCEL = """
WITH held AS (SELECT application_id, number FROM visit_requests WHERE id = $1),
cancelled AS (
    UPDATE visit_requests SET number = NULL, cancelled_by = $2, cancelled_at = $3 WHERE id = $1
)
DELETE FROM visits v USING held
WHERE v.application_id = held.application_id AND v.number = held.number AND v.kind IN ('inspection', 'appearance')
  AND NOT EXISTS (SELECT FROM visit_requests r
                  WHERE r.application_id = v.application_id AND r.number = v.number AND r.id <> $1)
RETURNING v.number
"""
_AHEAD = f"""{_REQUEST}
WHERE r.application_id = $1 AND r.case_id = ANY ($2::text[]) AND r.cancelled_at IS NULL AND v.visit_time > $3
ORDER BY v.visit_time, r.id
"""
# What the plan reserved at opening for a check on site that was not made: no appointment, and its stage is not done.
_FREE = """
DELETE FROM visits v USING cases c
WHERE c.id = ANY ($2::text[]) AND v.application_id = $1 AND c.application_id = $1
  AND v.kind = 'inspection' AND v.visit_time IS NULL AND starts_with(v.stage, c.item_code || '/')
  AND NOT EXISTS (SELECT FROM visit_requests r WHERE r.application_id = $1 AND r.number = v.number)
  AND NOT EXISTS (SELECT FROM tasks t WHERE t.application_id = $1 AND t.case_id = c.id AND t.state = 'done'
                    AND t.stage = substr(v.stage, length(c.item_code) + 2))
"""
# What the plan chose at opening gives way to what a person chooses.
_CONVERT = """
INSERT INTO conversions (application_id, kind, stage, replaced_by, cost_working_days, recorded_at, visit_id, chosen_by,
                         on_behalf_of)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (application_id, kind, stage) DO UPDATE
SET replaced_by = $4, cost_working_days = $5, recorded_at = $6, visit_id = $7, chosen_by = $8, on_behalf_of = $9
"""


@dataclass(frozen=True)
class LedgerRow:
    """A visit of the ledger; ``place`` is a sealed DecisionText, None until an appointment is set."""

    number: int
    kind: VisitKind
    stage: str
    visit_time: datetime | None
    place: bytes | None
    steps: int


@dataclass(frozen=True)
class VisitRow:
    """A presence asked for. ``appointments`` 0: the ledger refused it; ``replaced_by`` None: nothing was chosen.

    ``cancelled``: the applicant called it off.
    """

    id: str
    application_id: str
    task_id: str
    case_id: str
    department: str
    kind: VisitKind
    stage: str
    joined: bool
    appointments: int
    cancelled: bool
    visit_time: datetime | None
    place: bytes | None
    replaced_by: Replacement | None


@dataclass(frozen=True)
class NewRequest:
    """A presence to note. ``number`` None: refused."""

    application_id: str
    task_id: str
    case_id: str
    department: str
    kind: VisitKind
    stage: str
    number: int | None
    joined: bool
    requested_by: str


def _row(record: asyncpg.Record | None) -> VisitRow | None:
    if record is None:
        return None
    fields = dict(record.items())
    fields["kind"] = VisitKind(fields["kind"])
    fields["replaced_by"] = Replacement(fields["replaced_by"]) if fields["replaced_by"] else None
    return VisitRow(**fields)


async def budget(connection: asyncpg.Connection, application_id: str) -> int:
    """Visits that the application may cost: 0 or 1."""
    return await connection.fetchval(_BUDGET, application_id)


async def ledger(connection: asyncpg.Connection, application_id: str) -> list[LedgerRow]:
    """The visits used or reserved, by number. The caller holds the referee's row."""
    return [
        LedgerRow(number, VisitKind(kind), stage, visit_time, place, steps)
        for number, kind, stage, visit_time, place, steps in await connection.fetch(_LEDGER, application_id)
    ]


async def add(
    connection: asyncpg.Connection, request: NewRequest, visit_time: datetime, place: bytes, now: datetime
) -> None:
    """Write one more visit to the ledger; the table's constraint refuses one above the budget."""
    await connection.execute(
        _ADD, request.application_id, request.number, request.kind.value, request.stage, now, visit_time, place
    )
    metrics.visits.labels(request.kind.value).inc()


async def set_appointment(
    connection: asyncpg.Connection, application_id: str, number: int, visit_time: datetime, place: bytes
) -> None:
    """Set, or move, the appointment of a visit of the ledger."""
    await connection.execute(_SET, application_id, number, visit_time, place)


async def note(connection: asyncpg.Connection, new_id: str, request: NewRequest, now: datetime) -> tuple[str, bool]:
    """Note a presence asked for, booked or refused. Returns its id, and whether it was asked for the first time."""
    step = (request.application_id, request.kind.value, request.stage)
    if request.number is None:
        known = await connection.fetchval(_REFUSED, *step, request.task_id)
    else:
        known = await connection.fetchval(_BOOKED, *step, request.number, request.task_id)
    if known is not None:
        return known, False
    await connection.execute(
        _ASK,
        new_id,
        request.application_id,
        request.task_id,
        request.case_id,
        request.department,
        request.kind.value,
        request.stage,
        request.number,
        request.joined,
        request.requested_by,
        now,
    )
    return new_id, True


async def get(connection: asyncpg.Connection, visit_id: str) -> VisitRow | None:
    """A presence asked for. For writing, lock its application first."""
    return _row(await connection.fetchrow(f"{_REQUEST} WHERE r.id = $1", visit_id))


async def convert(
    connection: asyncpg.Connection,
    visit: VisitRow,
    replacement: Replacement,
    chosen_by: str,
    on_behalf_of: str,
    now: datetime,
) -> None:
    """Note what replaces a refused visit; ``on_behalf_of``: the applicant whom a clerk has asked, else empty."""
    await connection.execute(
        _CONVERT,
        visit.application_id,
        visit.kind.value,
        visit.stage,
        replacement.value,
        replacement.cost_working_days,
        now,
        visit.id,
        chosen_by,
        on_behalf_of,
    )


async def cancel(connection: asyncpg.Connection, visit_id: str, by: str, now: datetime) -> bool:
    """Call a booked appointment off and free the ledger; False: another step is done at the same presence, which stays.

    The caller knows under the lock that it is ahead of us.
    """
    return await connection.fetchval(_CANCEL, visit_id, by, now) is not None


async def ahead(
    connection: asyncpg.Connection, application_id: str, case_ids: Sequence[str], now: datetime
) -> list[VisitRow]:
    """Appointments of these cases that are yet to come, by their time. The caller holds the referee's row."""
    found = [_row(record) for record in await connection.fetch(_AHEAD, application_id, list(case_ids), now)]
    return [row for row in found if row is not None]


async def free(connection: asyncpg.Connection, application_id: str, case_ids: Sequence[str]) -> None:
    """Give back what was reserved for checks on site of these cases that were not made, and have no appointment."""
    await connection.execute(_FREE, application_id, list(case_ids))


async def used(connection: asyncpg.Connection, application_id: str) -> int:
    """Visits used or reserved."""
    return await connection.fetchval("SELECT count(*) FROM visits WHERE application_id = $1", application_id)


async def reserve_collection(connection: asyncpg.Connection, application_id: str, now: datetime) -> None:
    """Reserve the visit of collecting the result; the table's constraint refuses one above the budget."""
    await connection.execute(_RESERVE, application_id, now)


async def release_collection(connection: asyncpg.Connection, application_id: str) -> None:
    """Give back the visit of collecting the result: it was not made, or an agent made it."""
    await connection.execute("DELETE FROM visits WHERE application_id = $1 AND kind = 'collection'", application_id)
