"""What would move if a calendar came into force: reads every open application in `process`, changes nothing.

For the CLI. The same pure function computes it as in the workflow; an event that the workflow has heard since its last
step is not in `process` yet, so a limit that has just ended may be counted still.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import ClockSetting, StartApplication
from workflows import calendars, store
from workflows.calendar import WorkingCalendar
from workflows.facts import Facts, message_of
from workflows.matter import Matter
from workflows.open_deadlines import Known, MovedDeadline, moved_deadlines
from workflows.store import Stored

# Rows read at once: a few hundred kilobytes of journals.
ROWS = 100
_OPEN = """
SELECT submitted, journal, calendar_version FROM applications
WHERE closed_at IS NULL AND submitted IS NOT NULL ORDER BY established_at
"""


@dataclass(frozen=True)
class Moving:
    """An application of which a due date would move, or become certain."""

    application_id: str
    tracking_number: str
    item_code: str
    deadlines: Sequence[MovedDeadline]

    @property
    def dates(self) -> list[MovedDeadline]:
        """Those whose date would be another one."""
        return [deadline for deadline in self.deadlines if deadline.date_moved]


async def preview(connection: Any, calendar: WorkingCalendar) -> AsyncIterator[Moving | None]:
    """One by one every open application: what would move in it under `calendar`, None when nothing would."""
    by_version: dict[str, Calendar | None] = {}
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        async for row in connection.cursor(_OPEN, prefetch=ROWS):
            stored = store.stored(row)
            if stored.calendar_version not in by_version:
                by_version[stored.calendar_version] = await calendars.of_version(connection, stored.calendar_version)
            own = by_version[stored.calendar_version]
            yield None if own is None else _moving(stored, own, calendar)


def known_of(stored: Stored, calendar: Calendar) -> Known:
    """What `process` knows of an application, by a calendar."""
    submitted = stored.submitted
    # Without a clock: nothing here asks what time it is.
    start = StartApplication(submitted=submitted, calendar=calendar, clock=ClockSetting(factor=1.0))
    facts = Facts()
    for event in stored.journal.events:
        message = message_of(event.type, event.payload)
        if message is not None:
            facts.take(message)
    return Known(Matter.of(start), facts, {record.id: record for record in stored.journal.steps})


def _moving(stored: Stored, own: Calendar, calendar: WorkingCalendar) -> Moving | None:
    known, submitted = known_of(stored, own), stored.submitted
    moved = moved_deadlines(known, known.by(calendar))
    if not moved:
        return None
    return Moving(submitted.application_id, submitted.tracking_number, submitted.definition.code, moved)
