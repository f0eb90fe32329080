"""One running process of the stack: wait until it is ready, stop it, say how it ended."""

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from deploy.local.errors import StackError
from deploy.local.fingerprint import Fingerprint
from deploy.local.spawn import spawn
from deploy.local.steps import Launch, Process

POLL_SECONDS = 0.03
WATCH_SECONDS = 0.1
KILL_SECONDS_MAX = 10.0
LOG_TAIL_BYTES = 8192
LAST_LINE_CHARACTERS_MAX = 300
# A line that tells why something stopped, in the words of the engines and of Python.
TELLING = re.compile(r"fatal|panic|error|exception|cannot|could not|failed|refused|denied", re.IGNORECASE)


class Child:
    """A started process; made by starting it. Raises StackError when it cannot be executed."""

    def __init__(self, process: Process, launch: Launch, log_path: Path) -> None:
        self._process = process
        self._log_path = log_path
        self._log_start = log_path.stat().st_size if log_path.exists() else 0
        try:
            self._popen: subprocess.Popen[bytes] = spawn(launch, log_path, process.death_signal)
        except (OSError, subprocess.SubprocessError) as error:
            raise StackError(f"{process.name} cannot be executed: {error}") from error
        self.fingerprint = Fingerprint.of(self._popen.pid)

    def running(self) -> bool:
        """Whether it has not ended."""
        return self._popen.poll() is None

    async def until_ready(self) -> None:
        """Return when the readiness probe says yes. Raises StackError when it ends or takes too long."""
        deadline = time.monotonic() + self._process.ready_seconds_max
        while not await self._is_ready():
            if not self.running():
                raise StackError(self.obituary())
            if time.monotonic() > deadline:
                raise StackError(
                    f"{self._process.name} was not ready within {self._process.ready_seconds_max:g} seconds; "
                    f"its log: {self._log_path}"
                )
            await asyncio.sleep(POLL_SECONDS)

    async def until_ended(self) -> None:
        """Return when it has ended, by itself or by a signal."""
        while self.running():  # noqa: ASYNC110 - a Popen has no event; it must be usable from more than one loop
            await asyncio.sleep(WATCH_SECONDS)

    async def stop(self) -> None:
        """The stop signal, then SIGKILL to the whole process group when the grace is over."""
        if self.running():
            with contextlib.suppress(ProcessLookupError):
                self._popen.send_signal(self._process.stop_signal)
            if await self._ends_within(self._process.stop_seconds_max):
                if self._process.stopped is not None:
                    self._process.stopped()
                return
        await self.kill()

    async def kill(self) -> None:
        """SIGKILL to the whole process group; returns when the process is gone."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        await self._ends_within(KILL_SECONDS_MAX)

    def obituary(self) -> str:
        """How it ended, in one sentence with the last telling line of its log."""
        code = self._popen.poll()
        how = f"was ended by {signal.Signals(-code).name}" if code is not None and code < 0 else f"exited with {code}"
        line = self._last_line()
        return f"{self._process.name} {how}{f' ({line})' if line else ''}; its log: {self._log_path}"

    async def _is_ready(self) -> bool:
        try:
            return await self._process.ready()
        except Exception:
            # Whatever it is, the process does not answer as it should yet.
            return False

    async def _ends_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.running():
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(POLL_SECONDS)
        return True

    def _last_line(self) -> str:
        with contextlib.suppress(OSError), self._log_path.open("rb") as log:
            size = log.seek(0, os.SEEK_END)
            log.seek(max(self._log_start, size - LOG_TAIL_BYTES))
            lines = [line.strip() for line in log.read().decode(errors="replace").splitlines() if line.strip()]
            telling = [line for line in lines if TELLING.search(line)] or lines
            if telling:
                return telling[-1][:LAST_LINE_CHARACTERS_MAX]
        return ""
