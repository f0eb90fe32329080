"""`onetrip proactive`: what is granted without being asked for (免申即享), run over its register."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cli import installation, proactive_runs
from cli.errors import CommandFailed

app = typer.Typer(help="Granted without being asked for (免申即享): runs over registers.", no_args_is_help=True)

Wait = Annotated[bool, typer.Option(help="Wait for its end; without, print its id for `status`.")]
Run = Annotated[str, typer.Argument(help="the run's id", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="For a program to read.")]
COLUMNS = (
    *("run_id", "item", "state", "reason", "dry_run", "pages", "scanned", "entitled", "unclear"),
    *("opened", "asked", "standing", "declined", "repeated_in_period"),
)


@app.callback()
def proactive() -> None:
    """Granted without being asked for (免申即享): runs over registers."""


@app.command()
def run(
    item: Annotated[str, typer.Argument(help="the item's code", show_default=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say how many it would be; open nothing.")] = False,
    after: Annotated[str, typer.Option(help="only people after this person id, for a part of the register")] = "",
    until: Annotated[str, typer.Option(help="only people up to this person id")] = "",
    page_size: Annotated[int, typer.Option(min=1, max=1000, help="people of one page")] = proactive_runs.PAGE_SIZE,
    per_second: Annotated[
        float, typer.Option(min=0.01, max=100, help="applications opened in a second, on average")
    ] = proactive_runs.PER_SECOND,
    by: Annotated[str, typer.Option(help="who starts it", show_default="your account")] = "",
    wait: Wait = True,
    as_json: AsJson = False,
) -> None:
    """Find who is entitled and open it for them, once in each period. Exit code 1 when it was stopped or refused."""
    asked = {"dry_run": dry_run, "after": after, "until": until, "page_size": page_size}
    by = installation.find().account(by)
    made = proactive_runs.new(item, started_by=by, opened_per_second=per_second, **asked)
    _follow(made, wait, as_json)


@app.command()
def resume(run: Run, wait: Wait = True, as_json: AsJson = False) -> None:
    """Go on with a run that was stopped, where it was. Exit code 1 when it is stopped again."""
    _follow(proactive_runs.of(run), wait, as_json)


@app.command()
def halt(run: Run) -> None:
    """Stop a run after the page under way; `resume` goes on with it."""
    asyncio.run(proactive_runs.halt(installation.find(), run))
    typer.echo(f"{run}: stops after the page under way")


@app.command()
def status(
    which: Annotated[str, typer.Argument(help="a run or an item; all of them when left out")] = "",
    as_json: AsJson = False,
) -> None:
    """Show the latest runs: how each stands, why, and what it has counted."""
    _show(asyncio.run(proactive_runs.stands(installation.find(), which)), as_json)


def _follow(asked: proactive_runs.Asked, wait: bool, as_json: bool) -> None:
    row = asyncio.run(proactive_runs.start(installation.find(), asked, wait=wait))
    if row is None:
        typer.echo(json.dumps([{"run_id": asked.run_id}]) if as_json else asked.run_id)
        return
    _show([row], as_json)
    if row["state"] != "COMPLETED":
        raise CommandFailed(f"the run is {row['state']}: {row['reason']}")


def _show(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, default=str, indent=2))
        return
    table = Table(*(name.replace("_", " ") for name in COLUMNS), box=None, pad_edge=False, header_style="dim")
    for row in rows:
        table.add_row(*(str(row[name]) for name in COLUMNS))
    Console().print(table)
