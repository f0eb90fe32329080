"""The calendar in force 现行日历, as a workflow comes to know of it: told while it waits, looked for when days run out.

A run computes by the calendar that it began with, and so does whatever it establishes. Who knows of a later one goes on
in another run, which begins with that (decision record 0016).
"""

from __future__ import annotations

from temporalio import workflow

from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import Event
from workflows import policies
from workflows.operators import text as operator_text

# It is no event of what the workflow is about: it is not kept as one.
_TOLD = state.Calendar.DESCRIPTOR.full_name


class CalendarInForce:
    """What one run knows of it. `newer` is a calendar that came into force after the one that the run computes by."""

    def __init__(self, known: state.Calendar) -> None:
        self._known = known
        self.newer: state.Calendar | None = None

    def told_by(self, event: Event) -> bool:
        """Takes in an event that tells of a calendar, however often it is told; any other is not taken: False.

        Raises DecodeError.
        """
        if event.type != _TOLD:
            return False
        self._hear_of(state.Calendar.FromString(event.payload))
        return True

    async def look(self) -> bool:
        """Looks for a later one. Whether looking has found one."""
        known = state.Calendar(version=self._known.version, number=self._known.number)
        # Called by name: its module talks to the database and has no place in a workflow.
        newer = await workflow.execute_local_activity(
            policies.CALENDAR_IN_FORCE,
            known,
            result_type=state.Calendar,
            summary=operator_text.CALENDAR_IN_FORCE,
            **policies.WRITE,  # pyright: ignore
        )
        if newer is None:
            return False
        self._hear_of(newer)
        return True

    def _hear_of(self, calendar: state.Calendar) -> None:
        if calendar.number > (self.newer or self._known).number:
            self.newer = calendar
