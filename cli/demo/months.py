"""A stack on which months pass in seconds, for the journeys that need them; it is gone when they have ended."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from cli.client import Gateway
from cli.demo.crash import crash_in
from cli.demo.place import Place
from deploy.local.stack import Stack
from runtime.clock import Clock

# The parts that look at a clock. Tokens are issued and checked in real time.
CLOCKED = ("intake", "verification", "approval", "notification", "registers", "workflows")
# More than a day and a half in a second: the limits of a week leave officers six seconds of work in all.
FACTOR = 129_600.0
# No stack starts faster: when it is up the clock is past today. Before it, the registers, filled today, would speak of
# tomorrow, and nobody believes a register that does.
START = timedelta(seconds=5)
PEOPLE = 50


@asynccontextmanager
async def months() -> AsyncIterator[Place]:
    """A stack in a folder of its own on which months pass in seconds, gone at the end. Raises StackError.

    Apart from any other: what is open there would lapse before anybody has read it. Only settings that no production
    process accepts make a clock run so (runtime/settings.py).
    """
    epoch = datetime.now(UTC)
    origin = epoch + START
    setting = {
        "ONETRIP_CLOCK_EPOCH": epoch.isoformat(),
        "ONETRIP_CLOCK_ORIGIN": origin.isoformat(),
        "ONETRIP_CLOCK_FACTOR": str(FACTOR),
    }
    async with (
        Stack.temporary(environment=dict.fromkeys(CLOCKED, setting), people=PEOPLE) as stack,
        Gateway(stack.gateway_url, stack.identity_url) as gateway,
    ):
        yield Place(gateway, crash_in(stack.state_dir), Clock(epoch, origin, FACTOR))
