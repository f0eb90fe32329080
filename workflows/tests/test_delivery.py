"""The days to hand a result over count from the decision, whenever the process has heard of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from temporalio.testing import WorkflowEnvironment

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import StartApplication
from workflows import patches
from workflows.facts import Facts
from workflows.limits.calendar import WorkingCalendar
from workflows.limits.open_deadlines import Known, Limit, open_deadlines
from workflows.limits.process_clock import clock_setting
from workflows.matter import Matter
from workflows.tests import filings, paths
from workflows.tests.workers import worker_for
from workflows.tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _handed_over(
    temporal: WorkflowEnvironment, published: Calendar, release: str
) -> tuple[str, str, list[process.LightChanged]]:
    """Decided on 6 March, heard of on 10 March: the last day as told, as a preview has it, the lights."""
    zone = WorkingCalendar.from_message(published).zone
    start = datetime(2026, 3, 2, 9, tzinfo=zone)
    world = World(temporal, clock_setting(start, await temporal.get_current_time(), 1.0), published)
    world.verifies(filings.verified()).on(commands.DeliverResults, lambda _: None)
    async with worker_for(temporal.client, world.activities, release=release):
        filed = filings.submitted(filings.item(stages=[filings.stage("review", days=0)]), start)
        await world.start(filed)
        await world.until_step("acceptance")
        await world.pass_until(start + timedelta(days=8))
        decision = filings.decided(filings.case("permit"))
        decision.decide_time.FromDatetime(start + timedelta(days=4))
        await world.tell(decision)
        step = await world.until_step("decided")
        await world.pass_time(timedelta(days=12))
        await world.settled()
        [asked] = world.heard(commands.DeliverResults)
        journal = {each.record.id: each.record for each in world.steps}
        matter, facts = Matter.of(StartApplication(submitted=filed, calendar=published)), Facts()
        facts.take(decision)
        [preview] = open_deadlines(Known(matter, facts, journal))
        assert (preview.limit, step.record.id) == (Limit.DELIVERY, "decided")
        lights = world.heard(process.LightChanged)
        await world.end()
    return asked.due.date, preview.due.date, lights


async def test_the_ten_days_count_from_the_decision(temporal: WorkflowEnvironment, published: Calendar) -> None:
    told, previewed, lights = await _handed_over(temporal, published, patches.DELIVERY_FROM_DECISION.switched_on_by)
    assert told == previewed == "2026-03-20"
    assert [light.due.date for light in lights] == ["2026-03-20", "2026-03-20"], "yellow, and red on the 21st"


async def test_until_the_change_is_switched_on_they_count_from_when_it_was_heard_of(
    temporal: WorkflowEnvironment, published: Calendar
) -> None:
    told, previewed, _ = await _handed_over(temporal, published, patches.DELIVERY_FROM_DECISION.brought_by)
    assert told == previewed == "2026-03-24"


async def test_what_is_revoked_on_its_way_ends_the_wait_for_its_delivery(
    temporal: WorkflowEnvironment, published: Calendar
) -> None:
    """Licensing law, art. 69. A machine is not asked again for what it has stopped, and nobody is told it was late."""
    world = World(temporal, calendar=published)
    async with worker_for(temporal.client, world.activities):
        await paths.revoked_on_the_way(world)
        steps = await world.ends()
    assert steps[-1] == "revoked"
    assert len(world.heard(commands.DeliverResults)) == len(world.heard(process.ApplicationRevoked)) == 1
    assert world.heard(process.ApplicationCompleted) == world.heard(process.LightChanged) == []
