"""The ledger of supplements after acceptance (补交告知): one for an application at most."""

from datetime import datetime

import asyncpg

_ASKED = "SELECT EXISTS (SELECT FROM later_supplements WHERE application_id = $1)"
_NOTE = """
INSERT INTO later_supplements (application_id, case_id, procedure_id, department, asked, asked_by, asked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""


async def asked(connection: asyncpg.Connection, application_id: str) -> bool:
    """Whether anything was asked for after acceptance."""
    return await connection.fetchval(_ASKED, application_id)


async def note(
    connection: asyncpg.Connection,
    application_id: str,
    case_id: str,
    procedure_id: str,
    department: str,
    content: bytes,
    officer: str,
    now: datetime,
) -> None:
    """Write the request; ``content`` is a serialised LaterSupplementAsked. The caller knows that it is the first."""
    await connection.execute(_NOTE, application_id, case_id, procedure_id, department, content, officer, now)
