"""What the producer makes of aiokafka's answers; the real one publishes in test_message_layer.py."""

import asyncio
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError, KafkaTimeoutError, MessageSizeTooLargeError, OutOfOrderSequenceNumber

from runtime import producer as module
from runtime.errors import Unavailable
from runtime.producer import AiokafkaProducer, EarlierFailed, Record, partition_of


class FakeAiokafka:
    """An aiokafka producer whose answers are told by the value of each record."""

    made: list["FakeAiokafka"]
    reachable = True

    def __init__(self, **settings: Any) -> None:
        self.settings = settings
        self.sent: list[bytes] = []
        self.stopped = False
        self.made.append(self)

    async def start(self) -> None:
        if not self.reachable:
            raise KafkaConnectionError("nobody there")

    async def stop(self) -> None:
        self.stopped = True

    async def partitions_for(self, topic: str) -> set[int]:
        if topic == "unknown":
            await asyncio.sleep(60)
        return {0}

    async def send(self, _topic: str, value: bytes, _key: bytes, *, headers: Any) -> asyncio.Future[None]:
        if value == b"too large":
            raise MessageSizeTooLargeError
        self.sent.append(value)
        future = asyncio.get_running_loop().create_future()
        match value:
            case b"out of order":
                future.set_exception(OutOfOrderSequenceNumber())
            case b"timeout":
                future.set_exception(KafkaTimeoutError())
            case b"cancelled":
                future.cancel()
            case b"never":
                pass
            case _:
                future.set_result(None)
        return future


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[FakeAiokafka]:
    made: list[FakeAiokafka] = []
    monkeypatch.setattr(FakeAiokafka, "made", made, raising=False)
    monkeypatch.setattr(module, "AIOKafkaProducer", FakeAiokafka)
    monkeypatch.setattr(module, "TOPIC_LOOKUP_SECONDS_MAX", 0.01)
    return made


def records(*values: str, topic: str = "t") -> list[Record]:
    """Return records of key ``k``; ``key=value`` names another key."""
    pairs = [value.rpartition("=") for value in values]
    return [Record(topic, (key or "k").encode(), value.encode(), []) for key, _, value in pairs]


def kinds(outcomes: list[Any]) -> list[Any]:
    return [outcome if outcome is None else type(outcome) for outcome in outcomes]


async def test_the_producer_is_idempotent_and_waits_for_all_replicas(made: list[FakeAiokafka]) -> None:
    assert await AiokafkaProducer("nowhere").publish(records("1", "2")) == [None, None]
    (client,) = made
    assert (client.settings["enable_idempotence"], client.settings["acks"], client.settings["linger_ms"]) == (
        True, "all", 0,
    )  # fmt: skip


@pytest.mark.parametrize("answer", ["out of order", "timeout", "cancelled", "never"])
async def test_a_producer_that_has_stopped_is_rebuilt(
    made: list[FakeAiokafka], answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DELIVERY_MS_MAX", 20 if answer == "never" else 10_000)
    producer = AiokafkaProducer("nowhere")
    assert kinds(await producer.publish(records("1", answer))) == [None, Unavailable]
    assert await producer.publish(records("2")) == [None]
    await producer.stop()
    assert [client.sent[-1] for client in made] == [answer.encode(), b"2"]
    assert all(client.stopped for client in made)


async def test_a_record_that_is_too_large_stops_its_key_only(made: list[FakeAiokafka]) -> None:
    producer = AiokafkaProducer("nowhere")
    outcomes = await producer.publish(records("a=1", "a=too large", "b=2", "a=3"))
    assert kinds(outcomes) == [None, MessageSizeTooLargeError, None, EarlierFailed]
    assert len(made) == 1
    assert made[0].sent == [b"1", b"2"]


async def test_an_unknown_topic_does_not_hold_up_the_others(made: list[FakeAiokafka]) -> None:
    producer = AiokafkaProducer("nowhere")
    outcomes = await producer.publish([*records("a=1", topic="unknown"), *records("b=2")])
    assert outcomes[0] is not None
    assert outcomes[1] is None


async def test_without_kafka_nothing_is_sent_and_the_caller_knows(
    made: list[FakeAiokafka], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeAiokafka, "reachable", False)
    producer = AiokafkaProducer("nowhere")
    with pytest.raises(Unavailable):
        await producer.publish(records("1"))
    monkeypatch.setattr(FakeAiokafka, "reachable", True)
    assert await producer.publish(records("1")) == [None]


def test_a_key_is_always_on_the_same_partition() -> None:
    partitions = [partition_of(f"application-{number}".encode(), list(range(8)), []) for number in range(200)]
    assert partitions == [partition_of(f"application-{number}".encode(), list(range(8)), []) for number in range(200)]
    assert set(partitions) == set(range(8))
