"""What an operator sees while an application stands still, kept as the pictures of the pages."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from cli.client import Gateway
from cli.personas import persona
from deploy.local.stack import Stack
from tests.drill.stuck.pages import FOLDER
from tests.drill.stuck.site import Photograph, Picture

PAGE_SECONDS_MAX = 120.0
DRIVEN_BY = ("playwright", "tests.ui")


async def _none(_name: str, _picture: Picture) -> None:
    """Where there is no browser the drill has no picture taken."""


@asynccontextmanager
async def camera(stack: Stack, gateway: Gateway) -> AsyncIterator[Photograph]:
    """A browser before the Temporal UI of a stack, with an operator's token, where one is installed."""
    if shutil.which("chromium") is None or not all(map(importlib.util.find_spec, DRIVEN_BY)):
        yield _none
        return
    from tests.ui.browser import at_the_screen  # noqa: PLC0415 - Playwright is not everywhere

    operator = persona("operator")
    caller = await gateway.caller(operator.resident_id, operator.roles, operator.department)
    async with at_the_screen(stack, await caller.token()) as screen:
        # Beside a whole stack that is being broken a page may take long.
        screen.page.set_default_timeout(PAGE_SECONDS_MAX * 1000)

        async def photograph(name: str, picture: Picture) -> None:
            await screen.photograph(picture.what, name, tab=picture.tab, showing=picture.showing, folder=FOLDER)
            # A frame's words are there a moment before they are painted: what was taken first may be blank.
            await screen.photograph(None, name, folder=FOLDER)

        yield photograph
