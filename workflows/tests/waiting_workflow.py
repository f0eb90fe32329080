"""A small workflow for test_sandbox.py, in a module of its own because the sandbox imports it again."""

from __future__ import annotations

from datetime import timedelta

from temporalio import activity, workflow

from workflows.limits.calendar import WorkingCalendar
from workflows.limits.clocks import Pause, read_clock

with workflow.unsafe.imports_passed_through():
    from onetrip.process.v1.state_pb2 import Calendar


@activity.defn
async def note(text: str) -> str:
    return f"noted {text}"


@workflow.defn
class Waiting:
    """Waits until its deadline, which it computes inside the sandbox."""

    @workflow.run
    async def run(self, message: Calendar, canary: str) -> str:
        calendar = WorkingCalendar.from_message(message)
        today = calendar.date_of(workflow.now())
        reading = read_clock(calendar, today, [Pause(today + timedelta(days=2), today + timedelta(days=9))], 20, today)
        assert reading.deadline is not None
        workflow.set_current_details(canary)
        await workflow.sleep(calendar.end_of(reading.deadline) - workflow.now(), summary=canary)
        await workflow.execute_local_activity(note, canary, start_to_close_timeout=timedelta(seconds=5))
        return f"{today} {reading.deadline} {calendar.date_of(workflow.now())}"
