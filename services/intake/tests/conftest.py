"""A real PostgreSQL with intake's schema for the tests marked `engines`, and an office to work in."""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy.local.engines.postgres import Postgres
from deploy.local.supervisor import Supervisor
from services.intake.catalog import duplicate_rules, load_catalog
from services.intake.load_catalog import publish
from services.intake.office import Office
from services.intake.tests.bench import FrozenClock, NoRelay, office_over, sealer
from services.intake.tests.samples import CATALOG, catalogue_items
from services.intake.uploads.inspector import Inspector
from services.intake.uploads.objects import Objects
from services.intake.uploads.scanning import NoScanner
from services.intake.uploads.storeroom import Storeroom
from services.intake.watching import Changes

MIGRATIONS = Path(__file__).parents[1] / "migrations"


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
    """Connections to it. Tests share the schema and use people of their own."""
    async with asyncpg.create_pool(database_url, min_size=1, max_size=6) as pool:
        yield pool


@pytest.fixture
def clock() -> FrozenClock:
    """A clock that the test sets."""
    return FrozenClock()


@pytest.fixture
async def office(pool: asyncpg.Pool, clock: FrozenClock) -> Office:
    """An office over the real tables, with the sample catalogue published."""
    office = office_over(pool, NoRelay(), clock)
    await office.catalogue.start()
    return office


@pytest.fixture
async def storeroom(tmp_path: Path) -> AsyncIterator[Storeroom]:
    """A folder for uploads, and who examines them; no scanner."""
    inspector = Inspector()
    yield Storeroom(Objects((tmp_path / "materials").as_uri(), sealer()), inspector, NoScanner())
    await inspector.stop()


@pytest.fixture
async def changes(pool: asyncpg.Pool) -> AsyncIterator[Changes]:
    """The exchange of news, running."""
    changes = Changes(pool)
    task = asyncio.create_task(changes.run())
    yield changes
    await changes.stop()
    await task


async def _migrate(url: str) -> None:
    connection = await asyncpg.connect(url)
    for file in sorted(MIGRATIONS.glob("*.sql")):
        await connection.execute(file.read_text(encoding="utf-8").partition("-- migrate:down")[0])
    rules = duplicate_rules(load_catalog(CATALOG))
    await publish(connection, catalogue_items(), FrozenClock().now(), duplicate_rules=rules)
    await connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
