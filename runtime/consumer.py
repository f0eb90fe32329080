"""The consumer loop: Kafka to handlers, each message's effect once, in order per key (decision record 0003).

Polling, the lanes (one per partition number, runtime/lanes.py), commits and the watchdog run beside each other, so
that a slow lane delays no other one, and a stuck one does not stop the heartbeat of the group. What concerns one key
has the same partition number in every topic, so lanes share no keys, and a transaction takes in what several topics
say (docs/decisions/0014).
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Collection, Sequence
from typing import Any

import asyncpg
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from runtime import metrics
from runtime.certificates import Brokers
from runtime.effects import Effects, Handler, Handlers, Prepare, prepare_nothing
from runtime.kafka_client import ClientFactory, Rebalances, aiokafka_client
from runtime.lanes import Admit, Lane, admit_all
from runtime.linger import Linger
from runtime.logs import describe_error, get_logger
from runtime.parking import Replayer
from runtime.patience import Patience
from runtime.probe import Probe, no_probe
from runtime.relay import Relay

__all__ = ["Consumer", "Handler", "Handlers"]

POLL_MS = 250
RECORDS_POLLED_MAX = 1000
# Offsets may lag behind effects by this much: the inbox drops what comes again after a crash. Five times a second took
# a tenth of the broker's CPU.
COMMIT_SECONDS = 1.0
COMMIT_SECONDS_MAX = 5.0
# A queue over the first mark pauses its partition, under the second it goes on.
LANE_PAUSE_AT, LANE_RESUME_AT = 1000, 100
# While messages of many keys come at once; what is not polled is not fetched either (aiokafka's fetcher waits).
LINGER_SECONDS_MAX = 0.1
ATTEMPTS_MAX = 5
REPLAY_SECONDS = 1.0
BACKOFF_SECONDS_MIN, BACKOFF_SECONDS_MAX = 0.2, 5.0
# A client that lasted so long has worked: what failed before it is forgotten.
GOOD_SECONDS = 30.0
# To reach the broker and join the group; a start has no end of its own.
START_SECONDS_MAX = 30.0
# Without a finished poll for this long the client is rebuilt; for twice as long, the process is not healthy.
POLL_SILENCE_SECONDS_MAX = 45.0
# Behind the end of a partition without receiving for two checks: aiokafka has stopped silently (#1037).
LAG_CHECK_SECONDS = 15.0
LANES_CLOSE_SECONDS_MAX = 5.0


class _Stalled(KafkaError):
    """The client no longer makes progress and must be rebuilt."""


class Consumer:
    """Consumes ``topics`` as ``group``. ``run()`` until ``stop()``; survives restarts of Kafka and PostgreSQL.

    ``admit`` holds messages back in Kafka while what earlier ones have set going is not over (``lanes.Admit``); topics
    that it holds back are named in ``apart``: each has lanes of its own, so that nothing else waits behind them.
    ``linger_seconds_max``: how long it may wait for fuller batches while there is much to do (runtime/linger.py).
    ``prepare`` is given the subjects of messages before their transaction begins.
    """

    def __init__(
        self,
        pool: asyncpg.Pool,
        *,
        bootstrap: Brokers | str,
        group: str,
        topics: Sequence[str],
        handlers: Handlers,
        relay: Relay,
        probe: Probe = no_probe,
        attempts_max: int = ATTEMPTS_MAX,
        connect: ClientFactory = aiokafka_client,
        admit: Admit = admit_all,
        apart: Collection[str] = (),
        linger_seconds_max: float = LINGER_SECONDS_MAX,
        prepare: Prepare = prepare_nothing,
    ) -> None:
        self._brokers = Brokers.of(bootstrap)
        self._group = group
        self._topics = tuple(topics)
        self._connect = connect
        self._attempts_max = attempts_max
        self._admit = admit
        self._apart = frozenset(apart)
        self._effects = Effects(pool, group, handlers, relay, probe, prepare)
        self._replayer = Replayer(pool, self._effects)
        self._lanes: dict[tuple[str, int], Lane] = {}
        self._client: Any = None
        self._linger = Linger(linger_seconds_max)
        self._stopping = asyncio.Event()
        self._stopped = asyncio.Event()
        self._running = False
        self._turned_at = time.monotonic()
        self._received_at = time.monotonic()

    def healthy(self) -> bool:
        """Return whether the loop turns. Kafka or PostgreSQL being away does not make it unhealthy."""
        return time.monotonic() - self._turned_at < 2 * POLL_SILENCE_SECONDS_MAX

    async def run(self) -> None:
        """Consume until ``stop``."""
        self._running = True
        replaying = asyncio.create_task(self._replay())
        patience = Patience(f"consumer {self._group}", BACKOFF_SECONDS_MIN, BACKOFF_SECONDS_MAX)
        try:
            while not self._stopping.is_set():
                started = time.monotonic()
                try:
                    await self._session()
                except Exception as error:
                    if time.monotonic() - started > GOOD_SECONDS:
                        patience.succeeded()
                    await self._pause(patience.after(error))
        finally:
            replaying.cancel()
            await asyncio.gather(replaying, return_exceptions=True)
            self._stopped.set()

    async def stop(self) -> None:
        """Finish what is being handled, commit, leave the group."""
        self._stopping.set()
        if self._running:
            await self._stopped.wait()

    async def _session(self) -> None:
        """Consume with one client until it fails or ``stop``."""
        self._turned_at = self._received_at = time.monotonic()
        self._client = self._connect(self._brokers, self._group)
        self._client.subscribe(topics=list(self._topics), listener=Rebalances(self._close_lanes))
        tasks: list[asyncio.Task[None]] = []
        try:
            async with asyncio.timeout(START_SECONDS_MAX):
                await self._client.start()
            tasks = [asyncio.create_task(work()) for work in (self._poll, self._commit_often, self._watch)]
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if task.cancelled():
                    raise _Stalled("the client cancelled what was waiting for it")
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._close_lanes()
            await self._leave()

    async def _leave(self) -> None:
        client, self._client = self._client, None
        try:
            async with asyncio.timeout(COMMIT_SECONDS_MAX):
                await client.stop()
        except Exception as error:
            get_logger().warning("consumer.leave_failed", consumer=self._group, error=describe_error(error))

    async def _poll(self) -> None:
        while not self._stopping.is_set():
            polled = await self._client.getmany(timeout_ms=POLL_MS, max_records=RECORDS_POLLED_MAX)
            self._turned_at = time.monotonic()
            for partition, records in polled.items():
                self._received_at = self._turned_at
                lane = self._lane(partition)
                lane.put(records)
                if lane.waiting > LANE_PAUSE_AT:
                    self._client.pause(partition)
            self._resume()
            if any(lane.broken for lane in self._lanes.values()):
                raise _Stalled("a lane has met a fault of its own")
            if polled and (pause := self._linger_after(polled)):
                await asyncio.sleep(pause)

    def _linger_after(self, polled: dict[TopicPartition, list[Any]]) -> float:
        work_seconds = max(self._lane(partition).batch_seconds for partition in polled)
        return self._linger.after((record.key for batch in polled.values() for record in batch), work_seconds)

    def _resume(self) -> None:
        for partition in self._client.paused():
            if self._lane(partition).waiting < LANE_RESUME_AT:
                self._client.resume(partition)

    def _lane(self, partition: TopicPartition) -> Lane:
        """The lane of a partition, made with its first records."""
        key = (partition.topic if partition.topic in self._apart else "", partition.partition)
        if (lane := self._lanes.get(key)) is None:
            lane = self._lanes[key] = Lane(self._effects, self._attempts_max, self._admit)
        return lane

    async def _commit_often(self) -> None:
        while True:
            await asyncio.sleep(COMMIT_SECONDS)
            await self._commit()

    async def _commit(self) -> None:
        """Commit how far the lanes have come. A commit that fails is made up by the inbox."""
        found = [(lane, offsets) for lane in self._lanes.values() if (offsets := lane.uncommitted)]
        if not found:
            return
        try:
            async with asyncio.timeout(COMMIT_SECONDS_MAX):
                await self._client.commit(
                    {partition: offsets[partition] for _, offsets in found for partition in offsets}
                )
        except (KafkaError, OSError) as error:
            get_logger().warning("consumer.commit_failed", consumer=self._group, error=describe_error(error))
            return
        for lane, offsets in found:
            lane.committed.update(offsets)

    async def _close_lanes(self, _taken: Sequence[TopicPartition] = ()) -> None:
        """Finish or abandon the transactions under way, and commit how far they came.

        For every lane, whichever partitions are taken: a rebalance of this kind takes all of them away first.
        """
        if self._lanes:
            await asyncio.gather(*(lane.close(LANES_CLOSE_SECONDS_MAX) for lane in self._lanes.values()))
            await self._commit()
        self._lanes.clear()

    async def _watch(self) -> None:
        """Raise _Stalled when the client has silently stopped to poll or to receive."""
        behind_before = False
        while True:
            await asyncio.sleep(LAG_CHECK_SECONDS)
            if time.monotonic() - self._turned_at > POLL_SILENCE_SECONDS_MAX:
                raise _Stalled("no poll has finished")
            metrics.consumer_lag.labels(self._group).set(await self._unhandled())
            behind = time.monotonic() - self._received_at > LAG_CHECK_SECONDS and await self._behind()
            if behind and behind_before:
                raise _Stalled("there are messages, but none arrive")
            behind_before = behind

    async def _unhandled(self) -> int:
        """How many messages there are in Kafka and in the lanes that have had no effect yet, as the client knows."""
        waiting = sum(lane.waiting for lane in self._lanes.values())
        for partition in self._client.assignment():
            end = self._client.highwater(partition)
            if end is not None:
                waiting += max(0, end - await self._client.position(partition))
        return waiting

    async def _behind(self) -> bool:
        partitions = self._client.assignment() - set(self._client.paused())
        if not partitions:
            return False
        try:
            async with asyncio.timeout(COMMIT_SECONDS_MAX):
                ends = await self._client.end_offsets(list(partitions))
                return any([await self._client.position(partition) < end for partition, end in ends.items()])
        except (KafkaError, OSError):
            return False

    async def _replay(self) -> None:
        """Bring back what an operator asked to have replayed, whatever becomes of Kafka."""
        while True:
            await asyncio.sleep(REPLAY_SECONDS)
            try:
                await self._replayer.replay()
            except Exception as error:
                get_logger().warning("consumer.replay_failed", consumer=self._group, error=describe_error(error))

    async def _pause(self, seconds: float) -> None:
        self._turned_at = time.monotonic()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
