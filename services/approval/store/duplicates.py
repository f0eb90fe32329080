"""Applications that may be about the same matter, and what officers found them to be: only added to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from services.approval.domain.duplicates import Judgement

# What was noted before keeps its judgement.
_NOTE = """
WITH new AS (
    INSERT INTO possible_duplicates (application_id, other_id, found_at)
    SELECT $1, other, $3 FROM unnest($2::text[]) AS other WHERE other <> $1 ON CONFLICT DO NOTHING RETURNING other_id
)
UPDATE applications SET alike = alike || ARRAY(SELECT other_id FROM new ORDER BY other_id) WHERE id = $1
RETURNING alike
"""
_OF = """
SELECT p.other_id, coalesce(a.tracking_number, ''), coalesce(a.applicant_id, ''), a.received_at, o.outcome,
       j.same, coalesce(j.judged_by, ''), j.sealed_reasons, j.judged_at
FROM possible_duplicates p
LEFT JOIN applications a ON a.id = p.other_id
LEFT JOIN cases c ON c.application_id = p.other_id AND c.item_code = $2
LEFT JOIN outcomes o ON o.case_id = c.id
LEFT JOIN LATERAL (SELECT same, judged_by, sealed_reasons, judged_at FROM duplicate_judgements
                   WHERE application_id = p.application_id AND other_id = p.other_id
                   ORDER BY number DESC LIMIT 1) j ON true
WHERE p.application_id = $1 ORDER BY p.found_at, p.other_id
"""
_JUDGE = """
WITH judged AS (
    INSERT INTO duplicate_judgements (application_id, other_id, number, same, judged_by, department, sealed_reasons,
                                      judged_at)
    SELECT $1, $2, count(*) + 1, $3, $4, $5, $6, $7 FROM duplicate_judgements
    WHERE application_id = $1 AND other_id = $2
)
UPDATE applications SET alike = array_remove(alike, $2) || CASE WHEN $3 THEN ARRAY[$2] ELSE '{}'::text[] END
WHERE id = $1
"""
_FACTS = """
SELECT sealed_facts FROM (
    SELECT sealed_facts, created_at AS at FROM tasks WHERE application_id = $1 AND length(sealed_facts) > 0
    UNION ALL SELECT sealed_facts, asked_at FROM rule_runs WHERE application_id = $1
) known ORDER BY at DESC LIMIT 1
"""


@dataclass(frozen=True)
class DuplicateRow:
    """Another application that may be the same. ``tracking_number`` empty: approval has not heard of it.

    ``outcome``: of its case of the item asked about, None while undecided. ``same`` None: nobody has judged it.
    """

    other_id: str
    tracking_number: str
    applicant_id: str
    received_at: datetime | None
    outcome: str | None
    same: bool | None
    judged_by: str
    sealed_reasons: bytes | None
    judged_at: datetime | None

    @property
    def judgement(self) -> Judgement:
        """What it was found to be."""
        found = {None: Judgement.UNJUDGED, True: Judgement.SAME, False: Judgement.DIFFERENT}
        return found[self.same]


async def note(
    connection: asyncpg.Connection, application_id: str, others: Collection[str], now: datetime
) -> Sequence[str]:
    """Note what may be the same; returns what is not found to differ. The caller holds the referee's row."""
    return await connection.fetchval(_NOTE, application_id, list(others), now)


async def of(connection: asyncpg.Connection, application_id: str, item_code: str) -> Sequence[DuplicateRow]:
    """Everything that may be the same as an application, the first found first."""
    return [DuplicateRow(*record) for record in await connection.fetch(_OF, application_id, item_code)]


async def judge(
    connection: asyncpg.Connection,
    application_id: str,
    other_id: str,
    by: tuple[str, str],
    sealed_reasons: bytes,
    now: datetime,
    *,
    same: bool,
) -> None:
    """Add a judgement; ``by``: the officer and their department. The caller holds the referee's row."""
    await connection.execute(_JUDGE, application_id, other_id, same, *by, sealed_reasons, now)


async def facts_of(connection: asyncpg.Connection, application_id: str) -> bytes:
    """The sealed facts that an application's latest task or rule had; empty before there was one."""
    return await connection.fetchval(_FACTS, application_id) or b""
