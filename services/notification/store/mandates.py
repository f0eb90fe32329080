"""Who may act for whom, as intake says."""

from datetime import UTC
from typing import Any

from onetrip.intake.v1.events_pb2 import MandateChanged

# What was revoked stays so, in whatever order it is told.
_NOTE = """
INSERT INTO mandates (id, principal_id, agent_id, item_codes, expires_at, revoked_at, organisation)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET revoked_at = coalesce(mandates.revoked_at, excluded.revoked_at)
"""


def lives(agent: str, now: str) -> str:
    """SQL: whether a mandate of the agent's that covers application `a` is live at an instant.

    Which organisation an application is of is not known of those filed before that was told: there a mandate that names
    none goes on (decision 0062).
    """
    return f"""EXISTS (
    SELECT FROM mandates m
    WHERE m.agent_id = {agent} AND m.principal_id = a.person_id AND m.organisation = coalesce(a.organisation, '')
      AND (cardinality(m.item_codes) = 0 OR a.item_code = ANY (m.item_codes))
      AND m.revoked_at IS NULL AND m.expires_at > {now}
)"""


async def note(connection: Any, event: MandateChanged) -> None:
    """Keep how a mandate stands."""
    revoked_at = event.revoke_time.ToDatetime(tzinfo=UTC) if event.HasField("revoke_time") else None
    await connection.execute(
        _NOTE,
        event.mandate_id,
        event.principal_id,
        event.agent_id,
        list(event.item_codes),
        event.expire_time.ToDatetime(tzinfo=UTC),
        revoked_at,
        event.organisation,
    )
