"""What the supervisor runs: processes that stay, and jobs that end; each names what it waits for."""

import signal
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

Report = Callable[[str], None]
"""Tells the person waiting what a step is busy with ("12 of 46 jars")."""

Probe = Callable[[], Awaitable[bool]]
"""Answers whether a process is ready; an exception counts as "not yet"."""


class Kind(StrEnum):
    """What a step is, for people and for the restart rule: only services are restarted when they crash."""

    ENGINE = "engine"
    SERVICE = "service"
    JOB = "job"


@dataclass(frozen=True)
class OsUser:
    """The account a process runs as when the supervisor is root, and the one capability it keeps, if any."""

    name: str
    uid: int
    gid: int
    capability: int | None = None


@dataclass(frozen=True)
class Launch:
    """A prepared process: all that is needed to execute it."""

    command: Sequence[str]
    environment: Mapping[str, str]
    cwd: Path
    user: OsUser | None = None


@dataclass(frozen=True)
class Process:
    """A process that stays. `prepare` makes ready what it needs (data folder, jars) and gives its launch."""

    name: str
    kind: Kind
    prepare: Callable[[Report], Awaitable[Launch]]
    ready: Probe
    after: tuple[str, ...] = ()
    ports: Mapping[str, int] = field(default_factory=dict)
    stop_signal: int = signal.SIGTERM
    death_signal: int = signal.SIGKILL
    """What it gets when its supervisor is killed: certain rather than gentle, all of them survive a kill -9."""
    ready_seconds_max: float = 60
    stop_seconds_max: float = 15
    stopped: Callable[[], None] | None = None
    """Called after it has ended by itself on the stop signal."""


@dataclass(frozen=True)
class Job:
    """Something done once at each start, and safe to do again."""

    name: str
    run: Callable[[Report], Awaitable[None]]
    after: tuple[str, ...] = ()
    seconds_max: float = 120


Step = Process | Job


def ordered(steps: Iterable[Step]) -> list[Step]:
    """Sort so that each step comes after those it waits for. Raises ValueError on a cycle or an unknown name."""
    remaining = {step.name: step for step in steps}
    done: dict[str, Step] = {}
    while remaining:
        free = [step for step in remaining.values() if all(name in done for name in step.after)]
        if not free:
            raise ValueError(f"these steps wait for each other or for something unknown: {', '.join(remaining)}")
        for step in free:
            done[step.name] = remaining.pop(step.name)
    return list(done.values())


def closure(steps: Iterable[Step], wanted: Iterable[str]) -> list[Step]:
    """The wanted steps and all they need. Raises ValueError for a name that is no step."""
    by_name = {step.name: step for step in steps}
    chosen: set[str] = set()
    queue = list(wanted)
    while queue:
        name = queue.pop()
        if name not in by_name:
            raise ValueError(f"there is no step named {name!r}; there are {', '.join(by_name)}")
        if name not in chosen:
            chosen.add(name)
            queue.extend(by_name[name].after)
    return [step for step in by_name.values() if step.name in chosen]
