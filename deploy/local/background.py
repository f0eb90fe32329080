"""A stack that stays up after the command that started it: start it, wait for it, stop it, clean up after a kill."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy.local import state
from deploy.local.errors import AlreadyRunning, NotRunning, StackError
from deploy.local.fingerprint import Fingerprint
from deploy.local.settings import PROJECT_DIR
from deploy.local.state import Phase, StackState

POLL_SECONDS = 0.1
# Longer than any one step may take, the seeding of hundreds of thousands of people included.
START_SECONDS_MAX = 1200.0
# The slowest order: gateway and services 28 s, then engines 30 s each at the same time.
STOP_SECONDS_MAX = 75.0
LOG_NAME = "supervisor.log"

View = Callable[[StackState], None]


def up(state_dir: Path, options: Sequence[str], view: View) -> StackState:
    """Start a stack in the background and return when it is ready; `view` is shown each change.

    Raises AlreadyRunning, or StackError with the reason it did not start. An interrupt stops what was begun.
    """
    running = StackState.read(state_dir)
    if running is not None and running.running():
        raise AlreadyRunning(f"the stack in {state_dir} is already up (pid {running.supervisor.pid})")
    daemon, log = _spawn(state_dir, options)
    try:
        return _until_ready(daemon, state_dir, log, view)
    except BaseException:
        daemon.terminate()
        daemon.wait(STOP_SECONDS_MAX)
        raise


def down(state_dir: Path, view: View) -> list[str]:
    """Stop the stack of this folder, and what a killed supervisor left; returns the names stopped.

    Raises NotRunning when there is nothing to stop.
    """
    found = StackState.read(state_dir)
    steps = found.steps.items() if found else ()
    names = [name for name, step in steps if step.fingerprint and step.fingerprint.alive()]
    supervisor = found.supervisor if found and found.running() else state.holder(state_dir)
    if supervisor is not None:
        _stop_supervisor(supervisor, state_dir, view)
        # A supervisor whose state file was lost writes it again while it stops.
        written = StackState.read(state_dir) if found is None else None
        names += [name for name, step in written.steps.items() if step.phase is Phase.STOPPED] if written else []
    elif not names:
        raise NotRunning(f"nothing runs in {state_dir}")
    with state.held(state_dir):
        state.stop_leftovers(state_dir)
    return names


def _spawn(state_dir: Path, options: Sequence[str]) -> tuple[subprocess.Popen[bytes], Path]:
    log = state_dir / "logs" / LOG_NAME
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "deploy.local.daemon", "--state-dir", str(state_dir), *options]
    with log.open("wb") as output:
        return (
            subprocess.Popen(  # noqa: S603 - our own command
                command,
                cwd=PROJECT_DIR,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            ),
            log,
        )


def _until_ready(daemon: subprocess.Popen[bytes], state_dir: Path, log: Path, view: View) -> StackState:
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        ended = daemon.poll() is not None
        current = StackState.read(state_dir)
        ours = current if current is not None and current.supervisor.pid == daemon.pid else None
        if ours is not None:
            view(ours)
            if ours.phase is Phase.READY:
                return ours
        if ended:
            raise StackError(_reason(ours, log))
        time.sleep(POLL_SECONDS)
    raise StackError(f"the stack was not up within {START_SECONDS_MAX:g} seconds; its log: {log}")


def _reason(ended: StackState | None, log: Path) -> str:
    if ended is not None and ended.phase is Phase.FAILED and ended.detail:
        return ended.detail
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "the supervisor ended without a word"


def _stop_supervisor(supervisor: Fingerprint, state_dir: Path, view: View) -> None:
    supervisor.signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS_MAX
    while supervisor.alive():
        current = StackState.read(state_dir)
        if current is not None:
            view(current)
        if time.monotonic() > deadline:
            supervisor.signal(signal.SIGKILL)
        time.sleep(POLL_SECONDS)
