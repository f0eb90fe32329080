"""PostgreSQL for the references: a plain pool, and a schema of their own beside those of the parts."""

from __future__ import annotations

import asyncpg

SCHEMA = "bench"
CONNECTIONS_MAX = 8


async def connect(url: str) -> asyncpg.Pool:
    """Return a pool that does not reset what is returned to it: a round trip that ours does not make either."""

    async def keep(_: object) -> None:
        return None

    return await asyncpg.create_pool(url, min_size=1, max_size=CONNECTIONS_MAX, reset=keep)


async def make_schema(superuser_url: str) -> str:
    """Make the references' schema and return the address that leads into it."""
    connection = await asyncpg.connect(superuser_url)
    try:
        await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    finally:
        await connection.close()
    return f"{superuser_url}&options=-csearch_path%3D{SCHEMA}"
