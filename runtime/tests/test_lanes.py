"""A lane's promises, over effects that fail on demand."""

import asyncio
from collections.abc import Sequence

import asyncpg
import pytest
from aiokafka import TopicPartition

from runtime import lanes, metrics
from runtime.errors import MalformedMessage, RuleViolation, Unavailable
from runtime.lanes import Lane
from runtime.messages import Envelope
from runtime.tests.fakes import FakeEffects, record, until

FIRST = TopicPartition("t", 0)

pytestmark = pytest.mark.usefixtures("hurried")


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "ATTEMPT_SECONDS_MIN", 0.0001)
    monkeypatch.setattr(lanes, "OUTAGE_SECONDS_MIN", 0.0001)
    monkeypatch.setattr(lanes, "OUTAGE_SECONDS_MAX", 0.001)


async def run(lane: Lane, *ids: str) -> None:
    lane.put([record(event_id, offset) for offset, event_id in enumerate(ids)])
    await until(lambda: lane._task is None)


async def test_a_batch_that_goes_well_is_one_transaction() -> None:
    effects = FakeEffects()
    lane = Lane(effects, 3)  # type: ignore[arg-type]
    await run(lane, "a", "b", "c")
    assert effects.tries == [["a", "b", "c"]]
    assert lane.done == {FIRST: 3}


async def test_a_poison_message_is_parked_and_the_others_have_their_effect_in_order() -> None:
    effects = FakeEffects(lambda envelope: RuleViolation("no") if envelope.id == "b" else None)
    lane = Lane(effects, 3)  # type: ignore[arg-type]
    await run(lane, "a", "b", "c")
    assert effects.applied == ["a", "c"]
    assert effects.parked == [("b", 3)]
    assert lane.done == {FIRST: 3}


async def test_bytes_that_are_no_message_are_parked_at_once() -> None:
    effects = FakeEffects(lambda envelope: MalformedMessage("no") if envelope.id == "b" else None)
    await run(Lane(effects, 5), "b")  # type: ignore[arg-type]
    assert effects.parked == [("b", 1)]


async def test_a_message_that_fails_for_a_while_is_not_parked() -> None:
    failures = iter([RuleViolation("no")] * 3)
    effects = FakeEffects(lambda envelope: next(failures, None) if envelope.id == "b" else None)
    await run(Lane(effects, 5), "a", "b", "c")  # type: ignore[arg-type]
    assert effects.applied == ["a", "b", "c"]
    assert effects.parked == []


@pytest.mark.parametrize(
    "outage",
    [
        ConnectionRefusedError(),
        asyncpg.CannotConnectNowError("starting"),
        asyncpg.DeadlockDetectedError("x"),
        asyncpg.DiskFullError("x"),
        asyncpg.InterfaceError("connection is closed"),
        Unavailable("registers are away"),
    ],
)
async def test_nothing_is_parked_while_the_database_or_a_service_is_away(outage: Exception) -> None:
    failures = iter([outage] * 40)
    effects = FakeEffects(lambda _: next(failures, None))
    await run(Lane(effects, 2), "a", "b")  # type: ignore[arg-type]
    assert effects.applied == ["a", "b"]
    assert effects.parked == []


async def test_a_lane_that_waits_is_counted_as_long_as_it_waits() -> None:
    shown: list[float] = []
    failures = iter([Unavailable("Temporal is away")] * 3)

    def fails(_: Envelope) -> Exception | None:
        shown.append(metrics.consumer_waiting.labels(FakeEffects.group)._value.get())
        return next(failures, None)

    await run(Lane(FakeEffects(fails), 5), "a")  # type: ignore[arg-type]
    assert shown == [0, 1, 1, 1]
    assert metrics.consumer_waiting.labels(FakeEffects.group)._value.get() == 0


async def test_a_closed_lane_finishes_the_transaction_under_way_and_leaves_the_rest() -> None:
    effects = FakeEffects()
    lane = Lane(effects, 3)  # type: ignore[arg-type]
    lane.put([record(str(number), number) for number in range(lanes.BATCH_MAX + 10)])
    await asyncio.sleep(0)
    await lane.close(1)
    assert lane.done == {FIRST: lanes.BATCH_MAX}
    assert len(effects.applied) == lanes.BATCH_MAX


async def test_a_lane_that_is_closed_in_an_outage_stops_at_once_and_commits_nothing() -> None:
    effects = FakeEffects(lambda _: ConnectionRefusedError())
    lane = Lane(effects, 3)  # type: ignore[arg-type]
    lane.put([record("a", 0)])
    await asyncio.sleep(0.01)
    async with asyncio.timeout(30):
        await lane.close(600)
    assert lane.done == {}


async def test_a_transaction_that_hangs_is_abandoned_when_the_lane_closes() -> None:
    class Hanging(FakeEffects):
        async def apply(self, envelopes: Sequence[Envelope]) -> None:
            await asyncio.sleep(60)

    lane = Lane(Hanging(), 3)  # type: ignore[arg-type]
    lane.put([record("a", 0)])
    await asyncio.sleep(0)
    await lane.close(0.01)
    assert lane.done == {}


async def test_a_lane_with_a_fault_of_its_own_says_so_and_does_not_commit_past_it() -> None:
    lane = Lane(FakeEffects(), 3)  # type: ignore[arg-type]
    lane.put([object()])
    await asyncio.sleep(0.01)
    lane.put([record("later", 7)])
    await asyncio.sleep(0.01)
    assert lane.broken
    assert lane.done == {}


async def test_only_what_is_admitted_is_taken_at_once() -> None:
    asked: list[tuple[str, int]] = []

    async def one_by_one(topic: str, waiting: int) -> int:
        asked.append((topic, waiting))
        return 1

    effects = FakeEffects()
    await run(Lane(effects, 3, one_by_one), "a", "b", "c")  # type: ignore[arg-type]
    assert effects.tries == [["a"], ["b"], ["c"]]
    assert [waiting for _, waiting in asked] == [3, 2, 1]


async def test_what_several_topics_say_is_one_transaction_and_each_has_its_offset() -> None:
    effects = FakeEffects()
    lane = Lane(effects, 3)  # type: ignore[arg-type]
    lane.put([record("a", 4), record("b", 7, topic="u"), record("c", 5)])
    await until(lambda: lane._task is None)
    assert effects.tries == [["a", "b", "c"]]
    assert lane.uncommitted == {FIRST: 6, TopicPartition("u", 0): 8}
    lane.committed.update({FIRST: 6})
    assert lane.uncommitted == {TopicPartition("u", 0): 8}
