"""The process that examines files: `python -m services.intake.uploads.worker`.

Says that it is ready, then reads a file from its standard input in frames (length, 4 bytes big-endian; bytes; length 0
ends it) and answers with one line of JSON; then the next. It has no secret, no address and a limit on its memory.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import BinaryIO

from services.intake.uploads.examining import examine
from services.intake.uploads.faults import LENGTH, READY, Fault, Unacceptable

ADDRESS_SPACE_BYTES_MAX = 2 * 1024**3


def main() -> None:
    """Examine files until the other side hangs up."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES_MAX, ADDRESS_SPACE_BYTES_MAX))
    # A library that prints would answer in our place.
    answers, sys.stdout = sys.stdout, sys.stderr
    answers.buffer.write(READY)
    answers.flush()
    while (data := _read(sys.stdin.buffer)) is not None:
        print(json.dumps(judged(data)), file=answers, flush=True)


def judged(data: bytes) -> dict[str, str]:
    """What is answered about a file: its type, or the fault and why."""
    try:
        return {"type": examine(data)}
    except Unacceptable as refusal:
        return {"fault": refusal.fault, "why": refusal.why}
    except (MemoryError, RecursionError):
        return {"fault": Fault.BEYOND_LIMITS, "why": "the file needs more memory than any document"}
    # What a library for a format cannot read, an officer cannot either.
    except Exception:
        return {"fault": Fault.BROKEN, "why": "the file cannot be read"}


def _read(stream: BinaryIO) -> bytes | None:
    data = bytearray()
    while header := stream.read(LENGTH.size):
        (length,) = LENGTH.unpack(header)
        if length == 0:
            return bytes(data)
        data += stream.read(length)
    return None


if __name__ == "__main__":
    main()
