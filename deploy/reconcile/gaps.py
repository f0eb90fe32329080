"""Finding the gaps between outboxes and inboxes, and closing those that can be closed by saying it again.

A message is in the outbox of who says it for good, and in the inbox of each consumer that handles its type once it had
its effect there; the two are compared. Whatever lies between them (Kafka emptied, a consumer's database set back) shows
as a difference, and sending again is safe, because the inbox lets no message have its effect twice.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import asyncpg

from contracts.topics.names import Topic
from contracts.topics.table import TOPICS
from runtime.messages import Envelope, type_of
from runtime.outbox import Row, insert, shard_of

PAGE = 5000
# What is younger may still be on its way.
GRACE_SECONDS = 60.0
# What is younger than this is in Kafka too, and looked for there (`retained`): inboxes are in no order of time, and are
# gone through as a whole (components/strimzi: log.retention.hours).
KAFKA_KEEPS = timedelta(days=7)
# A row's id comes after its transaction's beginning, by as long as that takes.
TRANSACTION_MAX = timedelta(hours=1)
_NEWEST = "SELECT coalesce(max(id), 0) FROM outbox"
_CREATED = "SELECT created_at FROM outbox WHERE id > $1 ORDER BY id LIMIT 1"
_SAID = """
SELECT id, message_id, key, type, time, sent_at IS NOT NULL AS sent FROM outbox
WHERE topic = $1 AND id > $2 AND created_at >= $3 AND created_at < now() - make_interval(secs => $4)
ORDER BY id LIMIT $5
"""
_HEARD = """
SELECT event_id FROM inbox WHERE consumer = $1 AND event_id = ANY ($3::text[])
UNION ALL SELECT event_id FROM parked WHERE consumer = $1 AND topic = $2 AND event_id = ANY ($3::text[])
"""
_AGAIN = "UPDATE outbox SET sent_at = NULL WHERE topic = $1 AND message_id = ANY ($2::text[]) AND sent_at IS NOT NULL"
_INBOX = """
SELECT event_id FROM inbox WHERE consumer = $1 AND event_id > $2 AND received_at >= $3 ORDER BY event_id LIMIT $4
"""
_REMEMBERED = "SELECT message_id FROM outbox WHERE topic = ANY ($1::text[]) AND message_id = ANY ($2::text[])"


class Kind(StrEnum):
    """What is the matter. `forgotten`: it was said, and its sender does not know of it: its database was set back."""

    UNSENT = "unsent"
    UNHEARD = "unheard"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True)
class Gap:
    """One message. `consumer` is empty for one that is not sent, and for a forgotten one that Kafka has and nobody has
    heard; `topic`, `key`, `type`, `sender`, `time` (when it was said) for a forgotten one that Kafka has no more.
    """

    kind: Kind
    message_id: str
    consumer: str = ""
    topic: str = ""
    key: str = ""
    type: str = ""
    sender: str = ""
    time: datetime | None = None


def is_short(since: datetime) -> bool:
    """Whether Kafka still has all that was said since then."""
    return datetime.now(UTC) - since < KAFKA_KEEPS


async def mark_unsent(connection: Any, topic: str, message_ids: Iterable[str]) -> int:
    """Have the relay send these messages of a topic again. Returns how many were sent before."""
    status: str = await connection.execute(_AGAIN, topic, sorted(message_ids))
    return int(status.rpartition(" ")[2])


def _row(envelope: Envelope) -> Row:
    said = (envelope.topic, envelope.subject, envelope.id, envelope.type, envelope.source, envelope.time)
    return (shard_of(envelope.subject), *said, envelope.traceparent, None, envelope.payload, None)


class Ledgers:
    """The databases of all parts, by schema."""

    def __init__(self, connections: Mapping[str, asyncpg.Connection]) -> None:
        self._connections = connections

    async def forgotten(self, page: Sequence[Envelope]) -> list[Envelope]:
        """Those of the messages that Kafka has and their sender does not know of."""
        by_sender: dict[str, list[Envelope]] = {}
        for envelope in page:
            by_sender.setdefault(envelope.source, []).append(envelope)
        found: list[Envelope] = []
        for sender in sorted(by_sender.keys() & self._connections.keys()):
            said = by_sender[sender]
            topics, ids = sorted({each.topic for each in said}), [each.id for each in said]
            known = {row["message_id"] for row in await self._connections[sender].fetch(_REMEMBERED, topics, ids)}
            found += [envelope for envelope in said if envelope.id not in known]
        return found

    async def gaps(self, since: datetime, grace_seconds: float = GRACE_SECONDS) -> AsyncIterator[Gap]:
        """Every gap among the messages said or heard since then; a page at a time, so that memory stays flat.

        What its sender forgot is not among them when the look is short: it is looked for in Kafka alone.
        """
        first = {owner: await self._before(owner, since) for owner in {one for topic in TOPICS for one in topic.owners}}
        for topic in TOPICS:
            for owner in sorted(topic.owners):
                async for gap in self._unheard(topic, owner, first[owner], since, grace_seconds):
                    yield gap
        if is_short(since):
            return
        for consumer in sorted({name for topic in TOPICS for name in topic.consumers}):
            async for gap in self._forgotten(consumer, since):
                yield gap

    async def say_again(self, gaps: Sequence[Gap]) -> int:
        """Mark what was not heard unsent, so that the relay sends it again. Returns how many messages that is."""
        unheard: dict[str, set[str]] = {}
        for gap in gaps:
            if gap.kind is Kind.UNHEARD:
                unheard.setdefault(gap.topic, set()).add(gap.message_id)
        owners = {topic.name: topic.owners for topic in TOPICS}
        marked = 0
        for topic, ids in unheard.items():
            for owner in sorted(owners[topic]):
                marked += await mark_unsent(self._connections[owner], topic, ids)
        return marked

    async def remember(self, envelopes: Sequence[Envelope]) -> None:
        """Put messages into their senders' outboxes again, as they were said; they are sent again."""
        for sender in sorted({envelope.source for envelope in envelopes}):
            rows = [_row(envelope) for envelope in envelopes if envelope.source == sender]
            await insert(self._connections[sender], rows)

    async def _before(self, owner: str, since: datetime) -> int:
        """An id before which nothing was said since then: found by halving, for the ids rise with the time."""
        connection, moment = self._connections[owner], since - TRANSACTION_MAX
        low, high = 0, await connection.fetchval(_NEWEST)
        while high - low > PAGE:
            middle = (low + high) // 2
            created = await connection.fetchval(_CREATED, middle)
            low, high = (middle, high) if created is not None and created < moment else (low, middle)
        return low

    async def _unheard(
        self, topic: Topic, owner: str, after: int, since: datetime, grace_seconds: float
    ) -> AsyncIterator[Gap]:
        while True:
            page = await self._connections[owner].fetch(_SAID, topic.name, after, since, grace_seconds, PAGE)
            if not page:
                return
            after = page[-1]["id"]
            for row in page:
                if not row["sent"]:
                    yield Gap(Kind.UNSENT, row["message_id"], "", topic.name, row["key"], row["type"])
            sent = [row for row in page if row["sent"]]
            for consumer, messages in sorted(topic.consumers.items()):
                types = {type_of(message) for message in messages}
                for row in await self._not_in(consumer, topic.name, [row for row in sent if row["type"] in types]):
                    said = (row["message_id"], consumer, topic.name, row["key"], row["type"])
                    yield Gap(Kind.UNHEARD, *said, time=row["time"])

    async def _not_in(self, consumer: str, topic: str, rows: Sequence[asyncpg.Record]) -> list[asyncpg.Record]:
        ids = [row["message_id"] for row in rows]
        heard = {row["event_id"] for row in await self._connections[consumer].fetch(_HEARD, consumer, topic, ids)}
        return [row for row in rows if row["message_id"] not in heard]

    async def _forgotten(self, consumer: str, since: datetime) -> AsyncIterator[Gap]:
        heard_from = [topic for topic in TOPICS if consumer in topic.consumers]
        topics = [topic.name for topic in heard_from]
        owners = sorted({owner for topic in heard_from for owner in topic.owners})
        after = ""
        while True:
            page = await self._connections[consumer].fetch(_INBOX, consumer, after, since, PAGE)
            if not page:
                return
            after = page[-1]["event_id"]
            left = {row["event_id"] for row in page}
            for owner in owners:
                known = await self._connections[owner].fetch(_REMEMBERED, topics, sorted(left))
                left -= {row["message_id"] for row in known}
            for event_id in sorted(left):
                yield Gap(Kind.FORGOTTEN, event_id, consumer)
