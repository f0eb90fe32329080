"""What the issuer reads and writes: notices that are due, numbers, notices with their first deliveries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.notification.domain import Channel, DeliveryState
from services.notification.store.mandates import lives

# One issuer at a time in this schema, so that numbers follow one another and nobody waits for a number.
_BEGIN = "SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || '.issuing', 0)) AS alone"
# An agent whose mandate has ended is given nothing more: it goes to the applicant only.
_DUE = f"""
SELECT n.id, n.application_id, n.kind, n.version, n.due_at, n.event_type, n.event, n.recipient_id,
       a.tracking_number, coalesce(nullif(n.recipient_id, ''), a.person_id) AS person_id,
       CASE WHEN n.recipient_id = '' AND {lives("a.agent_id", "$2")} THEN a.agent_id END AS agent_id,
       a.by_clerk, a.matter, p.channels,
       (SELECT o.payload FROM outbox o
        WHERE o.topic = 'notification.events.v1' AND o.message_id = n.id || ':delivered:1') AS said,
       (SELECT d.channel FROM deliveries d JOIN notices earlier ON earlier.id = d.notice_id
        WHERE n.recipient_id <> '' AND earlier.application_id = n.application_id
          AND earlier.recipient_id = n.recipient_id AND d.state = 2 AND d.channel <> 1
        ORDER BY d.updated_at DESC LIMIT 1) AS reached_by,
       (SELECT array_agg(c.sealed ORDER BY c.source) FROM contacts c
        WHERE c.application_id = a.id AND c.person_id = n.recipient_id) AS contacts
FROM notices n JOIN applications a ON a.id = n.application_id
LEFT JOIN preferences p ON p.person_id = coalesce(nullif(n.recipient_id, ''), a.person_id)
WHERE n.issued_at IS NULL AND n.fault IS NULL ORDER BY n.due_at, n.kind, n.id LIMIT $1
"""
_TAKE_NUMBERS = """
INSERT INTO numbering (department, kind, year, number)
SELECT department, kind, $1, count FROM unnest($2::text[], $3::smallint[], $4::int[]) AS u (department, kind, count)
ORDER BY department, kind
ON CONFLICT (department, kind, year) DO UPDATE SET number = numbering.number + excluded.number
RETURNING department, kind, number
"""
_KEEP_NUMBERS = """
WITH free AS (
    SELECT u.* FROM unnest($1::text[], $2::smallint[], $3::smallint[], $4::int[]) AS u (department, kind, year, number)
    WHERE NOT EXISTS (SELECT FROM notices n WHERE n.department = u.department AND n.kind = u.kind AND n.year = u.year
                                                AND n.number = u.number)
), counted AS (
    INSERT INTO numbering (department, kind, year, number)
    SELECT department, kind, year, max(number) FROM free GROUP BY department, kind, year
    ON CONFLICT (department, kind, year) DO UPDATE SET number = greatest(numbering.number, excluded.number)
)
SELECT department, kind, year, number FROM free
"""
_ISSUE = """
WITH issued AS (
    UPDATE notices n SET event = NULL, event_type = NULL, year = u.year, number = u.number, person_id = u.person_id,
        agent_id = u.agent_id, in_inbox = u.in_inbox, sealed_text = u.sealed_text, issued_at = u.issued_at,
        department = u.department, series = u.series, layout = u.layout, code = u.code,
        sealed_addressee = u.sealed_addressee
    FROM unnest($2::text[], $3::int[], $4::text[], $5::text[], $6::bool[], $7::bytea[], $8::timestamptz[],
            $14::text[], $15::text[], $16::smallint[], $17::text[], $18::bytea[], $1::smallint[])
        AS u (id, number, person_id, agent_id, in_inbox, sealed_text, issued_at,
            department, series, layout, code, sealed_addressee, year)
    WHERE n.id = u.id
)
INSERT INTO deliveries (notice_id, channel, application_id, state, try_at, created_at, updated_at)
SELECT notice_id, channel, application_id, state, CASE WHEN state = 1 THEN now() END, at, at
FROM unnest($9::text[], $10::smallint[], $11::text[], $12::smallint[], $13::timestamptz[])
    AS d (notice_id, channel, application_id, state, at)
"""
_FAULTY = "UPDATE notices SET fault = $2 WHERE id = $1"
_FORGIVE = "UPDATE notices SET fault = NULL WHERE fault IS NOT NULL AND issued_at IS NULL"

# (department, kind, year, number)
Named = tuple[str, int, int, int]


@dataclass(frozen=True)
class Issued:
    """A notice as it is issued, and the channels it is sent by at once.

    `department` and `kind` have a row of numbers for each year; `series` are their words in front of the number.
    """

    id: str
    application_id: str
    kind: int
    department: str
    series: str
    year: int
    number: int
    layout: int
    code: str
    person_id: str
    agent_id: str | None
    in_inbox: bool
    sealed_text: bytes
    sealed_addressee: bytes | None
    issued_at: datetime
    channels: Sequence[Channel]


async def begin(connection: Any) -> bool:
    """Become the one who issues, until the end of the transaction. False: another replica does."""
    return (await connection.fetchrow(_BEGIN))["alone"]


async def due(connection: Any, limit: int, now: datetime) -> list[Any]:
    """Notices to issue whose application is known, oldest first; `agent_id` where the mandate lives now."""
    return await connection.fetch(_DUE, limit, now)


async def take_numbers(connection: Any, year: int, counts: Mapping[tuple[str, int], int]) -> dict[tuple[str, int], int]:
    """Take so many numbers of each (department, kind) in a year. Returns the first one of each.

    The counters stay locked until the transaction ends, so that one who fails gives the numbers back.
    """
    departments, kinds = zip(*counts, strict=True)
    rows = await connection.fetch(_TAKE_NUMBERS, year, departments, kinds, list(counts.values()))
    last = {(row["department"], row["kind"]): row["number"] for row in rows}
    return {key: last[key] - count + 1 for key, count in counts.items()}


async def keep_numbers(connection: Any, wanted: Collection[Named]) -> set[Named]:
    """Keep numbers that were given before this database was set back; the next ones follow after them.

    Returns those that no other notice has been given since.
    """
    rows = await connection.fetch(_KEEP_NUMBERS, *map(list, zip(*wanted, strict=True)))
    return {(row["department"], row["kind"], row["year"], row["number"]) for row in rows}


async def issue(connection: Any, notices: Sequence[Issued]) -> None:
    """Write the notices and their first deliveries; what is in the inbox is delivered."""
    deliveries = [(notice, channel) for notice in notices for channel in notice.channels]
    states = [
        DeliveryState.DELIVERED if channel is Channel.IN_APP else DeliveryState.PENDING for _, channel in deliveries
    ]
    await connection.execute(
        _ISSUE,
        [notice.year for notice in notices],
        [notice.id for notice in notices],
        [notice.number for notice in notices],
        [notice.person_id for notice in notices],
        [notice.agent_id for notice in notices],
        [notice.in_inbox for notice in notices],
        [notice.sealed_text for notice in notices],
        [notice.issued_at for notice in notices],
        [notice.id for notice, _ in deliveries],
        [channel for _, channel in deliveries],
        [notice.application_id for notice, _ in deliveries],
        states,
        [notice.issued_at for notice, _ in deliveries],
        [notice.department for notice in notices],
        [notice.series for notice in notices],
        [notice.layout for notice in notices],
        [notice.code for notice in notices],
        [notice.sealed_addressee for notice in notices],
    )


async def set_aside(connection: Any, notice_id: str, fault: str) -> None:
    """Leave a notice that cannot be rendered; the others go on."""
    await connection.execute(_FAULTY, notice_id, fault)


async def forgive(connection: Any) -> None:
    """Try those set aside once more: the process has been started anew, perhaps with the fault mended."""
    await connection.execute(_FORGIVE)
