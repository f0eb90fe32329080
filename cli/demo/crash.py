"""Killing a part of a running stack, as an out-of-memory killer would; its supervisor starts it again."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from cli.errors import CommandFailed
from cli.journeys.scene import Crash
from deploy.local.state import StackState


def crash_in(state_dir: Path) -> Crash:
    """What a journey ends a part of the stack in this folder with."""

    async def crash(name: str) -> None:
        await asyncio.to_thread(kill_part, state_dir, name)

    return crash


def kill_part(state_dir: Path, name: str) -> None:
    """Send SIGKILL to a process of the stack in this folder. Raises CommandFailed when it does not run."""
    state = StackState.read(state_dir)
    step = state.steps.get(name) if state else None
    if step is None or step.fingerprint is None or not step.fingerprint.alive():
        raise CommandFailed(f"{name} does not run, so it cannot be killed")
    step.fingerprint.signal(signal.SIGKILL)
