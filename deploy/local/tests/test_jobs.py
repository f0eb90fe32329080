"""Short programs of the stack: whoever stops waiting for one learns why, and leaves none behind."""

import asyncio
import sys
from typing import Any, cast

import psutil
import pytest

from deploy.local.jobs import said_by


class Ended:
    """A program that ended while it was waited for."""

    async def communicate(self) -> tuple[bytes, None]:
        """The wait is called off."""
        raise asyncio.CancelledError("a deadline")

    def kill(self) -> None:
        """As asyncio answers for a process that has been reaped."""
        raise ProcessLookupError


async def test_a_wait_that_is_called_off_says_so_though_the_program_has_ended() -> None:
    with pytest.raises(asyncio.CancelledError, match="a deadline"):
        await said_by(cast(Any, Ended()))


async def test_a_program_is_not_left_behind_by_who_stops_waiting_for_it() -> None:
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "import time; time.sleep(600)", stdout=asyncio.subprocess.PIPE
    )
    waiting = asyncio.create_task(said_by(program))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await program.wait()
    assert not psutil.pid_exists(program.pid)
