"""What is done to a stack's data, and what was lost by it: read from the databases, not from what is tested."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from temporalio.client import Client

from contracts.topics.table import TOPICS
from deploy.local.engines.postgres import packaged_bin
from deploy.local.engines.temporal import NAMESPACE
from deploy.local.stack import Stack
from runtime.messages import type_of

_SAID = "SELECT message_id FROM {}.outbox WHERE sent_at IS NOT NULL"
_HEARD = "SELECT event_id FROM {}.inbox"
_SENT = "SELECT message_id, topic, type FROM {}.outbox WHERE sent_at IS NOT NULL"


@dataclass(frozen=True)
class Ledger:
    """What one part has said and what it has heard: ids of messages."""

    said: frozenset[str]
    heard: frozenset[str]

    @classmethod
    async def read(cls, stack: Stack, schema: str) -> Ledger:
        """As it is now."""
        said = await _column(stack, _SAID.format(schema))
        return cls(frozenset(said), frozenset(await _column(stack, _HEARD.format(schema))))

    def without(self, kept: Ledger) -> Ledger:
        """What is here and not there: what was lost."""
        return Ledger(self.said - kept.said, self.heard - kept.heard)


async def unheard(stack: Stack, consumers: Collection[str]) -> set[tuple[str, str]]:
    """(message, consumer) of what was sent and these have not heard."""
    found: set[tuple[str, str]] = set()
    heard = {consumer: (await Ledger.read(stack, consumer)).heard for consumer in consumers}
    wanted = {
        (topic.name, consumer): {type_of(message) for message in topic.consumers[consumer]}
        for topic in TOPICS
        for consumer in topic.consumers.keys() & set(consumers)
    }
    for schema in sorted({owner for topic in TOPICS for owner in topic.owners}):
        for message_id, topic, type_ in await _rows(stack, _SENT.format(schema)):
            for consumer in consumers:
                if type_ in wanted.get((topic, consumer), ()) and message_id not in heard[consumer]:
                    found.add((message_id, consumer))
    return found


async def running(stack: Stack) -> set[str]:
    """The ids of the workflows that run."""
    client = await Client.connect(stack.address("temporal"), namespace=NAMESPACE)
    return {execution.id async for execution in client.list_workflows("ExecutionStatus = 'Running'")}


async def kept(stack: Stack, schema: str, folder: Path) -> Path:
    """A copy of a schema as it is now."""
    copy = folder / f"{schema}.dump"
    await _run("pg_dump", "--format=custom", f"--schema={schema}", f"--file={copy}", stack.database_url("postgres"))
    return copy


async def put_back(stack: Stack, schema: str, copy: Path) -> None:
    """The schema as it was."""
    connection = await asyncpg.connect(stack.database_url("postgres"))
    try:
        await connection.execute(f"DROP SCHEMA {schema} CASCADE")
    finally:
        await connection.close()
    await _run("pg_restore", "--exit-on-error", f"--dbname={stack.database_url('postgres')}", str(copy))


async def empty_kafka(stack: Stack) -> None:
    """The broker's disk is lost: no record and no consumer's place is left; who runs stands beyond the end."""
    await stack.kill("kafka")
    await asyncio.to_thread(shutil.rmtree, stack.state_dir / "kafka" / "data")
    await stack.start("kafka")
    await stack.start("topics")


async def empty_temporal(stack: Stack) -> None:
    """Temporal's database is lost."""
    await stack.kill("temporal")
    for file in (stack.state_dir / "temporal").glob("temporal.sqlite*"):
        file.unlink()
    await stack.start("temporal")


async def _run(program: str, *arguments: str) -> None:
    process = await asyncio.create_subprocess_exec(str(packaged_bin() / program), *arguments)
    assert await process.wait() == 0, f"{program} failed"


async def _column(stack: Stack, query: str) -> list[str]:
    return [row[0] for row in await _rows(stack, query)]


async def _rows(stack: Stack, query: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(stack.database_url("postgres"))
    try:
        return await connection.fetch(query)
    finally:
        await connection.close()
