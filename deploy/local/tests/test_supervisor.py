"""The supervisor with small processes: order, failures in one sentence, crashes, and that nothing outlives it."""

import asyncio
import dataclasses
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from deploy.local import state, supervisor
from deploy.local.errors import AlreadyRunning, StackError
from deploy.local.fingerprint import Fingerprint
from deploy.local.ports import Ports
from deploy.local.state import Phase, StackState
from deploy.local.steps import Job, Kind, Launch, Process, Report
from deploy.local.supervisor import Supervisor
from runtime.tests.fakes import until

READY_THEN = "import pathlib, sys, time, os, signal; pathlib.Path(sys.argv[1]).touch(); "
SLEEP = READY_THEN + "time.sleep(60)"


def _process(folder: Path, name: str, code: str = SLEEP, kind: Kind = Kind.ENGINE, **options: object) -> Process:
    """A Python process that is ready once it has made the file `<name>.ready`."""
    mark = folder / f"{name}.ready"

    async def prepare(_: Report) -> Launch:
        mark.unlink(missing_ok=True)
        return Launch([sys.executable, "-S", "-c", code, str(mark)], {}, folder)

    async def ready() -> bool:
        return mark.exists()

    defaults: dict[str, object] = {"ready_seconds_max": 60, "stop_seconds_max": 60}
    return Process(name, kind, prepare, ready, **{**defaults, **options})  # type: ignore[arg-type]


def _pid(runner: Supervisor, name: str) -> int:
    mark = runner.state.steps[name].fingerprint
    assert mark is not None
    return mark.pid


async def _until(folder: Path, name: str, phase: Phase, seconds: float = 60) -> StackState:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        now = StackState.read(folder)
        if now is not None and now.steps[name].phase is phase:
            return now
        await asyncio.sleep(0.02)
    raise AssertionError(f"{name} is not {phase}: {StackState.read(folder)}")


async def test_steps_start_in_order_and_stop_in_reverse(tmp_path: Path) -> None:
    seen: list[tuple[str, Phase]] = []

    def watch(now: StackState) -> None:
        for step in now.steps.values():
            if (step.name, step.phase) not in seen:
                seen.append((step.name, step.phase))

    async def job(_: Report) -> None:
        assert (tmp_path / "engine.ready").exists()

    steps = [
        _process(tmp_path, "service", after=("job",)),
        Job("job", job, after=("engine",)),
        _process(tmp_path, "engine"),
    ]
    runner = Supervisor(steps, tmp_path, watch)
    await runner.start()
    pids = [_pid(runner, "engine"), _pid(runner, "service")]
    await runner.stop()
    assert seen.index(("engine", Phase.READY)) < seen.index(("job", Phase.DONE)) < seen.index(("service", Phase.READY))
    assert seen.index(("service", Phase.STOPPED)) < seen.index(("engine", Phase.STOPPED))
    assert not any(psutil.pid_exists(pid) for pid in pids)


async def test_one_that_dies_while_starting_is_named_with_its_last_words_and_nothing_is_left(tmp_path: Path) -> None:
    dies = _process(tmp_path, "kafka", "import sys; print('FATAL: no room', file=sys.stderr); sys.exit(7)")
    runner = Supervisor([_process(tmp_path, "postgres"), dies], tmp_path)
    with pytest.raises(StackError, match=r"kafka exited with 7 \(FATAL: no room\); its log: .*kafka.log"):
        await runner.start()
    now = StackState.read(tmp_path)
    assert now is not None
    assert now.phase is Phase.FAILED
    assert "no room" in now.detail
    assert not any(step.fingerprint and step.fingerprint.alive() for step in now.steps.values())


async def test_one_that_never_gets_ready_is_given_up_in_time(tmp_path: Path) -> None:
    slow = _process(tmp_path, "slow", "import time; time.sleep(60)", ready_seconds_max=0.3)
    with pytest.raises(StackError, match=r"slow was not ready within 0\.3 seconds"):
        await Supervisor([slow], tmp_path).start()


async def test_a_failing_job_stops_what_was_started(tmp_path: Path) -> None:
    async def job(_: Report) -> None:
        raise StackError("the migrations of intake failed: syntax error")

    runner = Supervisor([_process(tmp_path, "postgres"), Job("migrate", job, ("postgres",))], tmp_path)
    with pytest.raises(StackError, match="syntax error"):
        await runner.start()
    assert runner.state.steps["postgres"].phase is Phase.STOPPED


async def test_taken_ports_are_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = listener.getsockname()[1]
        runner = Supervisor([_process(tmp_path, "temporal", ports={"temporal": taken})], tmp_path)
        with pytest.raises(StackError, match=f"port {taken} is taken by pid {os.getpid()}"):
            await runner.start()
    assert not (tmp_path / "temporal.ready").exists()


async def test_what_ignores_the_stop_signal_is_killed_with_its_children(tmp_path: Path) -> None:
    stubborn = READY_THEN.replace("pathlib.Path(sys.argv[1]).touch()", "signal.signal(signal.SIGTERM, signal.SIG_IGN)")
    stubborn += "os.fork(); pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
    runner = Supervisor([_process(tmp_path, "stubborn", stubborn, stop_seconds_max=0.3)], tmp_path)
    await runner.start()
    parent = psutil.Process(_pid(runner, "stubborn"))
    family = [parent, *parent.children()]
    await runner.stop()
    assert len(family) == 2
    _, alive = psutil.wait_procs(family, timeout=60)
    assert not alive


async def test_a_crashed_service_starts_again_and_an_engine_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "ENGINE_RESTART_SECONDS", 0.05)
    steps = [_process(tmp_path, "engine"), _process(tmp_path, "service", kind=Kind.SERVICE)]
    seen: dict[str, set[Phase]] = {step.name: set() for step in steps}
    runner = Supervisor(steps, tmp_path, lambda now: [seen[name].add(step.phase) for name, step in now.steps.items()])
    await runner.start()
    try:
        before = {name: _pid(runner, name) for name in ("engine", "service")}
        for name, pid in before.items():
            os.kill(pid, signal.SIGKILL)
            await until(lambda name=name: Phase.RESTARTING in seen[name])
        for name, pid in before.items():
            again = await _until(tmp_path, name, Phase.READY)
            assert again.steps[name].restarts == 1
            assert _pid(runner, name) != pid
    finally:
        await runner.stop()


async def test_an_engine_whose_disk_takes_not_even_its_settings_is_tried_until_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "ENGINE_RESTART_SECONDS", 0.05)
    engine, full = _process(tmp_path, "engine"), False

    async def prepare(report: Report) -> Launch:
        if full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return await engine.prepare(report)

    runner = Supervisor([dataclasses.replace(engine, prepare=prepare)], tmp_path)
    await runner.start()
    try:
        full = True
        os.kill(_pid(runner, "engine"), signal.SIGKILL)
        await until(lambda: runner.state.steps["engine"].restarts > 2)
        full = False
        await until(lambda: runner.state.steps["engine"].phase is Phase.READY)
    finally:
        await runner.stop()


async def test_a_service_that_keeps_crashing_stays_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "RESTART_BACKOFF_SECONDS", (0.01,))
    crashing = _process(tmp_path, "service", READY_THEN + "time.sleep(0.2); sys.exit(3)", Kind.SERVICE)
    runner = Supervisor([crashing], tmp_path)
    await runner.start()
    try:
        down = await _until(tmp_path, "service", Phase.FAILED)
        assert down.steps["service"].restarts == supervisor.RESTARTS_MAX
    finally:
        await runner.stop()


async def test_a_killed_service_stays_down_until_it_is_started(tmp_path: Path) -> None:
    runner = Supervisor([_process(tmp_path, "service", kind=Kind.SERVICE)], tmp_path)
    await runner.start()
    try:
        before = _pid(runner, "service")
        await runner.kill("service")
        await asyncio.sleep(0.3)
        assert not psutil.pid_exists(before)
        assert runner.state.steps["service"].phase is Phase.STOPPED
        await runner.start_one("service")
        assert runner.state.steps["service"].phase is Phase.READY
    finally:
        await runner.stop()


def test_one_supervisor_holds_a_folder(tmp_path: Path) -> None:
    with state.held(tmp_path), pytest.raises(AlreadyRunning), state.held(tmp_path):
        pass
    with state.held(tmp_path):
        pass


def test_who_holds_a_folder_is_known_without_its_state_file(tmp_path: Path) -> None:
    code = f"""
import pathlib, sys, time
from deploy.local.state import held
with held(pathlib.Path({str(tmp_path)!r})):
    print("held", flush=True)
    sys.stdin.readline()
"""
    other = subprocess.Popen(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[3], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        holding = state.holder(tmp_path)
        assert holding is not None and holding.pid == other.pid
        with pytest.raises(AlreadyRunning, match=f"pid {other.pid}"), state.held(tmp_path):
            pass
        assert state.holder(tmp_path) is not None, "who was refused leaves it as it is"
        other.communicate(b"go\n", timeout=60)
        assert state.holder(tmp_path) is None
        with state.held(tmp_path):
            assert state.holder(tmp_path) is None, "never this process itself"
    finally:
        other.kill()
        other.wait()


def test_leftovers_are_stopped_and_strangers_with_their_ids_are_not(tmp_path: Path) -> None:
    sleep = [sys.executable, "-S", "-c", "import time; time.sleep(60)"]
    leftover, stranger = (subprocess.Popen(sleep, start_new_session=True) for _ in range(2))
    try:
        old = Fingerprint.of(stranger.pid)
        recycled = Fingerprint(old.pid, old.started_at_seconds - 1000, old.executable)
        left = StackState(Fingerprint(1, 0, "gone"))
        left.steps["intake"] = state.StepState("intake", "service", fingerprint=Fingerprint.of(leftover.pid))
        left.steps["kafka"] = state.StepState("kafka", "engine", fingerprint=recycled)
        left.write(tmp_path)
        assert state.stop_leftovers(tmp_path, grace_seconds=60) == ["intake"]
        assert leftover.wait(60) == -signal.SIGTERM
        assert stranger.poll() is None
    finally:
        for process in (leftover, stranger):
            process.kill()
            process.wait()


def test_children_die_with_a_killed_supervisor(tmp_path: Path) -> None:
    code = f"""
import asyncio, pathlib, sys
from deploy.local.tests.test_supervisor import _process
from deploy.local.supervisor import Supervisor
folder = pathlib.Path({str(tmp_path)!r})
async def main():
    await Supervisor([_process(folder, "engine")], folder).start()
    await asyncio.sleep(60)
asyncio.run(main())
"""
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[3])
    try:
        now = asyncio.run(_until(tmp_path, "engine", Phase.READY))
        child = now.steps["engine"].fingerprint
        assert child is not None
        assert child.alive()
    finally:
        parent.kill()
        parent.wait()
    deadline = time.monotonic() + 60
    while child.alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not child.alive()


def test_free_ports_suit_two_stacks_at_once() -> None:
    one, other = Ports.free(), Ports.free()
    assert one.of("kafka") != other.of("kafka") or one.of("postgres") != other.of("postgres")
