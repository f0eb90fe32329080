"""The follow-up of a bad rating: its limit, its lights, its ends; over the real workflow, with time skipping."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from temporalio.testing import WorkflowEnvironment

from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import Event, Journal, StepRecord
from workflows.beside.follow_up import FollowUpWorkflow
from workflows.calendars.files import read_calendar, write_fields
from workflows.operators.search_attributes import CALENDAR_VERSION, DEADLINE, LIGHT
from workflows.operators.view import MEMO_WAITS_FOR
from workflows.settings import Settings
from workflows.tests.filings import APPLICATION
from workflows.tests.follow_ups import FollowUpWorld, appealed, judged, rated, resolved
from workflows.tests.workers import worker_for

CALENDAR = state.Calendar()
write_fields(read_calendar(Settings.model_fields["calendars"].default), CALENDAR)


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


@pytest_asyncio.fixture(loop_scope="module")
async def world(temporal: WorkflowEnvironment) -> AsyncIterator[FollowUpWorld]:
    """A world with a worker for it."""
    world = FollowUpWorld(temporal, CALENDAR)
    async with worker_for(temporal.client, world.activities, FollowUpWorkflow):
        yield world


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_answer_in_time_ends_it_without_a_light(world: FollowUpWorld) -> None:
    await world.start()
    await world.until(beijing("2026-12-02T23:59"))
    await world.tell(resolved())
    assert await world.ends() == ["opened", "closed"]
    opened, closed = world.said
    assert isinstance(opened, process.FollowUpOpened)
    assert opened.due == process.DueDate(date="2026-12-04")
    assert isinstance(closed, process.FollowUpClosed)
    assert closed.outcome == process.FOLLOW_UP_OUTCOME_ANSWERED
    assert world.message_ids == [
        f"{APPLICATION}:application:follow-up-opened:1",
        f"{APPLICATION}:application:follow-up-closed:1",
    ]
    assert [step.closes for step in world.steps] == [False, True]


async def test_yellow_begins_with_the_fourth_day_and_red_when_the_fifth_is_past(world: FollowUpWorld) -> None:
    await world.start()
    await world.until(beijing("2026-12-02T23:59:50"))
    await world.settled()
    assert world.step_ids == ["opened"]
    await world.until(beijing("2026-12-03T00:00:10"))
    await world.settled()
    assert world.step_ids == ["opened", "light-yellow"]
    await world.until(beijing("2026-12-04T23:59:50"))
    await world.settled()
    assert world.step_ids == ["opened", "light-yellow"]
    await world.until(beijing("2026-12-05T00:00:10"))
    await world.settled()
    assert world.step_ids == ["opened", "light-yellow", "light-red"]
    described = await world.handle.describe()
    assert described.typed_search_attributes[LIGHT] == "RED"
    await world.tell(resolved())
    assert (await world.ends())[-1] == "closed"
    lights = [message for message in world.said if isinstance(message, process.FollowUpLightChanged)]
    assert [each.light for each in lights] == [state.LIGHT_YELLOW, state.LIGHT_RED]
    assert {each.department for each in lights} == {"human-resources"}


async def test_an_answer_after_the_limit_still_ends_it(world: FollowUpWorld) -> None:
    await world.start()
    await world.pass_time(timedelta(days=60))
    await world.tell(resolved())
    assert await world.ends() == ["opened", "light-yellow", "light-red", "closed"]


async def test_a_rating_set_aside_ends_it_and_an_answer_that_comes_later_changes_nothing(world: FollowUpWorld) -> None:
    await world.start()
    await world.tell(appealed())
    await world.tell(judged(malicious=True))
    assert await world.ends() == ["opened", "closed"]
    assert world.said[-1].outcome == process.FOLLOW_UP_OUTCOME_SET_ASIDE  # type: ignore[attr-defined]


async def test_an_appeal_stops_no_clock_and_one_that_is_rejected_leaves_the_answer_due(world: FollowUpWorld) -> None:
    await world.start()
    await world.tell(appealed())
    await world.until(beijing("2026-12-05T00:00:10"))
    await world.settled()
    assert world.step_ids == ["opened", "light-yellow", "light-red"]
    await world.tell(judged(malicious=False))
    await world.settled()
    assert world.step_ids[-1] == "light-red"
    await world.tell(resolved())
    assert (await world.ends())[-1] == "closed"
    assert world.said[-1].outcome == process.FOLLOW_UP_OUTCOME_ANSWERED  # type: ignore[attr-defined]


async def test_the_same_event_many_times_and_one_of_no_concern_have_no_further_effect(world: FollowUpWorld) -> None:
    await world.start()
    for _ in range(20):
        await world.tell(appealed(), "same")
    await world.tell(rated(), "no-concern")
    await world.tell(resolved(), "answer")
    await world.tell(resolved(), "answer")
    assert await world.ends() == ["opened", "closed"]


async def test_one_that_was_lost_goes_on_where_it_was_and_says_nothing_twice(world: FollowUpWorld) -> None:
    events = [Event(id="a", type=appealed().DESCRIPTOR.full_name, payload=appealed().SerializeToString())]
    journal = Journal(events=events, steps=[StepRecord(id="opened"), StepRecord(id="light-yellow")])
    await world.start(journal=journal, at=beijing("2026-12-04T12:00"))
    await world.until(beijing("2026-12-06T00:00"))
    await world.tell(judged(malicious=True))
    assert await world.ends() == ["light-red", "closed"]


def holiday(number: int, *days: str) -> state.Calendar:
    """A calendar that came into force later, with days off that nobody knew of."""
    calendar = state.Calendar()
    calendar.CopyFrom(CALENDAR)
    calendar.version, calendar.number = f"loaded-{number}", number
    calendar.days_off.extend(days)
    return calendar


async def test_a_calendar_that_comes_into_force_moves_its_limit_and_its_lights(world: FollowUpWorld) -> None:
    await world.start()
    await world.settled()
    for _ in range(2):
        await world.tell(holiday(1, "2026-12-02", "2026-12-03"))
    await world.until(beijing("2026-12-04T23:59:50"))
    await world.settled()
    assert world.step_ids == ["opened", "calendar:1"]
    moved = world.said[-1]
    assert isinstance(moved, process.FollowUpDueMoved)
    assert (moved.due.date, moved.calendar_number, moved.department) == ("2026-12-08", 1, "human-resources")
    assert [(step.calendar_version, step.record.detail) for step in world.steps[1:]] == [("loaded-1", "1")]
    described = await world.handle.describe()
    assert described.typed_search_attributes[DEADLINE].astimezone(UTC) == beijing("2026-12-09T00:00")
    assert described.typed_search_attributes[CALENDAR_VERSION] == "loaded-1"
    await world.until(beijing("2026-12-09T00:00:10"))
    await world.settled()
    assert world.step_ids == ["opened", "calendar:1", "light-yellow", "light-red"]
    await world.tell(resolved())
    assert (await world.ends())[-1] == "closed"


async def test_a_calendar_that_moves_nothing_is_established_and_says_nothing(world: FollowUpWorld) -> None:
    await world.start()
    await world.settled()
    await world.tell(holiday(1, "2026-12-25"))
    await world.settled()
    await world.tell(appealed())
    await world.tell(judged(malicious=True))
    assert await world.ends() == ["opened", "calendar:1", "closed"]
    assert not [said for said in world.said if isinstance(said, process.FollowUpDueMoved)]


async def test_a_light_that_was_given_stays_when_the_limit_moves(world: FollowUpWorld) -> None:
    await world.start()
    await world.until(beijing("2026-12-03T00:00:10"))
    await world.settled()
    await world.tell(holiday(1, "2026-12-04"))
    await world.until(beijing("2026-12-07T23:59:50"))
    await world.settled()
    assert world.step_ids == ["opened", "light-yellow", "calendar:1"]
    await world.until(beijing("2026-12-08T00:00:10"))
    await world.tell(resolved())
    assert (await world.ends())[-2:] == ["light-red", "closed"]


async def test_a_light_asks_for_the_calendar_before_it_turns(world: FollowUpWorld) -> None:
    await world.start()
    world.in_force = holiday(1, "2026-12-02", "2026-12-03")
    await world.until(beijing("2026-12-04T23:59:50"))
    await world.settled()
    assert world.step_ids == ["opened", "calendar:1"], "yellow would have been on the third"
    await world.tell(resolved())
    assert (await world.ends())[-1] == "closed"


async def test_an_operator_sees_who_is_waited_for_and_until_when(world: FollowUpWorld) -> None:
    await world.start()
    await world.settled()
    described = await world.handle.describe()
    assert described.typed_search_attributes[DEADLINE].astimezone(UTC) == beijing("2026-12-05T00:00")
    assert await described.memo_value(MEMO_WAITS_FOR) == "等待人社局回访、整改并答复,期限 2026-12-04"
    await world.tell(appealed())
    await world.settled()
    described = await world.handle.describe()
    assert (await described.memo_value(MEMO_WAITS_FOR)).endswith("申诉待监察人员裁定")
    await world.tell(resolved())
    await world.ends()
