"""A real PostgreSQL with notification's schema, for the tests marked `engines`, and an office to work in."""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from deploy.local.engines.postgres import Postgres
from deploy.local.supervisor import Supervisor
from runtime.clock import Clock
from runtime.sealing import LookupHash, Sealer
from runtime.tests.suite import DATA_KEYS, SUITE
from services.notification.office import Office
from services.notification.tests.house import House
from services.notification.tests.samples import LOOKUP_KEY, NOW, SEALING_KEY, Story

MIGRATIONS = Path(__file__).parents[1] / "migrations"
SCHEMA = "notification"


class SetClock(Clock):
    """A clock that a test sets."""

    def __init__(self, instant: datetime) -> None:
        super().__init__(instant, instant, 1.0)
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def office(clock: SetClock) -> Office:
    return Office(
        clock,
        Sealer({"test": SEALING_KEY}, "test", SUITE, DATA_KEYS),
        LookupHash(LOOKUP_KEY, SUITE),
        ZoneInfo("Asia/Shanghai"),
        official_host="onetrip.example",
    )


@pytest.fixture
def story(office: Office) -> Story:
    return Story.begin(office)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A server of its own on a free port; nothing of it is left behind."""
    with tempfile.TemporaryDirectory(prefix="onetrip-test-") as folder, asyncio.Runner() as runner:
        Path(folder).chmod(0o755)  # PostgreSQL runs as an account of its own when the tests run as root
        server = Postgres(Path(folder) / "data", _free_port(), password="test")
        supervisor = Supervisor([server.process()], Path(folder))
        runner.run(supervisor.start())
        try:
            yield server.url()
        finally:
            runner.run(supervisor.stop())


@pytest.fixture
async def pool(server_url: str) -> AsyncIterator[asyncpg.Pool]:
    """Connections to a fresh schema: numbers start at 1, and the rounds find only this test's work."""
    async with asyncpg.create_pool(server_url, min_size=1, max_size=6, server_settings={"search_path": SCHEMA}) as pool:
        await pool.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
        for file in sorted(MIGRATIONS.glob("*.sql")):
            await pool.execute(file.read_text(encoding="utf-8").partition("-- migrate:down")[0])
        yield pool


@pytest.fixture
def house(pool: asyncpg.Pool, office: Office) -> House:
    return House(pool, office)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
