"""A long history is continued as new, wherever it stands, and the application comes to the same end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from random import Random

import pytest
import pytest_asyncio
from temporalio.converter import DataConverter
from temporalio.testing import WorkflowEnvironment

from onetrip.approval.v1.events_pb2 import StageCompleted
from onetrip.process.v1.events_pb2 import FOLLOW_UP_OUTCOME_SET_ASIDE, FollowUpClosed
from onetrip.process.v1.workflow_pb2 import ClockSetting, OperatorAction, StepRecord
from onetrip.verification.v1 import messages_pb2 as verification
from workflows import policies
from workflows.beside.follow_up import FollowUpWorkflow
from workflows.engine.payload_codec import PayloadConverter
from workflows.operators import search_attributes
from workflows.tests import filings
from workflows.tests.follow_ups import FollowUpWorld, appealed, judged
from workflows.tests.paths import PATHS
from workflows.tests.programs import program
from workflows.tests.workers import worker_for
from workflows.tests.world import World

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.engines]

# So few that every path is continued as new, most of them several times.
EVENTS_MAX = 10
FLOOD_EVENTS_MAX = 400
# Under the number that one application takes in; each is told so often, in random order.
FLOOD, TIMES, AT_ONCE = 900, 3, 50


async def started(events_max: int) -> WorkflowEnvironment:
    """A development server that suggests to continue as new after so many events."""
    return await WorkflowEnvironment.start_local(
        dev_server_existing_path=program("temporal"),
        data_converter=DataConverter(payload_converter_class=PayloadConverter),
        search_attributes=search_attributes.ALL,
        dev_server_extra_args=[
            "--dynamic-config-value",
            f"limit.historyCount.suggestContinueAsNew={events_max}",
        ],
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def short_histories() -> AsyncIterator[WorkflowEnvironment]:
    """A development server that suggests to continue as new almost at once."""
    async with await started(EVENTS_MAX) as environment:
        yield environment


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def flooded() -> AsyncIterator[WorkflowEnvironment]:
    """A development server whose histories are a tenth as long as usual."""
    async with await started(FLOOD_EVENTS_MAX) as environment:
        yield environment


# The steps that each path makes in one run (tests/replay has them as histories).
STEPS = {
    "instant": ["acceptance", "decided", "completed"],
    "declined-by-rule": ["acceptance", "people:permit", "decided", "completed"],
    "contradicted": ["acceptance", "decided", "completed"],
    "supplemented": [
        "supplement-proposed:1", "supplement-requested:1", "verify:2", "verify:3", "acceptance", "decided", "completed",
    ],
    "lapsed": ["supplement-proposed:1", "supplement-requested:1", "lapse-asked:1", "lapsed"],
    "silent-window": [
        "acceptance-requested:1", "acceptance", "decided", "completed",
    ],
    "window": [
        "acceptance-requested:1", "supplement-requested:1", "verify:2", "acceptance-requested:2", "acceptance",
        "decided", "completed",
    ],
    "not-accepted": ["acceptance-requested:1", "acceptance"],
    "bundled": [
        "acceptance", "stage:licence:head", "prerequisite-failed:sign", "case-started:food", "decided", "completed",
    ],
    "register-down": ["register-awaited:1", "verify:2", "acceptance", "decided", "completed"],
    "withdrawn": ["acceptance", "withdrawn"],
    "calendar-loaded": ["acceptance", "calendar:1", "calendar:2", "decided", "completed"],
    "late-material": ["acceptance", "late-received:permit", "decided", "completed"],
    "paused": ["acceptance", "clock-paused:permit:p1", "clock-resumed:permit:p1", "decided", "completed"],
    "paused-and-extended": [
        "acceptance", "clock-paused:permit:p1", "clock-paused:permit:p2", "deadline-extended:permit",
        "clock-resumed:permit:p2", "clock-resumed:permit:p1", "decided", "completed",
    ],
}  # fmt: skip
# Two months of the process's clock in ten seconds.
FACTOR = 500_000.0
# What comes between the reminder and the end of the next day has some seconds for it.
FACTORS = {"late-material": 30_000.0}


def fast_clock(factor: float) -> ClockSetting:
    setting = ClockSetting(factor=factor)
    for instant in (setting.epoch, setting.origin):
        instant.FromDatetime(datetime.now(UTC))
    return setting


@pytest.mark.parametrize("path", STEPS)
async def test_a_path_that_is_continued_as_new_makes_the_same_steps(
    short_histories: WorkflowEnvironment, path: str
) -> None:
    world = World(short_histories, fast_clock(FACTORS.get(path, FACTOR)))
    async with worker_for(short_histories.client, world.activities):
        await PATHS[path](world)
        await world.ends()

    # On a slow machine two weeks of this clock are soon over.
    by_the_clock = ("supplement-reminded", "late-reminded", "light-")
    assert [step for step in world.step_ids if not step.startswith(by_the_clock)] == STEPS[path]
    assert len(set(world.message_ids)) == len(world.message_ids)
    runs = await short_histories.client.count_workflows(f"WorkflowId = '{world.handle.id}'")
    assert runs.count > 1


async def test_what_an_operator_did_holds_in_the_runs_that_follow(short_histories: WorkflowEnvironment) -> None:
    unavailable = verification.VERIFICATION_OUTCOME_UNAVAILABLE
    world = World(short_histories).verifies(filings.verified(1, unavailable))
    async with worker_for(short_histories.client, world.activities):
        await world.start(filings.submitted(filings.item(), await world.now()))
        await world.until_step("register-awaited:1")
        await world.settled()
        for request_id in ("r1", "r1"):
            action = OperatorAction(request_id=request_id, operator="li.wei", reason="数据源停用")
            done = await world.handle.execute_update(policies.HAND_TO_PERSON_UPDATE, action, result_type=StepRecord)
            assert done.id == "to-person:1"
        await world.until_step("acceptance")
        for _ in range(2):
            await world.tell(StageCompleted(application_id=filings.APPLICATION, case_id=filings.case(), stage="x"))
            await world.settled()
        await world.tell(filings.decided(filings.case()))
        assert await world.ends() == ["register-awaited:1", "to-person:1", "acceptance", "decided", "completed"]
    runs = await short_histories.client.count_workflows(f"WorkflowId = '{world.handle.id}'")
    assert runs.count > 1


async def test_a_follow_up_that_is_continued_as_new_knows_what_it_knew(short_histories: WorkflowEnvironment) -> None:
    world = FollowUpWorld(short_histories)
    async with worker_for(short_histories.client, world.activities, FollowUpWorkflow):
        await world.start()
        for _ in range(5):
            await world.tell(appealed(), "the same")
            await world.settled()
        await world.tell(judged(malicious=True))
        assert await world.ends() == ["opened", "closed"]
    [*_, closed] = world.said
    assert isinstance(closed, FollowUpClosed)
    assert closed.outcome == FOLLOW_UP_OUTCOME_SET_ASIDE
    runs = await short_histories.client.count_workflows(f"WorkflowId = '{world.handle.id}'")
    assert runs.count > 1


async def test_thousands_of_events_with_duplicates_among_them_are_each_taken_in_once(
    flooded: WorkflowEnvironment,
) -> None:
    world = World(flooded).verifies(filings.verified())
    events = {
        f"e{number}": StageCompleted(
            application_id=filings.APPLICATION, case_id=filings.case(), stage=f"passed-on-{number}"
        )
        for number in range(FLOOD)
    }
    told = list(events) * TIMES
    Random(FLOOD).shuffle(told)
    async with worker_for(flooded.client, [world.establish, world.ask_again]):
        await world.start(filings.submitted(filings.item(), await world.now()))
        for first in range(0, len(told), AT_ONCE):
            await asyncio.gather(*(world.tell(events[each], each) for each in told[first : first + AT_ONCE]))
        await world.tell(filings.decided(filings.case()), "decided")
        assert await world.ends() == ["acceptance", "decided", "completed"]

    decided = next(step for step in world.steps if step.record.id == "decided")
    kept = [event.id for event in decided.journal.events]
    assert len(kept) == len(set(kept))
    assert set(kept) >= {*events, "decided"}
    runs = await flooded.client.count_workflows(f"WorkflowId = '{world.handle.id}'")
    assert runs.count > 1
