"""Becomes another program that cannot outlive its supervisor: run as a program of its own, between fork and exec.

`python -I -S launcher.py <pipe> <parent> <signal> <uid> <gid> <capability> <program> …`, `-` for what is not wanted.

A supervisor with threads (gRPC, Temporal, Kafka clients in a test's process) must not run Python in a forked child
before it executes something: the child inherits their locks in whatever state they are, and may crash. Standard
library only, so that it starts within milliseconds.
"""

import ctypes
import fcntl
import os
import sys

# Linux prctl(2) and capabilities(7).
PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAPABILITY_VERSION_3 = 0x20080522
NOT_EXECUTABLE = 127
NONE = "-"


def main(arguments: list[str]) -> None:
    """Take the account, ask for the signal at the parent's death, execute. Tells the pipe why, if it cannot."""
    pipe, parent, death_signal, uid, gid, capability, *command = arguments
    if pipe != NONE:
        # Closed by a successful exec: that is how the parent knows.
        fcntl.fcntl(int(pipe), fcntl.F_SETFD, fcntl.FD_CLOEXEC)
    try:
        libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
        if uid != NONE:
            _become(libc, int(uid), int(gid), None if capability == NONE else int(capability))
        if libc is not None:
            # After the change of user, which clears it.
            libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
            if os.getppid() != int(parent):
                os._exit(1)
        os.execvp(command[0], command)  # noqa: S606 - no shell is wanted
    except OSError as error:
        os.write(2 if pipe == NONE else int(pipe), f"{command[0]}: {error.strerror}\n".encode())
        os._exit(NOT_EXECUTABLE)


def _become(libc: ctypes.CDLL | None, uid: int, gid: int, capability: int | None) -> None:
    if capability is not None and libc is not None:
        libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if capability is not None and libc is not None:
        _keep_capability(libc, capability)


def _keep_capability(libc: ctypes.CDLL, capability: int) -> None:
    """Keep exactly one of root's capabilities across the exec (as an ambient one)."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    bits = 1 << capability
    data = (ctypes.c_uint32 * 6)(bits, bits, bits, 0, 0, 0)
    if libc.capset(ctypes.byref(header), ctypes.byref(data)) != 0:
        raise OSError(ctypes.get_errno(), "capset")
    if libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


if __name__ == "__main__":
    main(sys.argv[1:])
