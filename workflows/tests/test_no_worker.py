"""With no worker alive Temporal's UI still says what an application waits for: memo and search attributes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from temporalio.testing import WorkflowEnvironment

from workflows.engine.payload_codec import data_converter
from workflows.operators import search_attributes
from workflows.operators.view import MEMO_CASES, MEMO_WAITS_FOR
from workflows.tests import filings
from workflows.tests.conftest import SEALER
from workflows.tests.filings import verified
from workflows.tests.programs import program
from workflows.tests.workers import worker_for
from workflows.tests.world import World

pytestmark = [pytest.mark.engines, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[WorkflowEnvironment]:
    environment = await WorkflowEnvironment.start_local(
        dev_server_existing_path=program("temporal"),
        data_converter=data_converter(SEALER),
        search_attributes=search_attributes.ALL,
    )
    async with environment:
        yield environment


async def test_what_is_waited_for_is_read_without_a_worker(server: WorkflowEnvironment) -> None:
    world = World(server)
    world.verifies(verified())
    async with worker_for(server.client, world.activities):
        await world.start(filings.submitted(filings.item(), await world.now()))
        await world.until_step("acceptance")
        await world.settled()
    found = await server.client.get_workflow_handle(world.handle.id).describe()
    assert str(await found.memo_value(MEMO_WAITS_FOR)).startswith("等待审查")
    [row] = await found.memo_value(MEMO_CASES)
    assert "审查中" in row
    told = found.typed_search_attributes
    assert (told.get(search_attributes.STATE), told.get(search_attributes.LIGHT)) == ("IN_REVIEW", "GREEN")
    assert told.get(search_attributes.DEADLINE) is not None
    await world.handle.terminate()
