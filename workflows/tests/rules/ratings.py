"""Rows about the follow-up of a bad rating 好差评: what can happen after it, and what follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from google.protobuf.message import Message

from onetrip.intake.v1 import events_pb2 as intake
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from workflows.limits.calendar import WorkingCalendar
from workflows.tests.follow_ups import FollowUpWorld, appealed, judged, rated, resolved
from workflows.tests.rules.table import BadRow, Row

_RATED = {
    "rated dissatisfied": intake.RATING_LEVEL_DISSATISFIED,
    "rated very dissatisfied": intake.RATING_LEVEL_VERY_DISSATISFIED,
}
_TOLD = {
    "answered": resolved(),
    "appealed": appealed(),
    "appeal upheld": judged(malicious=True),
    "appeal rejected": judged(malicious=False),
}
_LIGHTS = {state.LIGHT_YELLOW: "yellow", state.LIGHT_RED: "red"}
_OUTCOMES = {
    process.FOLLOW_UP_OUTCOME_ANSWERED: "answered",
    process.FOLLOW_UP_OUTCOME_SET_ASIDE: "set-aside",
}


def is_about_a_rating(row: Row) -> bool:
    """Whether a row begins with a bad rating."""
    return row.happens[0].words in _RATED


async def happen(world: FollowUpWorld, at: datetime, words: str) -> None:
    """Has something happen. Raises BadRow for words that the table does not know."""
    if level := _RATED.get(words):
        await world.start(rated(at, level), at=at.astimezone(UTC))
    elif words in _TOLD:
        await world.tell(_TOLD[words])
    else:
        raise BadRow(f"`{words}` is none of what can happen after a rating: {', '.join(_TOLD)}")


def trace(world: FollowUpWorld, calendar: WorkingCalendar) -> list[str]:
    """Every sentence, in the order of the steps."""
    sentences: list[str] = []
    for step in world.steps:
        day = calendar.date_of(step.record.time.ToDatetime(UTC)).isoformat()
        sentences.extend(sentence for message in world.said_in(step) for sentence in _told(day, message))
    return sentences


def _told(day: str, said: Message) -> Iterable[str]:
    if isinstance(said, process.FollowUpOpened):
        yield f"answer-due {said.due.date}{' provisionally' if said.due.provisional else ''}"
    elif isinstance(said, process.FollowUpLightChanged):
        yield f"{day} rating-{_LIGHTS[said.light]}"
    elif isinstance(said, process.FollowUpClosed):
        yield f"{day} {_OUTCOMES[said.outcome]}"
