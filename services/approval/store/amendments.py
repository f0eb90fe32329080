"""Decisions as they were made, what was said about them later, and the public register of grants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

from services.approval.domain.outcomes import Outcome

_DECISION = """
SELECT case_id, outcome, decided_by, second_officer, explanation,
       (SELECT count(*) FROM amendments WHERE amendments.decision_id = outcomes.decision_id),
       EXISTS (SELECT FROM amendments WHERE amendments.decision_id = outcomes.decision_id AND kind = 'revocation')
FROM outcomes WHERE decision_id = $1
"""
_DECISION_OF_CASE = _DECISION.replace("decision_id = $1", "case_id = $1 AND outcomes.decision_id IS NOT NULL")
_AMEND = """
INSERT INTO amendments (decision_id, number, application_id, kind, content, amended_by, amended_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_OF_APPLICATION = """
SELECT decision_id, content FROM amendments WHERE application_id = $1 ORDER BY decision_id, number
"""
_REGISTER = """
SELECT outcomes.decision_id, outcomes.application_id, cases.item_code, outcomes.decided_at, certificates.valid_until,
       (SELECT amended_at FROM amendments
        WHERE amendments.decision_id = outcomes.decision_id AND kind = 'revocation') AS revoked_at
FROM outcomes JOIN cases ON cases.id = outcomes.case_id
              LEFT JOIN certificates ON certificates.case_id = outcomes.case_id
WHERE outcomes.outcome = 'granted' AND cases.published AND (outcomes.decided_at, outcomes.decision_id) < ($1, $2)
ORDER BY outcomes.decided_at DESC, outcomes.decision_id DESC LIMIT $3
"""


@dataclass(frozen=True)
class DecisionMade:
    """A decision, and how many amendments it has. ``explanation`` is a sealed Decision."""

    case_id: str
    outcome: Outcome
    decided_by: str
    second_officer: str
    explanation: bytes
    amendments: int
    revoked: bool


@dataclass(frozen=True)
class NewAmendment:
    """Something to say about a decision. ``content`` is a sealed DecisionAmendment."""

    decision_id: str
    number: int
    application_id: str
    kind: str
    content: bytes
    amended_by: str


@dataclass(frozen=True)
class Published:
    """A grant of the register. ``valid_until`` None: without end; ``revoked_at`` None: it stands."""

    decision_id: str
    application_id: str
    item_code: str
    decided_at: datetime
    valid_until: date | None
    revoked_at: datetime | None


async def decision(connection: asyncpg.Connection, decision_id: str) -> DecisionMade | None:
    """One decision. For writing, lock its application first."""
    return _made(await connection.fetchrow(_DECISION, decision_id))


async def decision_of_case(connection: asyncpg.Connection, case_id: str) -> DecisionMade | None:
    """The decision of a case; None while it is open, or when it ended without one."""
    return _made(await connection.fetchrow(_DECISION_OF_CASE, case_id))


def _made(record: asyncpg.Record | None) -> DecisionMade | None:
    if record is None:
        return None
    case_id, outcome, decided_by, second_officer, explanation, amendments, revoked = record
    return DecisionMade(case_id, Outcome(outcome), decided_by, second_officer, explanation, amendments, revoked)


async def amend(connection: asyncpg.Connection, amendment: NewAmendment, now: datetime) -> None:
    """Add an amendment. The caller knows under the lock that its number is the next."""
    await connection.execute(
        _AMEND,
        amendment.decision_id,
        amendment.number,
        amendment.application_id,
        amendment.kind,
        amendment.content,
        amendment.amended_by,
        now,
    )


async def of_application(connection: asyncpg.Connection, application_id: str) -> dict[str, list[bytes]]:
    """The sealed amendments of an application's decisions, by decision, in order."""
    found: dict[str, list[bytes]] = {}
    for decision_id, content in await connection.fetch(_OF_APPLICATION, application_id):
        found.setdefault(decision_id, []).append(content)
    return found


async def register(connection: asyncpg.Connection, before: tuple[datetime, str], limit: int) -> Sequence[Published]:
    """Grants of the public register before a position, the latest first."""
    return [Published(*record) for record in await connection.fetch(_REGISTER, *before, limit)]
