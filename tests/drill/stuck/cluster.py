"""The local stack as a cluster: what the pages say to `kubectl` is done to its processes.

A page is written for who has `kubectl`; here a program of that name, first on the drill's path, hands its words on to
the test that holds the stack. It knows the few commands that pages use and refuses all others.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shlex
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from deploy.local.parts import PART_BY_NAME
from deploy.local.settings import PROJECT_DIR, inherited_environment
from deploy.local.stack import Stack

SOCKET = "ONETRIP_DRILL_SOCKET"
PREFIX = ("-n", "onetrip")
REFUSED = 1


class Cluster:
    """Does what `kubectl -n onetrip …` asks."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._replacing: dict[str, asyncio.subprocess.Process] = {}

    @asynccontextmanager
    async def replaced(self, part: str, module: str, settings: Mapping[str, str]) -> AsyncIterator[None]:
        """Another release of a part runs in its place, until it is rolled back or this is over."""
        await self._stack.stop(part)
        environment = {**inherited_environment(), **self._stack.environment.of(part), **settings}
        self._replacing[part] = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module),
            cwd=PROJECT_DIR,
            env=environment,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            if part in self._replacing:
                await self._restart(part)

    async def do(self, words: list[str]) -> tuple[int, str]:
        """Do one command; returns its exit code and what it says."""
        if tuple(words[:2]) != PREFIX:
            return REFUSED, "the pages name the namespace: kubectl -n onetrip …"
        said = await self._answer(words[2:])
        return (REFUSED, f"no page says kubectl {shlex.join(words)}") if said is None else (0, said)

    async def _answer(self, words: list[str]) -> str | None:
        match words:
            case ["scale", target, amount] if amount.startswith("--replicas="):
                await self._stack.start(_part(target))
                said = f"{target} scaled"
            case ["rollout", "restart" | "undo", target]:
                await self._restart(_part(target))
                said = f"{target} restarted"
            case ["logs", target, _since]:
                said = (self._stack.state_dir / "logs" / f"{_part(target)}.log").read_text(encoding="utf-8")
            case ["get", "deployment", name]:
                runs = self._stack.state.steps[_part(name)].fingerprint
                ready = int(runs is not None and runs.alive())
                said = f"NAME  READY\n{name}  {ready}/1"
            case _:
                said = None
        return said

    async def _restart(self, part: str) -> None:
        if (other := self._replacing.pop(part, None)) is not None:
            other.terminate()
            await other.wait()
        await self._stack.stop(part)
        await self._stack.start(part)


def _part(target: str) -> str:
    name = target.rpartition("/")[2]
    assert name in PART_BY_NAME, f"there is no deployment {name}"
    return name


@asynccontextmanager
async def serving(stack: Stack, folder: Path) -> AsyncIterator[tuple[Cluster, dict[str, str]]]:
    """Put the program `kubectl` into a folder; yields what does its work, and the settings by which it finds that."""
    program = folder / "kubectl"
    lines = ["#!/bin/sh", f"cd {PROJECT_DIR} && exec {sys.executable} -m tests.drill.stuck.cluster " + '"$@"']
    program.write_text("\n".join(lines) + "\n", encoding="utf-8")
    program.chmod(0o755)
    doing = Cluster(stack)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            code, said = await doing.do(json.loads(await reader.readline()))
            writer.write(json.dumps([code, said]).encode() + b"\n")
            await writer.drain()

    path = folder / "cluster.sock"
    async with await asyncio.start_unix_server(serve, path):
        yield doing, {SOCKET: str(path)}


def main() -> int:
    """The program `kubectl`."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(os.environ[SOCKET])
        connection.sendall(json.dumps(sys.argv[1:]).encode() + b"\n")
        with connection.makefile(encoding="utf-8") as answer:
            code, said = json.loads(answer.readline())
    print(said, file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main())
