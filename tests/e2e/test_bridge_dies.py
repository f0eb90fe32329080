"""The bridge is killed between Kafka and Temporal: the application is started once, and ends as it should."""

from __future__ import annotations

import asyncio
import signal
import sys

import pytest

from cli.client import Gateway
from cli.journeys.instant import apply, seen_through
from cli.journeys.people import Citizen
from cli.journeys.scene import Scene
from deploy.local.settings import PROJECT_DIR, inherited_environment
from deploy.local.stack import Stack
from tests.e2e.ledger import accounts

PART = "workflows"
START_SECONDS_MAX = 120
GRADUATES = {"bridge.started": "graduate-0151", "consumer.effect_committed": "graduate-0152"}
UNDISTURBED = "graduate-0153"


@pytest.mark.parametrize("point", GRADUATES)
async def test_a_start_that_was_not_committed_is_the_same_start_again(
    stack: Stack, gateway: Gateway, point: str
) -> None:
    async def nobody_dies(_: str) -> None:
        raise AssertionError("no part is killed through the journey")

    async with Scene("instant", gateway, nobody_dies) as scene:
        undisturbed = await Citizen.enter(scene, UNDISTURBED)
        reference = await seen_through(undisturbed, await apply(undisturbed))
        await stack.stop(PART)
        try:
            killed = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.e2e.dying_workflows", point, cwd=PROJECT_DIR,
                env={**inherited_environment(), **stack.environment.of(PART)},
                stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            graduate = await Citizen.enter(scene, GRADUATES[point])
            following = await apply(graduate)
            async with asyncio.timeout(START_SECONDS_MAX):
                assert await killed.wait() == -signal.SIGKILL
        finally:
            await stack.start(PART)
        record = await seen_through(graduate, following)
    ids = [reference.application.id, record.application.id]
    undisturbed_account, account = (await accounts(stack, ids))[ids[0]], (await accounts(stack, ids))[ids[1]]
    assert account == undisturbed_account
