"""A real PostgreSQL with approval's schema, for the tests marked `engines`, and an office to work in."""

import asyncio
import json
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from joserfc.jwk import ECKey

from deploy.local.engines.postgres import Postgres
from deploy.local.supervisor import Supervisor
from runtime.clock import Clock
from runtime.ids import new_id
from runtime.sealing import LookupHash, Sealer
from runtime.tests.suite import DATA_KEYS, SUITE
from services.approval.handlers.office import Office
from services.approval.signing import CertificateSigner
from services.approval.store.applications import Definitions
from services.approval.tests.desk import Desk
from services.approval.tests.message_bench import Bench

MIGRATIONS = Path(__file__).parents[1] / "migrations"
KEY = ECKey.generate_key("P-256", private=True)
KEYS = json.dumps({"keys": [{**KEY.as_dict(private=True), "kid": "test"}]})
# Noon of Wednesday 25 November 2026 in Beijing.
NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
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
async def pool(database_url: str) -> AsyncIterator[asyncpg.Pool]:
    """Connections to it. Tests share the schema and use application ids of their own."""
    async with asyncpg.create_pool(database_url, min_size=1, max_size=4) as pool:
        yield pool


@pytest.fixture
def office() -> Office:
    """An office on one fixed day, with keys of its own."""
    frozen = _Frozen(NOW)
    sealer, zone = Sealer({"test": bytes(32)}, "test", SUITE, DATA_KEYS), ZoneInfo("Asia/Shanghai")
    return Office(frozen, sealer, zone, Definitions(), CertificateSigner(KEYS), LookupHash(bytes(32), SUITE))


class _Frozen(Clock):
    """A clock that a test sets."""

    def __init__(self, instant: datetime) -> None:
        super().__init__(instant, instant, 1.0)
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


async def _migrate(url: str) -> None:
    connection = await asyncpg.connect(url)
    for file in sorted(MIGRATIONS.glob("*.sql")):
        await connection.execute(file.read_text(encoding="utf-8").partition("-- migrate:down")[0])
    await connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def bench(pool: asyncpg.Pool, office: Office) -> Bench:
    """The messages of an application of the test's own."""
    return Bench(pool, office, new_id())


@pytest.fixture
def desk(pool: asyncpg.Pool, office: Office) -> Desk:
    """The RPCs."""
    return Desk(pool, office)
