"""How cases ended: one row each, by primary key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

from services.approval.domain.outcomes import Basis, Ending, Outcome

_DECIDE = """
WITH outcome AS (
    INSERT INTO outcomes (case_id, application_id, outcome, basis, decision_id, decided_by, second_officer,
                          rule_version, explanation, cause, decided_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (case_id) DO NOTHING RETURNING case_id
), certificate AS (
    INSERT INTO certificates (number, case_id, application_id, kind, name_zh, name_en, issued_at, valid_until)
    SELECT $12, case_id, $2, $13, $14, $15, $11, $16 FROM outcome WHERE $12::text IS NOT NULL
), others AS (
    UPDATE tasks SET state = 'ended', finished_at = $11, version = version + 1
    FROM outcome WHERE tasks.application_id = $2 AND tasks.case_id = outcome.case_id
                   AND tasks.state IN ('open', 'claimed')
)
SELECT case_id FROM outcome
"""
_END = """
WITH outcome AS (
    INSERT INTO outcomes (case_id, application_id, outcome, basis, cause, decided_at)
    SELECT case_id, $1, 'ended', $3, $4, $5 FROM unnest($2::text[]) AS case_id RETURNING case_id
)
UPDATE tasks SET state = 'ended', finished_at = $5, version = version + 1
WHERE application_id = $1 AND case_id = ANY ($2::text[]) AND state IN ('open', 'claimed')
"""
_END_ACCEPTANCE = """
UPDATE tasks SET state = 'ended', finished_at = $2, version = version + 1
WHERE application_id = $1 AND case_id = '' AND state IN ('open', 'claimed')
"""
_OF_APPLICATION = """
SELECT cases.id, outcomes.outcome, outcomes.basis FROM cases LEFT JOIN outcomes ON outcomes.case_id = cases.id
WHERE cases.application_id = $1 ORDER BY cases.position
"""
# A withdrawal tells of all cases; of several other ends any one will do.
_OVER = """
SELECT CASE WHEN bool_and(outcomes.case_id IS NOT NULL)
            THEN coalesce(max(applications.withdrawn_cause), max(outcomes.cause)) END
FROM cases JOIN applications ON applications.id = cases.application_id
           LEFT JOIN outcomes ON outcomes.case_id = cases.id
WHERE cases.application_id = $1
"""
_DECISIONS = """
SELECT outcomes.explanation FROM outcomes JOIN cases ON cases.id = outcomes.case_id
WHERE outcomes.application_id = $1 AND outcomes.decision_id IS NOT NULL ORDER BY cases.position
"""
_DECLINED = """
UPDATE cases SET declined_version = $2, sealed_tried = $3, declined_cause = $4
WHERE id = $1 AND declined_cause IS NULL RETURNING id
"""


@dataclass(frozen=True)
class Issue:
    """A certificate to issue with a grant. ``valid_until`` None: without end."""

    number: str
    kind: str
    valid_from: date
    name_zh: str
    name_en: str
    valid_until: date | None


@dataclass(frozen=True)
class DecisionRow:
    """A decision to write. ``explanation`` is sealed; ``cause`` the id of the command it answers."""

    case_id: str
    application_id: str
    ending: Ending
    decision_id: str
    decided_by: str
    second_officer: str
    rule_version: str
    explanation: bytes
    cause: str
    certificate: Issue | None


@dataclass(frozen=True)
class Declined:
    """What the instant rule said before people were asked; an empty version: no rule was tried.

    ``clauses``: codes of those that failed, as release 0.2.0 kept them, in the clear; since then ``sealed_tried``.
    """

    version: str
    clauses: Sequence[str]
    sealed_tried: bytes | None
    cause: str | None


async def decide(connection: asyncpg.Connection, row: DecisionRow, now: datetime) -> bool:
    """Write a decision with its certificate and end the case's other tasks, in one round trip.

    False, and nothing written, when the case has ended before.
    """
    issue = row.certificate
    new = await connection.fetchval(
        _DECIDE,
        row.case_id,
        row.application_id,
        row.ending.outcome.value,
        row.ending.basis.value,
        row.decision_id,
        row.decided_by,
        row.second_officer,
        row.rule_version,
        row.explanation,
        row.cause,
        now,
        issue.number if issue else None,
        issue.kind if issue else None,
        issue.name_zh if issue else None,
        issue.name_en if issue else None,
        issue.valid_until if issue else None,
    )
    return new is not None


async def end(
    connection: asyncpg.Connection,
    application_id: str,
    case_ids: Sequence[str],
    basis: Basis,
    cause: str,
    now: datetime,
) -> None:
    """End cases without a decision, and their open tasks. The caller knows under the lock that they are open."""
    if case_ids:
        await connection.execute(_END, application_id, list(case_ids), basis.value, cause, now)


async def end_acceptance(connection: asyncpg.Connection, application_id: str, now: datetime) -> None:
    """End an open acceptance task: what it was about is settled."""
    await connection.execute(_END_ACCEPTANCE, application_id, now)


async def endings(connection: asyncpg.Connection, application_id: str) -> dict[str, Ending | None]:
    """Every case of an application with how it ended, None for those still open, in the order of the cases."""
    return {
        case_id: Ending(Outcome(outcome), Basis(basis)) if outcome is not None else None
        for case_id, outcome, basis in await connection.fetch(_OF_APPLICATION, application_id)
    }


async def cause_of(connection: asyncpg.Connection, case_id: str) -> str | None:
    """Id of the message whose answer told how the case ended; None: it is open."""
    return await connection.fetchval("SELECT cause FROM outcomes WHERE case_id = $1", case_id)


async def cause_if_over(connection: asyncpg.Connection, application_id: str) -> str | None:
    """Id of a message whose answer told how the application ended; None: a case is still open."""
    return await connection.fetchval(_OVER, application_id)


async def explanations(connection: asyncpg.Connection, application_id: str) -> list[bytes]:
    """The sealed explanations of an application's decisions, in the order of its cases."""
    return [record[0] for record in await connection.fetch(_DECISIONS, application_id)]


async def note_declined(
    connection: asyncpg.Connection, case_id: str, version: str, sealed_tried: bytes, cause: str
) -> bool:
    """Keep why the rule did not grant, for the officers. False: it was kept before."""
    return await connection.fetchval(_DECLINED, case_id, version, sealed_tried, cause) is not None


async def declined(connection: asyncpg.Connection, case_id: str) -> Declined | None:
    """What the rule said about a case; None: there is no such case."""
    record = await connection.fetchrow(
        "SELECT declined_version, declined_clauses, sealed_tried, declined_cause FROM cases WHERE id = $1", case_id
    )
    return Declined(record[0] or "", *record[1:]) if record is not None else None
