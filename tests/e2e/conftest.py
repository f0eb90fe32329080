"""One stack for the whole session, and how a test reaches it: from outside, through the gateway."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from cli.client import Caller, Gateway
from cli.demo.crash import crash_in
from cli.demo.place import Place
from cli.journeys import JOURNEYS
from cli.journeys.scene import Scene
from cli.journeys.story import Story
from cli.personas import persona
from deploy.local.stack import Stack
from deploy.local.state import StackState
from tests.e2e.collector import Collector

HERE = Path(__file__).parent
PORTAL = "https://portal.test"
SECONDS_MAX = 300
# A folder of a test run that was itself killed; its processes died with it.
STALE_SECONDS = 3600
STACK_PREFIX = "onetrip-"

Enter = Callable[..., Awaitable[Caller]]
Play = Callable[[str], Awaitable[Story]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here is an end-to-end test and runs on the one loop that the stack's supervisor lives on."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(SECONDS_MAX))
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def pytest_sessionstart() -> None:
    """Remove what earlier runs left that were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{STACK_PREFIX}*"):
        state = StackState.read(folder)
        if state and not state.running() and time.time() - folder.stat().st_mtime > STALE_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def collector() -> AsyncIterator[Collector]:
    """What the stack's spans are sent to."""
    collector = Collector()
    await collector.start()
    yield collector
    await collector.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stack(collector: Collector) -> AsyncIterator[Stack]:
    """The started stack: free ports, its own folder, gone at the end."""
    settings = {"gateway": {"ONETRIP_CORS_ORIGINS": PORTAL}, "*": collector.settings}
    async with Stack.temporary(environment=settings) as running:
        # Beside the logs: what is looked for there is looked for in spans too.
        collector.write_to(running.state_dir / "logs" / "spans.otlp")
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def gateway(stack: Stack) -> AsyncIterator[Gateway]:
    """A client of its gateway."""
    async with Gateway(stack.gateway_url, stack.identity_url) as client:
        yield client


@pytest.fixture(scope="session")
def enter(gateway: Gateway) -> Enter:
    """Bring in a persona with a token: `await enter("graduate")`, or in other roles or another department."""

    async def as_persona(code: str, *roles: str, department: str | None = None) -> Caller:
        who = persona(code)
        return await gateway.caller(who.resident_id, roles or who.roles, department or who.department)

    return as_persona


@pytest.fixture(scope="session")
def play(stack: Stack, gateway: Gateway) -> Play:
    """Walk a journey of the demo on this stack: `story = await play("instant")`. Raises Unexpected."""
    return lambda journey: played(Place(gateway, crash_in(stack.state_dir)), journey)


async def played(place: Place, journey: str) -> Story:
    """Walk a journey on any stack."""
    async with Scene(journey, place.gateway, place.crash, clock=place.clock) as scene:
        return await JOURNEYS[journey](scene)
