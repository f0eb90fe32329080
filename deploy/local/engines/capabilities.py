"""What a process of another account needs to get through folders that only root may enter."""

import os
from pathlib import Path

from deploy.local.errors import StackError

# linux/capability.h: DAC_READ_SEARCH lets it read and enter only; containers often have just DAC_OVERRIDE.
CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2


def search_capability(closed: Path) -> int:
    """The least capability of ours that opens `closed` to another account.

    Raises StackError when root has none here (a container without them).
    """
    held = _effective()
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        if held & (1 << capability):
            return capability
    raise StackError(
        f"PostgreSQL does not run as root, and its own account may not enter {closed}: "
        f"run `chmod o+x {closed}`, move the project, or start OneTrip as another user"
    )


def _effective() -> int:
    status = Path(f"/proc/{os.getpid()}/status")
    if not status.exists():
        return 0
    line = next(line for line in status.read_text().splitlines() if line.startswith("CapEff:"))
    return int(line.split()[1], 16)
