"""Writes down, once a minute, how far each chain of the access log has come."""

import asyncio
from typing import Any

import asyncpg

from runtime.clock import Clock
from runtime.patience import Patience
from services.verification.audit.auditing import HEADS

# In real time. What is younger than this may be cut off the end of a chain unseen.
ANCHOR_SECONDS = 60.0
BACKOFF_SECONDS_MIN, BACKOFF_SECONDS_MAX = 1.0, 60.0

_ANCHOR = f"""
INSERT INTO access_anchors (chain, position, hash, anchored_at)
SELECT chain, position, hash, $1 FROM ({HEADS}) AS heads
ON CONFLICT (chain, position) DO NOTHING
"""


async def anchor(connection: Any, clock: Clock) -> None:
    """Write the heads that have moved since. Any replica may do it at any time."""
    await connection.execute(_ANCHOR, clock.now())


class Anchoring:
    """Anchors while the process runs: a component of the lifecycle, cancelled at its end."""

    def __init__(self, pool: asyncpg.Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def run(self) -> None:
        """Go on for ever; a database that is away is waited for."""
        patience = Patience("anchoring", BACKOFF_SECONDS_MIN, BACKOFF_SECONDS_MAX)
        while True:
            try:
                await anchor(self._pool, self._clock)
            except Exception as error:
                await asyncio.sleep(patience.after(error))
            else:
                patience.succeeded()
                await asyncio.sleep(ANCHOR_SECONDS)
