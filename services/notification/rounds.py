"""A loop that works in rounds: at once while there is more, soon after a hint, and every so often in any case."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from runtime.patience import Patience

BACKOFF_SECONDS_MIN, BACKOFF_SECONDS_MAX = 0.2, 5.0


class Rounds:
    """Calls `work` again and again; it returns whether there is likely more at once.

    `hint` says that there is, or will be in a moment, something to do; what comes within `gather_seconds` of it is
    done together. Without a hint there is a round every `every_seconds`.

    A failure is waited for; a fault of ours that goes on ends the loop, and with it the process (runtime/patience.py).
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
        patience = Patience(f"rounds {self._name}", BACKOFF_SECONDS_MIN, BACKOFF_SECONDS_MAX)
        try:
            while not self._stopping.is_set():
                try:
                    more = await self._work()
                except Exception as error:
                    await self._sleep(patience.after(error))
                    continue
                patience.succeeded()
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
