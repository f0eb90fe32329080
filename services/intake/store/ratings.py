"""Ratings, and what departments and supervisors did about the bad ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.intake.codec import decode_progress
from services.intake.domain import Progress

_ADD = """
INSERT INTO ratings (id, application_id, level, channel, item_code, department, rated_by, sealed_comment, rated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_COLUMNS = """
r.id, r.application_id, r.level, r.channel, r.item_code, r.department, r.rated_by, r.sealed_comment, r.rated_at,
r.resolved_at, r.sealed_appeal, r.appealed_by, r.malicious, a.applicant_id, a.progress
"""
_FROM = "ratings r JOIN applications a ON a.id = r.application_id"
# Good ratings are nobody's to look at.
_READ = f"SELECT {_COLUMNS} FROM {_FROM} WHERE r.id = $1 AND r.level <= 2"
_OPEN = f"""
SELECT {_COLUMNS} FROM {_FROM}
WHERE r.level <= 2 AND r.resolved_at IS NULL AND r.malicious IS NOT TRUE AND ($1 = '' OR r.department = $1)
  AND (NOT $2 OR (r.appealed_at IS NOT NULL AND r.judged_at IS NULL))
  AND ($3::timestamptz IS NULL OR (r.rated_at, r.id) > ($3, $4))
ORDER BY r.rated_at, r.id LIMIT $5
"""
_RESOLVE = """
UPDATE ratings SET call_back = $2, sealed_measures = $3, sealed_answer = $4, resolved_by = $5, resolved_at = $6
WHERE id = $1
"""
_APPEAL = "UPDATE ratings SET sealed_appeal = $2, appealed_by = $3, appealed_at = $4 WHERE id = $1"
_JUDGE = "UPDATE ratings SET malicious = $2, sealed_judgement = $3, judged_by = $4, judged_at = $5 WHERE id = $1"
# Without anybody's id: counts are made of these rows only.
_COUNT = """
SELECT item_code, department, channel, level, count(*) AS count FROM ratings
WHERE malicious IS NOT TRUE AND ($1::timestamptz IS NULL OR rated_at >= $1)
  AND ($2::timestamptz IS NULL OR rated_at < $2) AND ($3 = '' OR department = $3)
GROUP BY item_code, department, channel, level
"""


@dataclass(frozen=True, slots=True)
class NewRating:
    """A rating as it is given; the names are the columns'."""

    id: str
    application_id: str
    level: int
    channel: int
    item_code: str
    department: str
    rated_by: str
    sealed_comment: bytes | None
    rated_at: datetime


@dataclass(frozen=True, slots=True)
class BadRating:
    """A bad rating, with what was done about it and how its application stands. `malicious`: None until judged."""

    id: str
    application_id: str
    level: int
    channel: int
    item_code: str
    department: str
    rated_by: str
    sealed_comment: bytes | None
    rated_at: datetime
    resolved_at: datetime | None
    sealed_appeal: bytes | None
    appealed_by: str | None
    malicious: bool | None
    applicant_id: str
    progress: Progress

    @property
    def closed(self) -> bool:
        """Whether its follow-up is over."""
        return self.resolved_at is not None or self.malicious is True

    @property
    def appeal_pending(self) -> bool:
        """Whether a supervisor has to decide."""
        return self.sealed_appeal is not None and self.malicious is None


class Ratings:
    """The table `ratings`."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor

    async def add(self, rating: NewRating) -> None:
        """Write a rating; its application is locked, and has none yet."""
        new = rating
        await self._executor.execute(
            _ADD,
            *(new.id, new.application_id, new.level, new.channel, new.item_code, new.department),
            *(new.rated_by, new.sealed_comment, new.rated_at),
        )

    async def read(self, rating_id: str) -> BadRating | None:
        """Return a bad rating."""
        row = await self._executor.fetchrow(_READ, rating_id)
        return _bad(row) if row else None

    async def open(
        self, department: str, after: tuple[datetime, str] | None, limit: int, *, appealed: bool
    ) -> Sequence[BadRating]:
        """Return bad ratings whose follow-up is open, the oldest first; `department` empty: of all."""
        at, rating_id = after or (None, "")
        return [_bad(row) for row in await self._executor.fetch(_OPEN, department, appealed, at, rating_id, limit)]

    async def resolve(
        self, rating_id: str, call_back: int, sealed_measures: bytes, sealed_answer: bytes, by: str, now: datetime
    ) -> None:
        """Write what the department did and answered."""
        await self._executor.execute(_RESOLVE, rating_id, call_back, sealed_measures, sealed_answer, by, now)

    async def appeal(self, rating_id: str, sealed_appeal: bytes, by: str, now: datetime) -> None:
        """Write that the department appealed."""
        await self._executor.execute(_APPEAL, rating_id, sealed_appeal, by, now)

    async def judge(self, rating_id: str, malicious: bool, sealed_judgement: bytes, by: str, now: datetime) -> None:
        """Write what a supervisor decided."""
        await self._executor.execute(_JUDGE, rating_id, malicious, sealed_judgement, by, now)

    async def counted(self, start: datetime | None, end: datetime | None, department: str) -> Sequence[Any]:
        """Return how many ratings there are of each item, department, channel and level, from `start` up to `end`."""
        return await self._executor.fetch(_COUNT, start, end, department)


def _bad(row: Any) -> BadRating:
    values = dict(row)
    values["progress"] = decode_progress(values["progress"])
    return BadRating(**values)
