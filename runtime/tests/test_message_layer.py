"""The promises of the message layer, on real PostgreSQL and Kafka: the process is stopped at each point and started
again, engines go away under load, messages repeat. Every effect is there exactly once, in order per key."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import asyncpg
import pytest
from google.protobuf.message import Message
from google.protobuf.wrappers_pb2 import BytesValue, Int32Value, StringValue

from runtime.ids import new_id
from runtime.messages import Outbound
from runtime.outbox import enqueue
from runtime.parking import BEHIND, list_parked, request_replay
from runtime.producer import AiokafkaProducer, Record
from runtime.tests.engines import Engines, Schema
from runtime.tests.station import Order

pytestmark = [pytest.mark.engines, pytest.mark.timeout(240)]

KEYS = tuple("abcdefgh")


@dataclass
class Site:
    """A station's order, its database, its topics; and the processes it has run."""

    engines: Engines
    pool: asyncpg.Pool
    order: Order
    processes: list[asyncio.subprocess.Process] = field(default_factory=list)

    async def start(self, point: str = "", visit: int = 1) -> asyncio.subprocess.Process:
        order = replace(self.order, point=point, visit=visit)
        process = await asyncio.create_subprocess_exec(*order.command(), stdout=asyncio.subprocess.DEVNULL)
        self.processes.append(process)
        return process

    async def submit(self, *messages: Message, key: str = "a", ids: Sequence[str] = ()) -> None:
        """Commit messages to the outbox, as a service would; nobody wakes the relay of the other process."""
        outbound = [
            Outbound(self.order.topic, key, event_id, message)
            for event_id, message in zip(ids or [new_id() for _ in messages], messages, strict=True)
        ]
        async with self.pool.acquire() as connection, connection.transaction():
            await enqueue(connection, "test", datetime.now(UTC), outbound)

    async def submit_rounds(self, first: int, last: int) -> None:
        for number in range(first, last):
            for key in KEYS:
                await self.submit(StringValue(value=str(number)), key=key, ids=[f"{key}-{number:04}"])

    async def effects(self, count: int, seconds_max: float = 60) -> dict[str, list[str]]:
        """Wait for ``count`` effects; return their texts in order, by key."""
        try:
            async with asyncio.timeout(seconds_max):
                while await self.pool.fetchval("SELECT count(*) FROM effect") < count:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        except TimeoutError:
            pytest.fail(f"only {await self.pool.fetchval('SELECT count(*) FROM effect')} of {count} effects")
        rows = await self.pool.fetch("SELECT key, text FROM effect ORDER BY n")
        by_key: dict[str, list[str]] = {}
        for key, text in rows:
            by_key.setdefault(key, []).append(text)
        return by_key

    async def assert_rounds(self, rounds: int) -> None:
        """Every message of every key had its effect once, in order, and was answered."""
        effects = await self.effects(rounds * len(KEYS))
        assert effects == {key: [str(number) for number in range(rounds)] for key in KEYS}
        await self.all_sent()
        answers = [dict(each.headers)["ce_id"].decode() for each in await self.engines.read(f"{self.order.topic}.done")]
        assert set(answers) == {f"done:{key}-{number:04}" for key in KEYS for number in range(rounds)}
        for key in KEYS:
            first_seen = list(dict.fromkeys(answer for answer in answers if answer.startswith(f"done:{key}-")))
            assert first_seen == sorted(first_seen), "answers of one key left their order"

    async def all_sent(self) -> None:
        async with asyncio.timeout(60):
            while await self.pool.fetchval("SELECT EXISTS (SELECT FROM outbox WHERE sent_at IS NULL)"):  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def until_parked(self, count: int) -> None:
        async with asyncio.timeout(30):
            while await self.pool.fetchval("SELECT count(*) FROM parked") != count:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def until_tried_again(self, attempts: int) -> None:
        async with asyncio.timeout(30):
            while (await list_parked(self.pool))[0].attempts < attempts:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def close(self) -> None:
        for process in self.processes:
            if process.returncode is None:
                process.kill()
                await process.wait()


@asynccontextmanager
async def opened(engines: Engines, schema: Schema, pool: asyncpg.Pool) -> AsyncIterator[Site]:
    name = new_id()
    await engines.topics(name, f"{name}.done", f"{name}.g-{name}.dlq")
    site = Site(engines, pool, Order(schema.url, engines.kafka.bootstrap, f"g-{name}", name))
    try:
        yield site
    finally:
        await site.close()


@pytest.fixture
async def site(engines: Engines, schema: Schema, pool: asyncpg.Pool) -> AsyncIterator[Site]:
    async with opened(engines, schema, pool) as site:
        yield site


@pytest.mark.parametrize(
    ("point", "visit"),
    [
        ("outbox.committed", 3),
        ("relay.published", 2),
        ("relay.marked", 2),
        ("consumer.effect_committed", 3),
        ("consumer.mid_batch", 5),
    ],
)
async def test_a_process_killed_at_any_point_loses_and_doubles_nothing(site: Site, point: str, visit: int) -> None:
    await site.submit_rounds(0, 10)
    victim = await site.start(point, visit)
    async with asyncio.timeout(60):
        assert await victim.wait() == -signal.SIGKILL, "the point was not reached"
    await site.submit_rounds(10, 12)
    await site.start()
    await site.assert_rounds(12)


async def test_two_replicas_share_the_work_and_one_survives_the_other(site: Site) -> None:
    first, _ = await site.start(), await site.start()
    await site.submit_rounds(0, 10)
    await site.effects(80)
    first.kill()
    await site.submit_rounds(10, 20)
    await site.assert_rounds(20)


async def test_a_process_told_to_stop_drains_and_exits_with_0(site: Site) -> None:
    process = await site.start()
    await site.submit_rounds(0, 5)
    await site.effects(1)
    process.terminate()
    async with asyncio.timeout(60):
        assert await process.wait() == 0
    await site.start()
    await site.assert_rounds(5)


async def test_a_poison_message_waits_with_its_key_and_comes_back_in_order(site: Site) -> None:
    await site.start()
    await site.submit(*(StringValue(value=text) for text in ("1", "poison", "3", "4")), key="a")
    await site.submit_rounds(0, 3)
    await site.until_parked(6)
    effects = await site.effects(1 + 3 * 7)
    assert effects["a"] == ["1"]
    assert all(effects[key] == ["0", "1", "2"] for key in KEYS if key != "a")
    parked = await list_parked(site.pool)
    assert parked[0].attempts == 5
    assert "poison" in parked[0].error
    assert all(each.error == BEHIND for each in parked[1:])

    assert await request_replay(site.pool, site.order.group, id=parked[3].id) == 6
    await site.until_tried_again(6)
    assert {each.state for each in await list_parked(site.pool)} == {"parked"}, "what fails again is parked again"
    assert (await list_parked(site.pool))[0].attempts == 6

    await site.pool.execute("INSERT INTO healed VALUES ('a')")
    assert await request_replay(site.pool, site.order.group, key="a") == 6
    await site.until_parked(0)
    await site.submit(StringValue(value="after"), key="a")
    effects = await site.effects(1 + 3 * 7 + 7)
    assert effects["a"] == ["1", "poison", "3", "4", "0", "1", "2", "after"]


async def test_a_parked_message_is_copied_to_the_dead_letters_with_its_bytes_and_error(site: Site) -> None:
    await site.start()
    await site.submit(StringValue(value="poison"), key="a", ids=["bad"])
    await site.until_parked(1)
    await site.all_sent()
    (copy,) = await site.engines.read(f"{site.order.topic}.{site.order.group}.dlq")
    headers = {name: value.decode() for name, value in copy.headers}
    assert (copy.key, StringValue.FromString(copy.value).value, headers["ce_id"]) == (b"a", "poison", "bad")
    assert headers["dlq_topic"] == site.order.topic
    assert headers["dlq_attempts"] == "5"
    assert "RuleViolation" in headers["dlq_error"]


async def test_bytes_that_are_no_message_are_parked_and_their_partition_goes_on(site: Site) -> None:
    await site.start()
    producer = AiokafkaProducer(site.engines.kafka.bootstrap)
    headers = [("ce_id", b"broken"), ("ce_type", b"google.protobuf.StringValue"), ("ce_subject", b"a")]
    assert await producer.publish([Record(site.order.topic, b"a", b"\x0a\xff", headers)]) == [None]
    await producer.stop()
    await site.submit(StringValue(value="fine"), key="b")
    await site.until_parked(1)
    assert (await site.effects(1)) == {"b": ["fine"]}


async def test_the_same_event_five_times_and_out_of_order_has_its_effect_once(site: Site) -> None:
    await site.start()
    producer = AiokafkaProducer(site.engines.kafka.bootstrap)
    order = [3, 0, 2, 1, 4] * 5
    records = [
        Record(
            site.order.topic,
            b"a",
            StringValue(value=str(number)).SerializeToString(),
            [("ce_id", f"e{number}".encode()), ("ce_type", b"google.protobuf.StringValue"), ("ce_subject", b"a")],
        )
        for number in order
    ]
    assert await producer.publish(records) == [None] * 25
    await producer.stop()
    await site.submit(StringValue(value="last"), key="a")
    assert Counter((await site.effects(6))["a"]) == {**{str(number): 1 for number in range(5)}, "last": 1}


async def test_a_duplicate_command_is_answered_again_and_a_duplicate_event_is_not(site: Site) -> None:
    await site.start()
    producer = AiokafkaProducer(site.engines.kafka.bootstrap)

    async def say(event_id: str, message: Message) -> None:
        kind = message.DESCRIPTOR.full_name.encode()
        headers = [("ce_id", event_id.encode()), ("ce_type", kind), ("ce_subject", b"a")]
        assert await producer.publish([Record(site.order.topic, b"a", message.SerializeToString(), headers)]) == [None]

    for _ in range(2):
        await say("command", BytesValue(value=b"do"))
        await say("event", StringValue(value="happened"))
        await site.effects(2)
        await site.all_sent()
    await say("end", StringValue(value="end"))
    await site.effects(3)
    await site.all_sent()
    await producer.stop()
    answers = Counter(
        dict(each.headers)["ce_id"].decode() for each in await site.engines.read(f"{site.order.topic}.done")
    )
    assert answers == {"done:command": 2, "done:event": 1, "done:end": 1}


async def test_types_that_a_consumer_does_not_know_are_passed_over(site: Site) -> None:
    await site.start()
    await site.submit(Int32Value(value=1), StringValue(value="known"), key="a")
    assert await site.effects(1) == {"a": ["known"]}


@pytest.mark.parametrize("killed", [False, True], ids=["stopped", "killed"])
async def test_a_broker_restart_under_load_loses_and_doubles_nothing(site: Site, killed: bool) -> None:
    await site.start()
    await site.submit_rounds(0, 5)
    await site.effects(8)
    restart = asyncio.create_task(site.engines.restart("kafka", killed=killed))
    await site.submit_rounds(5, 40)
    await restart
    await site.submit_rounds(40, 45)
    await site.assert_rounds(45)


@pytest.mark.parametrize("killed", [False, True], ids=["stopped", "killed"])
async def test_a_database_restart_under_load_loses_and_doubles_nothing(site: Site, killed: bool) -> None:
    await site.start()
    await site.submit_rounds(0, 20)
    await site.effects(8)
    await site.engines.restart("postgres", killed=killed)
    async with asyncio.timeout(60):
        while True:
            try:
                await site.submit_rounds(20, 25)
                break
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await asyncio.sleep(0.1)
    await site.assert_rounds(25)
    assert await list_parked(site.pool) == [], "nothing is parked because PostgreSQL is away"
