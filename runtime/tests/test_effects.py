"""Inbox, effect and parking in one transaction, on real PostgreSQL."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest
from google.protobuf.wrappers_pb2 import BytesValue, StringValue

from runtime import effects as module
from runtime import parking
from runtime.effects import Effects, Handlers
from runtime.errors import RuleViolation
from runtime.failures import HandlerTimeout, heals_by_waiting
from runtime.kafka_client import envelope_of
from runtime.messages import Envelope
from runtime.parking import Replayer, list_parked, request_replay
from runtime.tests.fakes import record
from runtime.tests.station import handlers

pytestmark = pytest.mark.engines


class FakeRelay:
    """Counts how often it is woken."""

    def __init__(self) -> None:
        self.woken = 0

    def wake(self) -> None:
        self.woken += 1


def envelope(event_id: str, key: str = "a", text: str = "") -> Envelope:
    return envelope_of(record(event_id, 0, key=key, text=text or event_id))


def effects_of(pool: asyncpg.Pool, table: Handlers | None = None) -> Effects:
    return Effects(pool, "g", table or handlers("done"), FakeRelay())  # type: ignore[arg-type]


def handling(handler: Callable[..., Awaitable[None]]) -> Handlers:
    return Handlers({StringValue: handler})


async def texts(pool: asyncpg.Pool) -> list[str]:
    return [row[0] for row in await pool.fetch("SELECT text FROM effect ORDER BY n")]


async def test_a_batch_has_its_effects_in_order_and_each_once(pool: asyncpg.Pool) -> None:
    effects = effects_of(pool)
    await effects.apply([envelope("1"), envelope("2"), envelope("1"), envelope("3", "b")])
    await effects.apply([envelope("2"), envelope("4")])
    assert await texts(pool) == ["1", "2", "3", "4"]
    assert await pool.fetchval("SELECT count(*) FROM inbox WHERE consumer = 'g'") == 4


async def test_a_failing_handler_leaves_nothing_of_its_batch(pool: asyncpg.Pool) -> None:
    effects = effects_of(pool)
    with pytest.raises(RuleViolation):
        await effects.apply([envelope("1"), envelope("2", text="poison")])
    assert await texts(pool) == []
    assert await pool.fetchval("SELECT count(*) FROM inbox") == 0
    assert await pool.fetchval("SELECT count(*) FROM outbox") == 0


async def test_the_relay_is_woken_when_there_is_something_to_send_only(pool: asyncpg.Pool) -> None:
    async def silent(_connection: Any, _envelope: Envelope, _message: Any) -> None: ...

    quiet, speaking = effects_of(pool, handling(silent)), effects_of(pool)
    await quiet.apply([envelope("1")])
    assert quiet._relay.woken == 0  # type: ignore[attr-defined]
    await speaking.apply([envelope("2")])
    assert speaking._relay.woken == 1  # type: ignore[attr-defined]
    await speaking.apply([envelope("2")])
    assert speaking._relay.woken == 1  # type: ignore[attr-defined]


async def test_a_handler_that_hangs_is_ended_and_counts_as_failed(
    pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(connection: Any, _envelope: Envelope, _message: Any) -> None:
        await connection.execute("SELECT pg_sleep(60)")

    monkeypatch.setattr(module, "TRANSACTION_SECONDS_MAX", 0.1)
    with pytest.raises(HandlerTimeout) as ended:
        await effects_of(pool, handling(hang)).apply([envelope("1")])
    assert not heals_by_waiting(ended.value)
    assert await pool.fetchval("SELECT count(*) FROM inbox") == 0


async def test_later_messages_of_a_parked_key_wait_and_of_other_keys_do_not(pool: asyncpg.Pool) -> None:
    effects = effects_of(pool)
    await effects.park(envelope("bad", text="poison"), "error", 5)
    await effects.apply([envelope("2"), envelope("3", "b"), envelope("4")])
    assert await texts(pool) == ["3"]
    assert [each.event_id for each in await list_parked(pool)] == ["bad", "2", "4"]
    await effects.apply([envelope("2"), envelope("bad", text="poison")])
    assert len(await list_parked(pool)) == 3, "delivered again, parked once"


async def test_a_message_that_was_handled_before_is_not_parked_again(pool: asyncpg.Pool) -> None:
    effects = effects_of(pool)
    await effects.apply([envelope("1")])
    await effects.park(envelope("bad", text="poison"), "error", 5)
    await effects.apply([envelope("1")])
    assert [each.event_id for each in await list_parked(pool)] == ["bad"]


async def test_a_message_that_comes_while_its_key_is_replayed_is_replayed_too(pool: asyncpg.Pool) -> None:
    effects = effects_of(pool)
    await effects.park(envelope("1"), "error", 5)
    assert await request_replay(pool, "g", key="a") == 1
    await effects.apply([envelope("2")])
    await Replayer(pool, effects).replay()
    assert await texts(pool) == ["1", "2"]
    assert await list_parked(pool) == []


async def test_a_message_that_comes_while_a_replay_ends_is_not_stranded(pool: asyncpg.Pool) -> None:
    """It sees the key blocked, but by the time it would park, nothing is there to wake it again."""
    effects = effects_of(pool)
    await effects.park(envelope("1"), "error", 5)
    async with pool.acquire() as replaying:
        async with replaying.transaction():
            await replaying.execute(parking._LOCK, parking._lock_name("g", "t", "a"))
            await replaying.execute("DELETE FROM parked")
            applying = asyncio.create_task(effects.apply([envelope("2")]))
            await asyncio.sleep(0.2)
            assert not applying.done()
        await applying
    assert await texts(pool) == ["2"]
    assert await list_parked(pool) == []


async def test_a_replay_needs_a_key_or_an_id(pool: asyncpg.Pool) -> None:
    with pytest.raises(ValueError, match="a key or an id"):
        await request_replay(pool, "g")
    assert await request_replay(pool, "g", id=1) == 0


async def test_a_duplicate_command_makes_its_answer_unsent(pool: asyncpg.Pool) -> None:
    command = record("c1", 0)._replace(
        headers=(("ce_id", b"c1"), ("ce_type", BytesValue.DESCRIPTOR.full_name.encode()), ("ce_subject", b"a"))
    )
    effects = effects_of(pool)
    await effects.apply([envelope_of(command)])
    await pool.execute("UPDATE outbox SET sent_at = now()")
    await effects.apply([envelope_of(command)])
    assert await pool.fetchval("SELECT count(*) FROM outbox WHERE sent_at IS NULL") == 1
