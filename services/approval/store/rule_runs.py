"""What rules were asked about cases: the facts they saw, and whether they granted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

_NOTE = """
INSERT INTO rule_runs (case_id, application_id, rule_version, granted, sealed_facts, asked_at)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (case_id) DO UPDATE
SET rule_version = $3, granted = $4, sealed_facts = $5, asked_at = $6
"""
_PAGE = """
SELECT r.case_id, r.application_id, r.granted, r.sealed_facts, coalesce(o.decision_id, '')
FROM rule_runs r JOIN cases c ON c.id = r.case_id LEFT JOIN outcomes o ON o.case_id = r.case_id
WHERE c.item_code = $1 AND ($2 = '' OR c.department = $2) AND r.application_id > $3
ORDER BY r.application_id LIMIT $4
"""


@dataclass(frozen=True)
class RuleRun:
    """A rule's last answer about a case. ``sealed_facts`` is the FactSet it saw; ``decision_id`` empty: undecided."""

    case_id: str
    application_id: str
    granted: bool
    sealed_facts: bytes
    decision_id: str


async def note(
    connection: asyncpg.Connection,
    case_id: str,
    application_id: str,
    rule_version: str,
    sealed_facts: bytes,
    now: datetime,
    *,
    granted: bool,
) -> None:
    """Keep what a rule saw and said; a later asking about the same case takes its place."""
    await connection.execute(_NOTE, case_id, application_id, rule_version, granted, sealed_facts, now)


async def page(
    connection: asyncpg.Connection, item_code: str, department: str, after: str, limit: int
) -> Sequence[RuleRun]:
    """What the item's rules saw, after an application, in the order of ids; of any department when none is named."""
    return [RuleRun(*record) for record in await connection.fetch(_PAGE, item_code, department, after, limit)]
