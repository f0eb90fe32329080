"""Starts one child process that cannot outlive its supervisor, with its output in a log file."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.local import launcher
from deploy.local.steps import Launch, OsUser

LOG_BYTES_MAX = 20 * 1024 * 1024
REASON_BYTES_MAX = 4096


def spawn(launch: Launch, log_path: Path, death_signal: int = signal.SIGKILL) -> subprocess.Popen[bytes]:
    """Start the process in its own session; on Linux it gets `death_signal` when the calling thread dies.

    Returns when the program itself has been executed. Must be called from a thread that lives as long as the
    supervisor (the main one). Raises OSError.
    """
    log_path.parent.mkdir(parents=True, exist_ok=True)
    if log_path.exists() and log_path.stat().st_size > LOG_BYTES_MAX:
        log_path.replace(log_path.with_suffix(".previous.log"))
    reading, writing = os.pipe()
    try:
        with log_path.open("ab") as log:
            child = subprocess.Popen(  # noqa: S603 - the commands are our own table, no shell
                _launched(launch.command, launch.user, death_signal, str(writing)),
                cwd=launch.cwd,
                env=dict(launch.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=(writing,),
            )
    finally:
        os.close(writing)
        # Ends when the program is executed, which closes the other end, or with the reason why it was not.
        with open(reading, "rb") as pipe:
            reason = pipe.read(REASON_BYTES_MAX).decode().strip()
    if reason:
        child.wait()
        raise OSError(reason)
    return child


def run_as(user: OsUser | None, command: Sequence[str]) -> list[str]:
    """The command of a short program (initdb) that must run as `user` and die with the caller."""
    return _launched(command, user, signal.SIGKILL, launcher.NONE)


def _launched(command: Sequence[str], user: OsUser | None, death_signal: int, pipe: str) -> list[str]:
    account = (user.uid, user.gid, user.capability) if user else (None, None, None)
    words = [launcher.NONE if each is None else str(each) for each in account]
    program = [sys.executable, "-I", "-S", launcher.__file__]
    return [*program, pipe, str(os.getpid()), str(int(death_signal)), *words, *command]
