"""A proactive run 免申即享: read to the end, paced, stopped by a bad register, taken up again; with time skipping."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from temporalio.testing import WorkflowEnvironment

from onetrip.intake.v1 import commands_pb2 as intake_commands
from onetrip.process.v1 import workflow_pb2 as pb
from onetrip.verification.v1 import messages_pb2 as verification
from workflows import policies
from workflows.proactive.rules import Bucket
from workflows.proactive.run import ProactiveRunWorkflow
from workflows.tests.proactive import ProactiveWorld
from workflows.tests.workers import worker_for

pytestmark = pytest.mark.asyncio(loop_scope="module")
NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
READ, UNAVAILABLE = verification.SCAN_OUTCOME_READ, verification.SCAN_OUTCOME_UNAVAILABLE


@pytest_asyncio.fixture(loop_scope="module")
async def world(temporal: WorkflowEnvironment) -> AsyncIterator[ProactiveWorld]:
    """A world with a worker for it."""
    world = ProactiveWorld(temporal)
    async with worker_for(temporal.client, world.activities, ProactiveRunWorkflow):
        yield world


async def test_a_register_is_read_to_its_end_and_everybody_is_opened_for_once(world: ProactiveWorld) -> None:
    await world.start()
    assert world.opened == list(world.people)
    stands = world.stands
    assert (stands.state, stands.reason) == (pb.PROACTIVE_STATE_COMPLETED, "")
    assert (stands.pages, stands.scanned, stands.entitled, stands.opened) == (3, 25, 25, 25)
    pages = [one for one in world.asked if isinstance(one, verification.FindEntitled)]
    assert [(one.page, one.after) for one in pages] == [(1, ""), (2, "p0009"), (3, "p0019")]


async def test_a_dry_run_counts_and_opens_nothing(world: ProactiveWorld) -> None:
    await world.start(dry_run=True)
    assert world.opened == []
    assert (world.stands.opened, world.stands.asked) == (25, 25)
    assert all(one.dry_run for one in world.asked if isinstance(one, intake_commands.OpenProactively))


async def test_an_item_that_is_applied_for_is_refused(world: ProactiveWorld) -> None:
    world.proactive = False
    await world.start()
    assert (world.stands.state, world.stands.reason) == (pb.PROACTIVE_STATE_REFUSED, "NOT_PROACTIVE")
    assert len(world.asked) == 1


async def test_a_silent_register_is_asked_again_and_what_is_lost_is_said_again(world: ProactiveWorld) -> None:
    world.outcomes, world.deaf = [UNAVAILABLE, UNAVAILABLE], 2
    await world.start()
    assert world.opened == list(world.people)
    assert world.stands.attempts == 5
    assert len(world.repeated) == 2


@pytest.mark.parametrize(
    ("outcomes", "reason"),
    [
        ([READ, *[UNAVAILABLE] * (len(policies.REGISTER_RETRIES) + 1)], "UNAVAILABLE"),
        ([READ, verification.SCAN_OUTCOME_DOUBTFUL], "DOUBTFUL"),
        ([READ, verification.SCAN_OUTCOME_PARTIAL], "PARTIAL"),
    ],
)
async def test_a_bad_register_stops_the_run_with_its_state_shown_and_it_goes_on_at_the_cursor(
    world: ProactiveWorld, outcomes: list[verification.ScanOutcome], reason: str
) -> None:
    world.outcomes = list(outcomes)
    await world.start()
    assert (world.stands.state, world.stands.reason, world.stands.after) == (
        pb.PROACTIVE_STATE_STOPPED,
        reason,
        "p0009",
    )
    assert world.opened == list(world.people[:10])
    attempts = world.stands.attempts
    await world.start()  # an operator resumes it
    pages = [one for one in world.asked if isinstance(one, verification.FindEntitled)]
    assert [(one.after, one.attempt) for one in pages[attempts:]] == [
        ("p0009", attempts + 1),
        ("p0019", attempts + 2),
    ]
    assert world.opened == list(world.people)
    assert world.stands.opened == 25


async def test_an_operator_halts_it_after_the_page_under_way(world: ProactiveWorld) -> None:
    world.deaf = 1  # so that it waits at its very first command
    await world.start(wait=False)
    await world.handle.signal(policies.HALT_SIGNAL)
    await asyncio.wait_for(world.handle.result(), 60)
    assert (world.stands.state, world.stands.reason) == (pb.PROACTIVE_STATE_STOPPED, "HALTED")
    assert world.opened == list(world.people[:10])


async def test_it_opens_no_faster_than_it_may(world: ProactiveWorld, temporal: WorkflowEnvironment) -> None:
    before = await temporal.get_current_time()
    await world.start(opened_per_second=0.1)
    # A page may come at once; the 15 others take ten seconds each.
    assert await temporal.get_current_time() - before >= timedelta(seconds=150)


async def test_a_long_run_goes_on_in_new_histories(world: ProactiveWorld) -> None:
    world.people = [f"p{number:04}" for number in range(policies.PROACTIVE_PAGES_MAX * 2 + 3)]
    await world.start(page_size=1)
    assert world.opened == list(world.people)
    assert world.stands.pages == len(world.people)
    described = await world.handle.describe()
    assert described.run_id != world.handle.first_execution_run_id


async def test_a_bucket_fills_up_to_a_page_and_no_further() -> None:
    bucket = Bucket(10, 5.0, NOW)
    assert bucket.take(10, NOW) == timedelta()
    assert bucket.take(5, NOW) == timedelta(seconds=1)
    assert bucket.take(10, NOW + timedelta(seconds=3)) == timedelta()
    later = NOW + timedelta(days=1)
    assert bucket.take(10, later) == timedelta()
    assert bucket.take(10, later) == timedelta(seconds=2)


async def test_temporals_database_is_lost_in_the_midst_and_nobody_is_opened_for_twice(world: ProactiveWorld) -> None:
    world.dies_at_page = 2
    await world.start(wait=False)
    await asyncio.wait_for(world.died.wait(), 60)
    await world.handle.terminate("its history is gone")
    # It is found in `process`, and started again under its name.
    await world.start()
    assert world.opened == list(world.people)
    stands = world.stands
    assert (stands.state, stands.pages, stands.scanned) == (pb.PROACTIVE_STATE_COMPLETED, 3, 25)
    assert (stands.opened, stands.repeated_in_period) == (15, 10), "the second page was asked for again, and had been"
