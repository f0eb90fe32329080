"""A loop that works in rounds: at once while there is more, soon after a hint, and every so often in any case."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from runtime.failures import heals_by_waiting
from runtime.logs import describe_error, get_logger

BACKOFF_SECONDS_MIN, BACKOFF_SECONDS_MAX = 0.2, 5.0


class Rounds:
    """Calls `work` again and again; it returns whether there is likely more at once.

    `hint` says that there is, or will be in a moment, something to do; what comes within `gather_seconds` of it is
    done together. Without a hint there is a round every `every_seconds`.

    A failure that heals by waiting is waited for; another one ends the loop, and with it the process.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], Awaitable[bool]],
        hint: asyncio.Event,
        *,
        every_seconds: float,
        gather_seconds: float,
    ) -> None:
        self._name = name
        self._work = work
        self._every_seconds = every_seconds
        self._gather_seconds = gather_seconds
        self._hint = hint
        self._stopping = asyncio.Event()
        self._stopped = asyncio.Event()
        self._running = False

    async def run(self) -> None:
        """Work until `stop`."""
        self._running = True
        delay = BACKOFF_SECONDS_MIN
        try:
            while not self._stopping.is_set():
                try:
                    more = await self._work()
                    delay = BACKOFF_SECONDS_MIN
                except Exception as error:
                    if not heals_by_waiting(error):
                        raise
                    get_logger().warning("rounds.interrupted", rounds=self._name, error=describe_error(error))
                    await self._sleep(delay)
                    delay = min(delay * 2, BACKOFF_SECONDS_MAX)
                    continue
                if not more:
                    await self._rest()
        finally:
            self._stopped.set()

    async def stop(self) -> None:
        """Finish the round under way."""
        self._stopping.set()
        self._hint.set()
        if self._running:
            await self._stopped.wait()

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._every_seconds):
                await self._hint.wait()
        if self._hint.is_set():
            await self._sleep(self._gather_seconds)
            self._hint.clear()

    async def _sleep(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
