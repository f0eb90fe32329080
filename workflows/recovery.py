"""Rebuilding lost workflows 重建: what is open in `process` and does not run in Temporal is started again from there.

At the start of the process and every few minutes, by one replica at a time. It needs no event to notice: an application
that waits for a date would otherwise be noticed by nobody if Temporal's database is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from runtime.errors import Unavailable
from runtime.logs import get_logger
from workflows import policies, store

# The advisory lock of whoever does it: one replica at a time.
_LEAD = 7_303_013
_TRY = "SELECT pg_try_advisory_lock($1)"
_UNLOCK = "SELECT pg_advisory_unlock($1)"
_RUNNING = f"WorkflowType = '{policies.WORKFLOW_TYPE}' AND ExecutionStatus = 'Running'"

Rebuild = Callable[[Any, str], Awaitable[bool]]


class Recovery:
    """A component of the process. `rebuild` starts an application's workflow from `process` (Bridge.rebuild)."""

    def __init__(self, pool: asyncpg.Pool, client: Client, rebuild: Rebuild) -> None:
        self._pool = pool
        self._client = client
        self._rebuild = rebuild

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
            if not await connection.fetchval(_TRY, _LEAD):
                return 0
            try:
                return await self._rebuild_lost(connection)
            finally:
                await connection.fetchval(_UNLOCK, _LEAD)

    async def _rebuild_lost(self, connection: Any) -> int:
        open_ = await store.open_applications(connection)
        # The list may lag behind: it only says whom to ask for one by one.
        running = {execution.id async for execution in self._client.list_workflows(_RUNNING)} if open_ else set()
        rebuilt = 0
        for application_id in open_:
            workflow_id = policies.workflow_id(application_id)
            if workflow_id not in running and not await self._runs(workflow_id):
                rebuilt += await self._rebuild(connection, application_id)
                # As fast as a worker takes them, so that those that are filed meanwhile do not wait behind them all.
                await asyncio.sleep(policies.RECOVERY_PAUSE.total_seconds())
        if rebuilt:
            get_logger().warning("recovery.rebuilt", applications=rebuilt)
        return rebuilt

    async def _runs(self, workflow_id: str) -> bool:
        try:
            described = await self._client.get_workflow_handle(workflow_id).describe()
        except RPCError as error:
            if error.status == RPCStatusCode.NOT_FOUND:
                return False
            raise
        return described.status == WorkflowExecutionStatus.RUNNING
