"""`onetrip rules`: what a new version of an instant rule (秒批规则) would change."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import installation
from cli.errors import CommandFailed
from cli.installation import Installation

if TYPE_CHECKING:
    from onetrip.approval.v1.rule_review_service_pb2 import CompareRuleResponse
    from onetrip.catalog.v1.catalog_pb2 import ServiceItem

app = typer.Typer(help="What a new version of an instant rule would change (秒批规则).", no_args_is_help=True)


@app.callback()
def rules() -> None:
    """What a new version of an instant rule would change (秒批规则)."""


@app.command()
def compare(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="An item's file in a catalogue's folder.")],
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Try a file's rule on what the versions before it saw: who would be decided differently. Nothing is decided.

    The whole folder is checked first. Every read goes to the access log of the person concerned.
    """
    found = asyncio.run(_compared(installation.find(), _item(file)))
    if as_json:
        from google.protobuf import json_format  # noqa: PLC0415 - the messages take a moment to load

        typer.echo(json_format.MessageToJson(found, always_print_fields_with_no_presence=True, indent=2))
        return
    for word, cases in (("newly granted", found.newly_granted), ("to a person", found.no_longer_granted)):
        for case in cases:
            typer.echo(f"{word}: {case.decision_id or 'undecided'} ({case.case_id})")
    changed = f"{len(found.newly_granted)} newly granted, {len(found.no_longer_granted)} to a person instead"
    typer.echo(f"{found.compared} compared: {changed}")
    if found.destroyed:
        typer.echo(f"{found.destroyed} not: what was kept about people there has been destroyed")


def _item(file: Path) -> ServiceItem:
    from services.intake.catalog import CatalogInvalid, load_catalog, service_items  # noqa: PLC0415 - takes a second

    try:
        items = service_items(load_catalog(file.parent))
    except (CatalogInvalid, FileNotFoundError) as error:
        raise CommandFailed(f"{file.parent} is no sound catalogue; see `onetrip catalog check`") from error
    item = next((each for each in items if each.code == file.stem), None)
    if item is None or not item.HasField("instant"):
        raise CommandFailed(f"{file} has no instant rule")
    return item


async def _compared(stack: Installation, item: ServiceItem) -> CompareRuleResponse:
    from onetrip.approval.v1 import rule_review_service_pb2 as reviews  # noqa: PLC0415 - takes a moment to load

    all_ = reviews.CompareRuleResponse()
    async with stack.supervisor() as caller:
        request = reviews.CompareRuleRequest(item_code=item.code, rule=item.instant)
        while True:
            page = await caller.post("/v1/rules:compare", request, reviews.CompareRuleResponse)
            all_.compared += page.compared
            all_.destroyed += page.destroyed
            all_.newly_granted.extend(page.newly_granted)
            all_.no_longer_granted.extend(page.no_longer_granted)
            request.page_token = page.next_page_token
            if not page.next_page_token:
                return all_
