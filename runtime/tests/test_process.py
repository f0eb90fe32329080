"""The life of a process, seen from inside and from outside."""

import asyncio
import os
import signal
import sys
import textwrap
from typing import Any

import pytest

from runtime.process import Lifecycle, serve
from runtime.settings import EXIT_CONFIG, SettingRefused


class Part:
    """A component that notes what is done to it."""

    def __init__(self, name: str, notes: list[str], *, work: Any = None, fail: bool = False) -> None:
        self.name, self.notes, self.work, self.fail = name, notes, work, fail

    async def start(self) -> None:
        self.notes.append(f"start {self.name}")

    async def run(self) -> None:
        await (self.work() if self.work else asyncio.Event().wait())

    async def stop(self) -> None:
        self.notes.append(f"stop {self.name}")
        if self.fail:
            raise OSError("stuck")


async def test_parts_start_in_order_and_stop_in_reverse() -> None:
    notes: list[str] = []
    lifecycle = Lifecycle()
    for name in ("pool", "relay", "server"):
        await lifecycle.add(Part(name, notes))
    await lifecycle.stop()
    assert notes == ["start pool", "start relay", "start server", "stop server", "stop relay", "stop pool"]
    assert not lifecycle.failed


async def test_a_part_without_a_stop_has_let_go_before_what_it_uses_stops() -> None:
    notes: list[str] = []

    class Listener:
        async def run(self) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                notes.append("listener let go")

    lifecycle = Lifecycle()
    await lifecycle.add(Part("pool", notes))
    await lifecycle.add(Listener())
    await asyncio.sleep(0)
    await lifecycle.stop()
    assert notes == ["start pool", "listener let go", "stop pool"]
    assert not lifecycle.failed


async def test_a_part_that_does_not_stop_does_not_keep_the_others_up() -> None:
    notes: list[str] = []
    lifecycle = Lifecycle()
    await lifecycle.add(Part("pool", notes))
    await lifecycle.add(Part("server", notes, fail=True))
    await lifecycle.stop()
    assert notes[-1] == "stop pool"
    assert lifecycle.failed


@pytest.mark.parametrize("ending", ["raises", "returns", "is cancelled from inside"])
async def test_a_part_that_dies_ends_the_process_with_a_failure(ending: str) -> None:
    notes: list[str] = []

    async def die() -> None:
        await asyncio.sleep(0.01)
        if ending == "raises":
            raise ValueError
        if ending == "is cancelled from inside":
            raise asyncio.CancelledError

    async def compose(lifecycle: Lifecycle) -> None:
        await lifecycle.add(Part("pool", notes))
        await lifecycle.add(Part("consumer", notes, work=die))

    async with asyncio.timeout(30):
        assert await serve(compose) == 1
    assert notes[-2:] == ["stop consumer", "stop pool"]


async def test_a_failure_while_starting_stops_what_was_started() -> None:
    notes: list[str] = []

    async def compose(lifecycle: Lifecycle) -> None:
        await lifecycle.add(Part("pool", notes))
        raise ValueError

    assert await serve(compose) == 1
    assert notes == ["start pool", "stop pool"]


async def test_a_setting_that_its_server_refuses_ends_the_process_as_a_wrong_setting_does() -> None:
    notes: list[str] = []

    async def compose(lifecycle: Lifecycle) -> None:
        await lifecycle.add(Part("codec", notes))
        raise SettingRefused("DATABASE_URL", "the server refuses it")

    assert await serve(compose) == EXIT_CONFIG
    assert notes == ["start codec", "stop codec"]


PROGRAM = """
    import asyncio, sys
    from runtime.process import run
    from runtime.settings import EXIT_CONFIG

    class Part:
        async def stop(self):
            print("stopping", flush=True)
            await asyncio.sleep(float(sys.argv[2]))
            print("stopped", flush=True)

    async def compose(lifecycle):
        await lifecycle.add(Part())
        if sys.argv[1] == "misconfigured":
            raise SystemExit(EXIT_CONFIG)
        print("up", flush=True)

    run(compose)
"""


async def program(mode: str, stop_seconds: float = 0) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", textwrap.dedent(PROGRAM), mode, str(stop_seconds), stdout=asyncio.subprocess.PIPE
    )


async def said(process: asyncio.subprocess.Process, word: str) -> None:
    assert process.stdout is not None
    async with asyncio.timeout(60):
        while word not in (line := await process.stdout.readline()).decode():
            assert line, f"ended without saying {word}"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_drains_and_exits_with_0(number: int) -> None:
    process = await program("well")
    await said(process, "up")
    process.send_signal(number)
    await said(process, "stopped")
    assert await process.wait() == 0


async def test_a_second_signal_leaves_at_once() -> None:
    process = await program("well", stop_seconds=60)
    await said(process, "up")
    os.kill(process.pid, signal.SIGTERM)
    await said(process, "stopping")
    os.kill(process.pid, signal.SIGTERM)
    async with asyncio.timeout(30):
        assert await process.wait() == 130


async def test_settings_that_are_not_valid_exit_with_78() -> None:
    process = await program("misconfigured")
    async with asyncio.timeout(60):
        assert await process.wait() == 78
