"""`onetrip doctor` on a real stack: all is well, and what is not is named with what to do about it."""

from __future__ import annotations

import asyncpg

from deploy.local.stack import Stack
from tests.e2e.test_commands import FAILED, OK, Command, onetrip

__all__ = ["onetrip"]


async def test_of_a_sound_installation_nothing_is_broken(onetrip: Command) -> None:
    ended = await onetrip("doctor", "--json")
    assert (ended.code, [one for one in ended.json if one["state"] == "broken"]) == (OK, [])
    subjects = {one["subject"] for one in ended.json}
    assert {"migrations approval", "outbox process", "clock intake", "topics", "search attributes"} <= subjects
    assert {"gateway", "keys of tokens", "calendar"} <= subjects


async def test_a_migration_that_is_not_applied_is_named_with_its_remedy(onetrip: Command, stack: Stack) -> None:
    connection = await asyncpg.connect(stack.database_url("verification"))
    try:
        last = await connection.fetchval("SELECT max(version) FROM schema_migrations")
        await connection.execute("DELETE FROM schema_migrations WHERE version = $1", last)
        ended = await onetrip("doctor", "--json")
        await connection.execute("INSERT INTO schema_migrations (version) VALUES ($1)", last)
    finally:
        await connection.close()
    broken = [one for one in ended.json if one["state"] == "broken"]
    assert (ended.code, [one["subject"] for one in broken]) == (FAILED, ["migrations verification"])
    assert (broken[0]["detail"], "onetrip migrate" in broken[0]["remedy"]) == (f"{last} not applied", True)
