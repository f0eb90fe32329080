"""What was done in time and is told after the alarm: after an outage timers that came due fire before Kafka is read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.verification.v1 import messages_pb2 as verification
from runtime.clock import Clock
from workflows import policies
from workflows.engine.activities import Activities
from workflows.limits.calendar import WorkingCalendar
from workflows.tests import filings
from workflows.tests.conftest import SEALER
from workflows.tests.filings import case, decided, item, missing, stage, submitted, verified
from workflows.tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

CALENDAR = WorkingCalendar.from_message(filings.CALENDAR)
INCOMPLETE = verification.VERIFICATION_OUTCOME_INCOMPLETE
BEFORE_MIDNIGHT = timedelta(minutes=30)


def ends(world: World) -> World:
    return world.on(commands.EndUndecided, lambda end: filings.ended(*end.case_ids, reason=end.reason))


async def test_a_supplement_of_half_past_eleven_that_is_told_after_the_alarm_lapses_nothing(world: World) -> None:
    ends(world).on(commands.AskSupplement, filings.asked)
    world.verifies(verified(1, INCOMPLETE, [missing("layout")]), verified(2))
    world.on(commands.ReviewCase, lambda review: decided(review.case_id))
    await world.start(submitted(item(), await world.now()))
    await world.until_step_as_time_passes("supplement-reminded:1")
    [notice] = world.heard(process.SupplementRequested)
    received = _midnight_after(notice.due.date) - BEFORE_MIDNIGHT
    world.still_in_kafka = [filings.supplemented(1, received, "layout")]

    assert (await world.ends())[-4:] == ["verify:2", "acceptance", "decided", "completed"]
    assert not world.heard(commands.EndUndecided)


async def test_late_material_of_half_past_eleven_that_is_told_after_the_alarm_lapses_nothing(world: World) -> None:
    ends(world).verifies(verified(lacks=[missing("photo", promised=True)]))
    world.on(commands.ReleaseCase, lambda release: decided(release.case_id))
    await world.start(submitted(item(late=("photo", 3)), await world.now()))
    await world.until_step_as_time_passes("late-reminded:")
    [accepted] = world.heard(process.ApplicationAccepted)
    received = _midnight_after(accepted.late_materials[0].due.date) - BEFORE_MIDNIGHT
    world.still_in_kafka = [filings.supplemented(1, received, "photo")]

    assert (await world.ends())[-2:] == ["decided", "completed"]
    assert not world.heard(commands.EndUndecided)


async def test_a_case_that_was_decided_in_time_turns_no_red_though_it_is_told_after_the_alarm(world: World) -> None:
    world.verifies(verified())
    await world.start(submitted(item(stages=[stage("review", days=0)]), await world.now()))
    await world.until_step_as_time_passes("light-yellow:permit")
    world.still_in_kafka = [decided(case())]

    await world.ends()
    assert state.LIGHT_RED not in [change.light for change in world.heard(process.LightChanged)]


async def test_an_answer_of_the_window_that_is_told_after_the_alarm_is_no_silence(world: World) -> None:
    world.verifies(verified()).on(commands.ReviewCase, lambda review: decided(review.case_id))
    await world.start(submitted(item(window=True), await world.now()))
    asked = await world.until_step("acceptance-requested:1")
    await world.until_step_as_time_passes("light-yellow:@acceptance")
    world.still_in_kafka = [filings.window_decided(asked.record.time.ToDatetime(UTC))]

    await world.ends()
    [accepted] = world.heard(process.ApplicationAccepted)
    assert accepted.basis == process.ACCEPTANCE_BASIS_WINDOW


async def test_the_calendar_is_not_said_before_all_was_heard_so_that_no_alarm_rings() -> None:
    activities = Activities(Nothing(), Nothing(), Clock.real(), SEALER, heard_all=lambda: False)  # pyright: ignore[reportArgumentType]
    with pytest.raises(ApplicationError) as refused:
        await ActivityEnvironment().run(activities.calendar_in_force, Calendar())
    assert refused.value.next_retry_delay == policies.hear_first(1)


async def test_the_wait_is_a_timer_that_grows_to_minutes() -> None:
    waits = [policies.hear_first(attempt) for attempt in range(1, 100)]
    threshold = policies.WRITE.get("local_retry_threshold")
    assert threshold is not None and waits[0] > threshold
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(minutes=5)


class Nothing:
    """Neither a database nor a relay: nobody gets so far."""


def _midnight_after(day: str) -> datetime:
    return CALENDAR.end_of(date.fromisoformat(day))
