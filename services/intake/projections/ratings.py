"""What the process says of a follow-up, in the applicant's view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from google.protobuf.message import Message

from onetrip.process.v1 import events_pb2 as process
from services.intake.domain import Due, Entry, Progress
from services.intake.projections.changes import Change, Projection

_CLOSED = {
    process.FOLLOW_UP_OUTCOME_ANSWERED: "FOLLOW_UP_ANSWERED",
    process.FOLLOW_UP_OUTCOME_SET_ASIDE: "RATING_SET_ASIDE",
}


def _opened(progress: Progress, event: process.FollowUpOpened, _told_at: datetime) -> Change:
    at = event.open_time.ToDatetime(tzinfo=UTC)
    due = Due(event.due.date, event.due.provisional)
    entry = Entry("FOLLOW_UP_OPENED", "FOLLOW_UP_OPENED", at, "", event.department, {"date": due.date})
    return _with_rating(progress, due=due), [entry]


def _due_moved(progress: Progress, event: process.FollowUpDueMoved, _told_at: datetime) -> Change:
    # The number of working days is what it was: the view shows the day, the timeline has nothing to add.
    return _with_rating(progress, due=Due(event.due.date, event.due.provisional)), []


def _light_changed(progress: Progress, event: process.FollowUpLightChanged, _told_at: datetime) -> Change:
    # A light is the house's own affair: no line in the timeline.
    at = event.change_time.ToDatetime(tzinfo=UTC)
    if progress.rating and progress.rating.light_at and progress.rating.light_at >= at:
        return progress, []
    return _with_rating(progress, light=int(event.light), light_at=at), []


def _closed(progress: Progress, event: process.FollowUpClosed, _told_at: datetime) -> Change:
    at = event.close_time.ToDatetime(tzinfo=UTC)
    kind = _CLOSED.get(event.outcome, "FOLLOW_UP_ANSWERED")
    entry = Entry("FOLLOW_UP_CLOSED", kind, at, "", event.department)
    return _with_rating(progress, outcome=int(event.outcome)), [entry]


def _with_rating(progress: Progress, **changes: Any) -> Progress:
    # The rating is written in the transaction that tells the process of it, so it is there.
    return replace(progress, rating=replace(progress.rating, **changes)) if progress.rating else progress


PROJECTIONS: Mapping[type[Message], Projection] = {
    process.FollowUpOpened: _opened,
    process.FollowUpDueMoved: _due_moved,
    process.FollowUpLightChanged: _light_changed,
    process.FollowUpClosed: _closed,
}
