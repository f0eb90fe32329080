"""Results on their way: the ways they were sent, and what was reported of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

from services.approval.domain.deliveries import Parcel, Report
from services.approval.domain.visits import Delivery

_COLUMNS = """id, application_id, tracking_number, method, cause, created_at, delivered_at, ways, due_on,
              due_provisional, latest_report, failures, by_agent, stopped_at"""
_STANDS = """
EXISTS (SELECT FROM outcomes WHERE application_id = $1 AND decision_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM amendments WHERE amendments.decision_id = outcomes.decision_id AND kind = 'revocation'))
"""
# An electronic certificate is in hand at once; where everything was revoked already, nothing is handed over.
_START = f"""
WITH application AS (
    SELECT id, tracking_number, delivery_method, {_STANDS} AS stands FROM applications
    WHERE id = $1 AND definition_digest IS NOT NULL
), delivery AS (
    INSERT INTO deliveries (id, application_id, tracking_number, method, cause, created_at, delivered_at, ways, due_on,
                            due_provisional, stopped_at)
    SELECT $2, id, tracking_number, delivery_method, $3, $4::timestamptz,
           CASE WHEN delivery_method = 'electronic' AND stands THEN $4::timestamptz END, ARRAY[delivery_method], $5, $6,
           CASE WHEN NOT stands THEN $4::timestamptz END
    FROM application
    WHERE EXISTS (SELECT FROM outcomes WHERE application_id = $1 AND decision_id IS NOT NULL)
    ON CONFLICT (application_id) DO NOTHING RETURNING {_COLUMNS}
)
SELECT * FROM delivery
"""
_LIST = f"""
SELECT {_COLUMNS} FROM deliveries
WHERE delivered_at IS NULL AND stopped_at IS NULL AND method = ANY ($1::text[]) AND ($2 = '' OR application_id = $2)
  AND (created_at, id) > ($3, $4)
ORDER BY created_at, id LIMIT $5
"""
_OF_APPLICATION = f"SELECT {_COLUMNS} FROM deliveries WHERE application_id = $1"
_REPORT = """
INSERT INTO delivery_reports (delivery_id, reported_by, report_id, method, report, happened_at, reported_at)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
"""
_REPORTS = "SELECT report, happened_at FROM delivery_reports WHERE delivery_id = $1 AND method = $2"
_STAND = "UPDATE deliveries SET latest_report = $2, failures = $3 WHERE id = $1"
_REROUTE = f"""
UPDATE deliveries SET method = $2, ways = ways || $2::text, latest_report = NULL, failures = 0 WHERE id = $1
RETURNING {_COLUMNS}
"""
_STOP = f"UPDATE deliveries SET stopped_at = $2 WHERE id = $1 RETURNING {_COLUMNS}"
_MOVE = "UPDATE deliveries SET due_on = $2, due_provisional = $3 WHERE application_id = $1"
_HAND_OVER = f"""
UPDATE deliveries SET delivered_at = $2, method = $3, confirmed_by = $4, by_agent = $5 WHERE id = $1
RETURNING {_COLUMNS}
"""


@dataclass(frozen=True)
class DeliveryRow:
    """A result on its way; ``delivered_at`` None until it is in hand. ``ways``: those tried, the last is ``method``.

    ``stopped_at``: when it was stopped, because what was decided was revoked; one that is in hand never is.
    """

    id: str
    application_id: str
    tracking_number: str
    method: Delivery
    cause: str
    created_at: datetime
    delivered_at: datetime | None
    ways: tuple[Delivery, ...]
    due_on: date | None
    due_provisional: bool
    latest_report: Report | None
    failures: int
    by_agent: bool
    stopped_at: datetime | None


@dataclass(frozen=True)
class ReportRow:
    """Something reported of one way. ``report_id`` is the reporter's own."""

    delivery_id: str
    reported_by: str
    report_id: str
    method: Delivery
    report: Report
    happened_at: datetime


def _row(record: asyncpg.Record | None) -> DeliveryRow | None:
    if record is None:
        return None
    fields = dict(record.items())
    fields["method"] = Delivery(fields["method"])
    fields["ways"] = tuple(map(Delivery, fields["ways"]))
    fields["latest_report"] = Report(fields["latest_report"]) if fields["latest_report"] else None
    return DeliveryRow(**fields)


def _changed(record: asyncpg.Record | None) -> DeliveryRow:
    row = _row(record)
    if row is None:
        raise LookupError("the delivery vanished while its application was locked")
    return row


async def start(
    connection: asyncpg.Connection,
    delivery_id: str,
    application_id: str,
    cause: str,
    now: datetime,
    due: tuple[date | None, bool],
) -> DeliveryRow | None:
    """Start the delivery; ``due``: its last day, and whether that may still move. Lock the application first.

    It is stopped from the beginning where every decision was revoked. None, and nothing written, when it was started
    before or nothing was decided.
    """
    return _row(await connection.fetchrow(_START, application_id, delivery_id, cause, now, *due))


async def result_stands(connection: asyncpg.Connection, application_id: str) -> bool:
    """Whether a decision of the application is there to hand over, a refusal too. Lock the application first."""
    return bool(await connection.fetchval(f"SELECT {_STANDS}", application_id))


async def stop(connection: asyncpg.Connection, delivery_id: str, now: datetime) -> DeliveryRow:
    """Note that it is handed over no more."""
    return _changed(await connection.fetchrow(_STOP, delivery_id, now))


async def of_application(connection: asyncpg.Connection, application_id: str) -> DeliveryRow | None:
    """The delivery of an application, under way or not."""
    return _row(await connection.fetchrow(_OF_APPLICATION, application_id))


async def get(connection: asyncpg.Connection, delivery_id: str) -> DeliveryRow | None:
    """One delivery."""
    return _row(await connection.fetchrow(f"SELECT {_COLUMNS} FROM deliveries WHERE id = $1", delivery_id))


async def note(connection: asyncpg.Connection, report: ReportRow, now: datetime) -> None:
    """Keep a report; one that is known already changes nothing."""
    await connection.execute(
        _REPORT,
        report.delivery_id,
        report.reported_by,
        report.report_id,
        report.method.value,
        report.report.value,
        report.happened_at,
        now,
    )


async def reports(connection: asyncpg.Connection, delivery_id: str, method: Delivery) -> list[tuple[Report, datetime]]:
    """What was reported of one way, in no order."""
    return [(Report(report), at) for report, at in await connection.fetch(_REPORTS, delivery_id, method.value)]


async def stand(connection: asyncpg.Connection, delivery_id: str, parcel: Parcel) -> None:
    """Note how the way that a delivery is on stands."""
    await connection.execute(_STAND, delivery_id, parcel.latest, parcel.failures)


async def reroute(connection: asyncpg.Connection, delivery_id: str, method: Delivery) -> DeliveryRow:
    """Send it another way."""
    return _changed(await connection.fetchrow(_REROUTE, delivery_id, method.value))


async def move(connection: asyncpg.Connection, application_id: str, due_on: date, provisional: bool) -> None:
    """Note the day by which the result has to be in hand now."""
    await connection.execute(_MOVE, application_id, due_on, provisional)


async def hand_over(
    connection: asyncpg.Connection,
    delivery_id: str,
    method: Delivery,
    confirmed_by: str,
    now: datetime,
    *,
    by_agent: bool = False,
) -> DeliveryRow:
    """Note that it is in the applicant's hands, by which way."""
    return _changed(await connection.fetchrow(_HAND_OVER, delivery_id, now, method.value, confirmed_by, by_agent))


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
