"""Alarms: every limit of an application shares one Temporal timer, set to the next one due.

An instant application is over before its first alarm: it costs one timer event in the history, whatever it waits
for. An alarm that is cleared leaves the timer running; a sooner one replaces it.

An alarm that a calendar has set rings only under the calendar in force: one that was set by an older calendar must not
act early, so that is looked at first.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import workflow

# The server counts in milliseconds: a timer set to the exact instant could wake us just before it.
_ROUNDING = timedelta(milliseconds=1)


@dataclass(eq=False, slots=True)
class Alarm:
    """Rings at a real instant. `summary` tells an operator what the timer is for.

    `by_calendar`: the instant was computed from days of the working calendar.
    """

    at: datetime
    summary: str
    by_calendar: bool = False
    rung: bool = False


class Alarms:
    """The alarms of one application."""

    def __init__(self) -> None:
        self._pending: list[Alarm] = []

    def set(self, at: datetime, summary: str, *, by_calendar: bool = False) -> Alarm:
        """Sets an alarm to a real instant; one that has passed rings at once."""
        alarm = Alarm(at, summary, by_calendar)
        self._pending.append(alarm)
        return alarm

    def clear(self, alarm: Alarm) -> None:
        """Forgets an alarm; one that has rung stays as it is."""
        if alarm in self._pending:
            self._pending.remove(alarm)

    async def run(self, calendar_stands: Callable[[], Awaitable[bool]]) -> None:
        """Rings alarms for ever, or until a newer calendar is in force: then they are to be set anew."""
        while True:
            await workflow.wait_condition(lambda: bool(self._pending))
            # Whoever set it may have cleared it before this coroutine had its turn.
            if self._pending:
                await self._sleep_until(self._next())
            now = workflow.now()
            if any(alarm.by_calendar for alarm in self._due(now)) and not await calendar_stands():
                await workflow.wait_condition(lambda: False)
            for alarm in self._due(now):
                alarm.rung = True
                self._pending.remove(alarm)

    async def _sleep_until(self, alarm: Alarm) -> None:
        delay = alarm.at - workflow.now()
        if delay <= timedelta():
            return
        with contextlib.suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: bool(self._pending) and self._next().at < alarm.at,
                timeout=delay + _ROUNDING,
                timeout_summary=alarm.summary,
            )

    def _due(self, now: datetime) -> list[Alarm]:
        return [alarm for alarm in self._pending if alarm.at <= now]

    def _next(self) -> Alarm:
        return min(self._pending, key=lambda alarm: alarm.at)
