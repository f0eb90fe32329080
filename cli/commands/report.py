"""`onetrip report`: whether promises are kept, read from where they are kept."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli import installation, reasks
from cli.errors import CommandFailed
from cli.installation import Installation

if TYPE_CHECKING:
    from onetrip.approval.v1.rule_review_service_pb2 import ReportRulesResponse
    from onetrip.intake.v1.rating_service_pb2 import GetRatingStatisticsResponse, RatingGroup
    from onetrip.verification.v1.data_quality_service_pb2 import ReportSourcesResponse
    from services.approval.store.visit_report import Standing

app = typer.Typer(help="Whether promises are kept (最多跑一次).", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="For a program to read.")]


@app.callback()
def report() -> None:
    """Whether promises are kept (最多跑一次)."""


@app.command()
def visits(as_json: AsJson = False) -> None:
    """Show the visits of every application: promised, used or reserved, and converted.

    Exit code 1 when one is above its promise: the database does not let that be.
    """
    found = asyncio.run(_standings(installation.find()))
    if as_json:
        rows = [{**asdict(each), "kept": each.kept} for each in found]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        Console().print(_table(found))
        used = sum(each.used for each in found)
        converted = sum(len(each.conversions) for each in found)
        typer.echo(f"{len(found)} applications, {used} visits, {converted} converted")
    if above := [each.tracking_number for each in found if not each.kept]:
        raise CommandFailed(f"above the promise: {', '.join(above)}")


@app.command()
def ratings(
    since: Annotated[str, typer.Option("--from", help="From this month on: YYYY-MM.")] = "",
    until: Annotated[str, typer.Option("--until", help="Up to and with this month: YYYY-MM.")] = "",
    as_json: AsJson = False,
) -> None:
    """Count the ratings (好差评) by item, department and channel; nobody is named, small groups are not told apart."""
    found = asyncio.run(_counted(installation.find(), since, until))
    if as_json:
        from google.protobuf import json_format  # noqa: PLC0415 - the messages take a moment to load

        typer.echo(json_format.MessageToJson(found, always_print_fields_with_no_presence=True, indent=2))
        return
    Console().print(_ratings_table(found))
    typer.echo(f"groups of fewer than {found.smallest_group_shown} are not shown")


@app.command("reasks")
def reasks_command(as_json: AsJson = False) -> None:
    """Show what applicants were asked for though the state holds it: nothing; and each attempt that was refused.

    Exit code 1 when something was asked for: the rule does not let that be (State Council order 716, art. 7).
    """
    asked, refused = asyncio.run(reasks.read(installation.find()))
    if as_json:
        typer.echo(json.dumps(reasks.as_rows(asked, refused), ensure_ascii=False, indent=2, default=str))
    else:
        Console().print(reasks.table(refused))
        typer.echo(
            f"{asked.documents} documents asked for, {len(asked.reasks)} of them held by the state, "
            f"{len(refused)} attempts refused"
        )
    if asked.reasks:
        raise CommandFailed(f"asked for though the state holds it: {', '.join(asked.reasks)}")


@app.command()
def sources(as_json: AsJson = False) -> None:
    """Count what was wrong, stale or disputed in each register, and how long its department took to answer."""
    found = asyncio.run(_sources(installation.find()))
    if as_json:
        from google.protobuf import json_format  # noqa: PLC0415 - the messages take a moment to load

        typer.echo(json_format.MessageToJson(found, always_print_fields_with_no_presence=True, indent=2))
        return
    Console().print(sources_table(found))


@app.command()
def rules(as_json: AsJson = False) -> None:
    """Count what each version of each rule has decided, and what people found who looked at it."""
    found = asyncio.run(_rules(installation.find()))
    if as_json:
        from google.protobuf import json_format  # noqa: PLC0415 - the messages take a moment to load

        typer.echo(json_format.MessageToJson(found, always_print_fields_with_no_presence=True, indent=2))
        return
    Console().print(rules_table(found))


def rules_table(found: ReportRulesResponse) -> Table:
    """The versions of rules, one a line."""
    columns = ("item", "version", "department", "decided", "sampled", "agreed", "disagreed")
    table = Table(*columns, "reviews requested", "of these changed", box=None, pad_edge=False, header_style="dim")
    for each in found.rules:
        samples = (each.decided, each.sampled, each.agreed, each.disagreed)
        counts = map(str, (*samples, each.reviews_requested, each.reviews_changed))
        style = "red" if each.disagreed or each.reviews_changed else None
        table.add_row(each.item_code, each.rule_version, each.department, *counts, style=style)
    return table


async def _rules(stack: Installation) -> ReportRulesResponse:
    from onetrip.approval.v1 import rule_review_service_pb2 as reviews  # noqa: PLC0415 - takes a moment to load

    async with stack.supervisor() as caller:
        return await caller.get("/v1/ruleReviews:report", reviews.ReportRulesResponse)


def sources_table(found: ReportSourcesResponse) -> Table:
    """The sources, one a line; times in hours."""
    columns = ("source", "department", "tickets", "open", "overdue", "contradicted", "stale", "disputed", "corrected")
    table = Table(*columns, "right", "answered in h (half / all)", box=None, pad_edge=False, header_style="dim")
    for each in found.sources:
        counts = (each.opened, each.open, each.overdue, each.contradicted, each.stale, each.disputed, each.corrected)
        times = f"{each.answer_seconds_median / 3600:.1f} / {each.answer_seconds_max / 3600:.1f}"
        style = "red" if each.overdue else None
        table.add_row(each.source, each.department, *map(str, (*counts, each.right)), times, style=style)
    return table


async def _sources(stack: Installation) -> ReportSourcesResponse:
    from onetrip.verification.v1 import data_quality_service_pb2 as quality  # noqa: PLC0415 - takes a moment to load

    async with stack.supervisor() as caller:
        return await caller.get("/v1/tickets:report", quality.ReportSourcesResponse)


def _ratings_table(found: GetRatingStatisticsResponse) -> Table:
    levels = ("1 very dissatisfied", "2", "3", "4", "5 very satisfied")
    table = Table("by", "", "ratings", *levels, box=None, pad_edge=False, header_style="dim")
    for by, groups in (
        ("all", [found.total]),
        ("item", found.items),
        ("department", found.departments),
        ("channel", found.channels),
    ):
        for group in groups:
            table.add_row(by, group.code, *_cells(group))
    return table


def _cells(group: RatingGroup) -> list[str]:
    return ["few"] if group.suppressed else [str(group.count), *map(str, group.levels)]


async def _counted(stack: Installation, since: str, until: str) -> GetRatingStatisticsResponse:
    from onetrip.intake.v1 import rating_service_pb2 as ratings  # noqa: PLC0415 - takes a moment to load

    async with stack.supervisor() as caller:
        return await caller.get(
            "/v1/ratings:statistics", ratings.GetRatingStatisticsResponse, from_month=since, until_month=until
        )


def _table(found: list[Standing]) -> Table:
    columns = ("number", "item", "promised", "used", "converted (working days)")
    table = Table(*columns, box=None, pad_edge=False, header_style="dim")
    for each in found:
        converted = ", ".join(
            f"{one.visit}{f' {one.step}' if one.step else ''} → {one.replaced_by} ({one.cost_working_days})"
            for one in each.conversions
        )
        style = None if each.kept else "red"
        table.add_row(each.tracking_number, each.item, str(each.promised), str(each.used), converted, style=style)
    return table


async def _standings(stack: Installation) -> list[Standing]:
    import asyncpg  # noqa: PLC0415 - only this command talks to the database

    from services.approval.store.visit_report import standings  # noqa: PLC0415 - as above

    connection = await asyncpg.connect(stack.database_url("approval"))
    try:
        return [each async for each in standings(connection)]
    finally:
        await connection.close()
