"""A reference that runs as a process of its own, so that its CPU time is its own: one JSON line asked, one answered."""

from __future__ import annotations

import asyncio
import json
import sys
from types import TracebackType
from typing import Any, Self

from deploy.local.settings import PROJECT_DIR, inherited_environment

STOP_SECONDS_MAX = 10.0
LINE_BYTES_MAX = 16 * 1024 * 1024


class Child:
    """`async with Child("bench.bare.temporal", settings) as child: await child.ask({...})`.

    The settings go in by the first line of its input and not by its command line, which every user could read.
    """

    def __init__(self, module: str, settings: dict[str, Any]) -> None:
        self._module = module
        self._settings = settings
        self._process: asyncio.subprocess.Process | None = None
        self.ready: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self._module,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=inherited_environment(),
            cwd=PROJECT_DIR,
            limit=LINE_BYTES_MAX,
        )
        self.ready = await self.ask(self._settings)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        process.stdin.close()  # the end of its input is its sign to leave
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS_MAX)
        except TimeoutError:
            process.kill()
            await process.wait()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._running().pid

    async def ask(self, order: dict[str, Any]) -> dict[str, Any]:
        """Have it do something and return what it answers. Raises RuntimeError when it has ended."""
        process = self._running()
        assert process.stdin is not None and process.stdout is not None  # noqa: S101 - both are pipes
        process.stdin.write(json.dumps(order).encode() + b"\n")
        line = await process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._module} has ended ({await process.wait()})")
        return json.loads(line)

    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError(f"{self._module} is not running")
        return self._process
