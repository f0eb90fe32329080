"""Who may act for whom, as intake says."""

from datetime import datetime

import asyncpg

from onetrip.intake.v1.events_pb2 import MandateChanged
from services.approval.codec import instant_of

# What was revoked stays so, in whatever order it is told.
_NOTE = """
INSERT INTO mandates (id, principal_id, agent_id, item_codes, expires_at, revoked_at, organisation)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET revoked_at = coalesce(mandates.revoked_at, excluded.revoked_at)
"""
_STANDING = """
SELECT EXISTS (
    SELECT FROM mandates WHERE agent_id = $1 AND principal_id = $2 AND organisation = $4
      AND (cardinality(item_codes) = 0 OR $3 = ANY (item_codes)) AND revoked_at IS NULL AND expires_at > $5
)
"""


async def note(connection: asyncpg.Connection, event: MandateChanged) -> None:
    """Keep how a mandate stands."""
    revoked_at = instant_of(event.revoke_time) if event.HasField("revoke_time") else None
    await connection.execute(
        _NOTE,
        event.mandate_id,
        event.principal_id,
        event.agent_id,
        list(event.item_codes),
        instant_of(event.expire_time),
        revoked_at,
        event.organisation,
    )


async def holds(
    connection: asyncpg.Connection, agent: str, whose: tuple[str, str], item_code: str, now: datetime
) -> bool:
    """Whether a live mandate covers the item; ``whose``: the principal and the organisation, '' for none."""
    return await connection.fetchval(_STANDING, agent, whose[0], item_code, whose[1], now)
