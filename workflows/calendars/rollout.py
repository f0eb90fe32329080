"""Telling what is open of the calendar in force 工作日历换版: a few at a time, until nobody lags behind.

What is left to do is read from `process` each time, so it goes on after whatever interruption, in whatever replica. A
few are under way at once, with a rest after them: 20,000 signals together would be 20,000 workflow tasks before the
next new application.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import asyncpg

from onetrip.process.v1.state_pb2 import Calendar
from runtime.errors import Unavailable
from runtime.logs import get_logger
from workflows import policies
from workflows.calendars import store as calendars
from workflows.calendars.lagging import Kind

# The advisory lock of whoever does it: one replica at a time.
_LEAD = 7_303_012
_TRY = "SELECT pg_try_advisory_lock($1)"
_UNLOCK = "SELECT pg_advisory_unlock($1)"

Tell = Callable[[Any, str, Calendar], Awaitable[None]]


class CalendarRollout:
    """A component of the process. `tell` hands a calendar to one of each kind (Bridge.tell_calendar and its like)."""

    def __init__(self, pool: asyncpg.Pool, tell: Mapping[Kind, Tell]) -> None:
        self._pool = pool
        self._tell = tell
        self._done = 0

    async def run(self) -> None:
        """Looks for ever; what fails is tried again at the next look."""
        while True:
            try:
                await self.look()
            except (Unavailable, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
                get_logger().warning("calendar.waiting", error=type(error).__name__)
            await asyncio.sleep(policies.CALENDAR_LOOK.total_seconds())

    async def look(self) -> None:
        """Tells everybody who lags behind, once, unless another replica is at it."""
        async with self._pool.acquire() as connection:
            calendar = await calendars.in_force(connection)
            if calendar is None:
                return
            lagging = [kind for kind in self._tell if await kind.lagging(connection, calendar.version, "", 1)]
            if not lagging:
                await self._note_end(connection, calendar)
                return
            if not await connection.fetchval(_TRY, _LEAD):
                return
            try:
                for kind in lagging:
                    await self._tell_all(connection, kind, calendar)
            finally:
                await connection.fetchval(_UNLOCK, _LEAD)

    async def _note_end(self, connection: Any, calendar: Calendar) -> None:
        if calendar.number != self._done:
            await calendars.end(connection, calendar.number)
            self._done = calendar.number

    async def _tell_all(self, connection: Any, kind: Kind, calendar: Calendar) -> None:
        get_logger().info("calendar.rollout", kind=kind.name, version=calendar.version, number=calendar.number)
        after = ""
        while True:
            some = await kind.lagging(connection, calendar.version, after, policies.CALENDAR_UNDER_WAY_MAX)
            if not some or await calendars.number_in_force(connection) != calendar.number:
                return
            began = asyncio.get_running_loop().time()
            for application_id in some:
                await self._tell_one(connection, kind, application_id, calendar)
            await self._moved(connection, kind, calendar, some)
            await asyncio.sleep((asyncio.get_running_loop().time() - began) * policies.CALENDAR_REST_SHARE)
            after = some[-1]

    async def _tell_one(self, connection: Any, kind: Kind, application_id: str, calendar: Calendar) -> None:
        try:
            await self._tell[kind](connection, application_id, calendar)
        except RuntimeError:
            # Temporal refused this one call: an operator has to look, the others go on.
            get_logger().exception("calendar.not_told", application_id=application_id)

    async def _moved(self, connection: Any, kind: Kind, calendar: Calendar, some: list[str]) -> None:
        """Waits until these have moved; one that is stuck holds up nobody and is told again at the next look."""
        give_up_at = asyncio.get_running_loop().time() + policies.CALENDAR_WAIT.total_seconds()
        while await kind.still_lagging(connection, calendar.version, some):
            if asyncio.get_running_loop().time() > give_up_at:
                return
            await asyncio.sleep(policies.CALENDAR_POLL.total_seconds())
