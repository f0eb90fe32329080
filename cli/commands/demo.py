"""`onetrip demo`: start everything, walk the journeys, sum them up, stay."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import typer
from rich.console import Console

from cli.errors import FAILED, INTERRUPTED, StackNotRunning
from cli.progress import StackView
from cli.running import RunningStack
from deploy.local.settings import LocalSettings

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

app = typer.Typer()


@app.command()
def demo(
    end: Annotated[
        bool, typer.Option("--exit", help="End after the journeys: 0 when all ended as they should.")
    ] = False,
    only: Annotated[list[str] | None, typer.Option(help="Only this journey; repeatable.")] = None,
    people: Annotated[int, typer.Option(help="Synthetic people in the demo registers.")] = 3000,
    as_json: Annotated[bool, typer.Option("--json", help="The summary for a program, at the end.")] = False,
) -> None:
    """Start the stack, file the journeys through the gateway, show them live, sum them up, stay until Ctrl-C.

    A stack that runs already is used, and left running. Months pass on another one, which is gone at the end.
    """
    from cli.journeys import JOURNEYS  # noqa: PLC0415 - the messages take a moment to load

    journeys = list(only or JOURNEYS)
    if unknown := sorted(set(journeys) - set(JOURNEYS)):
        raise typer.BadParameter(f"there is no journey {', '.join(unknown)}; there are {', '.join(JOURNEYS)}")
    try:
        code = asyncio.run(_demo(journeys, people, end=end, as_json=as_json))
    except asyncio.CancelledError:
        code = INTERRUPTED
    raise typer.Exit(code)


async def _demo(journeys: list[str], people: int, *, end: bool, as_json: bool) -> int:
    from cli.client import Gateway  # noqa: PLC0415 - as above
    from cli.demo import summary  # noqa: PLC0415 - as above
    from cli.demo.crash import crash_in  # noqa: PLC0415 - as above
    from cli.demo.months import months  # noqa: PLC0415 - as above
    from cli.demo.place import Place  # noqa: PLC0415 - as above
    from cli.demo.run import run_journeys  # noqa: PLC0415 - as above

    interrupted = _Interruption()
    console = Console(stderr=as_json)
    async with _stack(people) as (stack, ours):
        async with Gateway(stack.gateway_url, stack.identity_url) as gateway:
            outcome = await run_journeys(console, Place(gateway, crash_in(stack.state_dir)), journeys, months)
        figures = summary.sum_up(outcome.stories)
        console.print()
        console.print(summary.rendered(figures, outcome.broken))
        if as_json:
            typer.echo(json.dumps(summary.as_json(figures, outcome.broken), ensure_ascii=False))
        stays = ours and not end
        _print_addresses(console, stack, stays=stays)
        if stays:
            await interrupted.awaited()
    return FAILED if outcome.broken else 0


@asynccontextmanager
async def _stack(people: int) -> AsyncIterator[tuple[RunningStack, bool]]:
    """The stack that runs already, or one of our own in the foreground; and whether it is our own."""
    try:
        running = RunningStack.find()
    except StackNotRunning:
        running = None
    if running is not None:
        yield running, False
        return
    from deploy.local.stack import Stack  # noqa: PLC0415 - the drivers of the engines take a second to load

    view = StackView()
    stack = Stack(LocalSettings().state_dir, people=people, observer=view)
    try:
        with view:
            await stack.start()
        yield RunningStack(stack.state_dir, stack.state), True
    finally:
        with view:
            await stack.stop()


class _Interruption:
    """Ctrl-C: ends what goes on, and is the way to end what only stays. A second one ends it the hard way."""

    def __init__(self) -> None:
        self._asked: asyncio.Event | None = None
        self._task = asyncio.current_task()
        for number in SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, self._ask)

    async def awaited(self) -> None:
        """Return when it comes."""
        self._asked = asyncio.Event()
        await self._asked.wait()

    def _ask(self) -> None:
        for number in SIGNALS:
            asyncio.get_running_loop().remove_signal_handler(number)
        if self._asked is not None:
            self._asked.set()
        elif self._task is not None:
            self._task.cancel()


def _print_addresses(console: Console, stack: RunningStack, *, stays: bool) -> None:
    from cli.journeys.texts import text  # noqa: PLC0415 - as above

    places = (
        ("gateway", stack.gateway_url),
        ("openapi", f"{stack.gateway_url}/openapi.json"),
        ("temporal_ui", stack.temporal_ui_url),
    )
    console.print()
    for code, url in places:
        name = text("addresses", code)
        console.print(f"  {name.zh} {name.en:14} {url}", highlight=False)
    if stays:
        stay = text("addresses", "stay")
        console.print(f"\n{stay.zh} / {stay.en}", style="dim")
