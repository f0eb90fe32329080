"""Verification's tables of evidence: whose an application is, certificates held, documents given and attested."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.verification.evidence.reuse import AttestedMaterial, HeldCertificate

# Both in one round trip: this is on every application's path. What a document is about is what its application says, as
# long as nobody has compared it with the original; what was attested stays what it was attested as, whatever else it is
# given with. Where its own application says something else after that, or two applications say different things, nobody
# knows, and it stands for nothing that has a subject (null).
_NOTE = """
WITH holder AS (
    INSERT INTO application_holders (application_id, person_id, holder) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
)
INSERT INTO materials (material_id, code, holder, person_id, application_id, given, given_at, subject)
SELECT material_id, code, $3, $2, $1, given, $7, subject
FROM unnest($4::text[], $5::text[], $6::bytea[], $8::jsonb[]) AS g (material_id, code, given, subject)
ON CONFLICT (material_id, code) DO UPDATE SET (application_id, subject) = (
    SELECT CASE WHEN attested THEN materials.application_id ELSE excluded.application_id END,
           CASE WHEN attested AND NOT same THEN materials.subject
                WHEN same AND NOT attested AND materials.subject IS NOT NULL THEN excluded.subject
                WHEN materials.subject = excluded.subject THEN materials.subject END
    FROM (SELECT materials.application_id = excluded.application_id AS same,
                 EXISTS (SELECT FROM attestations a WHERE a.material_id = materials.material_id) AS attested) AS now
)
"""
_CERTIFICATES = """
SELECT id, kind, valid_until, issued_at, revoked_at IS NOT NULL AS revoked, subject, sealed_content, name_zh, name_en
FROM certificates WHERE holder = $1 AND kind = ANY ($2::text[]) ORDER BY issued_at DESC LIMIT 50
"""
_ATTESTED = """
SELECT m.material_id, m.code, a.valid_until, a.attested_at, m.given, m.subject
FROM materials m JOIN attestations a ON a.material_id = m.material_id
WHERE m.holder = $1 AND m.code = ANY ($2::text[]) ORDER BY a.attested_at DESC LIMIT 200
"""
_USED = "SELECT item_code, material_code, source FROM evidence_used WHERE application_id = $1"
_NOTE_USED = """
INSERT INTO evidence_used (application_id, item_code, material_code, source, evidence_id)
SELECT $1, item, code, source, id
FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS u (item, code, source, id)
ON CONFLICT DO NOTHING
"""
_HOLDER = "SELECT person_id, holder FROM application_holders WHERE application_id = $1"
_KEEP = """
INSERT INTO certificates (id, case_id, application_id, person_id, holder, number_hash, code_hash, kind, name_zh,
                          name_en, item_code, department, subject, sealed_content, valid_from, valid_until, issued_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ON CONFLICT DO NOTHING
"""
_REVOKE = """
UPDATE certificates SET revoked_at = coalesce(revoked_at, $2) WHERE case_id = $1 RETURNING id, kind, department
"""
_ISSUED = "SELECT id, department, revoked_at IS NOT NULL AS revoked FROM certificates WHERE number_hash = $1"
_CASE = "SELECT case_id FROM certificates WHERE number_hash = $1"
_RELYING = "SELECT DISTINCT application_id FROM evidence_used WHERE evidence_id = $1 AND application_id <> $2"


@dataclass(frozen=True)
class NewCertificate:
    """A certificate to keep. `subject`: form field to keyed hash, in hexadecimal."""

    id: str
    case_id: str
    application_id: str
    person_id: str
    holder: str
    number_hash: bytes
    code_hash: bytes
    kind: str
    name_zh: str
    name_en: str
    item_code: str
    department: str
    subject: Mapping[str, str]
    sealed_content: bytes
    valid_from: date
    valid_until: date | None
    issued_at: datetime


@dataclass(frozen=True)
class Issued:
    """Which certificate it is, who issued it, and whether it was revoked."""

    id: str
    department: str
    revoked: bool


async def note_application(
    connection: Any,
    application_id: str,
    whose: tuple[str, str],
    given: Sequence[tuple[str, str, bytes, Mapping[str, str]]],
    now: datetime,
) -> None:
    """Note whose (person, holder) an application is, and the documents given: id, code, GivenMaterial, what about."""
    ids, codes, messages = ([one[part] for one in given] for part in range(3))
    about = [json.dumps(dict(one[3])) for one in given]
    await connection.execute(_NOTE, application_id, *whose, ids, codes, messages, now, about)


async def certificates_of(
    connection: Any, holder: str, kinds: Sequence[str], *, to_use: bool = False
) -> list[HeldCertificate]:
    """The holder's certificates of these kinds, in force or not.

    ``to_use``: no revocation comes between this and the end of the transaction, which notes what uses them.
    """
    if not kinds:
        return []
    lock = " FOR SHARE" if to_use else ""
    rows = await connection.fetch(_CERTIFICATES + lock, holder, list(kinds))
    return [HeldCertificate(**{**row, "subject": json.loads(row["subject"])}) for row in rows]


async def attested_of(connection: Any, holder: str, codes: Sequence[str]) -> list[AttestedMaterial]:
    """The holder's attested documents with these codes, in force or not."""
    if not codes:
        return []
    rows = await connection.fetch(_ATTESTED, holder, list(codes))
    return [
        AttestedMaterial(**{**row, "subject": json.loads(row["subject"]) if row["subject"] else None}) for row in rows
    ]


async def used(connection: Any, application_id: str) -> list[tuple[str, str, str]]:
    """What earlier rounds of an application counted: item, material, source."""
    return [tuple(row) for row in await connection.fetch(_USED, application_id)]


async def note_used(connection: Any, application_id: str, rows: Sequence[tuple[str, str, str, str]]) -> None:
    """Note what an application was spared: item, material, source, id of the evidence."""
    if rows:
        await connection.execute(_NOTE_USED, application_id, *([row[part] for row in rows] for part in range(4)))


async def holder_of(connection: Any, application_id: str) -> tuple[str, str] | None:
    """Whose (person, holder) an application is; None when it was never verified here."""
    row = await connection.fetchrow(_HOLDER, application_id)
    return (row[0], row[1]) if row is not None else None


async def keep(connection: Any, new: NewCertificate) -> None:
    """Keep a certificate; one of the same case is kept already when the news comes twice."""
    await connection.execute(
        _KEEP,
        new.id,
        new.case_id,
        new.application_id,
        new.person_id,
        new.holder,
        new.number_hash,
        new.code_hash,
        new.kind,
        new.name_zh,
        new.name_en,
        new.item_code,
        new.department,
        json.dumps(dict(new.subject)),
        new.sealed_content,
        new.valid_from,
        new.valid_until,
        new.issued_at,
    )


async def revoke(connection: Any, case_id: str, at: datetime) -> tuple[str, str, str] | None:
    """Note that a case's certificate is void; returns its id, kind and department, None when the case issued none."""
    row = await connection.fetchrow(_REVOKE, case_id, at)
    return (row[0], row[1], row[2]) if row is not None else None


async def issued(connection: Any, number_hash: bytes) -> Issued | None:
    """The certificate with this number, by its keyed hash; None when none is held here."""
    row = await connection.fetchrow(_ISSUED, number_hash)
    return Issued(**row) if row is not None else None


async def case_of(connection: Any, number_hash: bytes) -> str | None:
    """The case whose certificate has this number, by its keyed hash; None when none is held here."""
    return await connection.fetchval(_CASE, number_hash)


async def relying_on(connection: Any, evidence_id: str, besides: str) -> list[str]:
    """The applications that were spared a document by this evidence, besides the one it comes from."""
    return [row[0] for row in await connection.fetch(_RELYING, evidence_id, besides)]
