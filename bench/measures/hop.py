"""From one service's commit to the next one's: our outbox, relay, Kafka and inbox beside bare aiokafka."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import asyncpg
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from google.protobuf.wrappers_pb2 import BytesValue

from bench.bare.hop import BareHop
from bench.figures import Sample
from bench.ground import Ground, Size
from bench.profiler import Profiler, top
from bench.results import Result
from deploy.local.settings import PROJECT_DIR
from runtime.consumer import Consumer, Handlers
from runtime.database import connect
from runtime.ids import new_id
from runtime.messages import Envelope, Outbound
from runtime.outbox import Relay, enqueue
from runtime.producer import AiokafkaProducer

MILLISECONDS = 1000
GOAL = 1.5
OURS_TOPIC, BARE_TOPIC = "bench.ours.v1", "bench.bare.v1"
PLUMBING = PROJECT_DIR / "runtime" / "migrations" / "plumbing.sql"
WARM_UPS = 30
HOP_SECONDS_MAX = 10.0
START_SECONDS_MAX = 30.0
# As large as what the parts say to each other.
CONTENT = bytes(600)
_EFFECT = "INSERT INTO effect (id, content) VALUES ($1, $2)"
NOTE = (
    "From the commit of the sender's transaction until the receiver's has committed (inbox row and one row of effect)."
    " The reference is from producing (acks=all, idempotent) until one consumed row is committed."
)


@dataclass
class OurHop:
    """Two services in this process: the sender's pool and relay, and a consumer that knows when it has committed."""

    sender: asyncpg.Pool
    relay: Relay
    committed: asyncio.Event

    async def once(self) -> float:
        """Return the seconds from the sender's commit to the receiver's."""
        self.committed.clear()
        message = Outbound(OURS_TOPIC, new_id(), new_id(), BytesValue(value=CONTENT))
        async with self.sender.acquire() as connection, connection.transaction():
            await enqueue(connection, "bench", datetime.now(UTC), [message])
        at = time.perf_counter()
        self.relay.wake()
        async with asyncio.timeout(HOP_SECONDS_MAX):
            await self.committed.wait()
        return time.perf_counter() - at


async def measure(ground: Ground, size: Size) -> list[Result]:
    """Return the p50 of a hop; where the goal is missed, with what its Python time goes to."""
    await _topics(ground)
    ours: list[float] = []
    bare: list[float] = []
    async with _our_hop(ground) as hop, _bare_hop(ground) as reference:
        for each in range(size.hops + WARM_UPS):
            seconds = await hop.once(), await reference.once(CONTENT)
            if each >= WARM_UPS:
                ours.append(seconds[0])
                bare.append(seconds[1])
        result = _result(
            Sample.of(each * MILLISECONDS for each in ours), Sample.of(each * MILLISECONDS for each in bare)
        )
        if result.met:
            return [result]
        profiler = Profiler()
        profiler.start()
        for _ in range(size.hops // 2):
            await hop.once()
        profiler.stop()
        return [result.with_costs(top(profiler.spent(), "sender and receiver"))]


def _result(ours: Sample, bare: Sample) -> Result:
    return Result(
        "commit to the next service's commit, p50",
        "ms",
        ours.p50,
        ours.spread,
        len(ours.values),
        NOTE,
        bare.p50,
        bare.spread,
        GOAL,
        beside={"p99 (ms)": ours.p99, "p99 of the reference (ms)": bare.p99},
    )


@asynccontextmanager
async def _our_hop(ground: Ground) -> AsyncIterator[OurHop]:
    async with AsyncExitStack() as closing:
        sender = await _schema(ground, "bench_sender", closing)
        receiver = await _schema(ground, "bench_receiver", closing)
        committed = asyncio.Event()

        def probe(point: str) -> None:
            if point == "consumer.effect_committed":
                committed.set()

        relay, bootstrap = await _relay(ground, sender, closing), ground.stack.address("kafka")
        consumer = Consumer(
            receiver,
            bootstrap=bootstrap,
            group="bench",
            topics=[OURS_TOPIC],
            handlers=Handlers({BytesValue: _write}),
            relay=await _relay(ground, receiver, closing),
            probe=probe,
        )
        running = asyncio.create_task(consumer.run())
        closing.push_async_callback(_ended, running)
        closing.push_async_callback(consumer.stop)
        hop = OurHop(sender, relay, committed)
        async with asyncio.timeout(START_SECONDS_MAX):
            await hop.once()
        yield hop


@asynccontextmanager
async def _bare_hop(ground: Ground) -> AsyncIterator[BareHop]:
    async with BareHop(ground.stack.address("kafka"), BARE_TOPIC, ground.bench_url) as hop:
        yield hop


async def _relay(ground: Ground, pool: asyncpg.Pool, closing: AsyncExitStack) -> Relay:
    producer = AiokafkaProducer(ground.stack.address("kafka"))
    closing.push_async_callback(producer.stop)
    relay = Relay(pool, producer)
    closing.push_async_callback(_ended, asyncio.create_task(relay.run()))
    closing.push_async_callback(relay.stop)
    return relay


async def _schema(ground: Ground, name: str, closing: AsyncExitStack) -> asyncpg.Pool:
    """Make a schema such as each service has, with one table of its own, and return its pool."""
    url = ground.stack.database_url("postgres")
    effect = "CREATE TABLE effect (id text PRIMARY KEY, content bytea NOT NULL)"
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"CREATE SCHEMA {name}; SET search_path = {name}; {PLUMBING.read_text()} {effect}")
    finally:
        await connection.close()
    pool = await connect(f"{url}&options=-csearch_path%3D{name}")
    closing.push_async_callback(pool.close)
    return pool


async def _write(connection: Any, envelope: Envelope, message: Any) -> None:
    await connection.execute(_EFFECT, envelope.id, message.value)


async def _ended(task: asyncio.Task[None]) -> None:
    await task


async def _topics(ground: Ground) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=ground.stack.address("kafka"))
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, 1, 1) for name in (OURS_TOPIC, BARE_TOPIC)])
    finally:
        await admin.close()
