"""The stack in the background, as `onetrip up` and `onetrip down` run it."""

import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from deploy.local import background
from deploy.local.errors import AlreadyRunning, NotRunning, StackError
from deploy.local.ports import Ports
from deploy.local.state import Phase, StackState, holder

pytestmark = pytest.mark.engines

ONLY_POSTGRES = ("--only", "postgres")


def _ignore(_: StackState) -> None:
    pass


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="onetrip-"))
    monkeypatch.setenv("ONETRIP_POSTGRES_PORT", str(Ports.free().of("postgres")))
    yield made
    with contextlib.suppress(NotRunning):
        background.down(made, _ignore)
    shutil.rmtree(made, ignore_errors=True)


def _family(state: StackState) -> list[psutil.Process]:
    marks = [step.fingerprint for step in state.steps.values() if step.fingerprint]
    parents = [psutil.Process(mark.pid) for mark in (state.supervisor, *marks)]
    return [*parents, *(child for parent in parents for child in parent.children(recursive=True))]


def test_up_shows_progress_and_down_leaves_nothing_running(folder: Path) -> None:
    seen: set[Phase] = set()
    state = background.up(folder, ONLY_POSTGRES, lambda now: seen.update(step.phase for step in now.steps.values()))
    family = _family(state)
    assert {Phase.STARTING, Phase.READY} <= seen
    assert background.down(folder, _ignore) == ["postgres"]
    assert psutil.wait_procs(family, timeout=60)[1] == []
    with pytest.raises(NotRunning):
        background.down(folder, _ignore)


def test_a_second_up_is_refused_and_the_first_goes_on(folder: Path) -> None:
    state = background.up(folder, ONLY_POSTGRES, _ignore)
    with pytest.raises(AlreadyRunning, match=f"already up .pid {state.supervisor.pid}"):
        background.up(folder, ONLY_POSTGRES, _ignore)
    assert state.running()


def test_after_a_kill_of_everything_up_works_again(folder: Path) -> None:
    family = _family(background.up(folder, ONLY_POSTGRES, _ignore))
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    assert psutil.wait_procs(family, timeout=60)[1] == []
    assert background.up(folder, ONLY_POSTGRES, _ignore).phase is Phase.READY


def test_engines_die_with_a_killed_supervisor(folder: Path) -> None:
    state = background.up(folder, ONLY_POSTGRES, _ignore)
    family = _family(state)
    os.kill(state.supervisor.pid, signal.SIGKILL)
    assert psutil.wait_procs(family, timeout=60)[1] == []


def test_a_stack_whose_state_file_was_lost_can_still_be_stopped(folder: Path) -> None:
    started = background.up(folder, ONLY_POSTGRES, _ignore)
    family = _family(started)
    (folder / "stack.json").unlink()
    holding = holder(folder)
    assert holding is not None and holding.pid == started.supervisor.pid
    assert background.down(folder, _ignore) == ["postgres"]
    assert psutil.wait_procs(family, timeout=60)[1] == []
    assert holder(folder) is None


def test_the_reason_of_a_failed_start_is_the_error_of_up(folder: Path) -> None:
    background.up(folder, ONLY_POSTGRES, _ignore)
    background.down(folder, _ignore)
    (folder / "postgres" / "data" / "PG_VERSION").unlink()
    with pytest.raises(StackError, match=r"data in .* is incomplete"):
        background.up(folder, ONLY_POSTGRES, _ignore)


def test_an_unknown_step_is_said_with_what_there_is(folder: Path) -> None:
    with pytest.raises(StackError, match="no step named 'postgre'; there are postgres, kafka"):
        background.up(folder, ("--only", "postgre"), _ignore)


def test_down_while_it_starts_stops_it(folder: Path) -> None:
    def stop_when_starting(now: StackState) -> None:
        if any(step.phase is Phase.STARTING for step in now.steps.values()):
            now.supervisor.signal(signal.SIGTERM)

    with pytest.raises(StackError):
        background.up(folder, ONLY_POSTGRES, stop_when_starting)
    deadline = time.monotonic() + 60
    while (state := StackState.read(folder)) and state.running() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert state is not None
    assert not any(step.fingerprint and step.fingerprint.alive() for step in state.steps.values())
