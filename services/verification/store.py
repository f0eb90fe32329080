"""Verification's tables: rounds of verification and the access log."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from onetrip.verification.v1.messages_pb2 import VerificationCompleted
from runtime.ids import new_id


@dataclass(frozen=True)
class Read:
    """One read of a person's data: whose, by whom, why, for which application, which fields, when."""

    person_id: str
    reader: str
    purpose: str
    application_id: str
    fields: tuple[str, ...]
    read_at: datetime
    role: str = ""
    department: str = ""
    id: str = ""


@dataclass(frozen=True)
class Scan:
    """A page of a register that a proactive run has read; no person is in it."""

    run_id: str
    page: int
    attempt: int
    register: str
    item_code: str
    item_version: int
    purpose: str
    legal_basis: str
    scanned: int
    entitled: int
    unclear: int
    outcome: int
    scanned_at: datetime


# Both in one round trip: this is on every application's path.
_RECORD = """
WITH read AS (
    INSERT INTO access_log (id, person_id, reader, role, department, purpose, application_id, fields, read_at)
    VALUES ($5, $6, $7, $8, $9, $10, $1, $11, $12)
)
INSERT INTO verifications (application_id, round, outcome, completed, verified_at, person_id)
VALUES ($1, $2, $3, $4, $12, $6)
ON CONFLICT (application_id, round) DO UPDATE
SET outcome = excluded.outcome, completed = excluded.completed, verified_at = excluded.verified_at
"""
_LOG = """
INSERT INTO access_log (id, person_id, reader, role, department, purpose, application_id, fields, read_at)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 WHERE NOT EXISTS (SELECT FROM access_log WHERE id = $1)
"""
_LOG_ALL = """
INSERT INTO access_log (id, person_id, reader, role, department, purpose, application_id, fields, read_at)
SELECT id, person_id, $3, '', '', $4, $5, $6, $7 FROM unnest($1::text[], $2::text[]) AS read (id, person_id)
"""
_SCANNED = """
INSERT INTO scans (run_id, page, attempt, register, item_code, item_version, purpose, legal_basis, scanned, entitled,
                   unclear, outcome, scanned_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""
_LIST = """
SELECT id, reader, role, department, purpose, application_id, fields, read_at
FROM access_log
WHERE person_id = $1 AND (read_at, id) < ($2, $3)
ORDER BY read_at DESC, id DESC
LIMIT $4
"""


async def record(connection: Any, completed: VerificationCompleted, read: Read) -> None:
    """Keep a round's result (its facts are sealed) and the read of the registers that it made."""
    await connection.execute(
        _RECORD,
        completed.application_id,
        completed.round,
        completed.outcome,
        completed.SerializeToString(),
        new_id(),
        read.person_id,
        read.reader,
        read.role,
        read.department,
        read.purpose,
        read.fields,
        read.read_at,
    )


async def log_read(connection: Any, entry_id: str, read: Read) -> None:
    """Append one read to the access log; an entry that is there is not written again."""
    await connection.execute(
        _LOG,
        entry_id,
        read.person_id,
        read.reader,
        read.role,
        read.department,
        read.purpose,
        read.application_id,
        read.fields,
        read.read_at,
    )


async def log_reads(connection: Any, person_ids: Sequence[str], read: Read) -> None:
    """Append the same read of several people (whom `read` names is not looked at)."""
    await connection.execute(
        _LOG_ALL,
        [new_id() for _ in person_ids],
        list(person_ids),
        read.reader,
        read.purpose,
        read.application_id,
        read.fields,
        read.read_at,
    )


async def record_scan(connection: Any, scan: Scan) -> None:
    """Keep what a page of a proactive run was read for, by which law, and what came of it."""
    await connection.execute(_SCANNED, *astuple(scan))


async def list_reads(connection: Any, person_id: str, before: tuple[datetime, str], limit: int) -> Sequence[Read]:
    """Return a person's reads before (time, id), newest first."""
    rows = await connection.fetch(_LIST, person_id, *before, limit)
    return [
        Read(
            person_id,
            row["reader"],
            row["purpose"],
            row["application_id"],
            tuple(row["fields"]),
            row["read_at"],
            role=row["role"],
            department=row["department"],
            id=row["id"],
        )
        for row in rows
    ]
