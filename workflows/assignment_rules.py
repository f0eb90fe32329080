"""Assignments 交办: what a department is given to do beside the cases, its limit, and what each step says. Pure.

A data-quality ticket, or the review of what a rule has decided (domain.md, rules 4 and 5). Yellow reminds the
department, red tells its supervisor; nothing stops this clock, and it stops none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from google.protobuf.message import Message

from contracts.topics import PROCESS_EVENTS
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import (
    Assignment,
    AssignmentStep,
    OutgoingMessage,
    StartAssignment,
    StepRecord,
)
from onetrip.verification.v1 import messages_pb2 as verification
from workflows.calendar import WorkingCalendar
from workflows.clocks import deadline_of, yellow_day_of
from workflows.legal_limits import NO_PAUSES
from workflows.outgoing import WHOLE, timestamp
from workflows.process_clock import ProcessClock

OPENED = "opened"
LIGHT_STEPS = {state.LIGHT_YELLOW: "light-yellow", state.LIGHT_RED: "light-red"}


def of_ticket(opened: verification.TicketOpened) -> Assignment:
    """A ticket to a source's department."""
    return Assignment(
        id=opened.ticket_id,
        kind=process.ASSIGNMENT_KIND_TICKET,
        application_id=opened.application_id,
        department=opened.department,
        open_time=opened.open_time,
        limit_working_days=opened.limit_working_days,
    )


def of_review(opened: approval.RuleReviewOpened) -> Assignment:
    """A look at what a rule has decided, by the department that answers for it."""
    return Assignment(
        id=opened.review_id,
        kind=process.ASSIGNMENT_KIND_REVIEW,
        application_id=opened.application_id,
        department=opened.department,
        open_time=opened.open_time,
        limit_working_days=opened.limit_working_days,
    )


# What gives a department something to do, and what says that it is done: by the id of the assignment.
OPENING: Mapping[type[Message], Callable[..., Assignment]] = {
    verification.TicketOpened: of_ticket,
    approval.RuleReviewOpened: of_review,
}
CLOSING: Mapping[type[Message], str] = {
    verification.TicketAnswered: "ticket_id",
    approval.RuleReviewAnswered: "review_id",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """An assignment with the calendar and clock by which its days are counted."""

    assignment: Assignment
    calendar: WorkingCalendar
    clock: ProcessClock

    @classmethod
    def of(cls, start: StartAssignment) -> Limit:
        """Reads what a workflow is started with. Raises ValueError for a calendar that contradicts itself."""
        return cls(start.assignment, WorkingCalendar.from_message(start.calendar), ProcessClock(start.clock))

    @property
    def opened_on(self) -> date:
        """The day it was given: day 0."""
        return self.calendar.date_of(self.assignment.open_time.ToDatetime(UTC))

    @property
    def last_day(self) -> date:
        """The last day to do it."""
        last = deadline_of(self.calendar, self.opened_on, NO_PAUSES, self.assignment.limit_working_days)
        return last or self.opened_on

    @property
    def due(self) -> process.DueDate:
        """The last day as messages have it."""
        last = self.last_day
        return process.DueDate(date=last.isoformat(), provisional=self.calendar.is_provisional(last))

    def begins(self, light: state.Light) -> datetime:
        """The instant of the process at which a light begins: yellow with its day, red at 24:00 of the last day."""
        if light == state.LIGHT_RED:
            return self.calendar.end_of(self.last_day)
        yellow = yellow_day_of(self.calendar, self.opened_on, NO_PAUSES, self.assignment.limit_working_days)
        return self.calendar.start_of(yellow or self.last_day)


def opened(limit: Limit, now: datetime) -> AssignmentStep:
    """Its limit is known."""
    assignment = limit.assignment
    event = process.AssignmentOpened(
        assignment_id=assignment.id,
        kind=assignment.kind,
        application_id=assignment.application_id,
        department=assignment.department,
        due=limit.due,
        open_time=timestamp(now),
    )
    return _step(assignment, OPENED, event, now)


def light_changed(limit: Limit, light: state.Light, now: datetime) -> AssignmentStep:
    """Its light changes."""
    assignment = limit.assignment
    event = process.AssignmentLightChanged(
        assignment_id=assignment.id,
        kind=assignment.kind,
        application_id=assignment.application_id,
        department=assignment.department,
        light=light,
        due=limit.due,
        change_time=timestamp(now),
    )
    return _step(assignment, LIGHT_STEPS[light], event, now)


def _step(assignment: Assignment, step_id: str, event: Message, now: datetime) -> AssignmentStep:
    message = OutgoingMessage(
        topic=PROCESS_EVENTS,
        id=f"{assignment.application_id}:{WHOLE}:assignment-{assignment.id}-{step_id}:1",
        type=event.DESCRIPTOR.full_name,
        payload=event.SerializeToString(),
    )
    step = AssignmentStep(
        assignment_id=assignment.id,
        record=StepRecord(id=step_id),
        message=message,
        application_id=assignment.application_id,
    )
    step.record.time.FromDatetime(now)
    return step
