"""Rebuilding lost workflows 重建: what is open in `process` and does not run in Temporal is started again from there.

At the start of the process and every few minutes, by one replica at a time. It needs no event to notice: an application
that waits for a date would otherwise be noticed by nobody if Temporal's database is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import asyncpg
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from runtime.errors import Unavailable
from runtime.logs import get_logger
from workflows import policies
from workflows.beside import assignment_store, commitment_store, follow_up_store
from workflows.engine import store
from workflows.proactive import store as proactive_store

_TRY = "SELECT pg_try_advisory_lock($1)"
_UNLOCK = "SELECT pg_advisory_unlock($1)"

Rebuild = Callable[[Any, str], Awaitable[bool]]


@dataclass(frozen=True)
class Kind:
    """Workflows of one type. `lead`: the advisory lock of whoever rebuilds them, one replica at a time.

    `open_` reads from `process` the applications or cases that such a workflow has to run for, `workflow_id` names it.
    `tidy` forgets what an end has left behind.
    """

    lead: int
    workflow_type: str
    workflow_id: Callable[[str], str]
    open_: Callable[[Any], Awaitable[list[str]]]
    tidy: Callable[[Any], Awaitable[None]] | None = None


APPLICATIONS = Kind(
    7_303_013, policies.WORKFLOW_TYPE, policies.workflow_id, store.open_applications, store.forget_what_is_over
)
FOLLOW_UPS = Kind(7_303_014, policies.FOLLOW_UP_TYPE, policies.follow_up_id, follow_up_store.open_follow_ups)
ASSIGNMENTS = Kind(7_303_016, policies.ASSIGNMENT_TYPE, policies.assignment_id, assignment_store.open_assignments)
COMMITMENTS = Kind(7_303_015, policies.COMMITMENT_TYPE, policies.commitment_id, commitment_store.open_checks)
PROACTIVE = Kind(7_303_017, policies.PROACTIVE_TYPE, policies.proactive_id, proactive_store.open_runs)
KINDS = (APPLICATIONS, FOLLOW_UPS, COMMITMENTS, ASSIGNMENTS, PROACTIVE)


async def lost(client: Client, connection: Any, kind: Kind) -> AsyncIterator[str]:
    """What is open in `process` and has no workflow that runs; each is asked for when the caller comes to it."""
    open_ = await kind.open_(connection)
    query = f"WorkflowType = '{kind.workflow_type}' AND ExecutionStatus = 'Running'"
    # The list may lag behind: it only says whom to ask for one by one.
    running = {execution.id async for execution in client.list_workflows(query)} if open_ else set()
    for key in open_:
        workflow_id = kind.workflow_id(key)
        if workflow_id not in running and not await _runs(client, workflow_id):
            yield key


async def _runs(client: Client, workflow_id: str) -> bool:
    try:
        described = await client.get_workflow_handle(workflow_id).describe()
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return False
        raise
    return described.status == WorkflowExecutionStatus.RUNNING


class Recovery:
    """A component of the process. `rebuild` starts an application's workflow from `process` (Bridge.rebuild)."""

    def __init__(self, pool: asyncpg.Pool, client: Client, rebuild: Rebuild, kind: Kind = APPLICATIONS) -> None:
        self._pool = pool
        self._client = client
        self._rebuild = rebuild
        self._kind = kind

    async def run(self) -> None:
        """Looks for ever, at once and then every few minutes; what fails is tried again sooner."""
        while True:
            pause = policies.RECOVERY_LOOK
            try:
                await self.look()
            except (Unavailable, RPCError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
                get_logger().warning("recovery.waiting", error=type(error).__name__)
                pause = policies.RECOVERY_AGAIN
            await asyncio.sleep(pause.total_seconds())

    async def look(self) -> int:
        """Rebuilds every workflow that is lost, unless another replica is at it. Returns how many."""
        async with self._pool.acquire() as connection:
            if not await connection.fetchval(_TRY, self._kind.lead):
                return 0
            try:
                return await self._rebuild_lost(connection)
            finally:
                await connection.fetchval(_UNLOCK, self._kind.lead)

    async def _rebuild_lost(self, connection: Any) -> int:
        rebuilt = 0
        if self._kind.tidy is not None:
            await self._kind.tidy(connection)
        async for key in lost(self._client, connection, self._kind):
            rebuilt += await self._rebuild(connection, key)
            # As fast as a worker takes them, so that those that are filed meanwhile do not wait behind them all.
            await asyncio.sleep(policies.RECOVERY_PAUSE.total_seconds())
        if rebuilt:
            get_logger().warning("recovery.rebuilt", applications=rebuilt)
        return rebuilt
