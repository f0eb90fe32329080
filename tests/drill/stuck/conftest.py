"""One stack for all the ways to get stuck."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from cli.client import Gateway
from deploy.local.stack import Stack
from tests.drill.stuck.camera import camera
from tests.drill.stuck.cluster import serving
from tests.drill.stuck.pages import Page
from tests.drill.stuck.site import Operator, Site

HERE = Path(__file__).parent
SECONDS_MAX = 600
PEOPLE = 60

Follow = Callable[[str], Operator]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here is a drill and runs on the one loop that the stack's supervisor lives on."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.drill)
            item.add_marker(pytest.mark.timeout(SECONDS_MAX))
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """The started stack, and an operator's shell beside it: `onetrip`, `kubectl` and `temporal` find it."""
    programs = tmp_path_factory.mktemp("programs")
    async with (
        Stack.temporary(people=PEOPLE) as stack,
        Gateway(stack.gateway_url, stack.identity_url) as gateway,
        serving(stack, programs) as (cluster, found_by),
        camera(stack, gateway) as photograph,
    ):
        environment = {
            "ONETRIP_STATE_DIR": str(stack.state_dir),
            "ONETRIP_URL": stack.gateway_url,
            "TEMPORAL_ADDRESS": stack.address("temporal"),
            **found_by,
        }
        yield Site(stack, gateway, cluster, environment, programs, photograph)


@pytest.fixture(scope="session")
def follow(site: Site) -> Follow:
    """Take a page in hand: `operator = follow("register-down")`."""
    return lambda name: Operator(site, Page.read(name))
