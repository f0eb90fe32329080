"""The supervisor of a stack in the background: `python -m deploy.local.daemon` (started by `onetrip up`)."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from deploy.local.errors import StackError
from deploy.local.stack import PEOPLE, Stack

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local.daemon")
    parser.add_argument("--state-dir", type=Path, required=True)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--observe", action="store_true")
    parser.add_argument("--only", action="append", metavar="STEP")
    parser.add_argument("--replicas", action="append", default=[], metavar="PART=COUNT")
    return parser.parse_args(words)


def replicas(pairs: list[str]) -> dict[str, int]:
    """Read `intake=2`. Raises StackError."""
    counts = {}
    for pair in pairs:
        name, _, count = pair.partition("=")
        if not count.isdecimal() or int(count) < 1:
            raise StackError(f"{pair!r} is not PART=COUNT, such as intake=2")
        counts[name] = int(count)
    return counts


async def serve(chosen: argparse.Namespace) -> None:
    """Run the stack until a signal; a signal while it starts stops it too. Raises StackError."""
    stack = Stack(
        chosen.state_dir,
        people=chosen.people,
        only=chosen.only,
        replicas=replicas(chosen.replicas),
        observe=chosen.observe,
    )
    asked_to_stop = asyncio.Event()
    for number in SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, asked_to_stop.set)
    stopping = asyncio.create_task(asked_to_stop.wait())
    starting = asyncio.create_task(stack.start())
    await asyncio.wait((starting, stopping), return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        await asyncio.wait((starting,))
        return
    starting.result()
    await stopping
    await stack.stop()


def main() -> int:
    """Run; the exit code is 1 when the stack could not be started, its reason the last line of the output."""
    try:
        asyncio.run(serve(arguments()))
    except (StackError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
