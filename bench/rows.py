"""Counts the rows that one submission commits, so that its bare reference commits as many."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from bench.bare.database import SCHEMA
from bench.graduates import Applicant
from bench.ground import Desk

# Row triggers note every insert with its transaction; only those of transactions that made an application count.
_BEGIN = f"""
CREATE TABLE {SCHEMA}.inserted (tx xid8, relation name);
CREATE FUNCTION {SCHEMA}.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
$$ BEGIN INSERT INTO {SCHEMA}.inserted VALUES (pg_current_xact_id(), TG_TABLE_NAME); RETURN NULL; END $$
"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'intake'"
_COUNT = f"""
SELECT count(*)::integer / count(DISTINCT tx)::integer FROM {SCHEMA}.inserted
WHERE tx IN (SELECT tx FROM {SCHEMA}.inserted WHERE relation = 'applications')
"""
_END = f"DROP FUNCTION {SCHEMA}.note(); DROP TABLE {SCHEMA}.inserted"


async def rows_written(superuser_url: str, desk: Desk, applicants: Sequence[Applicant]) -> int:
    """Return how many rows intake inserts in the transaction of one submission."""
    connection = await asyncpg.connect(superuser_url)
    try:
        async with _noted(connection):
            for applicant in applicants:
                await desk.submit(applicant)
            return await connection.fetchval(_COUNT)
    finally:
        await connection.close()


@asynccontextmanager
async def _noted(connection: Any) -> AsyncIterator[None]:
    await connection.execute(_BEGIN)
    tables = [f'intake."{row[0]}"' for row in await connection.fetch(_TABLES)]
    # One table at a time, each in a transaction of its own: intake is writing, and locks on several would deadlock.
    try:
        for table in tables:
            await connection.execute(
                f"CREATE TRIGGER bench AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {SCHEMA}.note()"
            )
        yield
    finally:
        for table in tables:
            await connection.execute(f"DROP TRIGGER IF EXISTS bench ON {table}")
        await connection.execute(_END)
