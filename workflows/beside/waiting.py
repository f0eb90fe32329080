"""Waits of what runs beside an application: for its end, a day, a newer calendar, or a history that has grown long."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import NoReturn

from temporalio import workflow

from workflows.calendars.in_force import CalendarInForce

# The server counts in milliseconds: a timer set to the exact instant could wake us just before it.
_ROUNDING = timedelta(milliseconds=1)


class Waits:
    """The waits of one run. `go_on` continues it as new; `timer` says in the history what its timer is for."""

    def __init__(self, in_force: CalendarInForce, go_on: Callable[[], Awaitable[NoReturn]], timer: str) -> None:
        self._in_force = in_force
        self._go_on = go_on
        self._timer = timer

    async def until(self, over: Callable[[], bool], timeout: timedelta | None = None) -> None:
        """Waits; a long history is continued as new, and so is one under a newer calendar. Raises TimeoutError."""
        await workflow.wait_condition(
            lambda: over() or self._in_force.newer is not None or workflow.info().is_continue_as_new_suggested(),
            timeout=timeout,
            timeout_summary=self._timer,
        )
        if not over():
            await self._go_on()

    async def within(self, delay: timedelta, over: Callable[[], bool]) -> bool:
        """Waits so long at most, in real time. False when there was nothing left of it to wait for."""
        if delay <= timedelta():
            return False
        with contextlib.suppress(TimeoutError):
            await self.until(over, delay + _ROUNDING)
        return True
