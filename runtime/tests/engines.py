"""Real PostgreSQL and Kafka for the tests marked `engines`, run by the supervisor that runs them for everybody."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local import database
from deploy.local.engines.kafka import Kafka
from deploy.local.engines.postgres import Postgres
from deploy.local.parts import SCHEMAS
from deploy.local.ports import Ports
from deploy.local.supervisor import Supervisor
from runtime.ids import new_id

PLUMBING = Path(__file__).parents[1] / "migrations" / "plumbing.sql"
PARTITIONS = 4
PASSWORD = "password"
# What the tests' handlers write: the effect of each message, in the order of the effects.
EFFECTS = """
CREATE TABLE effect (
    n bigint GENERATED ALWAYS AS IDENTITY, id text PRIMARY KEY, key text NOT NULL, text text NOT NULL
);
CREATE TABLE healed (key text PRIMARY KEY);
"""


class Engines:
    """PostgreSQL and Kafka on free ports, supervised on a loop of their own, so that any test's loop may call."""

    def __init__(self, folder: Path) -> None:
        ports = Ports.free()
        self.postgres = Postgres(folder / "postgres", ports.of("postgres"), "password")
        self.kafka = Kafka(folder / "kafka", ports.of("kafka"), ports.of("kafka_controller"))
        self._supervisor = Supervisor([self.postgres.process(), self.kafka.process()], folder)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._run(self._supervisor.start())

    def stop(self) -> None:
        self._run(self._supervisor.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def restart(self, name: str, *, killed: bool, down_seconds: float = 0.5) -> None:
        """Stop or kill an engine, leave it down for a moment, start it again."""
        await self._call(self._supervisor.kill(name) if killed else self._supervisor.stop_one(name))
        await asyncio.sleep(down_seconds)
        await self._call(self._supervisor.start_one(name))

    async def topics(self, *names: str) -> None:
        """Make topics."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.kafka.bootstrap)
        await admin.start()
        try:
            await admin.create_topics([NewTopic(name, PARTITIONS, 1) for name in names])
        finally:
            await admin.close()

    async def read(self, topic: str) -> list[Any]:
        """Return every record of a topic."""
        consumer = AIOKafkaConsumer(
            topic, bootstrap_servers=self.kafka.bootstrap, auto_offset_reset="earliest", enable_auto_commit=False
        )
        await consumer.start()
        try:
            ends = await consumer.end_offsets(list(consumer.assignment()))
            records: list[Any] = []
            while any([await consumer.position(partition) < end for partition, end in ends.items()]):
                for batch in (await consumer.getmany(timeout_ms=200)).values():
                    records += batch
            return records
        finally:
            await consumer.stop()

    async def schema(self) -> Schema:
        """Make a schema with the plumbing and a table of effects."""
        name = f"s_{new_id()}"
        connection = await asyncpg.connect(self.postgres.url())
        try:
            await connection.execute(
                f"CREATE SCHEMA {name}; SET search_path = {name}; {PLUMBING.read_text()} {EFFECTS}"
            )
        finally:
            await connection.close()
        return Schema(name, f"{self.postgres.url()}&options=-csearch_path%3D{name}")

    async def keys(self) -> KeysSchema:
        """Make the schema of the data keys with all roles, as a stack has it; kept for the next test."""
        await database.create_roles(self.postgres, dict.fromkeys(SCHEMAS, PASSWORD))
        owner, service = (self.postgres.url(database.DATABASE, role, PASSWORD) for role in ("keys", "intake"))
        await database.migrate(owner, "keys", lambda _: None)
        connection = await asyncpg.connect(self.postgres.url(database.DATABASE))
        await connection.execute(f"GRANT TEMPORARY ON DATABASE {database.DATABASE} TO intake")
        await connection.close()
        return KeysSchema(owner, service)

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _call(self, work: Coroutine[Any, Any, Any]) -> Any:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))


@dataclass(frozen=True)
class KeysSchema:
    """Where the owner of the data keys connects, and where one who seals does."""

    owner: str
    service: str


@dataclass(frozen=True)
class Schema:
    """One service's schema, new for each test."""

    name: str
    url: str
