"""Goes through every chain of the access log, page by page, and compares it with the anchors."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from services.verification.audit.chain import Anchor, Fault, Row, Walk

PAGE_ROWS = 2_000

Progress = Callable[[int], None]

_CHAINS = "SELECT DISTINCT chain FROM audit.access_log UNION SELECT DISTINCT chain FROM access_anchors ORDER BY chain"
# Not one position twice, the database says; who changed the database may have taken that away too.
_ROWS = """
SELECT chain, position, id, person_id, reader, role, department, purpose, application_id, read_at, fields,
       previous, hash
FROM audit.access_log
WHERE chain = $1 AND (position, id) > ($2, $3)
ORDER BY position, id
LIMIT $4
"""
_ANCHORS = "SELECT position, hash FROM access_anchors WHERE chain = $1 AND position BETWEEN $2 AND $3"
_ANCHORED = "SELECT coalesce(max(position), 0) FROM access_anchors WHERE chain = $1"

HEADS = """
SELECT head.chain, head.position, head.hash
FROM generate_series(0, 15) AS one (chain)
CROSS JOIN LATERAL (
    SELECT chain, position, hash FROM audit.access_log
    WHERE access_log.chain = one.chain::smallint ORDER BY position DESC LIMIT 1
) AS head
"""


@dataclass
class Findings:
    """How many chains and rows were looked at, and the first bad row of each chain that does not hold."""

    chains: int = 0
    rows: int = 0
    faults: list[Fault] = field(default_factory=list)


async def verify(connection: Any, kept: dict[int, Anchor] | None = None, progress: Progress | None = None) -> Findings:
    """Read all of the log, each page once, in memory that does not grow with it; reads only.

    `kept`: heads that somebody wrote down elsewhere (`onetrip audit heads`), by chain. `progress` is called with the
    rows read so far.
    """
    found = Findings()
    kept = kept or {}
    chains = {row["chain"] for row in await connection.fetch(_CHAINS)} | set(kept)
    for chain in sorted(chains):
        walk = Walk(chain)
        before = found.rows

        def read(rows: int, before: int = before) -> None:
            found.rows = before + rows
            if progress is not None:
                progress(found.rows)

        fault = await _along(connection, walk, chain, kept.get(chain), read)
        found.chains += 1
        if fault is not None:
            found.faults.append(fault)
    return found


async def _along(
    connection: Any, walk: Walk, chain: int, kept: Anchor | None, read: Callable[[int], None]
) -> Fault | None:
    # Read first: what is written meanwhile is then longer than the anchors, never shorter.
    anchored = max(await connection.fetchval(_ANCHORED, chain), kept.position if kept else 0)
    position, id_ = 0, ""
    while page := await _page(connection, chain, position, id_):
        anchors = await _anchors(connection, chain, page[0].position, page[-1].position, kept)
        for row in page:
            if fault := walk.step(row, anchors.get(row.position)):
                return fault
        position, id_ = page[-1].position, page[-1].id
        read(walk.rows)
    return walk.end(anchored)


async def _page(connection: Any, chain: int, position: int, id_: str) -> list[Row]:
    found = await connection.fetch(_ROWS, chain, position, id_, PAGE_ROWS)
    return [Row(**{**row, "fields": tuple(row["fields"])}) for row in found]


async def _anchors(connection: Any, chain: int, first: int, last: int, kept: Anchor | None) -> dict[int, Anchor]:
    found = await connection.fetch(_ANCHORS, chain, first, last)
    anchors = {row["position"]: Anchor(chain, row["position"], row["hash"]) for row in found}
    # What was kept elsewhere has the last word: nobody who can write to this database could write to it.
    return {**anchors, kept.position: kept} if kept else anchors


async def heads(connection: Any) -> list[Anchor]:
    """Where each chain ends now: what to keep elsewhere."""
    rows = await connection.fetch(HEADS)
    return [Anchor(row["chain"], row["position"], row["hash"]) for row in rows]
