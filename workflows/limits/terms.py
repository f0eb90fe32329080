"""A term 期限 that nothing stops: its last day, and when its light turns. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from workflows.limits.calendar import WorkingCalendar
from workflows.limits.clocks import deadline_of, yellow_day_of, yellow_share_of
from workflows.limits.legal_limits import NO_PAUSES


@dataclass(frozen=True, slots=True)
class Term:
    """So many working days from a day, which is day 0. `yellow_percent`: the item's share, 0 the default."""

    calendar: WorkingCalendar
    started_on: date
    limit_working_days: int
    yellow_percent: int = 0

    @property
    def last_day(self) -> date:
        """Its last day."""
        last = deadline_of(self.calendar, self.started_on, NO_PAUSES, self.limit_working_days)
        return last or self.started_on

    @property
    def due(self) -> process.DueDate:
        """The last day as messages have it."""
        last = self.last_day
        return process.DueDate(date=last.isoformat(), provisional=self.calendar.is_provisional(last))

    def begins(self, light: state.Light) -> datetime:
        """The instant of the process at which a light begins: yellow with its day, red at 24:00 of the last day."""
        if light == state.LIGHT_RED:
            return self.calendar.end_of(self.last_day)
        share = yellow_share_of(self.yellow_percent)
        yellow = yellow_day_of(self.calendar, self.started_on, NO_PAUSES, self.limit_working_days, share)
        return self.calendar.start_of(yellow or self.last_day)
