"""Proactive runs 免申即享 that start by themselves, on a real development server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
import pytest_asyncio
from temporalio.client import Client, ScheduleActionStartWorkflow
from temporalio.testing import WorkflowEnvironment

from onetrip.process.v1 import workflow_pb2 as pb
from workflows import policies
from workflows.engine.payload_codec import data_converter
from workflows.operators import search_attributes
from workflows.proactive.run import ProactiveRunWorkflow
from workflows.proactive.schedule import Plan, ProactiveSchedules
from workflows.tests.conftest import SEALER
from workflows.tests.proactive import ITEM, ProactiveWorld
from workflows.tests.programs import program
from workflows.tests.workers import worker_for

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.engines]


@pytest_asyncio.fixture(loop_scope="module")
async def server() -> AsyncIterator[WorkflowEnvironment]:
    """A server of its own: the one whose time skips has no schedules."""
    environment = await WorkflowEnvironment.start_local(
        dev_server_existing_path=program("temporal"),
        data_converter=data_converter(SEALER),
        search_attributes=search_attributes.ALL,
    )
    async with environment:
        yield environment


def plan(*items: str, cron: str = "0 3 1 * *") -> Plan:
    return Plan(items, cron, "Asia/Shanghai", 10, 1000.0)


async def known(client: Client, expected: Sequence[str]) -> list[str]:
    """The schedules there are: Temporal's list may lag a little."""
    async with asyncio.timeout(20):
        while True:
            found = sorted([each.id async for each in await client.list_schedules()])
            if found == list(expected):
                return found
            await asyncio.sleep(0.1)


async def test_schedules_are_as_the_settings_say_and_start_runs_of_their_own(server: WorkflowEnvironment) -> None:
    client = server.client
    await ProactiveSchedules(client, plan(ITEM, "another-item")).start()
    assert await known(client, ["proactive/another-item", f"proactive/{ITEM}"])
    await ProactiveSchedules(client, plan(ITEM, cron="30 4 * * 1")).start()
    assert await known(client, [f"proactive/{ITEM}"])
    handle = client.get_schedule_handle(policies.proactive_id(ITEM))
    described = await handle.describe()
    assert isinstance(described.schedule.action, ScheduleActionStartWorkflow)
    assert described.schedule.spec.time_zone_name == "Asia/Shanghai"
    world = ProactiveWorld(server)
    async with worker_for(client, world.activities, ProactiveRunWorkflow):
        await handle.trigger()
        await asyncio.wait_for(world.ended.wait(), 60)
    assert world.stands.state == pb.PROACTIVE_STATE_COMPLETED
    assert world.opened == list(world.people)
    assert world.stored.started_by == policies.BY_SCHEDULE
    await ProactiveSchedules(client, plan()).start()
    assert await known(client, []) == []
