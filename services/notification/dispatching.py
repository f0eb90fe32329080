"""The dispatcher: sends what is to be sent, after the commit that asked for it, at least once with the same id.

Calls and letters it only puts up in the clerks' work list; whatever has no target goes to the next channel.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import asyncpg

from runtime import metrics, tracing
from runtime.errors import Unavailable
from runtime.logs import describe_error, get_logger
from runtime.messages import Outbound
from runtime.outbox import Relay, enqueue
from services.notification import contacts, telling, texts
from services.notification.domain import (
    CONTACT_WAIT_MAX,
    ELECTRONIC,
    ERRANDS,
    Channel,
    DeliveryState,
    is_told,
    retry_after,
)
from services.notification.falling_back import fall_back
from services.notification.gateways import Gateway, Letter, Sent
from services.notification.matter import Localized
from services.notification.office import SOURCE, Office
from services.notification.rendering import table as rendering
from services.notification.store import deliveries as store
from services.notification.store.deliveries import Settled

BATCH_MAX = 100
# Longer than a batch can take: 100 messages, 20 at a time, each within the gateway's timeout of at most 30 s.
LEASE_SECONDS = 300.0


class Dispatcher:
    """Sends notices through the gateways, in rounds (rounds.py). Several replicas share the work."""

    def __init__(self, pool: asyncpg.Pool, office: Office, relay: Relay, gateways: Mapping[Channel, Gateway]) -> None:
        self._pool = pool
        self._office = office
        self._relay = relay
        self._gateways = gateways

    async def work(self) -> bool:
        """Send one batch. Returns whether there is likely more."""
        waited_since = self._office.clock.now() - CONTACT_WAIT_MAX
        rows = await store.claim(self._pool, BATCH_MAX, waited_since, LEASE_SECONDS, sorted(ELECTRONIC))
        if not rows:
            return False
        await self._office.sealer.load_applications({row["application_id"] for row in rows})
        outcomes: list[Settled] = []
        letters: dict[Channel, list[tuple[Any, Letter]]] = {channel: [] for channel in self._gateways}
        for row in rows:
            channel = Channel(row["channel"])
            letter = self._letter(row, channel)
            if letter is None:
                outcomes.append(Settled(row["notice_id"], channel, DeliveryState.FAILED))
            elif channel in ERRANDS:
                outcomes.append(Settled(row["notice_id"], channel, DeliveryState.PENDING))
            else:
                letters[channel].append((row, letter))
        for channel, sendable in letters.items():
            outcomes += await self._send(channel, sendable)
        await self._settle(rows, outcomes)
        return len(rows) == BATCH_MAX

    def _letter(self, row: Any, channel: Channel) -> Letter | None:
        """What is sent to whom; None when nobody knows where to, or it cannot be read or put into words: one notice's
        fault is not to hold up the others, and the last channel is a clerk. Raises Unavailable: that waits.
        """
        application_id, notice_id = row["application_id"], row["notice_id"]
        try:
            about = row["recipient_id"]
            known = [self._office.open_contact(application_id, sealed, about) for sealed in row["contacts"] or ()]
            title, text = self._office.open_text(application_id, notice_id, row["sealed_text"])
            target = contacts.target(contacts.merged(known), channel)
            return Letter(delivery_id(notice_id, channel), target, self._words(row, title, text)) if target else None
        except Unavailable:
            raise
        except Exception as error:
            get_logger().error("delivery.not_written", notice_id=notice_id, error=describe_error(error))
            return None

    def _words(self, row: Any, title: Localized, text: Localized) -> str:
        number = rendering.number_of(row)
        if row["channel"] == Channel.SMS:
            # The tracking number is the applicant's; who else is concerned knows the matter by its id.
            matter = row["application_id"] if row["recipient_id"] else row["tracking_number"]
            return texts.sms(title, number, matter, self._office.official_host)
        whole = texts.document(title, text, number, self._office.day_of(row["issued_at"]))
        return f"{whole.zh}\n\n{whole.en}"

    async def _send(self, channel: Channel, sendable: Sequence[tuple[Any, Letter]]) -> list[Settled]:
        if not sendable:
            return []
        began = time.perf_counter()
        sent = await self._gateways[channel].send([letter for _, letter in sendable])
        self._trace(channel, [row for row, _ in sendable], time.perf_counter() - began)
        return [_outcome(row, channel, one) for (row, _), one in zip(sendable, sent, strict=True)]

    def _trace(self, channel: Channel, rows: Sequence[Any], seconds: float) -> None:
        with tracing.span("send notices"):
            for row in rows:
                named = {tracing.APPLICATION: row["application_id"], "onetrip.notice_id": row["notice_id"]}
                tracing.took("send notice", seconds, {**named, "onetrip.channel": channel.name.lower()})

    async def _settle(self, rows: Sequence[Any], outcomes: Sequence[Settled]) -> None:
        now = self._office.clock.now()
        notices = {row["notice_id"]: row for row in rows}
        async with self._pool.acquire() as connection, connection.transaction():
            fresh = await store.settle(connection, outcomes, now)
            ended = [one for one in outcomes if (one.notice_id, one.channel) in fresh]
            news = [self._news(notices[one.notice_id], one) for one in ended]
            failed = {one.notice_id: one.channel for one in ended if one.state is DeliveryState.FAILED}
            messages = [
                *filter(None, news),
                *await fall_back(connection, failed, now, self._office.announced_until(now)),
            ]
            await enqueue(connection, SOURCE, now, messages)
        self._count(notices, ended, now)
        if failed:
            self._office.unsent.set()
        if messages:
            self._relay.wake()

    def _count(self, notices: Mapping[str, Any], ended: Sequence[Settled], now: datetime) -> None:
        for one in ended:
            if one.state is DeliveryState.DELIVERED:
                seconds = (now - notices[one.notice_id]["due_at"]).total_seconds()
                metrics.notice_seconds.labels(one.channel.name.lower()).observe(seconds)

    def _news(self, row: Any, one: Settled) -> Outbound | None:
        if one.state is not DeliveryState.DELIVERED:
            return None
        at = self._office.clock.now()
        if row["recipient_id"]:
            return telling.reached(row, one.notice_id, one.channel, self._office.day_of(at), at)
        if not is_told(one.channel, in_inbox=row["in_inbox"]):
            return None
        return telling.delivered(row["application_id"], one.notice_id, row["kind"], one.channel, at)


def delivery_id(notice_id: str, channel: Channel) -> str:
    """The id of a delivery, by which a gateway knows it again and a clerk names an errand."""
    return f"{notice_id}.{int(channel)}"


def _outcome(row: Any, channel: Channel, sent: Sent) -> Settled:
    if sent is Sent.TAKEN:
        return Settled(row["notice_id"], channel, DeliveryState.DELIVERED)
    wait = retry_after(row["attempts"]) if sent is Sent.AWAY else None
    if wait is None:
        return Settled(row["notice_id"], channel, DeliveryState.FAILED)
    return Settled(row["notice_id"], channel, DeliveryState.PENDING, wait)
