"""Cases that another system decided, written as they ended there; and which file they came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from services.intake.codec import encode_progress
from services.intake.domain import Progress
from services.intake.store.applications import NewApplication, meaning_of

_TAKE_IN = """
INSERT INTO applications (
    id, tracking_number, item_code, item_version, channel, applicant_id, applicant_kind, filed_by, filed_as,
    delivery_method, subject_hash, sealed_form, sealed_name, progress, state, ended, stands, receive_time, update_time,
    organisation
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, true, $16, $17, $18, $19)
"""
_FILE = """
INSERT INTO former_files (id, name, sha256, lines, taken_in_by, taken_in_at) VALUES ($1, $2, $3, $4, $5, $6)
"""


@dataclass(frozen=True)
class FormerFile:
    """A file of cases: whose name and content, how many lines, who takes it in since when."""

    id: str
    name: str
    sha256: str
    lines: int
    taken_in_by: str
    taken_in_at: datetime


class Former:
    """Rows that were never filed here."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor

    async def file(self, file: FormerFile) -> None:
        """Note a file before the first of its cases."""
        values = (file.id, file.name, file.sha256, file.lines, file.taken_in_by, file.taken_in_at)
        await self._executor.execute(_FILE, *values)

    async def take_in(self, new: NewApplication, progress: Progress, ended_at: datetime, *, stands: bool) -> None:
        """Write a case that has ended. Its timeline comes by `Applications.tell`.

        Raises DuplicateApplication or TrackingNumberTaken, and then nothing is written.
        """
        try:
            await self._executor.execute(
                _TAKE_IN,
                *(new.id, new.tracking_number, new.item_code, new.item_version, new.channel, new.applicant_id),
                *(new.applicant_kind, new.filed_by, new.filed_as, new.delivery_method, new.subject_hash),
                *(new.sealed_form, new.sealed_name, encode_progress(progress), int(progress.state), stands),
                *(new.receive_time, ended_at, new.organisation),
            )
        except asyncpg.UniqueViolationError as error:
            raise meaning_of(error) from None
