"""A real PostgreSQL with verification's schema, for the tests marked `engines`, and a person with evidence to reuse."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy.local.engines.postgres import Postgres
from deploy.local.supervisor import Supervisor
from services.verification.tests.evidence.desk import Desk

MIGRATIONS = Path(__file__).parents[2] / "migrations"


@pytest.fixture(scope="session")
def evidence_url() -> Iterator[str]:
    """A server of its own on a free port with the migrations applied; nothing of it is left behind."""
    with tempfile.TemporaryDirectory(prefix="onetrip-test-") as folder, asyncio.Runner() as runner:
        Path(folder).chmod(0o755)  # PostgreSQL runs as an account of its own when the tests run as root
        server = Postgres(Path(folder) / "data", _free_port(), password="test")
        supervisor = Supervisor([server.process()], Path(folder))
        runner.run(supervisor.start())
        try:
            runner.run(_migrate(server.url()))
            yield server.url()
        finally:
            runner.run(supervisor.stop())


@pytest.fixture
async def desk(evidence_url: str) -> AsyncIterator[Desk]:
    """Verification over a real database, on 25 November 2026. Tests share the schema; each desk has its person."""
    async with asyncpg.create_pool(evidence_url, min_size=1, max_size=4) as pool:
        yield Desk(pool)


async def _migrate(url: str) -> None:
    connection = await asyncpg.connect(url)
    for file in sorted(MIGRATIONS.glob("*.sql")):
        await connection.execute(file.read_text(encoding="utf-8").partition("-- migrate:down")[0])
    await connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
