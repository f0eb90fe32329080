"""Writes down how far each chain of the access log has come: in the database, and at a second place apart from it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

from runtime import metrics
from runtime.clock import Clock
from runtime.errors import Unavailable
from runtime.patience import Patience
from services.verification.audit.auditing import HEADS, heads
from services.verification.audit.chain import Anchor
from services.verification.audit.second_place import SecondPlace

# In real time, as the next. What is younger than this may be cut off the end of a chain unseen.
ANCHOR_SECONDS = 60.0
# What is younger can be rewritten by somebody who can write to the log and to its anchors too.
KEEP_SECONDS = 300.0
BACKOFF_SECONDS_MIN, BACKOFF_SECONDS_MAX = 1.0, 60.0

_ANCHOR = f"""
INSERT INTO access_anchors (chain, position, hash, anchored_at)
SELECT chain, position, hash, $1 FROM ({HEADS}) AS heads
ON CONFLICT (chain, position) DO NOTHING
"""


async def anchor(connection: Any, clock: Clock) -> None:
    """Write the heads that have moved since. Any replica may do it at any time."""
    await connection.execute(_ANCHOR, clock.now())


async def keep(connection: Any, place: SecondPlace, clock: Clock, before: list[Anchor]) -> list[Anchor]:
    """Keep the heads at the second place unless they are those of ``before``; returns them. Raises Unavailable."""
    now = await heads(connection)
    if now != before:
        await place.keep(now, clock.now())
    return now


class Anchoring:
    """Anchors while the process runs: a component of the lifecycle, cancelled at its end.

    ``place``: the second place; None where there is none.
    """

    def __init__(self, pool: asyncpg.Pool, clock: Clock, place: SecondPlace | None = None) -> None:
        self._pool = pool
        self._clock = clock
        self._place = place
        self._kept: list[Anchor] = []

    async def run(self) -> None:
        """Go on for ever; a database or a store that is away is waited for."""
        async with asyncio.TaskGroup() as group:
            group.create_task(_for_ever("anchoring", ANCHOR_SECONDS, self._anchor))
            if self._place is not None:
                group.create_task(_for_ever("keeping heads", KEEP_SECONDS, self._keep))

    async def _anchor(self) -> None:
        await anchor(self._pool, self._clock)

    async def _keep(self) -> None:
        if self._place is None:
            return
        try:
            self._kept = await keep(self._pool, self._place, self._clock, self._kept)
        except Unavailable:
            metrics.access_heads_not_kept.inc()
            raise


async def _for_ever(name: str, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    patience = Patience(name, BACKOFF_SECONDS_MIN, BACKOFF_SECONDS_MAX)
    while True:
        try:
            await work()
        except Exception as error:
            await asyncio.sleep(patience.after(error))
        else:
            patience.succeeded()
            await asyncio.sleep(seconds)
