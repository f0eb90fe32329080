"""Where the CPU time of a Python process goes: looks at its threads every few milliseconds.

What a thread has used since the last look is put down to the function it is in, and, where that is a library's, to
the function of ours that called it. Standard library only: it is also loaded into the parts (bench/profile).
"""

from __future__ import annotations

import sys
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from types import FrameType, TracebackType
from typing import Any, Self

from bench.results import Cost

INTERVAL_SECONDS = 0.004
TOP = 3
OURS = ("runtime", "services", "workflows", "contracts", "bench")
DEPTH_MAX = 100


class Sampler:
    """`with Sampler() as sampler: …`, then `sampler.spent`: CPU seconds by function."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bench-sampler", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        last: dict[int, float] = {}
        while not self._stopping.wait(INTERVAL_SECONDS):
            frames = sys._current_frames()
            for ident in _idents():
                used = time.clock_gettime(time.pthread_getcpuclockid(ident))
                spent = used - last.get(ident, used)
                last[ident] = used
                if spent > 0 and ident in frames:
                    self.spent[_where(frames[ident])] += spent


def top(spent: Mapping[str, float], where: str = "") -> list[Cost]:
    """Return the three biggest costs; `where` names the process."""
    total = sum(spent.values()) or 1.0
    biggest = sorted(spent.items(), key=lambda item: -item[1])[:TOP]
    return [Cost(f"{where}: {name}" if where else name, seconds / total) for name, seconds in biggest]


def _idents() -> list[int]:
    """Threads that Python started: one of a library's own may be gone before its clock is read."""
    own = threading.get_ident()
    return [
        thread.ident
        for thread in threading.enumerate()
        if thread.ident is not None and thread.ident != own and not isinstance(thread, threading._DummyThread)
    ]


def _where(frame: FrameType) -> str:
    innermost = _name(frame)
    ours: FrameType | None = frame
    for _ in range(DEPTH_MAX):
        if ours is None or _module(ours).split(".")[0] in OURS:
            break
        ours = ours.f_back
    return innermost if ours is frame or ours is None else f"{innermost} for {_name(ours)}"


def _name(frame: FrameType) -> str:
    code: Any = frame.f_code
    return f"{_module(frame)}.{code.co_qualname}"


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "?"))
