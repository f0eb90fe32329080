"""Commitments as they were signed, and the marks that false ones left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from onetrip.intake.v1.events_pb2 import SignedCommitment

# Signed again after a text has changed, the first one stays.
_ADD = """
INSERT INTO commitments (application_id, material_code, content)
SELECT $1, code, content FROM unnest($2::text[], $3::bytea[]) AS new (code, content) ON CONFLICT DO NOTHING
"""
_MARK = """
INSERT INTO marks (application_id, case_id, subject, until_on) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
"""
_UNTIL = "SELECT max(until_on) FROM marks WHERE subject = $1 AND until_on >= $2"


class Commitments:
    """The table `commitments`."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor

    async def add(self, application_id: str, commitments: Sequence[SignedCommitment]) -> None:
        """Keep what was signed, as it was signed; its application's row is locked or new."""
        if commitments:
            codes = [one.material_code for one in commitments]
            await self._executor.execute(_ADD, application_id, codes, [one.SerializeToString() for one in commitments])


class Marks:
    """The table `marks`: a copy of approval's ledger, by whom it is about."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor

    async def add(self, application_id: str, case_id: str, subject: str, until: date) -> None:
        """Note a mark, once for each case."""
        await self._executor.execute(_MARK, application_id, case_id, subject, until)

    async def until(self, subject: str, today: date) -> date | None:
        """Return the last day of a mark that is still on somebody, or None."""
        return await self._executor.fetchval(_UNTIL, subject, today)
