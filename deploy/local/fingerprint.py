"""Who a process is, so that a recycled process id is never mistaken for ours."""

import contextlib
import os
import signal
import time
from dataclasses import asdict, dataclass
from typing import Any, Self

import psutil

# The kernel reports start times relative to a boot time that shifts when the clock is adjusted.
START_TOLERANCE_SECONDS = 2.0
KILL_SECONDS_MAX = 5.0
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Fingerprint:
    """A process at one moment: its id alone may belong to another process later."""

    pid: int
    started_at_seconds: float
    executable: str

    @classmethod
    def of(cls, pid: int) -> Self:
        """Take the fingerprint of a running process. Raises psutil.NoSuchProcess."""
        process = psutil.Process(pid)
        return cls(pid, process.create_time(), _executable(process))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(int(data["pid"]), float(data["started_at_seconds"]), str(data["executable"]))

    def to_json(self) -> dict[str, Any]:
        """The fields, for the state file."""
        return asdict(self)

    def alive(self) -> bool:
        """Whether this very process still runs (a zombie does not)."""
        try:
            process = psutil.Process(self.pid)
            same_start = abs(process.create_time() - self.started_at_seconds) <= START_TOLERANCE_SECONDS
            return same_start and process.status() != psutil.STATUS_ZOMBIE and _executable(process) == self.executable
        except psutil.Error:
            return False

    def terminate(self, stop_signal: int, grace_seconds: float) -> None:
        """Stop this process: the signal, then, when it is still there after the grace, SIGKILL to its group."""
        self.signal(stop_signal)
        self.end_within(grace_seconds)

    def end_within(self, grace_seconds: float) -> None:
        """Wait for its end; when it is still there after the grace, SIGKILL to its group."""
        if self._gone_within(grace_seconds):
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self.signal(signal.SIGKILL)
        self._gone_within(KILL_SECONDS_MAX)

    def signal(self, number: int) -> None:
        """Send a signal if this very process still runs."""
        if self.alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _gone_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(POLL_SECONDS)
        return True


def _executable(process: psutil.Process) -> str:
    """The program's path as it was called (the last part of a command line may change, this does not)."""
    command = process.cmdline()
    return command[0] if command else process.name()
