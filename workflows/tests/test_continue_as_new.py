"""A long history is continued as new, wherever it stands, and the application comes to the same end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from temporalio.converter import DataConverter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from onetrip.process.v1.workflow_pb2 import ClockSetting
from workflows import policies, search_attributes
from workflows.application import ApplicationWorkflow
from workflows.payload_codec import PayloadConverter
from workflows.tests.paths import PATHS
from workflows.tests.programs import program
from workflows.tests.sandbox import sandbox
from workflows.tests.world import World

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.engines]

# So few that every path is continued as new, most of them several times.
EVENTS_MAX = 10


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def short_histories() -> AsyncIterator[WorkflowEnvironment]:
    """A development server that suggests to continue as new almost at once."""
    environment = await WorkflowEnvironment.start_local(
        dev_server_existing_path=program("temporal"),
        data_converter=DataConverter(payload_converter_class=PayloadConverter),
        search_attributes=search_attributes.ALL,
        dev_server_extra_args=[
            "--dynamic-config-value",
            f"limit.historyCount.suggestContinueAsNew={EVENTS_MAX}",
        ],
    )
    async with environment:
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
}  # fmt: skip
# Two months of the process's clock in ten seconds.
FACTOR = 500_000.0


def fast_clock() -> ClockSetting:
    setting = ClockSetting(factor=FACTOR)
    for instant in (setting.epoch, setting.origin):
        instant.FromDatetime(datetime.now(UTC))
    return setting


@pytest.mark.parametrize("path", STEPS)
async def test_a_path_that_is_continued_as_new_makes_the_same_steps(
    short_histories: WorkflowEnvironment, path: str
) -> None:
    world = World(short_histories, fast_clock())
    async with Worker(
        short_histories.client,
        task_queue=policies.TASK_QUEUE,
        workflows=[ApplicationWorkflow],
        activities=[world.establish, world.ask_again],
        workflow_runner=sandbox(),
    ):
        await PATHS[path](world)
        await world.ends()

    # On a slow machine two weeks of this clock are soon over.
    by_the_clock = ("supplement-reminded", "light-")
    assert [step for step in world.step_ids if not step.startswith(by_the_clock)] == STEPS[path]
    assert len(set(world.message_ids)) == len(world.message_ids)
    runs = await short_histories.client.count_workflows(f"WorkflowId = '{world.handle.id}'")
    assert runs.count > 1
