"""Reading notices, and how people want to be reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from services.notification.domain import Channel, DeliveryState
from services.notification.store.mandates import lives

# Own notices: the applicant's, and those of what the caller filed as an agent, while the mandate lives. Also those that
# were told by phone or post: somebody who signs in later finds them.
_OWN = f"n.issued_at IS NOT NULL AND (n.person_id = $1 OR n.agent_id = $2 AND {lives('n.agent_id', '$3')})"
_COLUMNS = """
n.id, n.application_id, n.kind, n.department, n.series, n.year, n.number, n.code, n.sealed_text, n.issued_at, a.matter,
n.person_id AS recipient
"""
_FROM = "notices n JOIN applications a ON a.id = n.application_id"
_LIST = f"""
SELECT {_COLUMNS} FROM {_FROM}
WHERE {_OWN} AND ($4 = '' OR n.application_id = $4) AND (n.issued_at, n.id) < ($5, $6)
ORDER BY n.issued_at DESC, n.id DESC LIMIT $7
"""
_GET = f"SELECT {_COLUMNS} FROM {_FROM} WHERE {_OWN} AND n.id = $4"
_PRINTED = f"{_COLUMNS}, n.layout, n.sealed_addressee, a.tracking_number, a.person_id"
_OWN_DOCUMENT = f"SELECT {_PRINTED} FROM {_FROM} WHERE {_OWN} AND n.id = $4"
# A clerk prints what is to be posted now, and nothing else.
_TO_POST = f"""
SELECT {_PRINTED} FROM {_FROM} JOIN deliveries d ON d.notice_id = n.id
WHERE n.id = $1 AND d.channel = $2 AND d.state = $3 AND d.try_at IS NULL
"""
_BY_CODE = f"SELECT {_COLUMNS} FROM {_FROM} WHERE n.code = $1"
_DOCUMENT_BY_CODE = f"""
SELECT {_PRINTED}, n.recipient_id,
    (SELECT array_agg(c.sealed ORDER BY c.source) FROM contacts c
     WHERE c.application_id = n.application_id AND c.person_id = n.recipient_id) AS contacts
FROM {_FROM} WHERE n.code = $1 AND n.issued_at IS NOT NULL
"""
_ISSUED_FOR = f"""
SELECT {_PRINTED} FROM {_FROM} WHERE n.application_id = $1 AND n.issued_at IS NOT NULL ORDER BY n.issued_at, n.id
"""
_PREFERENCES = "SELECT channels, version FROM preferences WHERE person_id = $1"
_SET = """
INSERT INTO preferences (person_id, channels, version) VALUES ($1, $2, 1)
ON CONFLICT (person_id) DO UPDATE SET channels = excluded.channels, version = preferences.version + 1 RETURNING version
"""
_SET_FIRST = """
INSERT INTO preferences (person_id, channels, version) VALUES ($1, $2, 1) ON CONFLICT DO NOTHING RETURNING version
"""
_SET_IF = """
UPDATE preferences SET channels = $2, version = version + 1 WHERE person_id = $1 AND version = $3 RETURNING version
"""


class Reader(NamedTuple):
    """Who reads their own notices, and when; `agent_id` is theirs too where they act as an agent, else None."""

    person_id: str
    agent_id: str | None
    now: datetime


async def of_person(
    pool: Any, reader: Reader, application_id: str, before: tuple[datetime, str], limit: int
) -> list[Any]:
    """Notices somebody may read, newest first. `application_id`: only of this one; empty: all."""
    return await pool.fetch(_LIST, *reader, application_id, *before, limit)


async def get(pool: Any, reader: Reader, notice_id: str) -> Any | None:
    """One notice somebody may read."""
    return await pool.fetchrow(_GET, *reader, notice_id)


async def own_document(pool: Any, reader: Reader, notice_id: str) -> Any | None:
    """One notice somebody may read, with what is printed."""
    return await pool.fetchrow(_OWN_DOCUMENT, *reader, notice_id)


async def issued_for(connection: Any, application_id: str) -> list[Any]:
    """Every notice of an application, to whomever, with what is printed, in the order they were issued."""
    return await connection.fetch(_ISSUED_FOR, application_id)


async def to_post(connection: Any, notice_id: str) -> Any | None:
    """One notice that waits in the work list to be posted, with what is printed."""
    return await connection.fetchrow(_TO_POST, notice_id, Channel.POST, DeliveryState.PENDING)


async def by_code(pool: Any, code: str) -> Any | None:
    """The notice that has a verification code."""
    return await pool.fetchrow(_BY_CODE, code)


async def document_by_code(pool: Any, code: str) -> Any | None:
    """The same, with whom it is addressed to, and what is known of how they are reached."""
    return await pool.fetchrow(_DOCUMENT_BY_CODE, code)


async def preferences(pool: Any, person_id: str) -> tuple[list[int], int] | None:
    """The channels somebody stated, and their version."""
    row = await pool.fetchrow(_PREFERENCES, person_id)
    return (row["channels"], row["version"]) if row else None


async def set_preferences(pool: Any, person_id: str, channels: Sequence[int], seen: int | None) -> int | None:
    """Set the channels. Returns the version they have now; None when `seen` (0: none were stated) is no longer true."""
    if seen is None:
        return await pool.fetchval(_SET, person_id, list(channels))
    if seen == 0:
        return await pool.fetchval(_SET_FIRST, person_id, list(channels))
    return await pool.fetchval(_SET_IF, person_id, list(channels), seen)
