"""What earlier releases kept in the clear and this one does not: put right once, with the keys' rotation; and by age.

Release 0.2.0 kept which clauses of an instant rule failed as codes, on the case and on its task (decision 0059).
Release 0.1.0 kept answers for calls that come again as they were: nobody repeats a call after so long, so they are
forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from onetrip.approval.v1.events_pb2 import TriedRule
from onetrip.approval.v1.review_service_pb2 import Task
from runtime.sealing import Sealer, Shredded

PAGE = 500
ANSWERS_DAYS = 90
"""For how long a call that is repeated gets the answer of before (product; AIP-155 names no term)."""

_CASES = """
SELECT id, application_id, declined_clauses FROM cases
WHERE id > $1 AND declined_clauses <> '{}' ORDER BY id LIMIT $2
"""
_SEAL = """
UPDATE cases SET sealed_tried = coalesce(cases.sealed_tried, new.sealed), declined_clauses = '{}'
FROM unnest($1::text[], $2::bytea[]) AS new (id, sealed) WHERE cases.id = new.id
"""
_TASKS = "SELECT id, face FROM tasks WHERE id > $1 ORDER BY id LIMIT $2"
# Only one that is still as it was read: facts may have been renewed meanwhile.
_FACE = "UPDATE tasks SET face = $3 WHERE id = $1 AND face = $2"
_FORGET = "DELETE FROM requests WHERE created_at < $1"


async def seal_clauses(approval: Any, sealer: Sealer) -> int:
    """Seal the failed clauses that stand in the clear, page by page; returns of how many cases. Safe to repeat.

    Where the application's key was destroyed they are gone. ``approval``: a connection as approval's role.
    """
    count, after = 0, ""
    while rows := await approval.fetch(_CASES, after, PAGE):
        after = rows[-1]["id"]
        await sealer.load_applications({row["application_id"] for row in rows})
        await approval.execute(_SEAL, [row["id"] for row in rows], [_sealed(sealer, row) for row in rows])
        count += len(rows)
    await _clear_faces(approval)
    return count


async def forget_answers(connections: Mapping[str, Any], now: datetime) -> int:
    """Forget the answers to calls of more than ANSWERS_DAYS ago, in each of these schemas; returns how many."""
    before, count = now - timedelta(days=ANSWERS_DAYS), 0
    for connection in connections.values():
        count += int((await connection.execute(_FORGET, before)).split()[-1])
    return count


async def _clear_faces(approval: Any) -> None:
    after = ""
    while rows := await approval.fetch(_TASKS, after, PAGE):
        after = rows[-1]["id"]
        for row in rows:
            face = Task.FromString(row["face"])
            if face.declined_clauses:
                face.ClearField("declined_clauses")
                await approval.execute(_FACE, row["id"], row["face"], face.SerializeToString())


def _sealed(sealer: Sealer, row: Any) -> bytes | None:
    tried = TriedRule(clauses=[TriedRule.Tried(code=code, holds=False) for code in row["declined_clauses"]])
    about = row["application_id"]
    try:
        return sealer.seal(f"application/{about}", tried.SerializeToString(), f"TriedRule:{about}")
    except Shredded:
        return None
