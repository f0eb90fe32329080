"""A real PostgreSQL with the registers' schema, for the tests marked `engines`."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy.local.engines.postgres import Postgres
from deploy.local.supervisor import Supervisor
from services.registers.tests.free_port import free_port

MIGRATIONS = Path(__file__).parents[1] / "migrations"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server of its own on a free port; nothing of it is left behind."""
    with tempfile.TemporaryDirectory(prefix="onetrip-test-") as folder, asyncio.Runner() as runner:
        Path(folder).chmod(0o755)  # PostgreSQL runs as an account of its own when the tests run as root
        server = Postgres(Path(folder) / "data", free_port(), password="test")
        supervisor = Supervisor([server.process()], Path(folder))
        runner.run(supervisor.start())
        try:
            yield server
        finally:
            runner.run(supervisor.stop())


async def fresh_database(postgres: Postgres) -> str:
    """The URL of a fresh database with the migrations applied."""
    admin = await asyncpg.connect(postgres.url())
    await admin.execute("DROP DATABASE IF EXISTS registers_test WITH (FORCE)")
    await admin.execute("CREATE DATABASE registers_test")
    await admin.close()
    url = postgres.url("registers_test")
    connection = await asyncpg.connect(url)
    for file in sorted(MIGRATIONS.glob("*.sql")):
        await connection.execute(file.read_text(encoding="utf-8").partition("-- migrate:down")[0])
    await connection.close()
    return url


@pytest.fixture
async def database(postgres: Postgres) -> str:
    """The URL of a fresh database with the migrations applied."""
    return await fresh_database(postgres)
