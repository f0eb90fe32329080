"""What would move if a calendar came into force: reads everything that is open, changes nothing.

For the CLI. The same pure function computes it as in the workflow; an event that the workflow has heard since its last
step is not in `process` yet, so a limit that has just ended may be counted still.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from onetrip.approval.v1.events_pb2 import CaseDecided
from onetrip.intake.v1.events_pb2 import ApplicationRated
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import (
    Assignment,
    ClockSetting,
    Journal,
    StartApplication,
    StartAssignment,
    StartCommitmentCheck,
    StartFollowUp,
)
from workflows.beside import assignment_rules
from workflows.beside.commitment_rules import Check
from workflows.beside.follow_up_rules import BadRating
from workflows.calendars import store as calendars
from workflows.engine import store
from workflows.engine.store import Stored
from workflows.facts import Facts, message_of
from workflows.limits.calendar import WorkingCalendar
from workflows.limits.open_deadlines import Known, Limit, MovedDeadline, moved_deadlines
from workflows.matter import Matter

# Rows read at once: a few hundred kilobytes of journals.
ROWS = 100
_OPEN = """
SELECT submitted, journal, calendar_version FROM applications
WHERE closed_at IS NULL AND submitted IS NOT NULL ORDER BY established_at
"""
_OPEN_FOLLOW_UPS = """
SELECT rated, limit_working_days, calendar_version FROM follow_ups WHERE closed_at IS NULL ORDER BY established_at
"""
_OPEN_CHECKS = """
SELECT decided, journal, statement_working_days, revocation_working_days, calendar_version FROM commitment_checks
WHERE closed_at IS NULL ORDER BY established_at
"""
_OPEN_ASSIGNMENTS = """
SELECT assignment, calendar_version FROM assignments WHERE closed_at IS NULL ORDER BY established_at
"""


@dataclass(frozen=True)
class Moving:
    """An application of which a due date would move, or become certain; what follows one has no tracking number."""

    application_id: str
    tracking_number: str
    item_code: str
    deadlines: Sequence[MovedDeadline]

    @property
    def dates(self) -> list[MovedDeadline]:
        """Those whose date would be another one."""
        return [deadline for deadline in self.deadlines if deadline.date_moved]


async def preview(connection: Any, calendar: WorkingCalendar) -> AsyncIterator[Moving | None]:
    """One by one all that is open: what would move under `calendar`, None when nothing would."""
    known = _Calendars(connection)
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        async for row in connection.cursor(_OPEN, prefetch=ROWS):
            stored = store.stored(row)
            own = await known.of(stored.calendar_version)
            yield None if own is None else _moving(stored, own, calendar)
        async for row in connection.cursor(_OPEN_FOLLOW_UPS, prefetch=ROWS):
            own = await known.of(row["calendar_version"])
            rated, days = ApplicationRated.FromString(row["rated"]), row["limit_working_days"]
            yield None if own is None else _moving_follow_up(rated, days, own, calendar)
        async for row in connection.cursor(_OPEN_CHECKS, prefetch=ROWS):
            own = await known.of(row["calendar_version"])
            yield None if own is None else _moving_check(row, own, calendar)
        async for row in connection.cursor(_OPEN_ASSIGNMENTS, prefetch=ROWS):
            own = await known.of(row["calendar_version"])
            assignment = Assignment.FromString(row["assignment"])
            yield None if own is None else _moving_assignment(assignment, own, calendar)


class _Calendars:
    """Calendars by version, each read once."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._by_version: dict[str, Calendar | None] = {}

    async def of(self, version: str) -> Calendar | None:
        if version not in self._by_version:
            self._by_version[version] = await calendars.of_version(self._connection, version)
        return self._by_version[version]


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


def _moving_follow_up(
    rated: ApplicationRated, limit_working_days: int, own: Calendar, calendar: WorkingCalendar
) -> Moving | None:
    start = StartFollowUp(rated=rated, calendar=own, limit_working_days=limit_working_days)
    before = BadRating.of(start)
    was, due = before.due, before.by(calendar).due
    if was == due:
        return None
    return Moving(rated.application_id, "", rated.item_code, [MovedDeadline(Limit.FOLLOW_UP, "", "", was, due)])


def _moving_check(row: Any, own: Calendar, calendar: WorkingCalendar) -> Moving | None:
    decided = CaseDecided.FromString(row["decided"])
    start = StartCommitmentCheck(
        decided=decided,
        calendar=own,
        statement_working_days=row["statement_working_days"],
        revocation_working_days=row["revocation_working_days"],
    )
    steps = {record.id: record for record in Journal.FromString(row["journal"]).steps}
    before = Check.of(start)
    was, due = before.running(steps).due, before.by(calendar).running(steps).due
    if was == due:
        return None
    moved = MovedDeadline(Limit.COMMITMENT, decided.case_id, "", was, due)
    return Moving(decided.application_id, "", decided.item_code, [moved])


def _moving_assignment(assignment: Assignment, own: Calendar, calendar: WorkingCalendar) -> Moving | None:
    before = assignment_rules.Limit.of(StartAssignment(assignment=assignment, calendar=own))
    was, due = before.due, before.by(calendar).due
    if was == due:
        return None
    return Moving(assignment.application_id, "", "", [MovedDeadline(Limit.ASSIGNMENT, "", "", was, due)])
