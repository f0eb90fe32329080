"""The limit of a ticket: its lights, its end, its loss; over the real workflow, with time skipping."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from temporalio.testing import WorkflowEnvironment

from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from workflows.beside.assignment import AssignmentWorkflow
from workflows.operators.search_attributes import CALENDAR_VERSION
from workflows.tests.assignments import OPENED_AT, TICKET, AssignmentWorld, holiday
from workflows.tests.workers import worker_for

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def watch(temporal: WorkflowEnvironment) -> AsyncIterator[AssignmentWorld]:
    """A world with a worker for it."""
    watch = AssignmentWorld(temporal)
    async with worker_for(temporal.client, watch.activities, AssignmentWorkflow):
        yield watch


async def test_an_answer_in_time_ends_it_without_a_light(watch: AssignmentWorld) -> None:
    await watch.start()
    await watch.until("2026-12-02T23:59")
    await watch.done()
    [opened] = watch.steps
    said = process.AssignmentOpened.FromString(opened.message.payload)
    assert (said.assignment_id, said.kind, said.department) == ("t1", process.ASSIGNMENT_KIND_TICKET, "education")
    assert said.due == process.DueDate(date="2026-12-04")


async def test_yellow_reminds_the_department_and_red_tells_its_supervisor(watch: AssignmentWorld) -> None:
    await watch.start()
    await watch.until("2026-12-02T23:59:50")
    assert watch.step_ids == ["opened"]
    await watch.until("2026-12-03T00:00:10")
    assert watch.step_ids == ["opened", "light-yellow"]
    await watch.until("2026-12-04T23:59:50")
    assert watch.step_ids == ["opened", "light-yellow"]
    await watch.until("2026-12-05T00:00:10")
    assert watch.step_ids == ["opened", "light-yellow", "light-red"]
    await watch.done()
    lights = [process.AssignmentLightChanged.FromString(step.message.payload).light for step in watch.steps[1:]]
    assert lights == [state.LIGHT_YELLOW, state.LIGHT_RED]


async def test_what_does_not_say_that_it_is_done_does_not_end_it(watch: AssignmentWorld) -> None:
    await watch.start()
    await watch.tell(TICKET)
    await watch.until("2026-12-03T12:00")
    assert watch.step_ids == ["opened", "light-yellow"]
    await watch.done()


async def test_a_calendar_that_comes_into_force_moves_its_limit_and_its_lights(watch: AssignmentWorld) -> None:
    await watch.start()
    for _ in range(2):
        await watch.tell(holiday(1, "2026-12-02", "2026-12-03"))
    await watch.until("2026-12-06T23:59:50")
    assert watch.step_ids == ["opened", "calendar:1"], "yellow would have been on the third"
    step = watch.steps[-1]
    moved = process.AssignmentDueMoved.FromString(step.message.payload)
    assert (moved.due.date, moved.calendar_number, moved.department) == ("2026-12-08", 1, "education")
    assert (step.calendar_version, step.record.detail) == ("loaded-1", "1")
    described = await watch.handle.describe()
    assert described.typed_search_attributes[CALENDAR_VERSION] == "loaded-1"
    await watch.until("2026-12-07T00:00:10")
    await watch.until("2026-12-09T00:00:10")
    assert watch.step_ids == ["opened", "calendar:1", "light-yellow", "light-red"]
    await watch.done()


async def test_a_calendar_that_moves_nothing_is_established_and_says_nothing(watch: AssignmentWorld) -> None:
    await watch.start("opened")
    await watch.tell(holiday(1, "2026-12-25"))
    await watch.done()
    [step] = watch.steps
    assert (step.record.id, step.record.detail, step.HasField("message")) == ("calendar:1", "0", False)


async def test_a_light_asks_for_the_calendar_before_it_turns(watch: AssignmentWorld) -> None:
    await watch.start()
    watch.in_force = holiday(1, "2026-12-02", "2026-12-03")
    await watch.until("2026-12-03T00:00:10")
    assert watch.step_ids == ["opened", "calendar:1"]
    await watch.done()


async def test_one_that_was_lost_goes_on_where_it_was_and_says_nothing_twice(watch: AssignmentWorld) -> None:
    await watch.start("opened", "light-yellow", at=OPENED_AT + timedelta(days=20))
    await watch.until("2026-12-20T12:00")
    assert watch.step_ids == ["light-red"]
    await watch.done()
