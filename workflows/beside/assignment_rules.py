"""Assignments 交办: what a department is given to do beside the cases, its limit, and what each step says. Pure.

A data-quality ticket, or the review of what a rule has decided (domain.md, rules 4 and 5). Yellow reminds the
department, red tells its supervisor; nothing stops this clock, and it stops none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from google.protobuf.message import Message

from contracts.topics.names import PROCESS_EVENTS
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import (
    Assignment,
    AssignmentStep,
    StartAssignment,
    StepRecord,
)
from onetrip.verification.v1 import messages_pb2 as verification
from workflows.engine.outgoing import WHOLE, timestamp
from workflows.limits.calendar import WorkingCalendar
from workflows.limits.process_clock import ProcessClock
from workflows.limits.terms import Term

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
DONE = frozenset(message.DESCRIPTOR.full_name for message in CLOSING)
"""Full protobuf names of what ends an assignment; whatever else it is told does not."""


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
    def term(self) -> Term:
        """The time to do it."""
        return Term(self.calendar, self.opened_on, self.assignment.limit_working_days)

    @property
    def last_day(self) -> date:
        """The last day to do it."""
        return self.term.last_day

    @property
    def due(self) -> process.DueDate:
        """The last day as messages have it."""
        return self.term.due

    def begins(self, light: state.Light) -> datetime:
        """The instant of the process at which a light begins."""
        return self.term.begins(light)

    def by(self, calendar: WorkingCalendar) -> Limit:
        """The same under another calendar."""
        return replace(self, calendar=calendar)


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
    return _step(limit, OPENED, event, now)


def calendar_loaded(limit: Limit, number: int, before: Limit, now: datetime) -> AssignmentStep:
    """It is computed by the calendar of this number from here on. The detail says how many dates moved.

    Whoever shows the day is told; the number of working days is the same (decision 0016).
    """
    assignment = limit.assignment
    event = process.AssignmentDueMoved(
        assignment_id=assignment.id,
        kind=assignment.kind,
        application_id=assignment.application_id,
        department=assignment.department,
        due=limit.due,
        calendar_number=number,
        move_time=timestamp(now),
    )
    step = _step(limit, f"calendar:{number}", event if limit.due != before.due else None, now)
    step.record.detail = str(int(limit.last_day != before.last_day))
    return step


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
    return _step(limit, LIGHT_STEPS[light], event, now)


def _step(limit: Limit, step_id: str, event: Message | None, now: datetime) -> AssignmentStep:
    assignment, kind = limit.assignment, step_id.partition(":")
    step = AssignmentStep(
        assignment_id=assignment.id,
        record=StepRecord(id=step_id),
        application_id=assignment.application_id,
        calendar_version=limit.calendar.version,
    )
    step.record.time.FromDatetime(now)
    if event is not None:
        subject = f"assignment-{assignment.id}-{kind[0]}"
        step.message.topic, step.message.type = PROCESS_EVENTS, event.DESCRIPTOR.full_name
        step.message.id = f"{assignment.application_id}:{WHOLE}:{subject}:{kind[2] or 1}"
        step.message.payload = event.SerializeToString()
    return step
