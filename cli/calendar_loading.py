"""Loading a working calendar 换用工作日历: the preview, the load, and how far the open applications have come."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.errors import CommandFailed

if TYPE_CHECKING:
    from onetrip.process.v1.state_pb2 import Calendar
    from workflows.calendars.preview import Moving
    from workflows.calendars.store import Load
    from workflows.limits.calendar import CalendarYear
    from workflows.limits.open_deadlines import MovedDeadline

# Open applications move some twenty a second on one machine; longer than a night means that something stands.
WAIT_SECONDS_MAX = 12 * 3600.0
LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class Preview:
    """What a load would change. `before` is in force now; `years` make the calendar `version` that would be."""

    before: Calendar
    years: Sequence[CalendarYear]
    version: str
    open: int
    moving: Sequence[Moving]

    @property
    def in_force(self) -> bool:
        """Whether this very calendar is in force already."""
        return self.version == self.before.version

    @property
    def applications(self) -> int:
        """How many applications have a date that would move."""
        return sum(bool(each.dates) for each in self.moving)

    @property
    def rows(self) -> list[Mapping[str, Any]]:
        """Each due date that would move, with by how many calendar days: later is more than 0."""
        return [_row(each, deadline) for each in self.moving for deadline in each.dates]

    @property
    def certain(self) -> int:
        """How many due dates would stay and no longer be provisional."""
        return sum(len(each.deadlines) - len(each.dates) for each in self.moving)

    def as_json(self) -> Mapping[str, Any]:
        """All of it, for a program to read."""
        rows = self.rows
        return {
            "from_version": self.before.version,
            "to_version": self.version,
            "already_in_force": self.in_force,
            "open_applications": self.open,
            "applications": self.applications,
            "deadlines": len(rows),
            "certain": self.certain,
            "by_kind": counted(row["kind"] for row in rows),
            "by_days": counted(row["days"] for row in rows),
            "moves": rows,
        }


async def preview_of(url: str, file: Path, seen: Callable[[int], None] = lambda _: None) -> Preview:
    """Reads the file and says what it would move. `seen` is told how many open applications were looked at.

    Raises BadCalendarFile, CommandFailed.
    """
    import asyncpg  # noqa: PLC0415 - only these commands talk to the database

    from workflows.calendars import store as calendars  # noqa: PLC0415 - as above
    from workflows.calendars.files import joined, read_year  # noqa: PLC0415 - as above
    from workflows.calendars.preview import preview  # noqa: PLC0415 - as above

    year = read_year(file)
    connection = await asyncpg.connect(url)
    try:
        before = await calendars.in_force(connection)
        if before is None:
            raise CommandFailed("no calendar is in force yet: start the system once, it begins with its files")
        others = await calendars.years_of(connection, before.version)
        years = sorted([*(each for each in others if each.year != year.year), year], key=lambda each: each.year)
        after, moving, count = joined(years, before.time_zone), [], 0
        async for each in preview(connection, after):
            count += 1
            seen(count)
            if each is not None:
                moving.append(each)
        return Preview(before, years, after.version, count, moving)
    finally:
        await connection.close()


async def apply(url: str, preview: Preview, loaded_by: str) -> int:
    """Puts the calendar into force; that it is in force already changes nothing. Returns the number of the load.

    Raises CommandFailed when another one came into force since the preview.
    """
    import asyncpg  # noqa: PLC0415 - as above

    from workflows.calendars import store as calendars  # noqa: PLC0415 - as above

    if preview.in_force:
        return preview.before.number
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            moving = (preview.applications, len(preview.rows))
            loaded = await calendars.load(connection, preview.before, preview.years, loaded_by, moving)
            return loaded.number
    except calendars.AnotherCalendar:
        raise CommandFailed("another calendar was loaded meanwhile: look at the preview again") from None
    finally:
        await connection.close()


async def followed(url: str, number: int, show: Callable[[int, int], None]) -> Load | None:
    """Waits until nothing that is open computes by an older calendar. `show` is told (open, still older).

    Returns the load as the audit has it; None when it takes longer than WAIT_SECONDS_MAX. Raises CommandFailed when
    another calendar comes into force.
    """
    import asyncpg  # noqa: PLC0415 - as above

    from workflows.calendars import lagging  # noqa: PLC0415 - as above
    from workflows.calendars import store as calendars  # noqa: PLC0415 - as above

    connection = await asyncpg.connect(url)
    try:
        async with asyncio.timeout(WAIT_SECONDS_MAX):
            while True:
                loads = {load.number: load for load in await calendars.history(connection)}
                if max(loads) != number:
                    raise CommandFailed("another calendar was loaded meanwhile; `onetrip calendar history` shows it")
                show(*await lagging.progress(connection, loads[number].to_version))
                if loads[number].ended_at is not None:
                    return loads[number]
                await asyncio.sleep(LOOK_SECONDS)
    except TimeoutError:
        return None
    finally:
        await connection.close()


async def history_of(url: str) -> list[Load]:
    """Every calendar that came into force, the first first."""
    import asyncpg  # noqa: PLC0415 - as above

    from workflows.calendars import store as calendars  # noqa: PLC0415 - as above

    connection = await asyncpg.connect(url)
    try:
        return await calendars.history(connection)
    finally:
        await connection.close()


def counted(values: Iterable[Any]) -> Mapping[str, int]:
    """How often each comes, by value."""
    return {str(value): count for value, count in sorted(Counter(values).items())}


def _row(moving: Moving, deadline: MovedDeadline) -> Mapping[str, Any]:
    was, due = date.fromisoformat(deadline.was.date), date.fromisoformat(deadline.due.date)
    return {
        "application_id": moving.application_id,
        "tracking_number": moving.tracking_number,
        "item_code": moving.item_code,
        "kind": deadline.limit.value,
        "case_id": deadline.case_id,
        "stage": deadline.stage,
        "from": deadline.was.date,
        "to": deadline.due.date,
        "days": (due - was).days,
        "provisional": deadline.due.provisional,
    }
