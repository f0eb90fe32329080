"""Following an application live, as its applicant would: by watching it, never by asking the inside."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

import httpx

from cli.client import Caller, GatewayUnreachable, Refusal
from cli.journeys.story import Unexpected
from onetrip.intake.v1.application_pb2 import Application
from onetrip.process.v1 import state_pb2

# Far above what any step takes on a small machine; a journey that waits longer has gone wrong.
WAIT_SECONDS_MAX = 90.0
# A watch that breaks is opened again after this pause.
REOPEN_SECONDS = 0.5

FINAL_STATES = frozenset(
    {
        state_pb2.APPLICATION_STATE_COMPLETED,
        state_pb2.APPLICATION_STATE_NOT_ACCEPTED,
        state_pb2.APPLICATION_STATE_WITHDRAWN,
        state_pb2.APPLICATION_STATE_LAPSED,
        state_pb2.APPLICATION_STATE_REVOKED,
        state_pb2.APPLICATION_STATE_TERMINATED,
    }
)


class Following:
    """One watch, opened again when it breaks; `shown` is called with every change."""

    def __init__(self, caller: Caller, application: Application, shown: Callable[[Application], None]) -> None:
        self.latest = application
        self._caller = caller
        self._shown = shown
        self._changed = asyncio.Condition()
        self._refusal: Exception | None = None
        shown(application)
        self._task = asyncio.create_task(self._follow())

    async def until(self, reached: Callable[[Application], object], what: str) -> Application:
        """Return the application once it is so. Raises Unexpected when it does not get there in time."""

        def settled() -> bool:
            return self._refusal is not None or bool(reached(self.latest))

        try:
            async with asyncio.timeout(WAIT_SECONDS_MAX), self._changed:
                await self._changed.wait_for(settled)
        except TimeoutError:
            raise Unexpected(f"{what}, within {WAIT_SECONDS_MAX:g} seconds; it is {_standing(self.latest)}") from None
        if not reached(self.latest):
            raise Unexpected(f"{what}; its watch failed: {self._refusal}")
        return self.latest

    async def close(self) -> None:
        """Stop watching."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _follow(self) -> None:
        try:
            while True:
                if await self._watch_once():
                    return
                await asyncio.sleep(REOPEN_SECONDS)
        except (Refusal, GatewayUnreachable) as refusal:
            self._refusal = refusal
            async with self._changed:
                self._changed.notify_all()

    async def _watch_once(self) -> bool:
        """Watch until the stream ends. Returns whether the application has ended."""
        with contextlib.suppress(httpx.TransportError):
            async for message in self._caller.watch(self.latest.id):
                self.latest = message.application
                self._shown(self.latest)
                async with self._changed:
                    self._changed.notify_all()
                if message.end:
                    return True
        return False


def _standing(application: Application) -> str:
    state = state_pb2.ApplicationState.Name(application.state).removeprefix("APPLICATION_STATE_")
    return f"{state} and waits for: {application.waits_for.en or 'nothing it tells'}"
