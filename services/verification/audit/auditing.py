"""Goes through every chain of the access log, page by page, and compares it with the anchors."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from services.verification.audit.chain import Anchor, Fault, Row, Walk

PAGE_ROWS = 2_000

Progress = Callable[[int], None]
# Heads of one chain that were kept elsewhere, by position.
Kept = dict[int, Anchor]

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
    """How many chains and rows were looked at, and the first bad row of each chain that does not hold.

    `kept`: how many heads from outside the database they were compared with.
    """

    kept: int = 0
    chains: int = 0
    rows: int = 0
    faults: list[Fault] = field(default_factory=list)


def as_json(found: Findings) -> dict[str, Any]:
    """The findings for a program; the first bad row of all is marked."""
    faults = [{**vars(fault), "first": fault is found.faults[0]} for fault in found.faults]
    return {"chains": found.chains, "rows": found.rows, "heads_kept": found.kept, "faults": faults}


async def verify(connection: Any, elsewhere: Iterable[Anchor] = (), progress: Progress | None = None) -> Findings:
    """Read all of the log, each page once, in memory that does not grow with it; reads only.

    `elsewhere`: heads kept outside the database: at the second place, or by `onetrip audit heads`. Where two of one
    position differ, the earlier counts. `progress` is called with the rows read so far.
    """
    found = Findings()
    kept: dict[int, Kept] = {}
    for head in elsewhere:
        kept.setdefault(head.chain, {}).setdefault(head.position, head)
        found.kept += 1
    chains = {row["chain"] for row in await connection.fetch(_CHAINS)} | set(kept)
    for chain in sorted(chains):
        walk = Walk(chain)
        before = found.rows

        def read(rows: int, before: int = before) -> None:
            found.rows = before + rows
            if progress is not None:
                progress(found.rows)

        fault = await _along(connection, walk, chain, kept.get(chain, {}), read)
        found.chains += 1
        if fault is not None:
            found.faults.append(fault)
    return found


async def _along(connection: Any, walk: Walk, chain: int, kept: Kept, read: Callable[[int], None]) -> Fault | None:
    # Read first: what is written meanwhile is then longer than the anchors, never shorter.
    anchored = max(await connection.fetchval(_ANCHORED, chain), *kept, 0)
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


async def _anchors(connection: Any, chain: int, first: int, last: int, kept: Kept) -> Kept:
    found = await connection.fetch(_ANCHORS, chain, first, last)
    anchors = {row["position"]: Anchor(chain, row["position"], row["hash"]) for row in found}
    # What was kept elsewhere has the last word: nobody who can write to this database could write to it.
    return {**anchors, **{position: head for position, head in kept.items() if first <= position <= last}}


async def heads(connection: Any) -> list[Anchor]:
    """Where each chain ends now: what to keep elsewhere."""
    rows = await connection.fetch(HEADS)
    return [Anchor(row["chain"], row["position"], row["hash"]) for row in rows]
