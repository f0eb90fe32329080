"""Documents given, and the clerks who compared them with their originals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

_GIVEN = "SELECT code, person_id, application_id FROM materials WHERE material_id = $1 ORDER BY given_at DESC"
# Who has used this request_id for something else gets no row; a document is attested once.
_ATTEST = """
WITH new AS (
    INSERT INTO attestations (material_id, attested_by, attested_at, valid_until, request_id, body)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING material_id
)
SELECT true FROM new
"""
_OF_REQUEST = "SELECT material_id, body FROM attestations WHERE attested_by = $1 AND request_id = $2"
_ATTESTED = "SELECT attested_by, valid_until FROM attestations WHERE material_id = $1"


async def given(connection: Any, material_id: str) -> Sequence[Any]:
    """Return what a document was given as, by whom and with which application, the latest first."""
    return await connection.fetch(_GIVEN, material_id)


async def attest(
    connection: Any, material_id: str, clerk: str, at: datetime, last_day: date, request_id: str, body: bytes
) -> bool:
    """Note an attestation. False: the document was attested before, or the request_id was used before."""
    values = (material_id, clerk, at, last_day, request_id, body)
    return await connection.fetchval(_ATTEST, *values) is not None


async def body_of(connection: Any, clerk: str, request_id: str) -> bytes | None:
    """Return what a clerk used a request_id for; None: for nothing."""
    row = await connection.fetchrow(_OF_REQUEST, clerk, request_id)
    return row["body"] if row is not None else None


async def attested_until(connection: Any, material_id: str) -> date | None:
    """Return the last day of a document that was attested."""
    row = await connection.fetchrow(_ATTESTED, material_id)
    return row["valid_until"] if row is not None else None
