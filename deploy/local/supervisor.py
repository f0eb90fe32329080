"""Starts the steps of a stack in their order, watches them, and stops them in reverse; nothing outlives it."""

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from deploy.local import ports
from deploy.local.child import Child
from deploy.local.errors import StackError
from deploy.local.fingerprint import Fingerprint
from deploy.local.state import Phase, StackState, StepState
from deploy.local.steps import Job, Kind, Process, Step, ordered

# A service that crashes is started again, at most this often within the window; then it stays down and says so. An
# engine is started again for as long as it takes: a disk that was full has room again, and nobody is there to see it.
RESTARTS_MAX = 5
RESTART_WINDOW_SECONDS = 60.0
RESTART_BACKOFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 4.0)
ENGINE_RESTART_SECONDS = 4.0

Observer = Callable[[StackState], None]


class Supervisor:
    """Runs the steps of one state folder; the caller holds the folder."""

    def __init__(self, steps: Iterable[Step], state_dir: Path, observer: Observer | None = None) -> None:
        self._steps = {step.name: step for step in ordered(steps)}
        self._children: dict[str, Child] = {}
        self._watchers: dict[str, asyncio.Task[None]] = {}
        self._state_dir = state_dir
        self._observer = observer
        self.state = StackState(Fingerprint.of(os.getpid()))
        for step in self._steps.values():
            self.state.steps[step.name] = self._first_state(step)

    async def start(self) -> None:
        """Start every step as soon as what it waits for is ready; returns when all are.

        Raises StackError with the first failure, after stopping what was started.
        """
        self._require_free_ports(self._steps.values())
        self._publish()
        finished = {name: asyncio.Event() for name in self._steps}
        try:
            async with asyncio.TaskGroup() as group:
                for step in self._steps.values():
                    group.create_task(self._start_in_turn(step, finished))
        except BaseException as failure:
            error = _first_error(failure)
            await self.stop()
            self._set_stack(Phase.FAILED, str(error))
            if isinstance(failure, BaseExceptionGroup):
                raise error from failure
            raise
        self._set_stack(Phase.READY)

    async def start_one(self, name: str) -> None:
        """Start one step that is not running (what it waits for is not looked at). Raises StackError."""
        step = self._steps[name]
        if isinstance(step, Process):
            await self._cancel_watcher(name)
            if name in self._children and self._children[name].running():
                return
            self._require_free_ports([step])
        await self._start(step)

    async def stop_one(self, name: str) -> None:
        """Stop one process as at the end: its stop signal, then SIGKILL after its grace. It is not restarted."""
        await self._cancel_watcher(name)
        await self._stop_child(name)

    async def kill(self, name: str) -> None:
        """End one process, and its children, at once with SIGKILL. It is not restarted."""
        await self._cancel_watcher(name)
        child = self._children.pop(name)
        await child.kill()
        self._set(name, Phase.STOPPED, "killed", fingerprint=None)

    async def stop(self) -> None:
        """Stop everything that was started, each only when all that depends on it have stopped."""
        self._set_stack(Phase.STOPPING)
        for name in list(self._watchers):
            await self._cancel_watcher(name)
        stopped = {name: asyncio.Event() for name in self._steps}
        async with asyncio.TaskGroup() as group:
            for name in self._steps:
                group.create_task(self._stop_in_turn(name, stopped))
        self._set_stack(Phase.STOPPED)

    async def _start_in_turn(self, step: Step, finished: dict[str, asyncio.Event]) -> None:
        for name in step.after:
            await finished[name].wait()
        await self._start(step)
        finished[step.name].set()

    async def _stop_in_turn(self, name: str, stopped: dict[str, asyncio.Event]) -> None:
        for dependent in self._steps.values():
            if name in dependent.after:
                await stopped[dependent.name].wait()
        await self._stop_child(name)
        stopped[name].set()

    async def _start(self, step: Step) -> None:
        began = time.monotonic()
        self._set(step.name, Phase.STARTING)
        try:
            if isinstance(step, Job):
                await self._run_job(step)
            else:
                await self._start_process(step)
        except Exception as error:
            self._set(step.name, Phase.FAILED, str(error))
            raise
        now = self.state.steps[step.name]
        now.seconds = round(time.monotonic() - began, 2)
        if isinstance(step, Job):
            # What a job did stays to be read; what a process was busy with is over.
            self._set(step.name, Phase.DONE, now.detail)
        else:
            self._set(step.name, Phase.READY)

    async def _run_job(self, job: Job) -> None:
        try:
            await asyncio.wait_for(job.run(self._reporter(job.name)), job.seconds_max)
        except TimeoutError:
            raise StackError(f"{job.name} was not done within {job.seconds_max:g} seconds") from None

    async def _start_process(self, process: Process) -> None:
        launch = await process.prepare(self._reporter(process.name))
        child = Child(process, launch, self._log_path(process.name))
        self._children[process.name] = child
        self._set(process.name, Phase.STARTING, fingerprint=child.fingerprint)
        await child.until_ready()
        self._watchers[process.name] = asyncio.create_task(self._watch(process, child))

    async def _stop_child(self, name: str) -> None:
        child = self._children.pop(name, None)
        if child is None:
            return
        self._set(name, Phase.STOPPING)
        await child.stop()
        self._set(name, Phase.STOPPED, fingerprint=None)

    async def _watch(self, process: Process, child: Child) -> None:
        crashes: list[float] = []
        while True:
            await child.until_ended()
            crashes = [at for at in crashes if time.monotonic() - at < RESTART_WINDOW_SECONDS]
            if process.kind is Kind.SERVICE and len(crashes) >= RESTARTS_MAX:
                self._set(process.name, Phase.FAILED, child.obituary(), fingerprint=None)
                return
            delay = RESTART_BACKOFF_SECONDS[min(len(crashes), len(RESTART_BACKOFF_SECONDS) - 1)]
            delay = delay if process.kind is Kind.SERVICE else ENGINE_RESTART_SECONDS
            crashes.append(time.monotonic())
            self.state.steps[process.name].restarts += 1
            self._set(process.name, Phase.RESTARTING, child.obituary(), fingerprint=None)
            await asyncio.sleep(delay)
            child = await self._restart(process, child)

    async def _restart(self, process: Process, dead: Child) -> Child:
        """Start what crashed again; where even that fails, the dead child is counted as one more crash."""
        try:
            launch = await process.prepare(self._reporter(process.name))
            child = self._children[process.name] = Child(process, launch, self._log_path(process.name))
            self._set(process.name, Phase.RESTARTING, fingerprint=child.fingerprint)
            await child.until_ready()
        except (StackError, OSError):
            # OSError: its disk may be so full that not even its settings can be written.
            await self._children[process.name].stop()
            return dead
        self._set(process.name, Phase.READY)
        return child

    async def _cancel_watcher(self, name: str) -> None:
        watcher = self._watchers.pop(name, None)
        if watcher is not None:
            watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watcher

    def _require_free_ports(self, steps: Iterable[Step]) -> None:
        wanted = [item for step in steps if isinstance(step, Process) for item in step.ports.items()]
        ports.require_free(wanted)

    def _first_state(self, step: Step) -> StepState:
        if isinstance(step, Job):
            return StepState(step.name, Kind.JOB)
        log = str(self._log_path(step.name))
        return StepState(step.name, step.kind, ports=dict(step.ports), log=log, stop_signal=int(step.stop_signal))

    def _log_path(self, name: str) -> Path:
        return self._state_dir / "logs" / f"{name}.log"

    def _reporter(self, name: str) -> Callable[[str], None]:
        """Reports may come from a thread that prepares something; the state changes in the loop only."""
        loop = asyncio.get_running_loop()

        def show(detail: str) -> None:
            self._set(name, self.state.steps[name].phase, detail)

        def report(detail: str) -> None:
            loop.call_soon_threadsafe(show, detail)

        return report

    def _set(self, name: str, phase: Phase, detail: str = "", **changes: Fingerprint | None) -> None:
        step = self.state.steps[name]
        step.phase, step.detail = phase, detail
        if "fingerprint" in changes:
            step.fingerprint = changes["fingerprint"]
        self._publish()

    def _set_stack(self, phase: Phase, detail: str = "") -> None:
        self.state.phase, self.state.detail = phase, detail
        self._publish()

    def _publish(self) -> None:
        self.state.write(self._state_dir)
        if self._observer is not None:
            self._observer(self.state)


def _first_error(failure: BaseException) -> BaseException:
    """The first StackError of a group, else the first error of it."""
    if not isinstance(failure, BaseExceptionGroup):
        return failure
    errors = [_first_error(each) for each in failure.exceptions]
    return next((error for error in errors if isinstance(error, StackError)), errors[0])
