"""Applications that are under way in `process` and have no workflow in Temporal."""

from __future__ import annotations

from collections.abc import Mapping

import asyncpg
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from workflows.recovery import APPLICATIONS, FOLLOW_UPS, Kind


async def lost(client: Client, process: asyncpg.Connection) -> Mapping[str, list[str]]:
    """The ids of lost workflows, by their type. The process starts them again by itself (workflows/recovery.py)."""
    return {kind.workflow_type: await _lost(client, process, kind) for kind in (APPLICATIONS, FOLLOW_UPS)}


async def _lost(client: Client, process: asyncpg.Connection, kind: Kind) -> list[str]:
    wanted = {kind.workflow_id(application_id) for application_id in await kind.open_(process)}
    if not wanted:
        return []
    query = f"WorkflowType = '{kind.workflow_type}' AND ExecutionStatus = 'Running'"
    running = {execution.id async for execution in client.list_workflows(query)}
    # The list may lag behind: whoever is not in it is asked for by name.
    return [workflow_id for workflow_id in sorted(wanted - running) if not await _runs(client, workflow_id)]


async def _runs(client: Client, workflow_id: str) -> bool:
    try:
        described = await client.get_workflow_handle(workflow_id).describe()
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return False
        raise
    return described.status == WorkflowExecutionStatus.RUNNING
