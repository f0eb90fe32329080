"""The real engines: what they are told, what survives a kill -9, and that a half-made folder does not stop a start."""

import asyncio
import contextlib
import os
import shutil
import signal
import stat
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client

from contracts.topics.table import all_topic_names
from deploy.local.engines import temporal
from deploy.local.engines.temporal import SEARCH_ATTRIBUTES
from deploy.local.errors import AlreadyRunning, StackError
from deploy.local.files import UNFINISHED
from deploy.local.parts import SCHEMAS
from deploy.local.ports import Ports
from deploy.local.stack import Stack
from deploy.local.state import Phase, StackState

pytestmark = [pytest.mark.engines, pytest.mark.asyncio(loop_scope="module")]

ENGINES = {"postgres", "kafka", "temporal"}


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="onetrip-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack() -> AsyncIterator[Stack]:
    async with Stack.temporary(only={"topics", "temporal", *(f"migrate-{schema}" for schema in SCHEMAS)}) as started:
        yield started


def _processes(state: StackState) -> list[psutil.Process]:
    found = []
    for step in state.steps.values():
        if step.fingerprint is not None and step.fingerprint.alive():
            process = psutil.Process(step.fingerprint.pid)
            found += [process, *process.children(recursive=True)]
    return found


def _leftovers(folder: Path) -> list[Path]:
    return list(folder.glob(f"*/*{UNFINISHED}*"))


async def test_postgres_sorts_as_in_production_and_speaks_utf8(stack: Stack) -> None:
    connection = await asyncpg.connect(stack.database_url("postgres"))
    columns = "datlocprovider::text, datlocale, pg_encoding_to_char(encoding)"
    row = await connection.fetchrow(f"SELECT {columns} FROM pg_database WHERE datname = 'onetrip'")
    await connection.close()
    assert tuple(row) == ("b", "C.UTF-8", "UTF8")


async def test_each_role_works_in_its_own_schema_and_cannot_read_anothers(stack: Stack) -> None:
    own = await asyncpg.connect(stack.database_url("registers"))
    assert await own.fetchval("SELECT current_schema()") == "registers"
    assert await own.fetchval("SELECT count(*) FROM population") >= 0
    await own.close()
    other = await asyncpg.connect(stack.database_url("intake"))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await other.fetchval("SELECT count(*) FROM registers.population")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await other.execute("CREATE TABLE public.mine (id int)")
    await other.close()


async def test_a_wrong_password_opens_nothing(stack: Stack) -> None:
    url = stack.environment.postgres.url("onetrip", "intake", "wrong")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(url)


async def test_personal_data_in_a_failed_statement_does_not_reach_the_log(stack: Stack) -> None:
    connection = await asyncpg.connect(stack.database_url("postgres"))
    await connection.execute("CREATE TABLE canary (value text PRIMARY KEY)")
    for _ in range(2):
        with contextlib.suppress(asyncpg.UniqueViolationError):
            await connection.execute("INSERT INTO canary VALUES ('canary-777700199001010011')")
    await connection.execute("DROP TABLE canary")
    await connection.close()
    log = (stack.state_dir / "logs" / "postgres.log").read_text()
    assert "duplicate key" in log
    assert "canary-7777" not in log


async def test_every_topic_of_the_table_is_there_and_no_other_can_appear(stack: Stack) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.address("kafka"))
    await admin.start()
    try:
        topics = {topic["topic"]: len(topic["partitions"]) for topic in await admin.describe_topics()}
        for name in all_topic_names():
            assert topics[name] == (1 if name.endswith(".dlq") else 4)
        await admin.describe_topics(["misspelt.events.v1"])
        assert "misspelt.events.v1" not in await admin.list_topics()
    finally:
        await admin.close()


async def test_temporal_has_the_search_attributes(stack: Stack) -> None:
    client = await Client.connect(stack.address("temporal"))
    answer = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace="default"))
    kinds = {name: IndexedValueType.Name(kind) for name, kind in answer.custom_attributes.items()}
    for name, kind in SEARCH_ATTRIBUTES.items():
        assert kinds[name].removeprefix("INDEXED_VALUE_TYPE_").replace("_", "").lower() == kind.lower()


async def test_what_an_earlier_release_did_not_know_is_added_to_its_data_before_a_worker_tells_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = {name: kind for name, kind in SEARCH_ATTRIBUTES.items() if not name.startswith("Waits")}
    monkeypatch.setattr(temporal, "SEARCH_ATTRIBUTES", older)
    assert "WaitsFor" not in await _search_attributes(Stack(folder, Ports.free(), only={"temporal"}))
    monkeypatch.undo()
    added = Stack(folder, Ports.free(), only={"search-attributes"})
    assert set(SEARCH_ATTRIBUTES) <= await _search_attributes(added)
    [worker] = [step for step in Stack(folder, Ports.free(), only={"workflows"}).steps() if step.name == "workflows"]
    assert "search-attributes" in worker.after


async def _search_attributes(stack: Stack) -> set[str]:
    """Those that the server of a stack knows, which is started for it."""
    async with stack:
        client = await Client.connect(stack.address("temporal"))
        answer = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace="default"))
        return set(answer.custom_attributes)


async def test_everything_listens_on_the_loopback_only(stack: Stack) -> None:
    for process in _processes(stack.state):
        for connection in process.net_connections(kind="tcp"):
            if connection.status == psutil.CONN_LISTEN:
                assert connection.laddr[0] in {"127.0.0.1", "::1", "::ffff:127.0.0.1"}, (process.name(), connection)


async def test_the_secrets_are_on_no_command_line(stack: Stack) -> None:
    credentials = stack.environment.credentials
    secret = {credentials.postgres_password, credentials.lookup_key, *credentials.role_passwords.values()}
    for process in _processes(stack.state):
        assert not [word for word in process.cmdline() for each in secret if each in word]


async def test_a_second_supervisor_is_refused_in_one_sentence(stack: Stack) -> None:
    with pytest.raises(AlreadyRunning, match="already run by another process: see `onetrip status`"):
        await Stack(stack.state_dir, Ports.free(), only={"postgres"}).start()
    assert stack.state.phase is Phase.READY


async def test_an_engine_can_be_killed_and_started_again_with_its_data(stack: Stack) -> None:
    connection = await asyncpg.connect(stack.database_url("postgres"))
    await connection.execute("CREATE TABLE kept (id int)")
    await connection.execute("INSERT INTO kept VALUES (7)")
    await stack.kill("postgres")
    await connection.close(timeout=1)
    await stack.start("postgres")
    connection = await asyncpg.connect(stack.database_url("postgres"))
    assert await connection.fetchval("SELECT id FROM kept") == 7
    await connection.execute("DROP TABLE kept")
    await connection.close()


async def test_data_survives_a_kill_of_everything_and_other_ports(folder: Path) -> None:
    first = Stack(folder, Ports.free(), only={*ENGINES, "roles", "topics"}, partitions=1)
    await first.start()
    topic = all_topic_names()[0]
    producer = AIOKafkaProducer(bootstrap_servers=first.address("kafka"), acks="all")
    await producer.start()
    await producer.send_and_wait(topic, b"said", partition=0)
    await producer.stop()
    connection = await asyncpg.connect(first.database_url("postgres"))
    await connection.execute("CREATE TABLE kept AS SELECT 7 AS id")
    await connection.close()
    for name in ENGINES:
        await first.kill(name)
    await first.stop()

    async with Stack(folder, Ports.free(), only={*ENGINES, "roles", "topics"}, partitions=1) as second:
        connection = await asyncpg.connect(second.database_url("postgres"))
        assert await connection.fetchval("SELECT id FROM kept") == 7
        await connection.close()
        consumer = AIOKafkaConsumer(topic, bootstrap_servers=second.address("kafka"), auto_offset_reset="earliest")
        await consumer.start()
        assert (await asyncio.wait_for(consumer.getone(), 60)).value == b"said"
        await consumer.stop()
        await Client.connect(second.address("temporal"))


async def test_a_first_start_that_was_killed_half_way_does_not_matter(folder: Path) -> None:
    for leftover in (f"postgres/data{UNFINISHED}1", f"kafka/data{UNFINISHED}1"):
        (folder / leftover).mkdir(parents=True)
        (folder / leftover / "half").write_text("x")
    # With no data yet there is nothing the missing secrets would have opened.
    async with Stack(folder, Ports.free(), only={"postgres", "kafka"}) as stack:
        assert stack.state.phase is Phase.READY
    assert not _leftovers(folder)


@pytest.mark.parametrize(
    ("engine", "lost"), [("postgres", "data/global/pg_control"), ("kafka", "data/meta.properties")]
)
async def test_a_damaged_data_folder_is_said_in_one_sentence(folder: Path, engine: str, lost: str) -> None:
    async with Stack(folder, Ports.free(), only={engine}):
        pass
    (folder / engine / lost).unlink()
    with pytest.raises(StackError, match=r"data in .* is incomplete: .*make clean-data"):
        await Stack(folder, Ports.free(), only={engine}).start()


async def test_a_damaged_database_of_temporal_is_said_in_one_sentence(folder: Path) -> None:
    (folder / "temporal").mkdir()
    (folder / "temporal" / "temporal.sqlite").write_bytes(b"half of something else" * 400)
    with pytest.raises(StackError, match=r"data in .* is damaged .*make clean-data"):
        await Stack(folder, Ports.free(), only={"temporal"}).start()


async def test_a_pid_file_of_a_machine_that_crashed_does_not_stop_postgres(folder: Path) -> None:
    async with Stack(folder, Ports.free(), only={"postgres"}):
        pass
    # The id of a process that lives and is none of ours.
    (folder / "postgres" / "data" / "postmaster.pid").write_text(f"{os.getppid()}\n")
    async with Stack(folder, Ports.free(), only={"postgres"}) as stack:
        assert stack.state.phase is Phase.READY


async def test_postgres_never_runs_as_root_though_only_the_owner_of_its_folder_may_enter_it(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    async with Stack(closed / "state", Ports.free(), only={"postgres"}) as stack:
        server = next(process for process in _processes(stack.state) if process.name() == "postgres")
        assert server.username() != "root"
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


async def test_a_supervisor_killed_while_it_makes_the_data_folders_recovers(folder: Path) -> None:
    names = ("postgres", "kafka", "kafka_controller")
    ports = {f"ONETRIP_{name.upper()}_PORT": str(Ports.free().of(name)) for name in names}
    command = ("-m", "deploy.local.daemon", "--state-dir", str(folder), "--only", "postgres", "--only", "kafka")
    for seconds in (0.7, 1.5):
        daemon = await asyncio.create_subprocess_exec(sys.executable, *command, env={**os.environ, **ports})
        await asyncio.sleep(seconds)
        daemon.send_signal(signal.SIGKILL)
        await daemon.wait()
    async with Stack(folder, Ports.free(), only={"postgres", "kafka"}) as stack:
        assert stack.state.phase is Phase.READY
