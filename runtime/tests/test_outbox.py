"""The outbox and its relay on real PostgreSQL, with a producer that keeps what it is given."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import asyncpg
import pytest
from google.protobuf.wrappers_pb2 import StringValue

from runtime import leases as leases_module
from runtime import relay as relay_module
from runtime.errors import Unavailable
from runtime.messages import Outbound
from runtime.outbox import Relay, enqueue, redrive, shard_of, watched
from runtime.producer import Producer, Record
from runtime.tests.fakes import FakeProducer, until
from runtime.tracing import current_traceparent, span

pytestmark = pytest.mark.engines

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def message(event_id: str, key: str = "a", cause: str | None = None) -> Outbound:
    return Outbound("t", key, event_id, StringValue(value=event_id), cause)


async def commit(pool: asyncpg.Pool, *messages: Outbound) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await enqueue(connection, "unit", NOW, messages)


@asynccontextmanager
async def relaying(pool: asyncpg.Pool, producer: Producer) -> AsyncIterator[Relay]:
    relay = Relay(pool, producer)
    task = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        await relay.stop()
        await task


def published(producer: FakeProducer, count: int) -> Callable[[], bool]:
    return lambda: len(producer.published) >= count


async def shared_out(pool: asyncpg.Pool, replicas: int = 2) -> None:
    """Wait until every shard is leased, evenly."""
    held = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"
        " AND classid = 'outbox'::regclass::oid AND objid < 8 GROUP BY pid"
    )
    async with asyncio.timeout(30):
        while [row[0] for row in await pool.fetch(held)] != [8 // replicas] * replicas:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def all_marked(pool: asyncpg.Pool, left: int = 0) -> None:
    """Wait until what was published is marked, which the relay does a moment later."""
    async with asyncio.timeout(30):
        while await pool.fetchval("SELECT count(*) FROM outbox WHERE sent_at IS NULL") != left:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_what_is_committed_is_published_as_a_cloud_event(pool: asyncpg.Pool) -> None:
    producer = FakeProducer()
    async with relaying(pool, producer) as relay:
        with span("a call"):
            await commit(pool, message("e1", "application-1"))
            traceparent = current_traceparent()
        relay.wake()
        await until(published(producer, 1))
    (record,) = producer.published
    headers = dict(record.headers)
    assert (record.topic, record.key, StringValue.FromString(record.value).value) == ("t", b"application-1", "e1")
    assert headers["ce_id"] == b"e1"
    assert headers["ce_type"] == b"google.protobuf.StringValue"
    assert headers["ce_source"] == b"unit"
    assert headers["ce_subject"] == b"application-1"
    assert headers["ce_time"] == b"2026-11-22T00:00:00+00:00"
    assert headers["traceparent"].decode() == traceparent
    assert await pool.fetchval("SELECT count(*) FROM outbox WHERE sent_at IS NULL") == 0


async def test_what_is_rolled_back_is_never_published(pool: asyncpg.Pool) -> None:
    producer = FakeProducer()
    async with relaying(pool, producer) as relay:
        with pytest.raises(RuntimeError):
            async with pool.acquire() as connection, connection.transaction():
                await enqueue(connection, "unit", NOW, [message("lost")])
                raise RuntimeError
        await commit(pool, message("kept"))
        relay.wake()
        await until(published(producer, 1))
    assert producer.ids() == ["kept"]


async def test_a_transaction_that_commits_late_is_not_overlooked(pool: asyncpg.Pool) -> None:
    """An id taken early and committed late is what a cursor loses (decision record 0003)."""
    producer = FakeProducer()
    async with relaying(pool, producer) as relay, pool.acquire() as slow:
        transaction = slow.transaction()
        await transaction.start()
        await enqueue(slow, "unit", NOW, [message("early", "a")])
        await commit(pool, message("late", "b"))
        relay.wake()
        await until(published(producer, 1))
        await transaction.commit()
        relay.wake()
        await until(published(producer, 2))
    assert producer.ids() == ["late", "early"]


async def test_polling_finds_what_nobody_woke_for(pool: asyncpg.Pool) -> None:
    producer = FakeProducer()
    async with relaying(pool, producer):
        await asyncio.sleep(0.2)
        await commit(pool, message("e1"))
        await until(published(producer, 1))


async def test_a_message_enqueued_twice_is_sent_once(pool: asyncpg.Pool) -> None:
    producer = FakeProducer()
    await commit(pool, message("e1"), message("e1"))
    await commit(pool, message("e1"))
    async with relaying(pool, producer):
        await until(published(producer, 1))
    assert producer.ids() == ["e1"]


async def test_a_redriven_answer_is_sent_again(pool: asyncpg.Pool) -> None:
    producer = FakeProducer()
    await commit(pool, message("answer", cause="command"), message("other", cause="another"))
    async with relaying(pool, producer) as relay:
        await until(published(producer, 2))
        with watched() as watch:
            assert await redrive(pool, "command") == 1
        assert watch.written
        relay.wake()
        await until(published(producer, 3))
    assert Counter(producer.ids()) == {"answer": 2, "other": 1}


async def test_keys_keep_their_order(pool: asyncpg.Pool) -> None:
    producer = FakeProducer()
    async with relaying(pool, producer) as relay:
        for number in range(40):
            await commit(pool, *(message(f"{key}-{number:03}", key) for key in "abcdefgh"))
            relay.wake()
        await until(published(producer, 320))
    for key in "abcdefgh":
        assert producer.ids(key) == [f"{key}-{number:03}" for number in range(40)]


async def test_a_key_stops_at_its_first_failure_and_the_others_go_on(pool: asyncpg.Pool) -> None:
    broken = {"a-1"}

    def answer(record: Record) -> Exception | None:
        return ValueError("too large") if dict(record.headers)["ce_id"].decode() in broken else None

    producer = FakeProducer(answer)
    await commit(pool, *(message(f"{key}-{number}", key) for number in range(3) for key in "ab"))
    async with relaying(pool, producer) as relay:
        await until(lambda: producer.ids("b") == ["b-0", "b-1", "b-2"])
        await all_marked(pool, left=2)
        unsent = await pool.fetch("SELECT message_id FROM outbox WHERE sent_at IS NULL ORDER BY id")
        assert [row[0] for row in unsent] == ["a-1", "a-2"]
        await commit(pool, message("b-3", "b"))
        relay.wake()
        await until(lambda: "b-3" in producer.ids("b"))
        broken.clear()
        await until(lambda: producer.ids("a")[-2:] == ["a-1", "a-2"])


async def test_nothing_is_lost_while_kafka_is_away(pool: asyncpg.Pool) -> None:
    away = [True]
    producer = FakeProducer(lambda _: Unavailable("away") if away[0] else None)
    await commit(pool, message("e1"), message("e2"))
    async with relaying(pool, producer):
        await asyncio.sleep(0.3)
        away[0] = False
        await until(published(producer, 2))
    assert producer.ids() == ["e1", "e2"]


async def test_the_relay_survives_the_loss_of_its_connection(pool: asyncpg.Pool) -> None:
    producer = FakeProducer()
    async with relaying(pool, producer) as relay:
        await commit(pool, message("e1"))
        relay.wake()
        await until(published(producer, 1))
        await all_marked(pool)
        await pool.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
        )
        await commit(pool, message("e2"))
        await until(published(producer, 2))
    assert producer.ids() == ["e1", "e2"]


async def test_stopping_sends_what_was_committed(pool: asyncpg.Pool) -> None:
    producer = FakeProducer()
    async with relaying(pool, producer):
        await shared_out(pool, replicas=1)
        await commit(pool, *(message(str(number), str(number)) for number in range(300)))
    assert len(producer.published) == 300


async def test_replicas_share_the_shards_and_one_takes_over_from_a_dead_one(pool: asyncpg.Pool) -> None:
    producers = FakeProducer(), FakeProducer()
    keys = [str(number) for number in range(64)]
    assert {shard_of(key) for key in keys} == set(range(8))
    relays = [Relay(pool, producer) for producer in producers]
    tasks = [asyncio.create_task(relay.run()) for relay in relays]
    await shared_out(pool)
    await commit(pool, *(message(f"1-{key}", key) for key in keys))
    relays[0].wake()
    await until(lambda: sum(len(producer.published) for producer in producers) >= 64)
    assert all(len(producer.published) > 10 for producer in producers), "the shards are not shared"
    await all_marked(pool)
    tasks[0].cancel()
    await asyncio.gather(tasks[0], return_exceptions=True)
    await commit(pool, *(message(f"2-{key}", key) for key in keys))
    await until(lambda: sum(len(producer.published) for producer in producers) >= 128)
    await relays[1].stop()
    await tasks[1]
    everything = producers[0].ids() + producers[1].ids()
    assert Counter(everything) == {f"{round_}-{key}": 1 for round_ in (1, 2) for key in keys}


async def test_a_commit_on_one_replica_wakes_the_one_that_holds_the_shard(
    pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    producers = FakeProducer(), FakeProducer()
    async with relaying(pool, producers[0]) as first, relaying(pool, producers[1]):
        await shared_out(pool)
        # From now on neither looks by itself: what is found was told.
        monkeypatch.setattr(relay_module, "POLL_SECONDS", 600.0)
        monkeypatch.setattr(leases_module, "BALANCE_SECONDS", 600.0)
        for number in range(10):
            await commit(pool, *(message(f"{number}-{key}", str(key)) for key in range(16)))
            first.wake()
            await until(lambda count=16 * (number + 1): sum(len(p.published) for p in producers) >= count)
    assert all(producer.published for producer in producers)
