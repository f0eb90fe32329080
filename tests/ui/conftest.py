"""One stack for the browser, whose codec server opens nothing without a token, and what is open on it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from cli.client import Gateway
from deploy.local.ports import Ports
from deploy.local.stack import Stack
from tests.e2e.conftest import STACK_PREFIX, Enter, enter, gateway
from tests.ui.browser import TemporalUI, at_the_screen
from tests.ui.town import Town, opened

__all__ = ["enter", "gateway"]
HERE = Path(__file__).parent
SECONDS_MAX = 300
PEOPLE = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here needs a browser, and runs on the one loop that stack and browser live on."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.ui)
            item.add_marker(pytest.mark.timeout(SECONDS_MAX))
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stack() -> AsyncIterator[Stack]:
    """The started stack. Its codec server believes no page without a token, as in production (decision 0010)."""
    folder, ports = Path(tempfile.mkdtemp(prefix=STACK_PREFIX)), Ports.free()
    page = f"http://{ports.address('temporal_ui')}"
    codec = {"ONETRIP_CODEC_ORIGINS": page, "ONETRIP_CODEC_ANONYMOUS_ORIGINS": ""}
    try:
        async with Stack(folder, ports, environment={"codec": codec}, people=PEOPLE) as running:
            yield running
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def town(stack: Stack, gateway: Gateway, enter: Enter) -> AsyncIterator[Town]:
    """What is open: an application at each place that the tour looks at."""
    async with opened(stack, enter) as town:
        yield town


@pytest_asyncio.fixture(loop_scope="session")
async def ui(stack: Stack, enter: Enter) -> AsyncIterator[TemporalUI]:
    """A browser before the UI, whose page passes the operator's token."""
    async with at_the_screen(stack, await (await enter("operator")).token()) as screen:
        yield screen
