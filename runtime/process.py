"""A process from start to end: start in order, supervise, drain in reverse order.

async def compose(lifecycle: Lifecycle) -> None:
    settings = load(Settings)
    pool = await connect(settings.database_url)
    lifecycle.on_stop(pool.close)
    relay = Relay(pool, producer)
    await lifecycle.add(relay)
    …
    await lifecycle.add(server)
    await server.set_ready(True)

if __name__ == "__main__":
    run(compose)
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, NoReturn

import uvloop

from runtime.logs import get_logger
from runtime.settings import EXIT_CONFIG, SettingRefused

# Everything must be down within this; Kubernetes' terminationGracePeriodSeconds is larger.
STOP_SECONDS_MAX = 25.0
EXIT_FAILURE = 1
EXIT_FORCED = 130

Compose = Callable[["Lifecycle"], Awaitable[None]]


class Lifecycle:
    """What runs in this process, in the order in which it was started."""

    def __init__(self) -> None:
        self._stops: list[tuple[str, Callable[[], Awaitable[Any]]]] = []
        self._tasks: set[asyncio.Task[Any]] = set()
        self._ending = asyncio.Event()
        self._stopping = False
        self.failed = False
        self.refused = False

    async def add(self, component: Any) -> None:
        """Start a component and stop it at the end, in reverse order.

        A component may have ``start()``, ``run()`` and ``stop()``, all coroutines; ``run()`` is supervised: when it
        ends by itself, the process drains and exits with 1. One without ``stop()`` is cancelled when it is its turn:
        what it holds, a connection of the pool, has to be back before that stops.
        """
        name = type(component).__name__
        if hasattr(component, "stop"):
            self._stops.append((name, component.stop))
        if hasattr(component, "start"):
            await component.start()
        if hasattr(component, "run"):
            task = self.supervise(name, component.run())
            if not hasattr(component, "stop"):
                self._stops.append((name, lambda: _cancelled(task)))

    def on_stop(self, callback: Callable[[], Awaitable[Any]], name: str | None = None) -> None:
        """Call this at the end, in reverse order: ``lifecycle.on_stop(pool.close)``."""
        self._stops.append((name or getattr(callback, "__qualname__", "callback"), callback))

    def supervise(self, name: str, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run ``work`` until the end of the process; its own end before that is a failure."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def end(self) -> None:
        """Ask the process to drain and exit."""
        self._ending.set()

    async def wait(self) -> None:
        """Wait until somebody asks for the end."""
        await self._ending.wait()

    async def stop(self) -> None:
        """Stop everything in reverse order; one component's failure does not keep the others up."""
        self._stopping = True
        for name, stop in reversed(self._stops):
            try:
                await stop()
            except Exception:
                self.failed = True
                get_logger().exception("process.stop_failed", component=name)
        self._stops.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if self._stopping:
            return
        self.failed = True
        # Cancelled by a library from inside: as dead as by any other fault, and silent about it.
        fault = None if task.cancelled() else task.exception()
        get_logger().error("process.component_died", component=task.get_name(), exc_info=fault)
        self._ending.set()


async def _cancelled(task: asyncio.Task[Any]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def serve(compose: Compose) -> int:
    """Compose, wait for a signal or a failure, drain. Returns the exit code."""
    lifecycle = Lifecycle()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _on_signal, lifecycle)
    composing = asyncio.ensure_future(compose(lifecycle))
    ending = asyncio.create_task(lifecycle.wait())
    try:
        await asyncio.wait((composing, ending), return_when=asyncio.FIRST_COMPLETED)
        if composing.done():
            composing.result()
            get_logger().info("process.started", pid=os.getpid())
        await ending
    except SettingRefused as error:
        lifecycle.refused = True
        get_logger().error("process.setting_refused", error=str(error))
    except Exception:
        lifecycle.failed = True
        get_logger().exception("process.start_failed")
    finally:
        composing.cancel()
        try:
            async with asyncio.timeout(STOP_SECONDS_MAX):
                await lifecycle.stop()
        except TimeoutError:
            lifecycle.failed = True
            get_logger().error("process.stop_timed_out", seconds_max=STOP_SECONDS_MAX)
    get_logger().info("process.stopped", failed=lifecycle.failed)
    if lifecycle.refused:
        return EXIT_CONFIG
    return EXIT_FAILURE if lifecycle.failed else 0


def _on_signal(lifecycle: Lifecycle) -> None:
    if lifecycle._ending.is_set():
        _leave(EXIT_FORCED)
    lifecycle.end()


def run(compose: Compose) -> NoReturn:
    """Run a process: uvloop; SIGTERM or SIGINT drains, a second one forces. Never returns.

    Leaves by ``os._exit``: at interpreter exit temporalio can abort (temporalio/sdk-python#300) and grpc can hang,
    and by then everything is closed and flushed.
    """
    code = EXIT_FAILURE
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            code = runner.run(serve(compose))
            _leave(code)
    except SystemExit as request:
        code = request.code if isinstance(request.code, int) else EXIT_FAILURE
    finally:
        _leave(code)


def _leave(code: int) -> NoReturn:
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
