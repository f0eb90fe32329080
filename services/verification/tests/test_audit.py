"""The access log in a real database: appended to and nothing else, chained, anchored, and looked through."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from deploy.local.engines.postgres import SUPERUSER
from runtime.ids import new_id
from services.verification import store
from services.verification.audit import auditing
from services.verification.audit.anchoring import anchor
from services.verification.audit.chain import Anchor, Bad, Fault
from services.verification.tests.conftest import NOW, Bench

pytestmark = pytest.mark.engines

_FORGED = """
INSERT INTO audit.access_log
SELECT 'forged', 'p', 'nobody', '', '', '', '', '{}', to_timestamp(0), chain, $2::bigint, hash,
       sha256(hash || audit.packed('1', chain::text, $2::bigint::text, 'forged', 'p', 'nobody', '', '', '', '', '0'))
FROM audit.access_log WHERE (chain, position) = ($1, $2::bigint - 1)
"""
INSUFFICIENT = asyncpg.InsufficientPrivilegeError


def read_of(person: str) -> store.Read:
    return store.Read(person, "pofficer", "REVIEW_TASK", "金丝雀", ("degree", "表"), NOW, "officer", "education")


async def log(bench: Bench, count: int) -> None:
    for _ in range(count):
        await store.log_read(bench.pool, new_id(), read_of(f"p{new_id()}"))


@pytest.fixture
async def forger(database_url: str, bench: Bench) -> AsyncIterator[asyncpg.Connection]:
    """The server's superuser past the triggers, over a log of some length; all that is done is taken back."""
    await asyncio.gather(*(log(bench, 6) for _ in range(4)))
    await anchor(bench.pool, bench.clock)
    connection = await asyncpg.connect(database_url.replace("//verification:", f"//{SUPERUSER}:"))
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("SET search_path = verification")
    await connection.execute("ALTER TABLE audit.access_log DISABLE TRIGGER USER")
    yield connection
    await transaction.rollback()
    await connection.close()


async def longest(connection: Any) -> tuple[int, int]:
    """The longest chain and its last position."""
    row = await connection.fetchrow(
        "SELECT chain, max(position) AS last FROM audit.access_log GROUP BY chain ORDER BY last DESC, chain LIMIT 1"
    )
    return row["chain"], row["last"]


async def id_of(connection: Any, chain: int, position: int) -> str:
    return await connection.fetchval(
        "SELECT id FROM audit.access_log WHERE (chain, position) = ($1, $2)", chain, position
    )


async def test_what_the_database_chains_holds_and_progress_is_told(bench: Bench) -> None:
    await asyncio.gather(*(log(bench, 5) for _ in range(4)))
    await anchor(bench.pool, bench.clock)
    told: list[int] = []
    found = await auditing.verify(bench.pool, progress=told.append)
    assert found.faults == []
    assert found.rows == await bench.pool.fetchval("SELECT count(*) FROM access_log") == told[-1]


async def test_the_service_can_append_and_read_and_nothing_else(bench: Bench) -> None:
    await log(bench, 1)
    for statement in (
        "UPDATE {} SET reader = 'nobody'",
        "DELETE FROM {}",
        "TRUNCATE audit.access_log",
        "ALTER TABLE audit.access_log DISABLE TRIGGER ALL",
        "DROP TABLE audit.access_log",
        "CREATE OR REPLACE FUNCTION audit.chain_access() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "SET SESSION AUTHORIZATION audit",
        "SET ROLE audit",
    ):
        for table in ("access_log", "audit.access_log"):
            with pytest.raises(INSUFFICIENT):
                await bench.pool.execute(statement.format(table))


async def test_not_even_the_owner_changes_a_row_or_an_anchor_by_mistake(bench: Bench, database_url: str) -> None:
    await log(bench, 1)
    await anchor(bench.pool, bench.clock)
    owner = await asyncpg.connect(database_url.replace("//verification:", "//audit:"))
    try:
        for change in ("UPDATE audit.access_log SET reader = ''", "DELETE FROM access_log", "TRUNCATE access_log"):
            with pytest.raises(asyncpg.RaiseError, match="only appended to"):
                await owner.execute(change)
    finally:
        await owner.close()
    for change in ("UPDATE access_anchors SET position = 1", "DELETE FROM access_anchors", "TRUNCATE access_anchors"):
        with pytest.raises(asyncpg.RaiseError, match="only appended to"):
            await bench.pool.execute(change)


async def test_who_writes_the_place_and_hash_of_a_row_is_not_believed(bench: Bench) -> None:
    await bench.pool.execute(
        "INSERT INTO audit.access_log VALUES ($1, 'p', 'r', '', '', '', '', '{}', now(), 3, 1, $2, $2)",
        new_id(),
        bytes(32),
    )
    assert (await auditing.verify(bench.pool)).faults == []


async def test_writers_do_not_wait_for_each_other(bench: Bench) -> None:
    async with bench.pool.acquire() as one, bench.pool.acquire() as two, one.transaction(), two.transaction():
        for connection in (one, two, one, two):
            await store.log_read(connection, new_id(), read_of("pslow"))
    assert (await auditing.verify(bench.pool)).faults == []


async def test_a_write_that_is_taken_back_leaves_no_gap(bench: Bench) -> None:
    async with bench.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await store.log_read(connection, new_id(), read_of("pgone"))
        await transaction.rollback()
        await store.log_read(connection, new_id(), read_of("pstays"))
    assert (await auditing.verify(bench.pool)).faults == []


async def test_a_changed_row_is_named(forger: asyncpg.Connection) -> None:
    chain, last = await longest(forger)
    at = last // 2
    changed = "UPDATE audit.access_log SET reader = 'nobody' WHERE (chain, position) = ($1, $2)"
    await forger.execute(changed, chain, at)
    assert (await auditing.verify(forger)).faults == [
        Fault(chain, at, Bad.CHANGED, await id_of(forger, chain, at), at),
    ]


@pytest.mark.parametrize("from_the_end", [0, 1, 3])
async def test_a_row_taken_away_is_named_also_at_the_end(forger: asyncpg.Connection, from_the_end: int) -> None:
    chain, last = await longest(forger)
    at = last - from_the_end
    await forger.execute("DELETE FROM audit.access_log WHERE (chain, position) = ($1, $2)", chain, at)
    assert (await auditing.verify(forger)).faults == [Fault(chain, at, Bad.MISSING, "", at)]


async def test_a_log_that_is_emptied_is_missed(forger: asyncpg.Connection) -> None:
    chains = await forger.fetch("SELECT DISTINCT chain FROM access_anchors ORDER BY chain")
    await forger.execute("TRUNCATE audit.access_log")
    assert (await auditing.verify(forger)).faults == [Fault(row["chain"], 1, Bad.MISSING, "", 1) for row in chains]


async def test_two_rows_that_changed_places_name_the_first(forger: asyncpg.Connection) -> None:
    chain, last = await longest(forger)
    moves = ((last, last + 99), (last - 2, last), (last + 99, last - 2))
    for old, new in moves:
        moved = "UPDATE audit.access_log SET position = $3 WHERE (chain, position) = ($1, $2)"
        await forger.execute(moved, chain, old, new)
    (fault,) = (await auditing.verify(forger)).faults
    assert (fault.chain, fault.position, fault.bad) == (chain, last - 2, Bad.CHANGED)


async def test_a_chain_hashed_anew_contradicts_its_anchor_and_the_heads_kept_elsewhere(
    forger: asyncpg.Connection,
) -> None:
    chain, last = await longest(forger)
    kept = await auditing.heads(forger)
    # Somebody who knows how takes the last row away and puts another in its place, hashed as it should be.
    await forger.execute("DELETE FROM audit.access_log WHERE (chain, position) = ($1, $2)", chain, last)
    await forger.execute(_FORGED, chain, last)
    (fault,) = (await auditing.verify(forger)).faults
    assert (fault.chain, fault.position, fault.bad, fault.id) == (chain, last, Bad.REWRITTEN, "forged")
    await forger.execute("ALTER TABLE access_anchors DISABLE TRIGGER USER")
    await forger.execute("DELETE FROM access_anchors")
    assert (await auditing.verify(forger)).faults == []
    (again,) = (await auditing.verify(forger, kept)).faults
    assert (again.position, again.id) == (last, "forged")


async def test_memory_stays_flat_and_pages_join(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await log(bench, 7)
    monkeypatch.setattr(auditing, "PAGE_ROWS", 2)
    await anchor(bench.pool, bench.clock)
    found = await auditing.verify(bench.pool)
    assert found.faults == []
    assert found.rows == await bench.pool.fetchval("SELECT count(*) FROM access_log")
    heads = await auditing.heads(bench.pool)
    anchored = {Anchor(*row) for row in await bench.pool.fetch("SELECT chain, position, hash FROM access_anchors")}
    assert set(heads) <= anchored
