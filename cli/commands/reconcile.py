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
    from deploy.reconcile.run import Account, Done, Places

app = typer.Typer()
SHOWN_MAX = 50
HOURS = 24 * 30


@app.command()
def reconcile(
    repair: Annotated[
        bool, typer.Option("--repair", help="Take back, say again, begin again; safe to repeat.")
    ] = False,
    hours: Annotated[
        int, typer.Option(min=1, help="How far to look back; beyond a week also at what Kafka keeps no more.")
    ] = HOURS,
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
    """Compare outboxes, Kafka, inboxes and workflows: show every gap; with --repair, close all that machines can close.

    Exit code 1 while there are gaps. What people did in a database that was set back is named, with what to do about it
    (docs/operate/runbook.md).
    """
    since = datetime.now(UTC) - timedelta(hours=hours)
    done, account = asyncio.run(_run(_places(settings), since, grace, wait if repair else None))
    if as_json:
        answer = {**asdict(done), "gaps": [asdict(gap) for gap in account.gaps], "lost": dict(account.lost)}
        typer.echo(json.dumps(answer, indent=2, default=str))
    else:
        _print(Console(), done, account)
    if not account.balanced:
        raise CommandFailed(
            f"{len(account.gaps)} messages and {sum(map(len, account.lost.values()))} workflows are missing"
        )


def _places(settings: bool) -> Places:
    from deploy.installation import InstallationSettings  # noqa: PLC0415 - the drivers take a second to load
    from deploy.local.engines.temporal import NAMESPACE  # noqa: PLC0415 - as above
    from deploy.reconcile.run import PARTS, Places  # noqa: PLC0415 - as above
    from runtime.certificates import Brokers  # noqa: PLC0415 - as above

    if settings:
        named = load(InstallationSettings)
        where = (named.temporal_address, named.temporal_namespace, named.temporal_certificates)
        return Places(named.databases(), named.brokers, *where)
    stack = RunningStack.find()
    databases = {part: stack.database_url(part) for part in PARTS}
    return Places(databases, Brokers(stack.kafka_address), stack.temporal_address, NAMESPACE)


async def _run(places: Places, since: datetime, grace: float, wait: float | None) -> tuple[Done, Account]:
    from deploy.reconcile.run import Done, reconciler  # noqa: PLC0415 - as above

    async with reconciler(places) as found:
        if wait is None:
            return Done(), await found.look(since, grace)
        return await found.repair(since, grace, wait)


def _print(console: Console, done: Done, account: Account) -> None:
    for what, count in asdict(done).items():
        if count:
            console.print(f"{what.replace('_', ' ')}: {count}")
    counts = Counter((gap.kind, gap.topic, gap.consumer) for gap in account.gaps)
    if counts:
        table = Table("messages", "", "topic", "consumer", box=None, pad_edge=False, header_style="dim")
        for (kind, topic, consumer), count in sorted(counts.items()):
            table.add_row(str(count), kind, topic, consumer)
        console.print(table)
    _print_gaps(console, account)
    for workflow_type, ids in account.lost.items():
        for workflow_id in ids[:SHOWN_MAX]:
            console.print(f"lost: {workflow_type} {workflow_id}", highlight=False, soft_wrap=True)
    if account.balanced:
        console.print("everything that was said was heard; everything that is under way runs")


def _print_gaps(console: Console, account: Account) -> None:
    from deploy.reconcile.gaps import Kind  # noqa: PLC0415 - the drivers take a second to load
    from deploy.reconcile.setback import remedy  # noqa: PLC0415 - as above

    for gap in account.gaps[:SHOWN_MAX]:
        # Of one that its sender forgot and Kafka has no more only the id is known.
        what = f"{gap.type.rpartition('.')[2]} {gap.key}" if gap.key else gap.message_id
        todo = f": {remedy(gap)}" if gap.kind is Kind.FORGOTTEN else ""
        console.print(f"{gap.kind}: {what}{todo}", highlight=False, soft_wrap=True)
