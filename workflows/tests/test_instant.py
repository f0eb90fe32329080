"""An instant application: nobody is asked, nobody waits."""

import pytest

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from workflows.tests import filings
from workflows.tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_instant_application_takes_three_steps_after_its_start(world: World) -> None:
    world.verifies(filings.verified())
    world.on(commands.ReviewCase, lambda review: filings.decided(review.case_id) if review.stage == "" else None)
    await world.start(filings.submitted(filings.item(rule=True), await world.now()))

    assert await world.ends() == ["acceptance", "decided", "completed"]
    assert [step.state for step in world.steps] == [
        state.APPLICATION_STATE_IN_REVIEW,
        state.APPLICATION_STATE_DELIVERING,
        state.APPLICATION_STATE_COMPLETED,
    ]
    [accepted] = world.heard(process.ApplicationAccepted)
    assert accepted.basis == process.ACCEPTANCE_BASIS_COMPLETE
