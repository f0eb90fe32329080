"""What was said before is not gone through; what Kafka still has is not looked for in every inbox."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.topics.table import TOPICS
from deploy.reconcile.gaps import KAFKA_KEEPS, PAGE, Kind, Ledgers
from runtime.messages import type_of

NOW = datetime.now(UTC)
SAID = 20 * PAGE
HALF_A_DAY = NOW - timedelta(hours=12)
BEFORE_KAFKA = NOW - KAFKA_KEEPS - timedelta(days=1)


class FakeLedger:
    """A part's database. `said`: its outbox in the order of its ids, as (topic, type, when); `heard`: its inbox.

    Counts in `passed` the rows that were gone through.
    """

    def __init__(self, said: Collection[tuple[str, str, datetime]] = (), heard: Collection[str] = ()) -> None:
        self._said = list(said)
        self._heard = sorted(heard)
        self.passed = 0

    async def fetchval(self, query: str, *arguments: Any) -> Any:
        if "max(id)" in query:
            return len(self._said)
        assert query.startswith("SELECT created_at")
        return self._said[arguments[0]][2] if arguments[0] < len(self._said) else None

    async def fetch(self, query: str, *arguments: Any) -> list[Mapping[str, Any]]:
        if "sent_at IS NOT NULL AS sent" in query:
            topic, after, since, _, limit = arguments
            self.passed += len(self._said) - after
            rows = [
                {"id": number, "message_id": f"m{number}", "key": "k", "type": kind, "time": NOW, "sent": True}
                for number, (name, kind, when) in enumerate(self._said, start=1)
                if number > after and name == topic and when >= since
            ]
            return rows[:limit]
        if "received_at" in query:
            self.passed += len(self._heard)
            return [{"event_id": one} for one in self._heard if one > arguments[1]][:PAGE]
        if "FROM inbox" in query:
            return [{"event_id": one} for one in self._heard if one in set(arguments[2])]
        assert query.startswith("SELECT message_id FROM outbox")
        said = {f"m{number}" for number in range(1, len(self._said) + 1)}
        return [{"message_id": one} for one in arguments[1] if one in said]


TOPIC = next(topic for topic in TOPICS if len(topic.owners) == 1)
(OWNER,) = TOPIC.owners
CONSUMER = sorted(TOPIC.consumers)[0]
TYPE = type_of(next(iter(TOPIC.consumers[CONSUMER])))
PARTS = {name for topic in TOPICS for name in (*topic.owners, *topic.consumers)}


def ledgers(said: Collection[tuple[str, str, datetime]], heard: Collection[str] = ()) -> dict[str, FakeLedger]:
    found = {part: FakeLedger() for part in PARTS}
    found[OWNER] = FakeLedger(said)
    for consumer in TOPIC.consumers:
        if consumer != OWNER:
            found[consumer] = FakeLedger(heard=heard)
    return found


def a_year_long() -> list[tuple[str, str, datetime]]:
    """A message every five minutes, the last one now."""
    return [(TOPIC.name, TYPE, NOW - timedelta(minutes=5) * (SAID - number)) for number in range(1, SAID + 1)]


async def found(connections: dict[str, FakeLedger], since: datetime) -> list[tuple[Kind, str, str]]:
    gaps = Ledgers(connections).gaps(since)  # pyright: ignore[reportArgumentType]
    return [(gap.kind, gap.message_id, gap.consumer) async for gap in gaps]


async def test_every_gap_since_then_is_found_and_what_was_said_before_is_not_gone_through() -> None:
    connections = ledgers(a_year_long())
    gaps = await found(connections, HALF_A_DAY)
    since_then = {f"m{number}" for number in range(SAID - 144, SAID + 1)}
    assert {gap for gap in gaps if gap[2] == CONSUMER} == {(Kind.UNHEARD, one, CONSUMER) for one in since_then}
    assert connections[OWNER].passed < 3 * PAGE * len(TOPICS)


async def test_a_short_outbox_is_gone_through_from_its_first_message() -> None:
    gaps = await found(ledgers([(TOPIC.name, TYPE, NOW - timedelta(minutes=5))]), HALF_A_DAY)
    assert (Kind.UNHEARD, "m1", CONSUMER) in gaps


async def test_what_its_sender_forgot_is_looked_for_in_inboxes_when_kafka_has_it_no_more() -> None:
    connections = ledgers([], heard=["nobody-said-this"])
    assert (Kind.FORGOTTEN, "nobody-said-this", CONSUMER) in await found(connections, BEFORE_KAFKA)
    assert connections[CONSUMER].passed > 0


async def test_a_look_at_what_kafka_still_has_goes_through_no_inbox() -> None:
    connections = ledgers([], heard=["nobody-said-this"])
    assert await found(connections, HALF_A_DAY) == []
    assert connections[CONSUMER].passed == 0
