"""A change of workflow code can be brought, switched on and taken back, whatever lives are under way."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from temporalio import workflow
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker

from workflows import patches, policies
from workflows.application import ApplicationWorkflow
from workflows.engine.payload_codec import data_converter
from workflows.patches import Patch
from workflows.tests.conftest import SEALER
from workflows.tests.paths import PATHS
from workflows.tests.sandbox import sandbox
from workflows.tests.workers import NEXT, worker_for
from workflows.tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOTE = Patch("note-the-answer", "2.0.0", "2.1.0", "each answer is noted, which none was before")
BROUGHT, SWITCHED_ON = NOTE.brought_by, NOTE.switched_on_by


@workflow.defn(name="Answering")
class Before:
    """As it was before the change."""

    over = False

    @workflow.run
    async def run(self) -> None:
        """Lives until it is told to end."""
        await workflow.wait_condition(lambda: self.over)

    @workflow.update
    async def answer(self) -> str:
        """Which way it goes."""
        return self.way()

    @workflow.signal
    def end(self) -> None:
        """Ends."""
        self.over = True

    def way(self) -> str:
        """The old one."""
        return "old"


@workflow.defn(name="Answering")
class Patched(Before):
    """With the change, as one release brings it and the next switches it on."""

    @workflow.run
    async def run(self) -> None:
        """As before."""
        await super().run()

    def way(self) -> str:
        """The new one where the patch is taken."""
        if not patches.taken(NOTE):
            return super().way()
        workflow.upsert_memo({"noted": True})
        return "new"


class Life:
    """One life, under one release after the other."""

    def __init__(self, environment: WorkflowEnvironment) -> None:
        self._client = environment.client
        self._release = BROUGHT
        self._handle: WorkflowHandle[Before, None] | None = None

    def worker(self) -> Worker:
        """A worker of whatever release it is; it keeps nothing between two tasks, so that each begins with a replay."""
        return Worker(
            self._client,
            task_queue=policies.TASK_QUEUE,
            workflows=[Patched],
            workflow_runner=sandbox(),
            max_cached_workflows=0,
            patch_activation_callback=lambda asked: asked.patch_id in patches.switched_on(self._release, (NOTE,)),
        )

    async def answers(self, release: str) -> str:
        """Which way it goes under a release."""
        self._release = release
        if self._handle is None:
            self._handle = await self._client.start_workflow(
                Before.run, id=f"answering/{uuid.uuid4()}", task_queue=policies.TASK_QUEUE
            )
        return await self._handle.execute_update(Before.answer)

    async def replays(self, code: type) -> None:
        """Replays what happened so far, by the code of some release."""
        assert self._handle is not None
        replayer = Replayer(workflows=[code], workflow_runner=sandbox(), data_converter=data_converter(SEALER))
        await replayer.replay_workflow(await self._handle.fetch_history())

    async def ends(self, release: str) -> None:
        """Comes to its end under a release."""
        assert self._handle is not None
        self._release = release
        await self._handle.signal(Before.end)
        await self._handle.result()


@pytest_asyncio.fixture(loop_scope="module")
async def life(temporal: WorkflowEnvironment) -> AsyncIterator[Life]:
    """A life that has not begun, and a worker for it."""
    life = Life(temporal)
    async with life.worker():
        yield life


async def test_the_release_that_brings_a_change_goes_the_old_way_and_the_next_replays_it(life: Life) -> None:
    assert await life.answers(BROUGHT) == "old"
    await life.replays(Before)
    await life.replays(Patched)
    await life.ends(SWITCHED_ON)


async def test_a_life_that_has_gone_the_old_way_stays_with_it_under_the_next_release(life: Life) -> None:
    assert [await life.answers(release) for release in (BROUGHT, SWITCHED_ON)] == ["old", "old"]
    await life.ends(SWITCHED_ON)


async def test_the_release_that_switches_a_change_on_goes_the_new_way(life: Life) -> None:
    assert await life.answers(SWITCHED_ON) == "new"
    await life.ends(SWITCHED_ON)


async def test_a_life_under_the_next_release_goes_on_alike_when_that_is_taken_back(life: Life) -> None:
    answers = [await life.answers(release) for release in (SWITCHED_ON, BROUGHT, SWITCHED_ON)]
    assert answers == ["new", "new", "new"]
    await life.replays(Patched)
    await life.ends(BROUGHT)


async def test_the_release_before_could_not_be_gone_back_to_which_is_why_a_change_ships_inactive(life: Life) -> None:
    assert await life.answers(SWITCHED_ON) == "new"
    with pytest.raises(workflow.NondeterminismError):
        await life.replays(Before)
    await life.ends(SWITCHED_ON)


@pytest.mark.parametrize("path", PATHS)
async def test_a_path_with_every_patch_switched_on_replays_where_none_is(
    temporal: WorkflowEnvironment, path: str
) -> None:
    world = World(temporal)
    async with worker_for(temporal.client, world.activities, release=NEXT):
        await PATHS[path](world)
        await world.ends()
    replayer = Replayer(
        workflows=[ApplicationWorkflow], workflow_runner=sandbox(), data_converter=data_converter(SEALER)
    )
    await replayer.replay_workflow(await world.handle.fetch_history())
