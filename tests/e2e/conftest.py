"""One stack for the whole session, and how a test reaches it: from outside, through the gateway."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from cli.client import Caller, Gateway
from cli.personas import persona
from deploy.local.stack import Stack

HERE = Path(__file__).parent
PORTAL = "https://portal.test"
SECONDS_MAX = 180

Enter = Callable[..., Awaitable[Caller]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here is an end-to-end test and runs on the one loop that the stack's supervisor lives on."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(SECONDS_MAX))
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stack() -> AsyncIterator[Stack]:
    """The started stack: free ports, its own folder, gone at the end."""
    async with Stack.temporary(environment={"gateway": {"ONETRIP_CORS_ORIGINS": PORTAL}}) as running:
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
