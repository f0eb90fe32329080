"""Who may act for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from onetrip.catalog.v1.catalog_pb2 import APPLICANT_KIND_ORGANISATION

_COLUMNS = """id, principal_id, agent_id, item_codes, grant_time, expire_time, revoke_time, organisation,
              organisation_masked"""
_INSERT = """
INSERT INTO mandates (id, principal_id, agent_id, item_codes, granted_by, grant_time, expire_time, organisation,
                      organisation_masked, told)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, true)
"""
_READ = f"SELECT {_COLUMNS} FROM mandates WHERE id = $1"
_LOCK = f"{_READ} FOR UPDATE"
_REVOKE = "UPDATE mandates SET revoke_time = $2 WHERE id = $1 AND revoke_time IS NULL"
_MAY_FILE = """
SELECT m.id FROM mandates m
WHERE m.agent_id = $1 AND m.principal_id = $2 AND m.organisation = $4 AND m.revoke_time IS NULL AND m.expire_time > $5
  AND (cardinality(m.item_codes) = 0 OR $3 = ANY (m.item_codes)) ORDER BY m.id LIMIT 1
"""
# Whether mandate `m` covers application `a`, of that principal. Which organisation filed before that was kept is not
# known: there who filed it goes on under a mandate that names none (decision 0062).
COVERS = f"""
(cardinality(m.item_codes) = 0 OR a.item_code = ANY (m.item_codes)) AND m.organisation = coalesce(a.organisation,
 CASE WHEN a.applicant_kind <> {APPLICANT_KIND_ORGANISATION} OR a.filed_by = m.agent_id THEN '' END)
"""
_MAY_ACT = f"""
SELECT m.id FROM mandates m JOIN applications a ON a.applicant_id = m.principal_id
WHERE a.id = $2 AND m.agent_id = $1 AND m.revoke_time IS NULL AND m.expire_time > $3 AND {COVERS}
ORDER BY m.id LIMIT 1
"""
# Who ends one meanwhile waits until what is done under it is done, or is first and then it is not.
_UNTIL_THE_END = " FOR SHARE OF m"
_UNTOLD = f"""
UPDATE mandates SET told = true
WHERE id IN (SELECT id FROM mandates WHERE NOT told AND revoke_time IS NULL AND expire_time > $2
             ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
RETURNING {_COLUMNS}
"""
_LIST = f"""
SELECT {_COLUMNS} FROM mandates
WHERE (principal_id = $1 OR agent_id = $1 AND $5)
  AND ($2::timestamptz IS NULL OR (grant_time, id) < ($2, $3))
ORDER BY grant_time DESC, id DESC LIMIT $4
"""


@dataclass(frozen=True, slots=True)
class StoredMandate:
    """A mandate as it stands. `item_codes` empty: all items; `organisation`: whose matters, empty: the person's own."""

    id: str
    principal_id: str
    agent_id: str
    item_codes: tuple[str, ...]
    grant_time: datetime
    expire_time: datetime
    revoke_time: datetime | None = None
    organisation: str = ""
    organisation_masked: str = ""


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
            mandate.organisation,
            mandate.organisation_masked,
        )

    async def read(self, mandate_id: str, *, lock: bool = False) -> StoredMandate | None:
        """Return a mandate, locked for a change when asked."""
        row = await self._executor.fetchrow(_LOCK if lock else _READ, mandate_id)
        return _mandate(row) if row else None

    async def revoke(self, mandate_id: str, now: datetime) -> None:
        """End a mandate now."""
        await self._executor.execute(_REVOKE, mandate_id, now)

    async def may_file(
        self, agent_id: str, whose: tuple[str, str], item_code: str, now: datetime, *, locked: bool = False
    ) -> bool:
        """Whether the agent may file this item now; ``whose``: the principal and the organisation, '' for none.

        ``locked``: and it stays so until the transaction ends.
        """
        statement = _MAY_FILE + (_UNTIL_THE_END if locked else "")
        principal_id, organisation = whose
        values = (agent_id, principal_id, item_code, organisation, now)
        return await self._executor.fetchval(statement, *values) is not None

    async def may_act(self, agent_id: str, application_id: str, now: datetime, *, locked: bool = False) -> bool:
        """Whether the agent may act in an application now; ``locked``: and it stays so until the transaction ends."""
        statement = _MAY_ACT + (_UNTIL_THE_END if locked else "")
        return await self._executor.fetchval(statement, agent_id, application_id, now) is not None

    async def untold(self, now: datetime, limit: int) -> Sequence[StoredMandate]:
        """Return living mandates that nobody else was told of, and note that they are told now."""
        return [_mandate(row) for row in await self._executor.fetch(_UNTOLD, limit, now)]

    async def of(
        self, person_id: str, after: tuple[datetime, str] | None, limit: int, *, held: bool = True
    ) -> Sequence[StoredMandate]:
        """Return what the person gave and, with ``held``, holds, newest first, after a (grant_time, id)."""
        grant_time, mandate_id = after or (None, None)
        rows = await self._executor.fetch(_LIST, person_id, grant_time, mandate_id, limit, held)
        return [_mandate(row) for row in rows]
