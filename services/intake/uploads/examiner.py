"""One process that examines files, and the socket over which it is asked (`worker` says what is spoken on it).

Not by asyncio's own subprocesses: uvloop forks, and gRPC's fork handlers then run Python beside threads that hold its
locks; one process in some hundreds died so before it was itself. `Popen` uses vfork, between which and exec nothing
of ours runs.
"""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator

from services.intake.uploads.faults import LENGTH, READY

# Its libraries are loaded within a second or two (2 cores).
START_SECONDS_MAX = 60.0
_COMMAND = (sys.executable, "-m", "services.intake.uploads.worker")


class ExaminerLost(Exception):
    """The process has ended, or speaks nonsense."""


class Examiner:
    """A running process. `examined` counts the files it was asked about."""

    def __init__(
        self, process: subprocess.Popen[bytes], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.process = process
        self.examined = 0
        self._reader = reader
        self._writer = writer

    @classmethod
    async def start(cls) -> Examiner:
        """Start a process and wait until it has said that it is ready. Raises ExaminerLost."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                process = await asyncio.to_thread(_spawn, theirs)
            reader, writer = await asyncio.open_connection(sock=ours)
        except BaseException as error:
            # A process that hears nobody ends by itself.
            ours.close()
            if isinstance(error, OSError):
                raise ExaminerLost(f"it cannot be started: {error}") from error
            raise
        examiner = cls(process, reader, writer)
        try:
            async with asyncio.timeout(START_SECONDS_MAX):
                await examiner.greeted()
        except BaseException as error:
            await examiner.stop()
            if isinstance(error, TimeoutError):
                raise ExaminerLost("it does not become ready") from None
            raise
        return examiner

    async def greeted(self) -> None:
        """Wait until it is ready. Raises ExaminerLost."""
        try:
            greeting = await self._reader.readline()
        except OSError as error:
            raise ExaminerLost(f"it hung up: {error}") from error
        if greeting != READY:
            raise ExaminerLost("it ended before it was ready")

    async def ask(self, content: AsyncIterator[bytes]) -> dict[str, str]:
        """Return what it says of a file. Raises ExaminerLost, and whatever `content` raises."""
        self.examined += 1
        async for piece in content:
            if piece:
                await self._send(LENGTH.pack(len(piece)) + piece)
        await self._send(LENGTH.pack(0))
        try:
            # An empty line is the end of the process: json refuses it.
            return json.loads(await self._reader.readline())
        except (OSError, ValueError) as error:
            raise ExaminerLost(f"no answer: {error}") from error

    async def stop(self) -> None:
        """End the process; one that has ended by itself is let go."""
        self._writer.close()
        self.process.kill()
        await asyncio.to_thread(self.process.wait)

    async def _send(self, data: bytes) -> None:
        try:
            self._writer.write(data)
            await self._writer.drain()
        # uvloop says RuntimeError where it has closed the socket of a process that hung up.
        except (OSError, RuntimeError) as error:
            raise ExaminerLost(f"it hung up: {error}") from error


def _spawn(theirs: socket.socket) -> subprocess.Popen[bytes]:
    # No environment: nothing of ours is of use to it.
    return subprocess.Popen(_COMMAND, stdin=theirs.fileno(), stdout=theirs.fileno(), env={})  # noqa: S603 - our own program
