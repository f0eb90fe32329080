"""The consumer loop over a fake Kafka client and fake effects; the real ones in test_message_layer.py."""

import asyncio
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError
from google.protobuf.wrappers_pb2 import Int32Value, StringValue

from runtime import consumer as module
from runtime.consumer import Consumer, Handlers
from runtime.tests.fakes import FakeClient, FakeEffects, record, until

FIRST, SECOND = TopicPartition("t", 0), TopicPartition("t", 1)


async def ignore(_connection: Any, _envelope: Any, _message: Any) -> None: ...


class Running:
    """A consumer whose clients are fakes and whose effects are notes."""

    def __init__(self, clients: list[FakeClient], **options: Any) -> None:
        self.effects = FakeEffects()
        self.clients = clients
        waiting = iter(clients)
        self.consumer = Consumer(
            None,  # type: ignore[arg-type]
            bootstrap="nowhere",
            group="unit",
            topics=["t"],
            handlers=Handlers({StringValue: ignore}),
            relay=None,  # type: ignore[arg-type]
            connect=lambda *_: next(waiting),
            **options,
        )
        self.consumer._effects = self.effects  # type: ignore[assignment]

    async def __aenter__(self) -> "Running":
        self.task = asyncio.create_task(self.consumer.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.consumer.stop()
        await self.task

    async def until(self, count: int) -> None:
        await until(lambda: len(self.effects.applied) >= count)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COMMIT_SECONDS", 0.01)
    monkeypatch.setattr(module, "BACKOFF_SECONDS_MIN", 0.001)
    monkeypatch.setattr(module, "REPLAY_SECONDS", 60)


async def test_offsets_are_committed_after_the_effects() -> None:
    client = FakeClient({FIRST: [record("a", 0), record("b", 1)], SECOND: [record("c", 0, partition=1)]})
    async with Running([client]) as running:
        await running.until(3)
        await until(lambda: client.committed == {FIRST: 2, SECOND: 1})
    assert client.stopped


async def test_stopping_commits_what_was_done() -> None:
    client = FakeClient({FIRST: [record(str(number), number) for number in range(50)]})
    running = Running([client])
    async with running:
        await running.until(50)
    assert client.committed == {FIRST: 50}


async def test_a_client_that_fails_is_replaced() -> None:
    broken, sound = FakeClient({FIRST: []}), FakeClient({FIRST: [record("a", 0)]})
    broken.fail = KafkaConnectionError("gone")
    async with Running([broken, sound]) as running:
        await running.until(1)
    assert broken.stopped


@pytest.mark.parametrize("fault", [AttributeError("of a library"), asyncio.CancelledError()])
async def test_a_client_that_fails_in_an_unforeseen_way_is_replaced_too(fault: BaseException) -> None:
    broken, sound = FakeClient({FIRST: []}), FakeClient({FIRST: [record("a", 0)]})
    broken.fail = fault
    async with Running([broken, sound]) as running:
        await running.until(1)
    assert broken.stopped


async def test_a_client_that_never_starts_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hanging(FakeClient):
        async def start(self) -> None:
            await asyncio.Event().wait()

    monkeypatch.setattr(module, "START_SECONDS_MAX", 0.01)
    hanging, sound = Hanging({FIRST: []}), FakeClient({FIRST: [record("a", 0)]})
    async with Running([hanging, sound]) as running:
        await running.until(1)
    assert hanging.stopped


async def test_partitions_taken_away_are_finished_and_committed_first() -> None:
    client = FakeClient({FIRST: [record("a", 0)]})
    async with Running([client]) as running:
        await running.until(1)
        await client.listener.on_partitions_revoked({FIRST})
        assert client.committed == {FIRST: 1}


async def test_a_client_that_has_silently_stopped_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(FakeClient):
        async def getmany(self, **_: Any) -> dict[Any, Any]:
            await asyncio.sleep(0.005)
            return {}

    monkeypatch.setattr(module, "LAG_CHECK_SECONDS", 0.02)
    silent, sound = Silent({FIRST: [record("a", 0)]}), FakeClient({FIRST: [record("a", 0)]})
    async with Running([silent, sound]) as running:
        await running.until(1)
    assert silent.stopped


async def test_a_poll_that_never_returns_is_replaced_and_unhealthy_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stuck(FakeClient):
        async def getmany(self, **_: Any) -> dict[Any, Any]:
            await asyncio.sleep(60)
            return {}

    monkeypatch.setattr(module, "LAG_CHECK_SECONDS", 0.2)
    monkeypatch.setattr(module, "POLL_SILENCE_SECONDS_MAX", 0.03)
    stuck, sound = Stuck({FIRST: []}), FakeClient({FIRST: [record("a", 0)]})
    async with Running([stuck, sound]) as running:
        await until(lambda: not running.consumer.healthy())
        await running.until(1)
        await until(running.consumer.healthy)


async def test_a_long_queue_pauses_its_partition_and_goes_on_when_it_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LANE_PAUSE_AT", 10)
    monkeypatch.setattr(module, "LANE_RESUME_AT", 5)
    monkeypatch.setattr(module, "RECORDS_POLLED_MAX", 20)
    client = FakeClient({FIRST: [record(str(number), number) for number in range(500)]})
    async with Running([client]) as running:
        await running.until(500)
    assert running.effects.applied == [str(number) for number in range(500)]
    assert client.committed == {FIRST: 500}


async def test_what_the_topics_say_of_one_partition_number_is_handled_together() -> None:
    other = TopicPartition("u", 0)
    client = FakeClient({FIRST: [record("a", 0)], other: [record("b", 0, topic="u")]})
    async with Running([client]) as running:
        await running.until(2)
    assert running.effects.tries == [["a", "b"]]
    assert client.committed == {FIRST: 1, other: 1}


async def test_nothing_waits_behind_a_topic_that_is_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async def held_back(topic: str, waiting: int) -> int:
        if topic == "t":
            await asyncio.sleep(60)
        return waiting

    other = TopicPartition("u", 0)
    client = FakeClient({FIRST: [record("a", 0)], other: [record("b", 0, topic="u")]})
    monkeypatch.setattr(module, "LANES_CLOSE_SECONDS_MAX", 0.01)
    async with Running([client], admit=held_back, apart={"t"}) as running:
        await running.until(1)
    assert running.effects.applied == ["b"]


def test_a_command_needs_a_handler() -> None:
    with pytest.raises(ValueError, match="without a handler"):
        Handlers({StringValue: ignore}, commands=frozenset({Int32Value}))
