"""The state file: what the supervisor of a state folder runs, for `status`, `down` and recovery after a kill."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from deploy.local.errors import AlreadyRunning
from deploy.local.files import write_atomically
from deploy.local.fingerprint import Fingerprint
from deploy.local.steps import Kind

FILE_NAME = "stack.json"
LOCK_NAME = "stack.lock"


class Phase(StrEnum):
    """Where a step, or the whole stack, is."""

    WAITING = "waiting"
    STARTING = "starting"
    READY = "ready"
    DONE = "done"
    RESTARTING = "restarting"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass
class StepState:
    """One step as it is now."""

    name: str
    kind: str
    phase: Phase = Phase.WAITING
    detail: str = ""
    fingerprint: Fingerprint | None = None
    stop_signal: int = 15
    ports: dict[str, int] = field(default_factory=dict)
    log: str = ""
    seconds: float | None = None
    """How long it took to become ready."""
    restarts: int = 0


@dataclass
class StackState:
    """The whole stack as it is now."""

    supervisor: Fingerprint
    phase: Phase = Phase.STARTING
    detail: str = ""
    steps: dict[str, StepState] = field(default_factory=dict)

    def write(self, state_dir: Path) -> None:
        """Replace the state file of this folder."""
        write_atomically(state_dir / FILE_NAME, json.dumps(_to_json(self), indent=1), durable=False)

    @classmethod
    def read(cls, state_dir: Path) -> Self | None:
        """The last written state, or None where there is none (or it is unreadable: then it tells nothing)."""
        try:
            return cls._from_json(json.loads((state_dir / FILE_NAME).read_text()))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @classmethod
    def _from_json(cls, data: dict[str, Any]) -> Self:
        steps = {name: _step_from_json(step) for name, step in data["steps"].items()}
        return cls(Fingerprint.from_json(data["supervisor"]), Phase(data["phase"]), data["detail"], steps)

    def running(self) -> bool:
        """Whether the supervisor that wrote this still runs."""
        return self.supervisor.alive()


def _to_json(state: StackState) -> dict[str, Any]:
    steps = {}
    for step in state.steps.values():
        steps[step.name] = {**vars(step), "fingerprint": step.fingerprint.to_json() if step.fingerprint else None}
    return {**vars(state), "supervisor": state.supervisor.to_json(), "steps": steps}


def _step_from_json(data: dict[str, Any]) -> StepState:
    fingerprint = Fingerprint.from_json(data["fingerprint"]) if data["fingerprint"] else None
    return StepState(**{**data, "phase": Phase(data["phase"]), "fingerprint": fingerprint})


@contextmanager
def held(state_dir: Path) -> Iterator[None]:
    """Hold the folder for one supervisor; the kernel lets go of it when the process dies, however it dies.

    Raises AlreadyRunning when another one holds it.
    """
    handle = os.open(state_dir / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holding = holder(state_dir)
            who = f"pid {holding.pid}" if holding else "another process"
            raise AlreadyRunning(
                f"the stack in {state_dir} is already run by {who}: see `onetrip status`, or stop it: `onetrip down`"
            ) from None
        os.ftruncate(handle, 0)
        os.write(handle, json.dumps(Fingerprint.of(os.getpid()).to_json()).encode())
        try:
            yield
        finally:
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def holder(state_dir: Path) -> Fingerprint | None:
    """The other process that holds the folder; None when none does. Known even when the state file was lost."""
    try:
        mark = Fingerprint.from_json(json.loads((state_dir / LOCK_NAME).read_text()))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return mark if mark.alive() and mark.pid != os.getpid() else None


def stop_leftovers(state_dir: Path, grace_seconds: float = 10) -> list[str]:
    """Stop what a killed supervisor left running, and only that; returns the names. The caller holds the folder."""
    state = StackState.read(state_dir)
    if state is None:
        return []
    alive = [(step, step.fingerprint) for step in state.steps.values() if step.fingerprint and step.fingerprint.alive()]
    # Services first, while the engines they write to are still there; those of one kind together.
    for kind in (Kind.SERVICE, Kind.ENGINE):
        of_kind = [(step, mark) for step, mark in alive if step.kind == kind]
        for step, mark in of_kind:
            mark.signal(step.stop_signal)
        for _, mark in of_kind:
            mark.end_within(grace_seconds)
    return [step.name for step, _ in alive]
