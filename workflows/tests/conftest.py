"""A time-skipping Temporal server for the session, and a worker for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from runtime.sealing import Sealer
from workflows import policies
from workflows.application import ApplicationWorkflow
from workflows.payload_codec import data_converter
from workflows.search_attributes import ALL
from workflows.tests.programs import program
from workflows.tests.sandbox import sandbox
from workflows.tests.world import World


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a Temporal server, even one whose time skips, is no unit test."""
    for item in items:
        if "temporal" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.engines)


SEALER = Sealer({"k1": b"k" * 32}, "k1")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    """A server whose time passes at once where nothing else is to be done."""
    environment = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=program("temporal-test-server"), data_converter=data_converter(SEALER)
    )
    async with environment:
        kinds = {key.name: key.indexed_value_type.value for key in ALL}
        await environment.client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=environment.client.namespace, search_attributes=kinds)
        )
        yield environment


@pytest_asyncio.fixture(loop_scope="module")
async def world(temporal: WorkflowEnvironment) -> AsyncIterator[World]:
    """A world with a worker for it."""
    world = World(temporal)
    async with Worker(
        temporal.client,
        task_queue=policies.TASK_QUEUE,
        workflows=[ApplicationWorkflow],
        activities=[world.establish, world.ask_again],
        workflow_runner=sandbox(),
    ):
        yield world
