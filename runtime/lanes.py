"""A lane: the messages of one partition number, handled in order, in batches while all goes well."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiokafka import TopicPartition

from runtime import metrics
from runtime.effects import Effects
from runtime.errors import MalformedMessage
from runtime.failures import heals_by_waiting
from runtime.kafka_client import envelope_of
from runtime.logs import describe_error, get_logger
from runtime.messages import Envelope

BATCH_MAX = 100
# Says how many of so many waiting messages of a topic may be taken now: at least one; may wait before it answers.
Admit = Callable[[str, int], Awaitable[int]]
# Waits between attempts to handle one message: 50 ms, doubled each time. Nothing else of the lane moves.
ATTEMPT_SECONDS_MIN = 0.05
# Waits while the database or a service is away.
OUTAGE_SECONDS_MIN, OUTAGE_SECONDS_MAX = 0.1, 5.0


async def admit_all(_topic: str, waiting: int) -> int:
    """Take what there is: for a consumer whose effects are over when their transaction is."""
    return waiting


class _Closed(Exception):
    """The partitions are taken away; what is not committed comes again to their next owner."""


class Lane:
    """Handles what is put into it. ``done`` holds the offsets to commit: of each partition that after its last message.

    ``broken``: it has met a fault of its own and must be replaced. ``batch_seconds``: how long the last batch took.
    """

    def __init__(self, effects: Effects, attempts_max: int, admit: Admit = admit_all) -> None:
        self._effects = effects
        self._admit = admit
        self._attempts_max = attempts_max
        self._queue: deque[Any] = deque()
        self._task: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()
        self._retried = metrics.retried.labels(effects.group)
        self.broken = False
        self.batch_seconds = 0.0
        self.done: dict[TopicPartition, int] = {}
        self.committed: dict[TopicPartition, int] = {}

    @property
    def waiting(self) -> int:
        """How many messages wait."""
        return len(self._queue)

    @property
    def uncommitted(self) -> dict[TopicPartition, int]:
        """What of ``done`` has not been committed."""
        return {
            partition: offset for partition, offset in self.done.items() if offset > self.committed.get(partition, -1)
        }

    def put(self, records: Sequence[Any]) -> None:
        """Queue Kafka records, in the order of their offsets."""
        self._queue.extend(records)
        if self._task is None and not self._closing.is_set():
            self._task = asyncio.create_task(self._drain())

    async def close(self, seconds_max: float) -> None:
        """Finish the transaction under way, within ``seconds_max``, else abandon it; the rest is left."""
        self._closing.set()
        task = self._task
        if task is None:
            return
        _, unfinished = await asyncio.wait((task,), timeout=seconds_max)
        if unfinished:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _drain(self) -> None:
        try:
            while self._queue and not self._closing.is_set():
                admitted = await self._admit(self._queue[0].topic, min(len(self._queue), BATCH_MAX))
                batch = [self._queue.popleft() for _ in range(admitted)]
                started = time.monotonic()
                envelopes = [envelope_of(record) for record in batch]
                await self._process(envelopes)
                self.batch_seconds = time.monotonic() - started
                self._finished(envelopes)
        except _Closed:
            pass
        except Exception:
            # Going on would commit past the messages in hand: the consumer starts anew from the last commit.
            self.broken = True
            self._closing.set()
            get_logger().exception("consumer.lane_broken", consumer=self._effects.group)
        finally:
            self._task = None

    async def _process(self, batch: Sequence[Envelope]) -> None:
        """Handle a batch in one transaction; if a message fails, each one in its own."""
        failure = await self._try(batch)
        if failure is None:
            return
        for envelope in batch:
            known = failure if len(batch) == 1 else None
            await self._handle_alone(envelope, known)
            self._finished([envelope])

    def _finished(self, envelopes: Sequence[Envelope]) -> None:
        self.done.update({TopicPartition(each.topic, each.partition): each.offset + 1 for each in envelopes})

    async def _handle_alone(self, envelope: Envelope, failure: Exception | None) -> None:
        attempts = 1 if failure else 0
        while True:
            if failure is not None:
                self._retried.inc()
                if attempts >= self._attempts_max or isinstance(failure, MalformedMessage):
                    await self._park(envelope, failure, attempts)
                    return
                await self._pause(ATTEMPT_SECONDS_MIN * 2 ** (attempts - 1))
            failure = await self._try([envelope])
            attempts += 1
            if failure is None:
                return

    async def _try(self, batch: Sequence[Envelope]) -> Exception | None:
        """Apply; wait as long as the fault is one that heals by waiting. Returns the fault that does not."""
        failure = await self._apply(batch)
        if failure is None or not heals_by_waiting(failure):
            return failure
        delay = OUTAGE_SECONDS_MIN
        with metrics.consumer_waiting.labels(self._effects.group).track_inprogress():
            while failure is not None and heals_by_waiting(failure):
                get_logger().warning("consumer.waiting", consumer=self._effects.group, error=describe_error(failure))
                await self._pause(delay)
                delay = min(delay * 2, OUTAGE_SECONDS_MAX)
                failure = await self._apply(batch)
        return failure

    async def _apply(self, batch: Sequence[Envelope]) -> Exception | None:
        try:
            await self._effects.apply(batch)
        except Exception as error:
            return error
        return None

    async def _park(self, envelope: Envelope, failure: Exception, attempts: int) -> None:
        """Park, however long that takes: going on without would lose the message."""
        get_logger().error(
            "consumer.parked", consumer=self._effects.group, topic=envelope.topic, event_id=envelope.id,
            type=envelope.type, attempts=attempts, exc_info=failure,
        )  # fmt: skip
        delay = OUTAGE_SECONDS_MIN
        while True:
            try:
                await self._effects.park(envelope, describe_error(failure), attempts)
                return
            except Exception as error:
                get_logger().error("consumer.park_failed", consumer=self._effects.group, error=describe_error(error))
            await self._pause(delay)
            delay = min(delay * 2, OUTAGE_SECONDS_MAX)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        if self._closing.is_set():
            raise _Closed
