"""The blocking keys of applications, and who else has one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# Who comes second waits here until the first has committed, and then sees it: of two at once one is found.
_LOCK = "SELECT pg_advisory_xact_lock(number) FROM unnest($1::bigint[]) AS number"
_ALIKE = """
SELECT a.id FROM applications a
WHERE a.id IN (SELECT application_id FROM duplicate_keys WHERE key_hash = ANY ($1::bytea[]))
  AND a.stands AND a.id <> $2
ORDER BY a.receive_time DESC, a.id LIMIT $3
"""
_ADD = """
INSERT INTO duplicate_keys (key_hash, application_id) SELECT key, $2 FROM unnest($1::bytea[]) AS key
ON CONFLICT DO NOTHING
"""
_KEEP = "DELETE FROM duplicate_keys WHERE application_id = $1 AND key_hash <> ALL ($2::bytea[])"


class Duplicates:
    """The table `duplicate_keys`."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor

    async def alike(
        self, application_id: str, keys: Sequence[bytes], locks: Sequence[int], limit: int
    ) -> Sequence[str]:
        """Return the ids of other applications with one of these keys, the latest first, and add the keys to this one.

        Only what is live, or ended with a result that stands, is one. The keys stay locked until the transaction ends.
        """
        await self._executor.execute(_LOCK, list(locks))
        rows = await self._executor.fetch(_ALIKE, list(keys), application_id, limit)
        await self._executor.execute(_ADD, list(keys), application_id)
        return [row["id"] for row in rows]

    async def keep_only(self, application_id: str, keys: Sequence[bytes]) -> None:
        """Take from an application the keys that it has no more."""
        await self._executor.execute(_KEEP, application_id, list(keys))
