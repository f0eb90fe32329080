"""Who may act for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_COLUMNS = "id, principal_id, agent_id, item_codes, grant_time, expire_time, revoke_time"
_INSERT = """
INSERT INTO mandates (id, principal_id, agent_id, item_codes, granted_by, grant_time, expire_time)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_READ = f"SELECT {_COLUMNS} FROM mandates WHERE id = $1"
_LOCK = f"{_READ} FOR UPDATE"
_REVOKE = "UPDATE mandates SET revoke_time = $2 WHERE id = $1 AND revoke_time IS NULL"
_HOLDS = """
SELECT EXISTS (
    SELECT FROM mandates WHERE agent_id = $1 AND principal_id = $2 AND revoke_time IS NULL AND expire_time > $4
      AND (cardinality(item_codes) = 0 OR $3 = ANY (item_codes))
)
"""
# Who ends one meanwhile waits until what is done under it is done, or is first and then it is not.
_STILL_HOLDS = """
SELECT id FROM mandates WHERE agent_id = $1 AND principal_id = $2 AND revoke_time IS NULL AND expire_time > $4
  AND (cardinality(item_codes) = 0 OR $3 = ANY (item_codes)) ORDER BY id LIMIT 1 FOR SHARE
"""
_LIST = f"""
SELECT {_COLUMNS} FROM mandates
WHERE (principal_id = $1 OR agent_id = $1)
  AND ($2::timestamptz IS NULL OR (grant_time, id) < ($2, $3))
ORDER BY grant_time DESC, id DESC LIMIT $4
"""


@dataclass(frozen=True, slots=True)
class StoredMandate:
    """A mandate as it stands. `item_codes` empty: all items."""

    id: str
    principal_id: str
    agent_id: str
    item_codes: tuple[str, ...]
    grant_time: datetime
    expire_time: datetime
    revoke_time: datetime | None = None


def _mandate(row: Any) -> StoredMandate:
    return StoredMandate(**{**row, "item_codes": tuple(row["item_codes"])})


class Mandates:
    """The table `mandates`."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor

    async def add(self, mandate: StoredMandate, granted_by: str) -> None:
        """Add a mandate."""
        await self._executor.execute(
            _INSERT,
            mandate.id,
            mandate.principal_id,
            mandate.agent_id,
            list(mandate.item_codes),
            granted_by,
            mandate.grant_time,
            mandate.expire_time,
        )

    async def read(self, mandate_id: str, *, lock: bool = False) -> StoredMandate | None:
        """Return a mandate, locked for a change when asked."""
        row = await self._executor.fetchrow(_LOCK if lock else _READ, mandate_id)
        return _mandate(row) if row else None

    async def revoke(self, mandate_id: str, now: datetime) -> None:
        """End a mandate now."""
        await self._executor.execute(_REVOKE, mandate_id, now)

    async def holds(self, agent_id: str, principal_id: str, item_code: str, now: datetime) -> bool:
        """Whether the agent may act for the principal in this item now."""
        return await self._executor.fetchval(_HOLDS, agent_id, principal_id, item_code, now)

    async def still_holds(self, agent_id: str, principal_id: str, item_code: str, now: datetime) -> bool:
        """The same, and it stays so until the transaction ends."""
        return await self._executor.fetchval(_STILL_HOLDS, agent_id, principal_id, item_code, now) is not None

    async def of(self, person_id: str, after: tuple[datetime, str] | None, limit: int) -> Sequence[StoredMandate]:
        """Return what the person gave or holds, newest first, after a (grant_time, id)."""
        grant_time, mandate_id = after or (None, None)
        rows = await self._executor.fetch(_LIST, person_id, grant_time, mandate_id, limit)
        return [_mandate(row) for row in rows]
