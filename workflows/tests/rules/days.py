"""Days and limits of the second, simple telling of the rules: days are walked one by one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from workflows.limits.calendar import WorkingCalendar

ONE_DAY = timedelta(days=1)
# Limits in working days: domain.md, "Clocks" and "Applications and cases".
ANSWER, SUPPLEMENT, REMIND_BEFORE, STATUTORY, PROMISED, DELIVERY = 5, 15, 3, 20, 10, 10
HEARING_REQUEST, HEARING_HELD = 5, 20
# A renewal is asked for so many calendar days before the licence ends (licensing law, art. 50).
RENEWAL_BEFORE = timedelta(days=30)
# Notices that an application can get: one, and one more for a new fact.
NOTICES = 2
# When a register that does not answer is asked again; after a day a person looks.
ASKED_AGAIN_AFTER = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)]
ASKED_AGAIN_AFTER += [timedelta(hours=2), timedelta(hours=6), timedelta(hours=16)]
REMIND_AT = time(9)
# What came in time may still be on its way at 24:00.
ON_ITS_WAY = timedelta(seconds=5)


@dataclass(frozen=True)
class Days:
    """Working days by walking: Monday to Friday, less the days off, and the weekend days that are worked."""

    off: Collection[date]
    worked: Collection[date]
    published: Collection[int]

    @classmethod
    def of(cls, calendar: WorkingCalendar) -> Days:
        """The product's calendar, as this telling has it."""
        return cls(calendar.days_off, calendar.make_up_days, calendar.published_years)

    def after(self, day: date, count: int, pauses: Collection[tuple[date, date]] = ()) -> date:
        """The `count`-th working day after `day` at whose 24:00 no pause (from, until) is open."""
        while count:
            day += ONE_DAY
            stopped = any(start <= day < end for start, end in pauses)
            count -= not stopped and (day in self.worked if day.weekday() >= 5 else day not in self.off)
        return day

    def say(self, day: date, *, provisional: bool = False) -> str:
        """A last day as it is told: from 28 December on it may move until the next year is published."""
        return f"{day} provisionally" if provisional or not self.sure(day) else day.isoformat()

    def sure(self, day: date) -> bool:
        """Whether no calendar that is still to come can move it; nothing lapses on a day that one can."""
        return (day + 4 * ONE_DAY).year in self.published


def share_of(limit: int, percent: int) -> int:
    """How many days of a limit are used when its light turns yellow."""
    return next(used for used in range(limit + 1) if 100 * used >= percent * limit)


def start_of(day: date) -> datetime:
    """0:00 of a day."""
    return datetime.combine(day, time())


def end_of(day: date) -> datetime:
    """When what was to be done on a day is found not done."""
    return start_of(day + ONE_DAY) + ON_ITS_WAY
