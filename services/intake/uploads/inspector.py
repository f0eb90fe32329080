"""Has files examined in a process of its own, one after another, so that the memory of the service stays flat and a
file that breaks or occupies a library takes only that process with it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping

from contracts.errors import (
    ActiveContent,
    BrokenContent,
    ContentBeyondLimits,
    EncryptedContent,
    ExecutableContent,
    UnsupportedContent,
)
from runtime.errors import FieldViolation, InvalidInput
from runtime.logs import get_logger
from services.intake.uploads.faults import LENGTH, Fault, Unacceptable

# The largest picture takes one or two (2 cores); a file that occupies a library longer is made to.
SECONDS_MAX = 20.0
# What libraries leak goes with the process.
FILES_A_PROCESS = 500
_ERRORS: Mapping[Fault, type[InvalidInput]] = {
    Fault.UNSUPPORTED: UnsupportedContent,
    Fault.EXECUTABLE: ExecutableContent,
    Fault.ACTIVE: ActiveContent,
    Fault.ENCRYPTED: EncryptedContent,
    Fault.BROKEN: BrokenContent,
    Fault.BEYOND_LIMITS: ContentBeyondLimits,
}


def error_of(refusal: Unacceptable) -> InvalidInput:
    """The error that a caller is told."""
    return _ERRORS[refusal.fault]("the upload is not taken", fields=[FieldViolation("content", refusal.why)])


class Inspector:
    """The process that examines files. It is started by the first and again after one that it did not survive."""

    def __init__(self) -> None:
        self._one = asyncio.Lock()
        self._process: Process | None = None
        self._examined = 0

    async def stop(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            # It may have ended by itself, and nobody has noticed yet.
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def examine(self, content: AsyncIterator[bytes]) -> str:
        """Return the type of a file. Raises one of `contracts.errors` for one that is not taken."""
        async with self._one:
            try:
                answer = await asyncio.wait_for(self._ask(content), SECONDS_MAX)
            except (TimeoutError, ConnectionError, ValueError) as error:
                get_logger().warning("uploads.worker_lost", error=type(error).__name__)
                await self.stop()
                raise error_of(Unacceptable(Fault.BEYOND_LIMITS, "the file cannot be examined")) from None
            except BaseException:
                # Half a file may be on its way.
                await self.stop()
                raise
        if "fault" in answer:
            raise error_of(Unacceptable(Fault(answer["fault"]), answer["why"]))
        return answer["type"]

    async def _ask(self, content: AsyncIterator[bytes]) -> dict[str, str]:
        to, back = await self._running()
        async for piece in content:
            if piece:
                to.write(LENGTH.pack(len(piece)) + piece)
                await to.drain()
        to.write(LENGTH.pack(0))
        await to.drain()
        self._examined += 1
        # An empty line is the end of the process: json refuses it with a ValueError.
        return json.loads(await back.readline())

    async def _running(self) -> tuple[asyncio.StreamWriter, asyncio.StreamReader]:
        if self._examined >= FILES_A_PROCESS:
            await self.stop()
        if self._process is None or self._process.returncode is not None:
            # No environment: nothing of ours is of use to it.
            arguments = (sys.executable, "-m", "services.intake.uploads.worker")
            self._process = await asyncio.create_subprocess_exec(*arguments, stdin=PIPE, stdout=PIPE, env={})
            self._examined = 0
        to, back = self._process.stdin, self._process.stdout
        if to is None or back is None:
            raise ConnectionError("the process has no pipes")
        return to, back
