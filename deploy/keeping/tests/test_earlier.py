"""What earlier releases kept in the clear is sealed once, or forgotten, and read as before."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from deploy.keeping.earlier import ANSWERS_DAYS, forget_answers, seal_clauses
from onetrip.approval.v1.review_service_pb2 import Task
from onetrip.catalog.v1.catalog_pb2 import RuleClause
from runtime.ids import new_id
from runtime.sealing import Sealer
from runtime.tests.engines import Engines
from runtime.tests.suite import DATA_KEYS, SUITE, AllButOne
from services.approval.handlers.office import Office

pytestmark = pytest.mark.engines

NOW = datetime(2040, 6, 1, tzinfo=UTC)
MASTER = {"test": bytes(32)}
NOBODY = cast(Any, SimpleNamespace())
OFFICE = Office(NOBODY, Sealer(MASTER, "test", SUITE, DATA_KEYS), ZoneInfo("UTC"), NOBODY, NOBODY, NOBODY)
# The columns of approval's tables that are read.
TABLES = """
CREATE TEMP TABLE cases (id text, application_id text, declined_clauses text[], sealed_tried bytea);
CREATE TEMP TABLE tasks (id text, face bytea);
CREATE TEMP TABLE requests (caller text, created_at timestamptz);
"""


@pytest.fixture
async def approval(engines: Engines) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect((await engines.keys()).service)
    await connection.execute(TABLES)
    yield connection
    await connection.close()


async def declined(approval: asyncpg.Connection, *codes: str) -> str:
    """A case as release 0.2.0 wrote it; returns its application."""
    about = new_id()
    await approval.execute("INSERT INTO cases VALUES ($1, $2, $3)", f"{about}.permit", about, list(codes))
    return about


async def test_failed_clauses_are_sealed_once_and_read_as_before(approval: asyncpg.Connection) -> None:
    about = await declined(approval, "no-record", "age")
    await declined(approval)
    face = Task(id="t", item_code="permit", declined_clauses=[RuleClause(code="no-record")])
    await approval.execute("INSERT INTO tasks VALUES ('t', $1)", face.SerializeToString())
    assert await seal_clauses(approval, OFFICE.sealer) == 1
    row = await approval.fetchrow("SELECT * FROM cases WHERE application_id = $1", about)
    assert row["declined_clauses"] == []
    assert OFFICE.failed_clauses(about, row["sealed_tried"]) == ["no-record", "age"]
    kept = Task.FromString(await approval.fetchval("SELECT face FROM tasks"))
    assert (kept.item_code, list(kept.declined_clauses)) == ("permit", [])
    assert await seal_clauses(approval, OFFICE.sealer) == 0


async def test_of_what_was_destroyed_nothing_is_left(approval: asyncpg.Connection) -> None:
    about = await declined(approval, "no-record")
    keys = AllButOne(f"application/{about}")
    office = dataclasses.replace(OFFICE, sealer=Sealer(MASTER, "test", SUITE, keys))
    assert await seal_clauses(approval, office.sealer) == 1
    row = await approval.fetchrow("SELECT * FROM cases")
    assert (row["declined_clauses"], row["sealed_tried"]) == ([], None)


async def test_answers_are_kept_for_their_days_and_then_forgotten(approval: asyncpg.Connection) -> None:
    last = NOW - timedelta(days=ANSWERS_DAYS)
    rows = [("recent", last), ("old", last - timedelta(seconds=1))]
    await approval.executemany("INSERT INTO requests VALUES ($1, $2)", rows)
    assert await forget_answers({"approval": approval}, NOW) == 1
    assert await approval.fetchval("SELECT caller FROM requests") == "recent"
