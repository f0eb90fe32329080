"""The working calendar 工作日历: which days count, and what an instant's date is.

Days are working days: weekends and statutory holidays excluded, make-up weekend working days included
(行政许可法 art. 82; the State Council's yearly notice says which days those are). The calendar is data with a
version; it is handed to a workflow and never looked up, so that a replay sees what the first run saw.

Standard library only: this module is workflow code.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Protocol

from workflows.limits.zones import zone_named

MIDNIGHT = time()
SATURDAY = 5
# A handful of versions are in force at once, however many applications are open.
CALENDARS_KEPT_MAX = 16
# The notice for a year may move the last days of the year before it: the New Year holiday of 2019 began on
# 30 December 2018. From this day on a date is as uncertain as the year after it.
FIRST_UNCERTAIN_MONTH_DAY = (12, 28)


class CalendarMessage(Protocol):
    """The fields of `onetrip.process.v1.Calendar`; dates are ISO 8601 text (`2026-02-14`)."""

    version: str
    time_zone: str

    @property
    def published_years(self) -> Sequence[int]: ...
    @property
    def days_off(self) -> Sequence[str]: ...
    @property
    def make_up_days(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class WorkingCalendar:
    """One version of the working calendar.

    `days_off` are statutory holidays and days exchanged for them; one that falls on a weekend changes nothing.
    `make_up_days` 调休上班 are Saturdays and Sundays that are worked. Dates of a year that is not published are
    plain weekdays and weekends, and provisional.

    Raises ValueError for a make-up day that is not on a weekend or is also a day off, and for a date that no
    published year covers.
    """

    version: str
    published_years: frozenset[int]
    days_off: frozenset[date]
    make_up_days: frozenset[date]
    time_zone: str = "Asia/Shanghai"
    zone: timezone = field(init=False, repr=False, compare=False)
    # Sorted day numbers (date.toordinal), for counting by bisection.
    _weekdays_off: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _weekend_work: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._check()
        object.__setattr__(self, "zone", zone_named(self.time_zone))
        weekdays_off = sorted(day.toordinal() for day in self.days_off if day.weekday() < SATURDAY)
        object.__setattr__(self, "_weekdays_off", tuple(weekdays_off))
        object.__setattr__(self, "_weekend_work", tuple(sorted(day.toordinal() for day in self.make_up_days)))

    def _check(self) -> None:
        for day in self.make_up_days:
            if day.weekday() < SATURDAY:
                raise ValueError(f"the make-up day {day} is not on a weekend")
        if both := self.make_up_days & self.days_off:
            raise ValueError(f"{min(both)} is both a day off and a make-up day")
        for day in self.days_off | self.make_up_days:
            of_next_year = _is_year_end(day) and day.year + 1 in self.published_years
            if day.year not in self.published_years and not of_next_year:
                raise ValueError(f"{day} lies in a year that is not published")

    @classmethod
    def from_message(cls, message: CalendarMessage) -> WorkingCalendar:
        """Returns the calendar of `onetrip.process.v1.Calendar`; the same one for the same content.

        Raises ValueError as the class does, and for text that is not an ISO date or an unknown time zone.
        """
        return _calendar_of(
            message.version,
            tuple(message.published_years),
            tuple(message.days_off),
            tuple(message.make_up_days),
            message.time_zone,
        )

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is worked: 行政许可法 art. 82 with the State Council's notice of that year."""
        if day.weekday() < SATURDAY:
            return day not in self.days_off
        return day in self.make_up_days

    def working_days_between(self, after: date, last: date) -> int:
        """The number of working days after `after` up to and including `last`; 0 when `last` is not later.

        The first day is not counted: 民法典 art. 201 (按照年、月、日计算期间的，开始的当日不计入).
        """
        return self._worked_through(last.toordinal()) - self._worked_through(after.toordinal()) if last > after else 0

    def working_day_after(self, after: date, count: int) -> date:
        """The `count`-th working day after `after` (which is day 0); `after` itself when `count` is 0.

        Raises ValueError when `count` is negative, OverflowError beyond the year 9999.
        """
        if count < 0:
            raise ValueError(f"a number of working days is not negative: {count}")
        end = after.toordinal()
        goal = self._worked_through(end) + count
        missing = count
        # Each step adds what is still missing in calendar days, so it never passes the day looked for, and it
        # ends on a working day: the last step can only succeed if every day it added is one.
        while missing:
            end += missing
            missing = goal - self._worked_through(end)
        return date.fromordinal(end)

    def is_provisional(self, day: date) -> bool:
        """Whether a later notice may still change `day`.

        True for a year not published, and from 28 December until the next year is published: the next
        year's notice may begin its New Year holiday, or place a make-up day, in the old year (domain.md, Clocks).
        """
        if day.year not in self.published_years:
            return True
        return _is_year_end(day) and day.year + 1 not in self.published_years

    def is_provisional_between(self, after: date, last: date) -> bool:
        """Whether any date after `after` up to and including `last` is provisional."""
        if last <= after:
            return False
        first = after + timedelta(days=1)
        if self.is_provisional(first) or self.is_provisional(last):
            return True
        # In between, a year counts with its end; the last day's own year end was judged above.
        return any(year not in self.published_years for year in range(first.year, last.year + 1))

    def date_of(self, instant: datetime) -> date:
        """The calendar date of `instant`; an instant without an offset is in this calendar's zone already."""
        if instant.tzinfo is None:
            return instant.date()
        return instant.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """0:00 of `day` in this calendar's zone, as an instant in UTC."""
        return datetime.combine(day, MIDNIGHT, self.zone).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """24:00 of `day`, as an instant in UTC: the moment at which a limit that ends on `day` is past.

        民法典 art. 203: 期间的最后一日的截止时间为二十四时.
        """
        return self.start_of(day + timedelta(days=1))

    def _worked_through(self, ordinal: int) -> int:
        """Working days from 0001-01-01 (day number 1, a Monday) through the day with this number."""
        weeks, days = divmod(ordinal, 7)
        weekdays = weeks * 5 + (5 if days > 5 else days)
        return weekdays - bisect_right(self._weekdays_off, ordinal) + bisect_right(self._weekend_work, ordinal)


@dataclass(frozen=True)
class CalendarYear:
    """One year as its notice announced it; `source` names the notice."""

    year: int
    source: str
    days_off: frozenset[date]
    make_up_days: frozenset[date]


def calendar_of(version: str, time_zone: str, years: Iterable[CalendarYear]) -> WorkingCalendar:
    """Joins published years into one calendar; a year that is given twice raises ValueError."""
    published: set[int] = set()
    days_off: set[date] = set()
    make_up_days: set[date] = set()
    for year in years:
        if year.year in published:
            raise ValueError(f"the year {year.year} is given twice")
        published.add(year.year)
        days_off |= year.days_off
        make_up_days |= year.make_up_days
    return WorkingCalendar(version, frozenset(published), frozenset(days_off), frozenset(make_up_days), time_zone)


def may_speak_of(year: int, day: date) -> bool:
    """Whether the notice for `year` may say of `day` whether it is worked: a day of that year, or of the last days of
    the year before it (see FIRST_UNCERTAIN_MONTH_DAY)."""
    return day.year == year or (day.year == year - 1 and _is_year_end(day))


def _is_year_end(day: date) -> bool:
    return (day.month, day.day) >= FIRST_UNCERTAIN_MONTH_DAY


@lru_cache(maxsize=CALENDARS_KEPT_MAX)
def _calendar_of(
    version: str,
    published_years: tuple[int, ...],
    days_off: tuple[str, ...],
    make_up_days: tuple[str, ...],
    time_zone: str,
) -> WorkingCalendar:
    """Every workflow carries its calendar, and nearly all carry the same: reading it took 9 % of the worker's CPU."""
    return WorkingCalendar(
        version=version,
        published_years=frozenset(published_years),
        days_off=frozenset(map(date.fromisoformat, days_off)),
        make_up_days=frozenset(map(date.fromisoformat, make_up_days)),
        time_zone=time_zone,
    )
