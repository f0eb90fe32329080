"""Certificates that grants have issued, by whose they are."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

import asyncpg

_ISSUED = """
SELECT c.kind, max(c.issued_at)
FROM applications a JOIN certificates c ON c.application_id = a.id JOIN outcomes o ON o.case_id = c.case_id
WHERE a.applicant_id = $1 AND a.applicant_id <> '' AND c.kind = ANY ($2::text[])
      -- One organisation's serve no other; of what was opened before it was told which one, nobody knows.
      AND (a.organisation = $4 OR a.organisation IS NULL OR $4::text IS NULL)
      AND (c.valid_until IS NULL OR c.valid_until >= $3)
      AND NOT EXISTS (SELECT FROM amendments m WHERE m.decision_id = o.decision_id AND m.kind = 'revocation')
GROUP BY c.kind
"""


async def issued(
    connection: asyncpg.Connection, whose: tuple[str, str | None], kinds: Collection[str], on: date
) -> Mapping[str, datetime]:
    """Which of these kinds of certificate the applicant was issued and are in force on a day, and the latest when.

    ``whose``: the person and the organisation they applied for, '' for none, None where that is not known.
    """
    records = await connection.fetch(_ISSUED, whose[0], list(kinds), on, whose[1])
    return {record[0]: record[1] for record in records}
