"""The calendars in the schema `process`: which is in force, and who put it there.

A load is one row that is only added to the audit; everything else follows from it, in whatever process and however
often it is interrupted: new applications take the highest number, and `rollout.py` tells those that are open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from onetrip.process.v1.state_pb2 import Calendar
from workflows.calendars.files import joined, write_fields
from workflows.limits.calendar import CalendarYear, WorkingCalendar

# One load at a time, so that numbers are in the order of commits.
_LOCK = "LOCK TABLE calendar_loads IN SHARE ROW EXCLUSIVE MODE"
_NUMBER_IN_FORCE = "SELECT max(number) FROM calendar_loads"
_IN_FORCE = """
SELECT calendars.content, calendar_loads.number
FROM calendar_loads JOIN calendars ON calendars.version = calendar_loads.to_version
ORDER BY calendar_loads.number DESC LIMIT 1
"""
# The number under which a version came into force last.
_OF_VERSION = """
SELECT calendars.content, coalesce(max(calendar_loads.number), 0)
FROM calendars LEFT JOIN calendar_loads ON calendar_loads.to_version = calendars.version
WHERE calendars.version = $1 GROUP BY calendars.version
"""
_YEARS = "SELECT year, source, days_off, make_up_days FROM calendar_years WHERE version = $1 ORDER BY year"
_ADD = "INSERT INTO calendars (version, content) VALUES ($1, $2) ON CONFLICT DO NOTHING"
_ADD_YEAR = """
INSERT INTO calendar_years (version, year, source, days_off, make_up_days) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
"""
_LOAD = """
INSERT INTO calendar_loads (from_version, to_version, loaded_by, applications, deadlines) VALUES ($1, $2, $3, $4, $5)
RETURNING number
"""
_END = """
INSERT INTO calendar_load_ends (number, applications, deadlines)
SELECT $1, count(*), coalesce(sum(detail::integer), 0) FROM (
    SELECT detail FROM steps WHERE step_id LIKE 'calendar:%' AND step_id = 'calendar:' || ($1::bigint)::text
    UNION ALL
    SELECT detail FROM follow_up_steps
    WHERE step_id LIKE 'calendar:%' AND step_id = 'calendar:' || ($1::bigint)::text
    UNION ALL
    SELECT detail FROM commitment_check_steps
    WHERE step_id LIKE 'calendar:%' AND step_id = 'calendar:' || ($1::bigint)::text
    UNION ALL
    SELECT detail FROM assignment_steps
    WHERE step_id LIKE 'calendar:%' AND step_id = 'calendar:' || ($1::bigint)::text
) AS moved
ON CONFLICT DO NOTHING
"""
_HISTORY = """
SELECT calendar_loads.number, from_version, to_version, loaded_by, loaded_at, ended_at,
       coalesce(ends.applications, 0) AS applications, coalesce(ends.deadlines, 0) AS deadlines
FROM calendar_loads LEFT JOIN calendar_load_ends AS ends ON ends.number = calendar_loads.number
ORDER BY calendar_loads.number
"""


class AnotherCalendar(Exception):
    """Another calendar came into force meanwhile than the one that the preview was made against."""


@dataclass(frozen=True)
class Load:
    """One load as the audit has it. `applications` and what follows them moved to it; `deadlines` got another date."""

    number: int
    from_version: str | None
    to_version: str
    loaded_by: str
    loaded_at: datetime
    ended_at: datetime | None
    applications: int
    deadlines: int


async def in_force(connection: Any) -> Calendar | None:
    """The calendar in force; None before the first was loaded."""
    row = await connection.fetchrow(_IN_FORCE)
    return None if row is None else _calendar(row)


async def number_in_force(connection: Any) -> int:
    """The number of the load that is in force; 0 before the first."""
    return await connection.fetchval(_NUMBER_IN_FORCE) or 0


async def of_version(connection: Any, version: str) -> Calendar | None:
    """A calendar that was in force, with the number under which it last was."""
    row = await connection.fetchrow(_OF_VERSION, version)
    return None if row is None else _calendar(row)


async def years_of(connection: Any, version: str) -> list[CalendarYear]:
    """The years that a calendar is made of."""
    return [
        CalendarYear(row["year"], row["source"], frozenset(row["days_off"]), frozenset(row["make_up_days"]))
        for row in await connection.fetch(_YEARS, version)
    ]


async def begin_with(connection: Any, years: Sequence[CalendarYear], time_zone: str) -> Calendar:
    """The calendar in force; where none was ever loaded, that of the files comes into force. In the caller's
    transaction. Raises ValueError when that in force has another time zone than the settings."""
    calendar = await in_force(connection)
    if calendar is None:
        await connection.execute(_LOCK)
        calendar = await in_force(connection) or await _put_in_force(
            connection, joined(years, time_zone), years, None, "files", (0, 0)
        )
    if calendar.time_zone != time_zone:
        raise ValueError(f"the calendar in force is of {calendar.time_zone}, the settings say {time_zone}")
    return calendar


async def load(
    connection: Any, before: Calendar, years: Sequence[CalendarYear], loaded_by: str, moving: tuple[int, int]
) -> Calendar:
    """Puts a calendar of `years` into force instead of `before`, in the caller's transaction.

    `moving`: the applications and deadlines that a preview found to move. Raises AnotherCalendar.
    """
    await connection.execute(_LOCK)
    if await number_in_force(connection) != before.number:
        raise AnotherCalendar
    calendar = joined(years, before.time_zone)
    return await _put_in_force(connection, calendar, years, before.version, loaded_by, moving)


async def end(connection: Any, number: int) -> None:
    """Notes in the audit that nobody lags behind this load any more; the first time counts."""
    if not await connection.fetchval("SELECT 1 FROM calendar_load_ends WHERE number = $1", number):
        await connection.execute(_END, number)


async def history(connection: Any) -> list[Load]:
    """Every load, the first first."""
    return [Load(**dict(row)) for row in await connection.fetch(_HISTORY)]


async def _put_in_force(
    connection: Any,
    calendar: WorkingCalendar,
    years: Sequence[CalendarYear],
    before: str | None,
    loaded_by: str,
    moving: tuple[int, int],
) -> Calendar:
    message = Calendar()
    write_fields(calendar, message)
    await connection.execute(_ADD, message.version, message.SerializeToString())
    rows = [
        (message.version, year.year, year.source, sorted(year.days_off), sorted(year.make_up_days)) for year in years
    ]
    await connection.executemany(_ADD_YEAR, rows)
    message.number = await connection.fetchval(_LOAD, before, message.version, loaded_by, *moving)
    return message


def _calendar(row: Any) -> Calendar:
    calendar = Calendar.FromString(row[0])
    calendar.number = row[1]
    return calendar
