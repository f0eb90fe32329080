"""For whom proactive runs (免申即享) have opened applications, and who does not want that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_STANDING = """
SELECT found.person_id,
       EXISTS (SELECT FROM proactive_declines d WHERE d.person_id = found.person_id AND d.item_code = $2) AS declined,
       EXISTS (SELECT FROM proactive_openings o
               WHERE o.item_code = $2 AND o.person_id = found.person_id AND o.period = $3) AS repeated,
       (SELECT a.id FROM applications a WHERE a.applicant_id = found.person_id AND a.item_code = $2
           AND a.subject_hash = $4 AND a.stands) AS application_id
FROM unnest($1::text[]) AS found (person_id)
"""
# In one order, by the numbers themselves, so that two runs, and whoever declines meanwhile, wait and never deadlock.
_ALONE = """
SELECT pg_advisory_xact_lock(number) FROM (
    SELECT DISTINCT hashtextextended('proactive/' || $2 || '/' || person_id, 0) AS number
    FROM unnest($1::text[]) AS found (person_id) ORDER BY number
) AS locks
"""
_OPENED = """
INSERT INTO proactive_openings (item_code, person_id, period, run_id, application_id, opened_at)
VALUES ($1, $2, $3, $4, $5, $6)
"""
_DECLINE = """
INSERT INTO proactive_declines (person_id, item_code, declined_by, declined_at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
"""
_LIVE = """
SELECT o.application_id FROM proactive_openings o JOIN applications a ON a.id = o.application_id
WHERE o.item_code = $1 AND o.person_id = $2 AND NOT a.ended ORDER BY o.opened_at DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of somebody who is entitled: whether they declined, were found before, or have an application."""

    declined: bool
    repeated: bool
    application_id: str | None


class Proactive:
    """The tables `proactive_openings` and `proactive_declines`."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor

    async def alone_with(self, people: Sequence[str], item_code: str) -> None:
        """Let nobody else open this item for these people, or note that they decline it, until the transaction ends.

        Who comes second reads what the first has written: it is a statement of its own, before those that read.
        """
        await self._executor.execute(_ALONE, list(people), item_code)

    async def before(
        self, people: Sequence[str], item_code: str, period: str, subject_hash: bytes
    ) -> Mapping[str, Before]:
        """What is known of each of these people."""
        rows = await self._executor.fetch(_STANDING, list(people), item_code, period, subject_hash)
        return {row["person_id"]: Before(row["declined"], row["repeated"], row["application_id"]) for row in rows}

    async def opened(
        self, item_code: str, person_id: str, period: str, run_id: str, application_id: str, now: datetime
    ) -> None:
        """Note that an application was opened. Raises asyncpg.UniqueViolationError for a second one in a period."""
        await self._executor.execute(_OPENED, item_code, person_id, period, run_id, application_id, now)

    async def decline(self, person_id: str, item_code: str, by: str, now: datetime) -> None:
        """Note that somebody does not want it; the first time is kept."""
        await self._executor.execute(_DECLINE, person_id, item_code, by, now)

    async def live(self, item_code: str, person_id: str) -> str | None:
        """Return the application that a run opened for somebody and that has not ended."""
        return await self._executor.fetchval(_LIVE, item_code, person_id)
