"""Results on their way, and the answers kept by the callers' own keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from services.approval.domain.visits import Delivery

_COLUMNS = "id, application_id, tracking_number, method, cause, created_at, delivered_at"
# Locks the referee's row and writes, in one round trip. An electronic certificate is in hand at once.
_START = f"""
WITH application AS (
    SELECT id, tracking_number, delivery_method FROM applications
    WHERE id = $2 AND definition_digest IS NOT NULL FOR UPDATE
), delivery AS (
    INSERT INTO deliveries (id, application_id, tracking_number, method, cause, created_at, delivered_at)
    SELECT $1, id, tracking_number, delivery_method, $3, $4::timestamptz,
           CASE delivery_method WHEN 'electronic' THEN $4::timestamptz END
    FROM application
    WHERE EXISTS (SELECT FROM outcomes WHERE application_id = $2 AND decision_id IS NOT NULL)
    ON CONFLICT (application_id) DO NOTHING RETURNING {_COLUMNS}
)
SELECT * FROM delivery
"""
_LIST = f"""
SELECT {_COLUMNS} FROM deliveries
WHERE delivered_at IS NULL AND method = ANY ($1::text[]) AND ($2 = '' OR application_id = $2)
  AND (created_at, id) > ($3, $4)
ORDER BY created_at, id LIMIT $5
"""
_OF_APPLICATION = f"SELECT {_COLUMNS} FROM deliveries WHERE application_id = $1"


@dataclass(frozen=True)
class DeliveryRow:
    """A result on its way; ``delivered_at`` None until it is in hand."""

    id: str
    application_id: str
    tracking_number: str
    method: Delivery
    cause: str
    created_at: datetime
    delivered_at: datetime | None


def _row(record: asyncpg.Record | None) -> DeliveryRow | None:
    if record is None:
        return None
    delivery_id, application_id, tracking_number, method, cause, created_at, delivered_at = record
    return DeliveryRow(delivery_id, application_id, tracking_number, Delivery(method), cause, created_at, delivered_at)


async def start(
    connection: asyncpg.Connection, delivery_id: str, application_id: str, cause: str, now: datetime
) -> DeliveryRow | None:
    """Start the delivery. None, and nothing written, when it was started before or nothing was decided."""
    return _row(await connection.fetchrow(_START, delivery_id, application_id, cause, now))


async def of_application(connection: asyncpg.Connection, application_id: str) -> DeliveryRow | None:
    """The delivery of an application, under way or not."""
    return _row(await connection.fetchrow(_OF_APPLICATION, application_id))


async def get(connection: asyncpg.Connection, delivery_id: str) -> DeliveryRow | None:
    """One delivery."""
    return _row(await connection.fetchrow(f"SELECT {_COLUMNS} FROM deliveries WHERE id = $1", delivery_id))


async def confirm(connection: asyncpg.Connection, delivery_id: str, confirmed_by: str, now: datetime) -> None:
    """Note that it is in the applicant's hands."""
    await connection.execute(
        "UPDATE deliveries SET delivered_at = $2, confirmed_by = $3 WHERE id = $1", delivery_id, now, confirmed_by
    )


async def under_way(
    connection: asyncpg.Connection,
    methods: Sequence[Delivery],
    application_id: str,
    after: tuple[datetime, str],
    limit: int,
) -> list[DeliveryRow]:
    """Deliveries under way by these methods, oldest first, after a position; an empty application means all."""
    records = await connection.fetch(_LIST, [method.value for method in methods], application_id, *after, limit)
    rows = [_row(record) for record in records]
    return [row for row in rows if row is not None]
