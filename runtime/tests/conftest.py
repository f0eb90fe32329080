from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from runtime.database import connect
from runtime.tests.engines import Engines, Schema


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """PostgreSQL and Kafka, once for all tests of the runtime."""
    engines = Engines(tmp_path_factory.mktemp("engines"))
    engines.start()
    yield engines
    engines.stop()


@pytest.fixture
async def schema(engines: Engines) -> Schema:
    return await engines.schema()


@pytest.fixture
async def pool(schema: Schema) -> AsyncIterator[asyncpg.Pool]:
    pool = await connect(schema.url)
    yield pool
    pool.terminate()
