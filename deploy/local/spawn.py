"""Starts one child process that cannot outlive its supervisor, with its output in a log file."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from deploy.local.steps import Launch, OsUser

LOG_BYTES_MAX = 20 * 1024 * 1024

# Linux prctl(2) and capabilities(7).
PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def spawn(launch: Launch, log_path: Path, death_signal: int = signal.SIGKILL) -> subprocess.Popen[bytes]:
    """Start the process in its own session; on Linux it gets `death_signal` when the calling thread dies.

    Must be called from a thread that lives as long as the supervisor (the main one). Raises OSError.
    """
    log_path.parent.mkdir(parents=True, exist_ok=True)
    if log_path.exists() and log_path.stat().st_size > LOG_BYTES_MAX:
        log_path.replace(log_path.with_suffix(".previous.log"))
    with log_path.open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - the commands are our own table, no shell
            list(launch.command),
            cwd=launch.cwd,
            env=dict(launch.environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_before_exec(launch.user, death_signal, os.getpid()),  # noqa: PLW1509 - only system calls
        )


def run_as(user: OsUser | None) -> Callable[[], None]:
    """A `preexec_fn` for short programs (initdb) that must run as `user` and die with the caller."""
    return _before_exec(user, signal.SIGKILL, os.getpid())


def _before_exec(user: OsUser | None, death_signal: int, parent_pid: int) -> Callable[[], None]:
    """What the child does between fork and exec: nothing but system calls."""

    def prepare() -> None:
        if user is not None:
            _become(user)
        if _libc is not None:
            # After the change of user, which clears it.
            _libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
            if os.getppid() != parent_pid:
                os._exit(1)

    return prepare


def _become(user: OsUser) -> None:
    if user.capability is not None and _libc is not None:
        _libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(user.gid)
    os.setuid(user.uid)
    if user.capability is not None and _libc is not None:
        _keep_capability(_libc, user.capability)


def _keep_capability(libc: ctypes.CDLL, capability: int) -> None:
    """Keep exactly one of root's capabilities across the exec (as an ambient one)."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    bits = 1 << capability
    data = (ctypes.c_uint32 * 6)(bits, bits, bits, 0, 0, 0)
    if libc.capset(ctypes.byref(header), ctypes.byref(data)) != 0:
        raise OSError(ctypes.get_errno(), "capset")
    if libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
