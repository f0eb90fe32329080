"""People's looks at what rules have decided: who is to look, and what they found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

from services.approval.domain.rule_reviews import Found

_COLUMNS = """
SELECT r.id, r.decision_id, r.application_id, r.sampled, r.item_code, r.department, r.sealed_words, r.opened_at,
       r.due_on, r.due_provisional, r.light, o.case_id, coalesce(o.rule_version, ''), o.explanation, a.answer,
       coalesce(a.sealed_reasons, ''), a.answered_at
FROM rule_reviews r JOIN outcomes o ON o.decision_id = r.decision_id
                    LEFT JOIN rule_review_answers a ON a.review_id = r.id
"""
_GET = f"{_COLUMNS} WHERE r.id = $1"
_REQUESTED = f"{_COLUMNS} WHERE r.decision_id = $1 AND NOT r.sampled"
_OF_APPLICATION = f"{_COLUMNS} WHERE r.application_id = $1 AND NOT r.sampled"
_PAGE = f"""
{_COLUMNS}
WHERE a.review_id IS NULL AND ($1 = '' OR r.department = $1) AND (coalesce(r.due_on, 'infinity'), r.id) > ($2, $3)
ORDER BY coalesce(r.due_on, 'infinity'), r.id LIMIT $4
"""
_OPEN = """
INSERT INTO rule_reviews (id, decision_id, application_id, sampled, item_code, department, requested_by, sealed_words,
                          opened_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id
"""
_ANSWER = """
INSERT INTO rule_review_answers (review_id, answer, sealed_reasons, answered_by, answered_at)
VALUES ($1, $2, $3, $4, $5)
"""
# A light never turns back.
_LIGHT = """
UPDATE rule_reviews SET due_on = $2, due_provisional = $3, light = greatest(light, $4) WHERE id = $1
"""
_REPORT = """
SELECT c.item_code, o.rule_version, c.department, count(*),
       count(s.id), count(*) FILTER (WHERE sa.answer = 'confirmed'), count(*) FILTER (WHERE sa.answer = 'otherwise'),
       count(q.id), count(*) FILTER (WHERE qa.answer IN ('corrected', 'revoked'))
FROM outcomes o JOIN cases c ON c.id = o.case_id
     LEFT JOIN rule_reviews s ON s.decision_id = o.decision_id AND s.sampled
     LEFT JOIN rule_review_answers sa ON sa.review_id = s.id
     LEFT JOIN rule_reviews q ON q.decision_id = o.decision_id AND NOT q.sampled
     LEFT JOIN rule_review_answers qa ON qa.review_id = q.id
WHERE o.basis = 'rule' AND ($1 = '' OR c.department = $1)
GROUP BY c.item_code, o.rule_version, c.department ORDER BY c.item_code, o.rule_version, c.department
"""


@dataclass(frozen=True)
class NewReview:
    """A review to open. ``sealed_words`` is a sealed DecisionText; a sample has neither words nor who asked."""

    id: str
    decision_id: str
    application_id: str
    sampled: bool
    item_code: str
    department: str
    requested_by: str = ""
    sealed_words: bytes = b""


@dataclass(frozen=True)
class ReviewRow:
    """A review with its answer, if there is one.

    ``due_on`` None: the process has not told yet. ``explanation`` is the decision it is about, sealed.
    """

    id: str
    decision_id: str
    application_id: str
    sampled: bool
    item_code: str
    department: str
    sealed_words: bytes
    opened_at: datetime
    due_on: date | None
    due_provisional: bool
    light: int
    case_id: str
    rule_version: str
    explanation: bytes
    found: str | None
    sealed_reasons: bytes
    answered_at: datetime | None

    @property
    def answer(self) -> Found | None:
        """What was found; None: it is open."""
        return Found(self.found) if self.found else None


@dataclass(frozen=True)
class RuleStanding:
    """How a version of a rule has done: decisions, samples and what they came to, reviews asked for and changed."""

    item_code: str
    rule_version: str
    department: str
    decided: int
    sampled: int
    agreed: int
    disagreed: int
    reviews_requested: int
    reviews_changed: int


def _row(record: asyncpg.Record | None) -> ReviewRow | None:
    return ReviewRow(*record) if record is not None else None


async def open_review(connection: asyncpg.Connection, new: NewReview, now: datetime) -> bool:
    """Open a review. False: there was one of its kind before."""
    opened = await connection.fetchval(
        _OPEN,
        new.id,
        new.decision_id,
        new.application_id,
        new.sampled,
        new.item_code,
        new.department,
        new.requested_by,
        new.sealed_words,
        now,
    )
    return opened is not None


async def get(connection: asyncpg.Connection, review_id: str) -> ReviewRow | None:
    """One review. For writing, lock its application first and read it again."""
    return _row(await connection.fetchrow(_GET, review_id))


async def requested(connection: asyncpg.Connection, decision_id: str) -> ReviewRow | None:
    """The review that was asked for of a decision; samples do not count."""
    return _row(await connection.fetchrow(_REQUESTED, decision_id))


async def of_application(connection: asyncpg.Connection, application_id: str) -> dict[str, ReviewRow]:
    """The reviews that were asked for, by decision; samples are not shown."""
    rows = [_row(record) for record in await connection.fetch(_OF_APPLICATION, application_id)]
    return {row.decision_id: row for row in rows if row is not None}


async def page(
    connection: asyncpg.Connection, department: str, after: tuple[date, str], limit: int
) -> Sequence[ReviewRow]:
    """Open reviews after a position, the earliest due first; of all departments when none is named."""
    rows = [_row(record) for record in await connection.fetch(_PAGE, department, *after, limit)]
    return [row for row in rows if row is not None]


async def answer(
    connection: asyncpg.Connection, review_id: str, found: Found, sealed_reasons: bytes, officer: str, now: datetime
) -> None:
    """Write what was found. The caller knows under the lock that it is open."""
    await connection.execute(_ANSWER, review_id, found.value, sealed_reasons, officer, now)


async def note_light(
    connection: asyncpg.Connection, review_id: str, due: date | None, *, provisional: bool, light: int
) -> None:
    """Keep by when a review is due and how it stands, as the process says."""
    await connection.execute(_LIGHT, review_id, due, provisional, light)


async def report(connection: asyncpg.Connection, department: str) -> Sequence[RuleStanding]:
    """The standing of every version of every rule that has decided; of all departments when none is named."""
    return [RuleStanding(*record) for record in await connection.fetch(_REPORT, department)]
