"""What the service and the process that examines files say to each other: why a file is not taken, and how one is sent.

Each reason has an error of its own in `contracts.errors`.
"""

from __future__ import annotations

import struct
from enum import StrEnum

LENGTH = struct.Struct(">I")
# The first line of a process that can be asked.
READY = b"ready\n"
"""Before each piece of a file; 0 ends it."""


class Fault(StrEnum):
    """Why a file is not taken."""

    UNSUPPORTED = "UNSUPPORTED"
    EXECUTABLE = "EXECUTABLE"
    ACTIVE = "ACTIVE"
    ENCRYPTED = "ENCRYPTED"
    BROKEN = "BROKEN"
    BEYOND_LIMITS = "BEYOND_LIMITS"


class Unacceptable(Exception):
    """A file that is not taken. `why` is for the sender and repeats nothing of the file."""

    def __init__(self, fault: Fault, why: str) -> None:
        super().__init__(why)
        self.fault = fault
        self.why = why
