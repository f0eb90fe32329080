"""The follow-up of a bad rating 差评整改: its limit, and what each of its steps says. Pure.

Source: 国办发〔2019〕51号 (call back, mend, answer); the limit is a local rule (domain.md, "Ratings").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from google.protobuf.message import Message

from contracts.topics.names import PROCESS_EVENTS
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import OutgoingMessage, StartFollowUp
from workflows.engine.outgoing import WHOLE, timestamp
from workflows.limits.calendar import WorkingCalendar
from workflows.limits.process_clock import ProcessClock
from workflows.limits.terms import Term

BAD_LEVELS = frozenset({intake.RATING_LEVEL_DISSATISFIED, intake.RATING_LEVEL_VERY_DISSATISFIED})

# What a follow-up is told, by full protobuf name.
EVENTS: Mapping[str, type[Message]] = {
    message.DESCRIPTOR.full_name: message
    for message in (intake.RatingAppealed, intake.RatingAppealDecided, intake.FollowUpResolved)
}

LIGHT_STEPS = {state.LIGHT_YELLOW: "light-yellow", state.LIGHT_RED: "light-red"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A step to establish. `message`: what it says, if anything; `closes`: the follow-up is over after it."""

    id: str
    time: datetime
    message: OutgoingMessage | None
    closes: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class BadRating:
    """A bad rating with the calendar, clock and limit it is followed up by."""

    rated: intake.ApplicationRated
    calendar: WorkingCalendar
    clock: ProcessClock
    limit_working_days: int

    @classmethod
    def of(cls, start: StartFollowUp) -> BadRating:
        """Reads what a workflow is started with. Raises ValueError for a calendar that contradicts itself."""
        calendar, clock = WorkingCalendar.from_message(start.calendar), ProcessClock(start.clock)
        return cls(start.rated, calendar, clock, start.limit_working_days)

    @property
    def rated_on(self) -> date:
        """The day of the rating: day 0."""
        return self.calendar.date_of(self.rated.rate_time.ToDatetime(UTC))

    @property
    def term(self) -> Term:
        """The time to answer it. Nothing stops this clock, an appeal neither."""
        return Term(self.calendar, self.rated_on, self.limit_working_days)

    @property
    def last_day(self) -> date:
        """The last day to answer it."""
        return self.term.last_day

    @property
    def due(self) -> process.DueDate:
        """The last day as messages have it."""
        return self.term.due

    def by(self, calendar: WorkingCalendar) -> BadRating:
        """The same under another calendar."""
        return replace(self, calendar=calendar)

    def begins(self, light: state.Light) -> datetime:
        """The instant of the process at which a light begins."""
        return self.term.begins(light)


def opened(rating: BadRating, now: datetime) -> Draft:
    """The follow-up begins: department and applicant are told until when."""
    event = process.FollowUpOpened(
        application_id=rating.rated.application_id,
        department=rating.rated.department.code,
        due=rating.due,
        open_time=timestamp(now),
    )
    return Draft("opened", now, _event(rating, "follow-up-opened", event))


def calendar_loaded(rating: BadRating, number: int, before: BadRating, now: datetime) -> Draft:
    """It is computed by the calendar of this number from here on. The detail says how many dates moved.

    Whoever shows the day is told; nobody is written to: the number of working days is the same (decision 0016).
    """
    event = process.FollowUpDueMoved(
        application_id=rating.rated.application_id,
        department=rating.rated.department.code,
        due=rating.due,
        calendar_number=number,
        move_time=timestamp(now),
    )
    said = _event(rating, "follow-up-due-moved", event, number) if rating.due != before.due else None
    return Draft(f"calendar:{number}", now, said, detail=str(int(rating.last_day != before.last_day)))


def light_changed(rating: BadRating, light: state.Light, now: datetime) -> Draft:
    """Its light changes: yellow warns the department, red the supervisor."""
    event = process.FollowUpLightChanged(
        application_id=rating.rated.application_id,
        department=rating.rated.department.code,
        light=light,
        due=rating.due,
        change_time=timestamp(now),
    )
    step_id = LIGHT_STEPS[light]
    return Draft(step_id, now, _event(rating, f"follow-up-{step_id}", event))


def closed(rating: BadRating, outcome: process.FollowUpOutcome, now: datetime) -> Draft:
    """It is over."""
    event = process.FollowUpClosed(
        application_id=rating.rated.application_id,
        department=rating.rated.department.code,
        outcome=outcome,
        close_time=timestamp(now),
    )
    return Draft("closed", now, _event(rating, "follow-up-closed", event), closes=True)


def _event(rating: BadRating, kind: str, message: Message, round_: int = 1) -> OutgoingMessage:
    return OutgoingMessage(
        topic=PROCESS_EVENTS,
        id=f"{rating.rated.application_id}:{WHOLE}:{kind}:{round_}",
        type=message.DESCRIPTOR.full_name,
        payload=message.SerializeToString(),
    )
