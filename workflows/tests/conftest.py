"""A time-skipping Temporal server, a worker for each test, and a real PostgreSQL with the schema `process`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.testing import WorkflowEnvironment

from deploy.local.engines.postgres import Postgres
from deploy.local.ports import Ports
from deploy.local.supervisor import Supervisor
from onetrip.process.v1.state_pb2 import Calendar
from runtime.database import connect
from runtime.sealing import Sealer
from runtime.tests.suite import DATA_KEYS, SUITE
from workflows.calendars.files import read_calendar, write_fields
from workflows.engine.payload_codec import data_converter
from workflows.operators.search_attributes import ALL
from workflows.tests.programs import program
from workflows.tests.workers import worker_for
from workflows.tests.world import World


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a Temporal server, even one whose time skips, is no unit test."""
    for item in items:
        if "temporal" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.engines)


MIGRATIONS = Path(__file__).parents[1] / "migrations"
CALENDARS = Path(__file__).parents[2] / "catalog" / "calendars"
SEALER = Sealer({"k1": b"k" * 32}, "k1", SUITE, DATA_KEYS)


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
    """A world with a worker for it; what a test leaves open would wake up in the next one."""
    world = World(temporal)
    async with worker_for(temporal.client, world.activities):
        yield world
        await world.end()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def database_url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A PostgreSQL of the module's own with the schema `process`."""
    folder, ports = tmp_path_factory.mktemp("process"), Ports.free()
    postgres = Postgres(folder / "postgres", ports.of("postgres"), "password")
    supervisor = Supervisor([postgres.process()], folder)
    await supervisor.start()
    connection = await asyncpg.connect(postgres.url())
    for migration in sorted(MIGRATIONS.glob("*.sql")):
        await connection.execute(migration.read_text().partition("-- migrate:down")[0])
    await connection.close()
    yield postgres.url()
    await supervisor.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool(database_url: str) -> AsyncIterator[asyncpg.Pool]:
    """Connections to it."""
    pool = await connect(database_url)
    yield pool
    pool.terminate()


@pytest_asyncio.fixture(loop_scope="module")
async def connection(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    """A transaction that leaves nothing behind."""
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        yield connection  # pyright: ignore[reportReturnType]
        await transaction.rollback()


@pytest.fixture(scope="session")
def published() -> Calendar:
    """The calendars that the project comes with."""
    message = Calendar()
    write_fields(read_calendar(CALENDARS), message)
    return message
