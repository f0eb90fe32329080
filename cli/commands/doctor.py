"""`onetrip doctor`: is everything that OneTrip stands on as it has to be?"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from cli.errors import CommandFailed
from deploy.local.settings import LocalSettings
from deploy.local.state import StackState
from runtime.certificates import Brokers
from runtime.settings import load

if TYPE_CHECKING:
    from deploy.doctor.findings import Finding
    from deploy.doctor.places import Places

app = typer.Typer()
COLOURS = {"well": "green", "warning": "yellow", "broken": "red"}


@app.command()
def doctor(
    settings: Annotated[
        bool,
        typer.Option(
            "--settings", help="Look where the settings say (docs/operate/settings.md), not at the local stack."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Check engines, migrations, topics, search attributes, keys, clocks, calendar years and disks; say what to do.

    Changes nothing. Exit code 1 when something is broken; warnings alone are 0.
    """
    from deploy.doctor.examination import examine  # noqa: PLC0415 - the drivers of the engines take a second to load
    from deploy.doctor.findings import State, worst  # noqa: PLC0415 - as above

    places = _places_in_settings() if settings else local_places()
    found = asyncio.run(examine(places, datetime.now(UTC).date()))
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2))
    else:
        Console().print(_table(found))
    if worst(found) is State.BROKEN:
        raise CommandFailed(f"{sum(each.state is State.BROKEN for each in found)} things are broken")


def _places_in_settings() -> Places:
    from deploy.doctor.places import Places  # noqa: PLC0415 - as above
    from deploy.installation import InstallationSettings  # noqa: PLC0415 - as above

    return Places.of(load(InstallationSettings))


def local_places() -> Places:
    """Of the local stack, also of one that does not run: then every check says so."""
    from deploy.doctor.places import Places  # noqa: PLC0415 - as above
    from deploy.local.engines.temporal import NAMESPACE  # noqa: PLC0415 - as above
    from deploy.local.stack import FOLDERS, PARTITIONS, Stack  # noqa: PLC0415 - as above

    folder = LocalSettings().state_dir
    stack = Stack(folder)
    state = StackState.read(folder)
    for step in state.steps.values() if state else ():
        stack.ports.fixed.update(step.ports)
    return Places(
        databases={schema: stack.database_url(schema) for schema in _schemas()},
        kafka=Brokers(stack.address("kafka")),
        temporal=stack.address("temporal"),
        namespace=NAMESPACE,
        gateway_url=stack.gateway_url,
        jwks_url=f"{stack.identity_url}/jwks.json",
        partitions=PARTITIONS,
        folders=(folder, *(folder / name for name in ("postgres", *FOLDERS, "anchors"))),
    )


def _schemas() -> tuple[str, ...]:
    from deploy.local.parts import SCHEMAS  # noqa: PLC0415 - as above

    return SCHEMAS


def _table(found: list[Finding]) -> Table:
    table = Table(Column(no_wrap=True), Column(no_wrap=True), "", "", box=None, pad_edge=False, show_header=False)
    for each in found:
        table.add_row(each.subject, f"[{COLOURS[each.state]}]{each.state}[/]", each.detail, each.remedy)
    return table
