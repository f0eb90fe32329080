"""The clock 时限: the one pure function from (calendar, start, pauses, limit) to a deadline and its light.

The rules are those of domain.md, "Clocks" (行政许可法 arts. 42, 45, 82; 民法典 arts. 201, 203):

- The start is day 0. The first working day after it is day 1.
- A limit ends at 24:00 of its last day; red begins then.
- A working day is used up when at its 24:00 no pause is open. So the day on which a pause starts is not used,
  the day on which it ends is, overlapping pauses count once, and a pause that starts on the last day leaves the
  day it ends as the last day. A pause that starts after the last day changes nothing.

Deadlines are derived from the pauses each time, never stored over an older one. Standard library only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from workflows.limits.calendar import WorkingCalendar

ONE_DAY = timedelta(days=1)
LIMIT_DAYS_MAX = 2_000  # eight years of working days: beyond any limit in law, a mistake in the catalogue
# Product default, domain.md "Clocks": yellow from 5 × used ≥ 4 × limit, in integers. An item may name another.
YELLOW_SHARE = (4, 5)


class Light(Enum):
    """The supervision light 红黄灯: yellow warns the handler, red escalates to the supervisor."""

    GREEN = "GREEN"
    YELLOW = "YELLOW"
    RED = "RED"


@dataclass(frozen=True, slots=True)
class Pause:
    """Dates on whose 24:00 the clock stood still: from `start` up to, and without, `end`; None is still open.

    A pause that ends on the day it started takes no day. Raises ValueError when `end` lies before `start`.
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"a pause cannot end on {self.end}, before it starts on {self.start}")


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What a clock shows on one day.

    `deadline` is the last day (red begins at its 24:00), None while an open pause leaves it unknown. `used` and
    `left` are working days, today counted as used; `used` goes on past the limit, `left` stops at 0.
    `provisional`: a calendar not yet published may still move the deadline.
    """

    deadline: date | None
    used: int
    left: int
    provisional: bool
    light: Light


def pauses_between(calendar: WorkingCalendar, intervals: Iterable[tuple[datetime, datetime | None]]) -> list[Pause]:
    """Pauses from intervals of instants (start, end or None), those that overlap joined into one.

    To be joined by instants matters for the light alone: two pauses that overlap within one day are one stretch,
    two with an hour between them are not.
    """
    joined: list[tuple[datetime, datetime | None]] = []
    for start, end in sorted(intervals, key=lambda interval: interval[0]):
        last_end = joined[-1][1] if joined else None
        if joined and (last_end is None or start <= last_end):
            joined[-1] = (joined[-1][0], None if last_end is None or end is None else max(last_end, end))
        else:
            joined.append((start, end))
    return [Pause(calendar.date_of(start), None if end is None else calendar.date_of(end)) for start, end in joined]


def yellow_share_of(percent: int) -> tuple[int, int]:
    """The share of a limit from which its light is yellow, from the catalogue's `yellow_percent`; 0 names none."""
    return (percent, 100) if percent else YELLOW_SHARE


def deadline_of(calendar: WorkingCalendar, start: date, pauses: Sequence[Pause], limit: int) -> date | None:
    """The last day of a limit of `limit` working days that runs from `start` (day 0).

    None when a pause that is still open began before the limit was used up. Source: 行政许可法 arts. 42, 45.
    Raises ValueError for a limit below 0 or above LIMIT_DAYS_MAX.
    """
    _check_limit(limit)
    return _last_day(calendar, start, _stretches(pauses), limit)


def used_days(calendar: WorkingCalendar, start: date, pauses: Sequence[Pause], today: date) -> int:
    """Working days from day 1 to `today` inclusive that no pause took. Source: domain.md, "Clocks"."""
    return _used(calendar, start, _stretches(pauses), today)


def read_clock(
    calendar: WorkingCalendar,
    start: date,
    pauses: Sequence[Pause],
    limit: int,
    today: date,
    yellow_share: tuple[int, int] = YELLOW_SHARE,
) -> ClockReading:
    """Reads the clock of a limit of `limit` working days from `start` (day 0), as of `today`.

    Source: domain.md, "Clocks" (行政许可法 arts. 42, 45; the share for yellow is a product default).
    Raises ValueError for a limit below 0 or above LIMIT_DAYS_MAX.
    """
    _check_limit(limit)
    stretches = _stretches(pauses)
    deadline = _last_day(calendar, start, stretches, limit)
    used = _used(calendar, start, stretches, today)
    open_pause = _open_on(stretches, today)
    return ClockReading(
        deadline=deadline,
        used=used,
        left=max(0, limit - used),
        provisional=calendar.is_provisional_between(start, deadline or today),
        light=_light(deadline, used, limit, today, yellow_share)
        if open_pause is None
        else _light_before(calendar, start, stretches, open_pause, limit, yellow_share),
    )


def yellow_day_of(
    calendar: WorkingCalendar,
    start: date,
    pauses: Sequence[Pause],
    limit: int,
    yellow_share: tuple[int, int] = YELLOW_SHARE,
) -> date | None:
    """The day from which the light is yellow, None while an open pause leaves it unknown: when to look again.

    Raises ValueError for a limit below 0 or above LIMIT_DAYS_MAX.
    """
    _check_limit(limit)
    numerator, denominator = yellow_share
    used_from = -(-limit * numerator // denominator)  # the share of the limit, rounded up
    return _last_day(calendar, start, _stretches(pauses), used_from)


def _light(deadline: date | None, used: int, limit: int, today: date, yellow_share: tuple[int, int]) -> Light:
    if deadline is not None and today > deadline:
        return Light.RED
    numerator, denominator = yellow_share
    return Light.YELLOW if denominator * used >= numerator * limit else Light.GREEN


def _light_before(
    calendar: WorkingCalendar,
    start: date,
    stretches: Sequence[Pause],
    open_pause: Pause,
    limit: int,
    yellow_share: tuple[int, int],
) -> Light:
    """The light of the moment at which the pause began: while it is open the light stays what it was."""
    earlier = [pause for pause in stretches if pause.start < open_pause.start]
    deadline = _last_day(calendar, start, earlier, limit)
    used = _used(calendar, start, earlier, open_pause.start)
    return _light(deadline, used, limit, open_pause.start, yellow_share)


def _open_on(stretches: Sequence[Pause], today: date) -> Pause | None:
    for pause in stretches:
        if pause.start <= today and (pause.end is None or today < pause.end):
            return pause
    return None


def _last_day(calendar: WorkingCalendar, start: date, stretches: Sequence[Pause], limit: int) -> date | None:
    day, left = start, limit
    for pause in stretches:
        before = calendar.working_days_between(day, pause.start - ONE_DAY)
        if before >= left:
            break
        if pause.end is None:
            return None
        left -= before
        day = max(day, pause.end - ONE_DAY)
    return calendar.working_day_after(day, left)


def _used(calendar: WorkingCalendar, start: date, stretches: Sequence[Pause], today: date) -> int:
    used = calendar.working_days_between(start, today)
    for pause in stretches:
        last = today if pause.end is None else min(today, pause.end - ONE_DAY)
        used -= calendar.working_days_between(max(start, pause.start - ONE_DAY), last)
    return used


def _stretches(pauses: Sequence[Pause]) -> Sequence[Pause]:
    """The pauses in order, overlapping ones joined, empty ones dropped.

    Two that only touch (one ends on the day the next starts) stay two: the clock ran between them.
    """
    if not pauses:
        return ()
    joined: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        if pause.end == pause.start:
            continue
        last = joined[-1] if joined else None
        if last is None or (last.end is not None and pause.start >= last.end):
            joined.append(pause)
        elif last.end is not None and (pause.end is None or pause.end > last.end):
            joined[-1] = Pause(last.start, pause.end)
    return joined


def _check_limit(limit: int) -> None:
    if not 0 <= limit <= LIMIT_DAYS_MAX:
        raise ValueError(f"a limit is 0 to {LIMIT_DAYS_MAX} working days, not {limit}")
