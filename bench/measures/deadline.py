"""The deadline function beside walking the days one by one, over the published calendars."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

from bench.figures import Sample
from bench.ground import Ground, Size
from bench.results import Result
from workflows.calendars.files import read_calendar
from workflows.limits.calendar import WorkingCalendar
from workflows.limits.clocks import Pause, deadline_of

CALENDARS = Path(__file__).parents[2] / "catalog" / "calendars"
MICROSECONDS = 1e6
LIMIT_DAYS = 45
STARTS, ROUNDS, REPEATS = 300, 20, 10
ONE_DAY = timedelta(days=1)
# What a hundred thousand open deadlines may take in two seconds.
GOAL_MICROSECONDS = 20
NOTE = (
    f"A limit of {LIMIT_DAYS} working days with two pauses, from {STARTS} days of 2024 to 2026 in turn. The reference"
    " walks day by day and asks two sets. In this process, no stack. Beside it the bound that is wanted of one."
)


async def measure(_ground: Ground, _size: Size) -> list[Result]:
    """Return the time of one deadline beside the walk. Raises ValueError when the two differ."""
    calendar = read_calendar(CALENDARS)
    cases = [_case(date(2024, 1, 2) + ONE_DAY * 3 * number) for number in range(STARTS)]
    for start, pauses in cases:
        if deadline_of(calendar, start, pauses, LIMIT_DAYS) != _walked(calendar, start, pauses, LIMIT_DAYS):
            raise ValueError(f"the deadline from {start} is not the day walked to")
    ours: list[float] = []
    walked: list[float] = []
    for _ in range(ROUNDS):
        ours.append(_microseconds(lambda: [deadline_of(calendar, *case, LIMIT_DAYS) for case in cases]))
        walked.append(_microseconds(lambda: [_walked(calendar, *case, LIMIT_DAYS) for case in cases]))
    one, other = Sample.of(ours), Sample.of(walked)
    return [
        Result(
            name="a deadline with two pauses",
            unit="µs",
            ours=one.p50,
            spread=one.spread,
            samples=ROUNDS * REPEATS * STARTS,
            note=NOTE,
            reference=other.p50,
            reference_spread=other.spread,
            goal=1.0,
            beside={"wanted at most (µs)": GOAL_MICROSECONDS},
        )
    ]


def _case(start: date) -> tuple[date, Sequence[Pause]]:
    return start, (
        Pause(start + ONE_DAY * 5, start + ONE_DAY * 17),
        Pause(start + ONE_DAY * 30, start + ONE_DAY * 41),
    )


def _microseconds(work: Callable[[], object]) -> float:
    """The time of one deadline, of so many rounds of all."""
    at = time.perf_counter()
    for _ in range(REPEATS):
        work()
    return (time.perf_counter() - at) / (REPEATS * STARTS) * MICROSECONDS


def _walked(calendar: WorkingCalendar, start: date, pauses: Sequence[Pause], limit: int) -> date:
    """The same day by walking."""
    day, left = start, limit
    while left:
        day += ONE_DAY
        stopped = any(pause.start <= day < (pause.end or date.max) for pause in pauses)
        left -= calendar.is_working_day(day) and not stopped
    return day
