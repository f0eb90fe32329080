"""Fills approval's tables with cases that officers work on, as many as a big city has, without filing each."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import asyncpg

from onetrip.catalog.v1 import catalog_pb2

DEPARTMENTS, ITEMS = 12, 40
CHUNK = 100_000
FIRST_DUE = date(2026, 12, 1)
DUE_DAYS = 90
# One case in so many is held by an officer, is yellow, is red.
HELD, YELLOW, RED = 2, 10, 20
SAMPLE = 200

_DEFINITION = "INSERT INTO definitions (digest, code, version, content) VALUES ($1, $2, 1, $3) ON CONFLICT DO NOTHING"
# Case n is the same whenever it is made. $1 and $2: the first and the last number; $3: the definition's digest.
_NUMBERED = """
WITH numbered AS (
    SELECT n, $3::bytea AS digest, 'bench-' || n AS application, 'bench-' || n || '.item-' || n % $4 AS case_id,
           'item-' || n % $4 AS item, 'department-' || n % $5 AS department, $6::date + n % $7 AS due
    FROM generate_series($1::integer, $2::integer) AS n
)
"""
_APPLICATIONS = """
INSERT INTO applications (id, definition_digest, tracking_number, applicant_id, filed_by, received_at, opened_cause,
                          accepted_on)
SELECT application, digest, 'T' || n, 'p' || n, 'p' || n, now(), application, current_date FROM numbered
"""
_CASES = """
INSERT INTO cases (id, application_id, item_code, department, position)
SELECT case_id, application, item, department, 1 FROM numbered
"""
_TASKS = """
INSERT INTO tasks (id, application_id, case_id, stage, round, kind, department, state, claimed_by, due_on,
                   due_provisional, face, papers, sealed_facts, cause, created_at)
SELECT 't' || n, application, case_id, 'review', 1, 'review', department,
       CASE WHEN n % $8 = 0 THEN 'claimed' ELSE 'open' END, CASE WHEN n % $8 = 0 THEN 'po' || n % 500 ELSE '' END,
       due, false, '', '', '', application, now() FROM numbered
"""
_LIGHTS = """
INSERT INTO lights (case_id, stage, application_id, light, due_on, due_provisional, changed_at)
SELECT case_id, '', application, CASE WHEN n % $8 = 0 THEN 3 ELSE 2 END, due, false, now() FROM numbered
WHERE n % $9 = 0
"""
_BOARD = """
INSERT INTO board (case_id, department, application_id, item_code, state, waits_for, urgency, due_on, due_provisional)
SELECT case_id, department, application, item, 'open', CASE WHEN n % $8 = 0 THEN 'officer' ELSE 'claim' END,
       CASE WHEN n % $9 = 0 THEN 0 WHEN n % $10 = 0 THEN 1 ELSE 2 END, due, false FROM numbered
"""
_TRIGGERS = "ALTER TABLE tasks {0} TRIGGER posted; ALTER TABLE lights {0} TRIGGER posted"
_SAMPLED = "SELECT * FROM board WHERE application_id = ANY ($1::text[]) ORDER BY case_id"


class Caseload:
    """The cases of one stack. They are numbered, so that more can be added."""

    def __init__(self, approval_url: str) -> None:
        self._url = approval_url
        self._made = 0

    async def grow_to(self, wanted: int) -> None:
        """Have so many cases with an open task each; the tables' statistics are up to date then.

        Raises RuntimeError when the list differs from what the database derives itself.
        """
        connection = await asyncpg.connect(self._url, command_timeout=600)
        try:
            await connection.execute(_TRIGGERS.format("DISABLE"))
            while self._made < wanted:
                last = min(self._made + CHUNK, wanted)
                await _make(connection, self._made + 1, last)
                self._made = last
            await connection.execute(_TRIGGERS.format("ENABLE"))
            await _check(connection, wanted)
            await connection.execute("VACUUM ANALYZE applications, cases, tasks, lights, board")
        finally:
            await connection.close()


async def _make(connection: Any, first: int, last: int) -> None:
    content = catalog_pb2.ServiceItem(code="bench", lead_department="department-0").SerializeToString()
    digest = hashlib.sha256(content).digest()
    await connection.execute(_DEFINITION, digest, "bench", content)
    numbered = (first, last, digest, ITEMS, DEPARTMENTS, FIRST_DUE, DUE_DAYS)
    for statement, more in (
        (_APPLICATIONS, ()),
        (_CASES, ()),
        (_TASKS, (HELD,)),
        (_LIGHTS, (RED, YELLOW)),
        (_BOARD, (HELD, RED, YELLOW)),
    ):
        await connection.execute(_NUMBERED + statement, *numbered, *more)


async def _check(connection: Any, last: int) -> None:
    """The rows written here are those that the triggers would have written."""
    sample = [f"bench-{number}" for number in range(max(1, last - SAMPLE), last + 1)]
    written = await connection.fetch(_SAMPLED, sample)
    await connection.execute("SELECT post_on_board(id) FROM unnest($1::text[]) AS id", sample)
    if written != await connection.fetch(_SAMPLED, sample):
        raise RuntimeError("the list is not what the database derives from tasks and lights")
