"""`onetrip reconcile`: is everything that was said also heard, and does everything run that is under way?"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.errors import CommandFailed
from cli.running import RunningStack
from runtime.settings import load

if TYPE_CHECKING:
    from deploy.reconcile.run import Account, Places

app = typer.Typer()
SHOWN_MAX = 50
HOURS = 24 * 30


@app.command()
def reconcile(
    repair: Annotated[bool, typer.Option("--repair", help="Say again what was not heard; safe to repeat.")] = False,
    hours: Annotated[int, typer.Option(min=1, help="How far to look back.")] = HOURS,
    grace: Annotated[float, typer.Option(min=0, help="Seconds for which a message may be on its way.")] = 60.0,
    wait: Annotated[
        float, typer.Option(min=0, help="With --repair: seconds until everything should be heard.")
    ] = 120.0,
    settings: Annotated[
        bool,
        typer.Option(
            "--settings", help="Look where the settings say (docs/operate/settings.md), not at the local stack."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Compare outboxes, inboxes and workflows: show every gap; with --repair, close those that saying it again closes.

    Exit code 1 while there are gaps. What a database that was set back has forgotten cannot be said again: bring it
    back to a later moment (docs/operate/runbook.md).
    """
    since = datetime.now(UTC) - timedelta(hours=hours)
    said, account = asyncio.run(_run(_places(settings), since, grace, wait if repair else None))
    if as_json:
        answer = {"said_again": said, "gaps": [asdict(gap) for gap in account.gaps], "lost": dict(account.lost)}
        typer.echo(json.dumps(answer, indent=2))
    else:
        _print(Console(), said, account)
    if not account.balanced:
        raise CommandFailed(
            f"{len(account.gaps)} messages and {sum(map(len, account.lost.values()))} workflows are missing"
        )


def _places(settings: bool) -> Places:
    from deploy.installation import InstallationSettings  # noqa: PLC0415 - the drivers take a second to load
    from deploy.local.engines.temporal import NAMESPACE  # noqa: PLC0415 - as above
    from deploy.reconcile.run import PARTS, Places  # noqa: PLC0415 - as above

    if settings:
        named = load(InstallationSettings)
        where = (named.temporal_address, named.temporal_namespace, named.temporal_certificates)
        return Places(named.databases(), *where)
    stack = RunningStack.find()
    return Places({part: stack.database_url(part) for part in PARTS}, stack.temporal_address, NAMESPACE)


async def _run(places: Places, since: datetime, grace: float, wait: float | None) -> tuple[int, Account]:
    from deploy.reconcile.run import reconciler  # noqa: PLC0415 - as above

    async with reconciler(places) as found:
        if wait is None:
            return 0, await found.look(since, grace)
        return await found.repair(since, grace, wait)


def _print(console: Console, said: int, account: Account) -> None:
    if said:
        console.print(f"said again: {said} messages")
    counts = Counter((gap.kind, gap.topic, gap.consumer) for gap in account.gaps)
    if counts:
        table = Table("messages", "", "topic", "consumer", box=None, pad_edge=False, header_style="dim")
        for (kind, topic, consumer), count in sorted(counts.items()):
            table.add_row(str(count), kind, topic, consumer)
        console.print(table)
    for gap in account.gaps[:SHOWN_MAX]:
        # Of one that its sender forgot only the id is known.
        what = f"{gap.type.rpartition('.')[2]} {gap.key}" if gap.key else gap.message_id
        console.print(f"{gap.kind}: {what}", highlight=False, soft_wrap=True)
    for workflow_type, ids in account.lost.items():
        for workflow_id in ids[:SHOWN_MAX]:
            console.print(f"lost: {workflow_type} {workflow_id}", highlight=False, soft_wrap=True)
    if account.balanced:
        console.print("everything that was said was heard; everything that is under way runs")
