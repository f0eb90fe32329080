"""The other side of `Child`: orders by lines of JSON on the input, answers by lines on the output."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

import uvloop

Answer = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


async def read() -> dict[str, Any] | None:
    """Return the next order; None at the end of the input."""
    line = await asyncio.to_thread(sys.stdin.readline)
    return json.loads(line) if line else None


async def answer_all(answer: Answer) -> None:
    """Answer every order until the input ends."""
    while (order := await read()) is not None:
        say(await answer(order))


def say(answer: dict[str, Any]) -> None:
    """Write one answer."""
    print(json.dumps(answer), flush=True)


def run(serve: Callable[[], Awaitable[None]]) -> NoReturn:
    """Run a reference as our own processes run: uvloop, and out by `os._exit` (runtime/process.py says why)."""

    async def main() -> None:
        await serve()

    code = 1
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(main())
        code = 0
    finally:
        sys.stdout.flush()
        os._exit(code)
