"""What is under way in `process` and has no workflow in Temporal."""

from __future__ import annotations

from collections.abc import Mapping

import asyncpg
from temporalio.client import Client

from workflows.engine import recovery


async def lost(client: Client, process: asyncpg.Connection) -> Mapping[str, list[str]]:
    """The ids of lost workflows, by their type. Started again by themselves (workflows/engine/recovery.py)."""
    return {
        kind.workflow_type: sorted([kind.workflow_id(key) async for key in recovery.lost(client, process, kind)])
        for kind in recovery.KINDS
    }
