"""`onetrip ops`: what an operator does about an application that stands still."""

from __future__ import annotations

import asyncio
import json
import uuid
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Column, Table

from cli import installation, operating

app = typer.Typer(help="Applications that stand still (运维操作): see them, move them on.", no_args_is_help=True)

# Instants without an offset are Beijing time (domain.md, "Clocks").
ZONE = ZoneInfo("Asia/Shanghai")
INSTANTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d"]

Application = Annotated[str, typer.Argument(help="the application's id", show_default=False)]
Reason = Annotated[str, typer.Option(help="why, at most 500 characters; kept sealed in the audit", show_default=False)]
By = Annotated[str, typer.Option(help="who acts, for the audit", show_default="your account")]
RequestId = Annotated[str, typer.Option(help="the same one has its effect once", show_default="a new one")]
AsJson = Annotated[bool, typer.Option("--json", help="For a program to read.")]


class Ground(StrEnum):
    """Why no decision can come any more, as `onetrip.process.v1.EndGround` has it."""

    APPLICANT_GONE = "applicant-gone"
    DUPLICATE = "duplicate"
    ITEM_WITHDRAWN = "item-withdrawn"


class Procedure(StrEnum):
    """What stops a clock, as `onetrip.process.v1.SpecialProcedure` has it."""

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert-review"


@app.callback()
def ops() -> None:
    """Applications that stand still (运维操作): see them, move them on."""


@app.command("list")
def list_command(
    where: Annotated[str, typer.Option(help="a query of Temporal's besides, such as \"Light = 'RED'\"")] = "",
    as_json: AsJson = False,
) -> None:
    """List open applications with what they wait for, at most 200."""
    query = f"{operating.OPEN} AND ({where})" if where else operating.OPEN
    rows = asyncio.run(_list(query))
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, default=str, indent=2))
        return
    columns = ("application_id", "item", "state", "light", "deadline", "waits_for")
    # An id is copied into the next command: it stays whole, however narrow the terminal is.
    names = (Column(name.replace("_", " "), no_wrap=name == "application_id", overflow="fold") for name in columns)
    table = Table(*names, box=None, pad_edge=False, header_style="dim")
    for row in rows:
        table.add_row(*(shown(row[name]) for name in columns))
    Console().print(table)


def shown(value: datetime | str | None) -> str:
    """A cell of the list; an instant in Beijing time, to the minute, as people are told it everywhere else."""
    return f"{value.astimezone(ZONE):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value or ""


@app.command()
def ask_again(
    application: Application, reason: Reason, by: By = "", request_id: RequestId = "", as_json: AsJson = False
) -> None:
    """Ask again for what a machine was asked and has not answered. Exit code 4 where nothing is."""
    _act("ask_again", application, reason, by, request_id, as_json)


@app.command()
def registers_again(
    application: Application, reason: Reason, by: By = "", request_id: RequestId = "", as_json: AsJson = False
) -> None:
    """Ask registers that did not answer again now. Exit code 4 where none is waited for."""
    _act("registers_again", application, reason, by, request_id, as_json)


@app.command()
def hand_to_person(
    application: Application, reason: Reason, by: By = "", request_id: RequestId = "", as_json: AsJson = False
) -> None:
    """Wait for registers no longer: people look at what they left open. Exit code 4 where none is waited for."""
    _act("hand_to_person", application, reason, by, request_id, as_json)


@app.command()
def end(
    application: Application,
    ground: Annotated[Ground, typer.Option(help="why no decision can come any more", show_default=False)],
    reason: Reason,
    duplicate_of: Annotated[str, typer.Option(help="the application that handles the same matter")] = "",
    by: By = "",
    request_id: RequestId = "",
    as_json: AsJson = False,
) -> None:
    """End an application for which no decision can come any more. Exit code 4 where a case is decided."""
    details = {"ground": f"END_GROUND_{ground.name}", "duplicate_of": duplicate_of}
    _act("end_application", application, reason, by, request_id, as_json, **details)


@app.command()
def correct_cause(
    application: Application,
    reason: Reason,
    procedure: Annotated[str, typer.Option(help="the special procedure's id; without it the refusal names them")] = "",
    start: Annotated[datetime | None, typer.Option(help="when it began, Beijing time", formats=INSTANTS)] = None,
    end: Annotated[datetime | None, typer.Option(help="when it ended, Beijing time", formats=INSTANTS)] = None,
    kind: Annotated[Procedure | None, typer.Option(help="what it was")] = None,
    by: By = "",
    request_id: RequestId = "",
    as_json: AsJson = False,
) -> None:
    """Correct the record of what stopped a clock; the deadline follows. Exit code 4 where that cannot be."""
    wanted = {"procedure_id": procedure, "kind": f"SPECIAL_PROCEDURE_{kind.name}" if kind else None}
    instants = {"start_time": start, "end_time": end}
    wanted |= {name: each.replace(tzinfo=ZONE).isoformat() for name, each in instants.items() if each is not None}
    _act("correct_cause", application, reason, by, request_id, as_json, correction=wanted)


def _act(update: str, application: str, reason: str, by: str, request_id: str, as_json: bool, **details: Any) -> None:
    request_id = request_id or str(uuid.uuid4())
    done = asyncio.run(_send(update, application, reason, by, request_id, **details))
    if as_json:
        typer.echo(json.dumps(done, ensure_ascii=False))
    else:
        typer.echo(f"{application}: {done['step']} at {done['time']}")


async def _list(query: str) -> list:
    return await operating.waiting(await operating.connect(installation.find()), query)


async def _send(update: str, application: str, reason: str, by: str, request_id: str, **details: Any) -> dict:
    there = installation.find()
    by, client = there.account(by), await operating.connect(there)
    sent = operating.send(client, update, application, reason=reason, operator=by, request_id=request_id, **details)
    return dict(await sent)
