"""Certificates as their holders list them and as strangers have them verified, and the consents between the two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

_COLUMNS = """id, application_id, person_id, holder, kind, name_zh, name_en, item_code, department, sealed_content,
              code_hash, valid_from, valid_until, issued_at, revoked_at"""
_LIST = f"""
SELECT {_COLUMNS} FROM certificates
WHERE holder = $1 AND (issued_at, id) < ($2, $3) ORDER BY issued_at DESC, id DESC LIMIT $4
"""
_OWN = f"SELECT {_COLUMNS} FROM certificates WHERE id = $2 AND holder = $1"
# One statement whether there is such a certificate or not, and whether a consent was given or not.
_VERIFIED = f"""
SELECT {_COLUMNS}, (SELECT c.certificate_id FROM consents c
                    WHERE c.code_hash = $2 AND c.certificate_id = certificates.id AND c.expires_at > $3) AS consented
FROM certificates WHERE number_hash = $1 AND code_hash = $4
"""
# The first to use it, and whoever repeats that call.
_USE = """
UPDATE consents SET used_at = $3, used_by = $2
WHERE code_hash = $1 AND expires_at > $3 AND (used_at IS NULL OR ($2 <> '' AND used_by = $2)) RETURNING person_id
"""
_CONSENT = """
INSERT INTO consents (code_hash, certificate_id, person_id, request_id, expires_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (person_id, request_id) DO UPDATE SET person_id = excluded.person_id RETURNING code_hash, expires_at
"""


async def of_holder(connection: Any, holder: str, before: tuple[datetime, str], limit: int) -> Sequence[Any]:
    """Return the certificates of a person or an organisation before (time, id), newest first."""
    return await connection.fetch(_LIST, holder, *before, limit)


async def own(connection: Any, holder: str, certificate_id: str) -> Any | None:
    """Return a certificate of this person's or organisation's."""
    return await connection.fetchrow(_OWN, holder, certificate_id)


async def verified(connection: Any, shown: tuple[bytes, bytes], consent_hash: bytes, now: datetime) -> Any | None:
    """Return a certificate by number and code; `consented`: the consent code is for it and has not run out."""
    return await connection.fetchrow(_VERIFIED, shown[0], consent_hash, now, shown[1])


async def use(connection: Any, consent_hash: bytes, request_id: str, now: datetime) -> str | None:
    """Use a consent up; returns whose consent it was. None: it is used up, or has run out."""
    return await connection.fetchval(_USE, consent_hash, request_id, now)


async def consent(
    connection: Any, code_hash: bytes, certificate_id: str, person_id: str, request_id: str, expires_at: datetime
) -> Any:
    """Keep a consent; returns the one kept under this request_id, which may be an earlier one."""
    return await connection.fetchrow(_CONSENT, code_hash, certificate_id, person_id, request_id, expires_at)
