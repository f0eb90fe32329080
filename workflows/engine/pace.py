"""Pacing starts: a backlog belongs in Kafka, not in Temporal, whose task queues are first in, first out.

Temporal takes starts three times as fast as workers finish them; after 20,000 starts at once a new instant application
got through at 3 a second (measured on two cores). So messages that begin applications are taken only while few of those
begun here have not made their first step.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from contracts.topics.names import INTAKE_EVENTS

# About a second of what a worker finishes here: enough to keep it busy, too few to wait behind.
UNDER_WAY_MAX = 64
# Begun in one transaction of a lane: their commands go out when it is committed.
BATCH_MAX = 8
# One that has made no step for so long waits for another part, or moved to another worker: it holds up nobody.
FORGET_SECONDS = 5.0


class Pace:
    """Applications that were begun by this process and have not made their first step, by when they began."""

    def __init__(self, under_way_max: int = UNDER_WAY_MAX, now: Callable[[], float] = time.monotonic) -> None:
        self._under_way_max = under_way_max
        self._now = now
        self._began: dict[str, float] = {}
        self._moved = asyncio.Event()

    def began(self, application_id: str) -> None:
        """An application was begun."""
        self._began[application_id] = self._now()

    def moved(self, application_id: str) -> None:
        """An application has made a step."""
        if self._began.pop(application_id, None) is not None:
            self._moved.set()

    async def admit(self, topic: str, waiting: int) -> int:
        """How many of `waiting` messages may be taken now; waits until there is room for one that may begin one."""
        if topic != INTAKE_EVENTS:
            return waiting
        while (room := self._room()) <= 0:
            self._moved.clear()
            try:
                await asyncio.wait_for(self._moved.wait(), self._seconds_to_forgetting())
            except TimeoutError:
                continue
        return min(waiting, room, BATCH_MAX)

    def _room(self) -> int:
        forget_before = self._now() - FORGET_SECONDS
        for application_id in [each for each, began in self._began.items() if began <= forget_before]:
            del self._began[application_id]
        return self._under_way_max - len(self._began)

    def _seconds_to_forgetting(self) -> float:
        oldest = next(iter(self._began.values()))
        return max(0.0, oldest + FORGET_SECONDS - self._now()) + 0.001
