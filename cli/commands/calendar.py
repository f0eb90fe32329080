"""`onetrip calendar`: the working calendar's data files."""

from __future__ import annotations

import asyncio
import getpass
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli import calendar_loading, installation
from cli.calendar_loading import Preview
from cli.errors import CommandFailed

CALENDARS = Path("catalog/calendars")
MONTH_DAY_FIRST_UNCERTAIN = (12, 28)  # what a notice may say of the year before its own: workflows/limits/calendar.py

ROWS_SHOWN = 40

app = typer.Typer(help="The working calendar (工作日历): its files, and which is in force.", no_args_is_help=True)

DatabaseUrl = Annotated[
    str | None, typer.Option(help="of process's role; that of the running stack when left out", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="For a program to read.")]


@app.callback()
def calendar() -> None:
    """The working calendar (工作日历): its files, and which is in force."""


@app.command()
def generate(
    year: Annotated[int, typer.Argument(help="the year the notice is about")],
    source: Annotated[str, typer.Option(help="the notice, e.g. 国办发明电〔2025〕7号")],
    directory: Annotated[
        Path, typer.Option(help="where to write <year>.yaml", exists=True, file_okay=False)
    ] = CALENDARS,
) -> None:
    """Write one year's file from the `holidays` package, to be compared with the notice before it is committed.

    Exit code 1 when the package does not have the year's notice yet: it then guesses without saying so.
    """
    days_off, make_up_days = notice_days(year)
    if not make_up_days:
        typer.echo(f"The holidays package has no notice for {year}: update it, or write the file by hand.", err=True)
        raise typer.Exit(1)
    path = directory / f"{year}.yaml"
    path.write_text(render(year, source, days_off, make_up_days), encoding="utf-8")
    typer.echo(f"{path}: {len(days_off)} days off, {len(make_up_days)} make-up days. Compare it with the notice.")


@app.command()
def load(
    file: Annotated[Path, typer.Argument(help="the year's file, such as 2027.yaml", show_default=False)],
    apply: Annotated[bool, typer.Option("--apply", help="put it into force without asking")] = False,
    by: Annotated[str, typer.Option(help="who loads it, for the audit", show_default="your account")] = "",
    as_json: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Load a year's calendar: show which open deadlines move, put it into force, have every open deadline recomputed.

    Without --apply it asks first; with --json and without --apply it only previews. It may be interrupted and run
    again at any time: the recomputing goes on by itself. Exit code 1 when the file is wrong, or nothing was applied.
    """
    from workflows.calendars.files import BadCalendarFile  # noqa: PLC0415 - protobuf takes a moment to load

    url = database_url or installation.find().database_url("process")
    try:
        preview = asyncio.run(calendar_loading.preview_of(url, file))
    except (BadCalendarFile, ValueError) as error:
        raise CommandFailed(str(error)) from None
    if as_json:
        if not apply:
            typer.echo(json.dumps(preview.as_json(), ensure_ascii=False, indent=2))
            return
    else:
        _print_preview(preview)
    if not apply and not preview.in_force and not typer.confirm("Put it into force?"):
        raise CommandFailed("nothing was applied")
    who = by or getpass.getuser() if database_url else installation.find().account(by)
    _apply(url, preview, who, as_json)


@app.command()
def history(as_json: AsJson = False, database_url: DatabaseUrl = None) -> None:
    """Show which calendar came into force when, by whom, and what moved by it; the last one is in force."""
    url = database_url or installation.find().database_url("process")
    loads = asyncio.run(calendar_loading.history_of(url))
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in loads], ensure_ascii=False, default=str, indent=2))
        return
    table = Table("no.", "from", "to", "by", "when", "applications", "dates moved", box=None, header_style="dim")
    for each in loads:
        when, done = each.loaded_at.isoformat(timespec="seconds"), each.ended_at is not None
        counts = (str(each.applications), str(each.deadlines)) if done else ("under way", "")
        table.add_row(str(each.number), each.from_version or "", each.to_version, each.loaded_by, when, *counts)
    Console().print(table)


def _apply(url: str, preview: Preview, by: str, as_json: bool) -> None:
    number = asyncio.run(calendar_loading.apply(url, preview, by))
    last: list[tuple[int, int]] = []

    def show(open_: int, older: int) -> None:
        if not as_json and (open_, older) not in last:
            last[:] = [(open_, older)]
            typer.echo(f"{open_ - older} of {open_} applications and what follows them go by {preview.version}")

    done = asyncio.run(calendar_loading.followed(url, number, show))
    if done is None:
        raise CommandFailed("it is in force, but some applications have not moved to it: see Temporal's UI")
    if as_json:
        typer.echo(json.dumps({**preview.as_json(), "load": asdict(done)}, ensure_ascii=False, default=str, indent=2))
    else:
        typer.echo(f"{done.to_version} is in force: {done.deadlines} dates moved in {done.applications} applications")


def _print_preview(preview: Preview) -> None:
    if preview.in_force:
        typer.echo(f"{preview.version} is in force already")
        return
    rows = preview.rows
    typer.echo(f"{preview.before.version} → {preview.version}: {preview.open} applications and what follows are open")
    typer.echo(f"{len(rows)} dates move in {preview.applications} of them; {preview.certain} only become certain")
    for name, counts in (("limit", "by_kind"), ("days", "by_days")):
        for value, count in preview.as_json()[counts].items():
            typer.echo(f"  {name} {value}: {count}")
    table = Table("application", "limit", "of", "from", "to", "days", box=None, pad_edge=False, header_style="dim")
    for row in rows[:ROWS_SHOWN]:
        of = " ".join(part for part in (row["case_id"].partition(".")[2], row["stage"]) if part)
        to = f"{row['to']} provisional" if row["provisional"] else row["to"]
        table.add_row(row["tracking_number"], row["kind"], of, row["from"], to, f"{row['days']:+d}")
    Console().print(table)
    if len(rows) > ROWS_SHOWN:
        typer.echo(f"… and {len(rows) - ROWS_SHOWN} more: --json lists all")


def notice_days(year: int) -> tuple[dict[date, str], list[date]]:
    """What the notice for `year` says, by the `holidays` package: weekdays off with their names, make-up days.

    Weekends inside a holiday are left out: they are off anyway.
    """
    import holidays  # noqa: PLC0415  a tool's dependency, not the platform's: loaded when it is used

    china = holidays.China(years=[year - 1, year], language="zh_CN")

    def of_notice(day: date) -> bool:
        return day.year == year or (day.year == year - 1 and (day.month, day.day) >= MONTH_DAY_FIRST_UNCERTAIN)

    days_off = {day: name for day, name in sorted(china.items()) if of_notice(day) and day.weekday() < 5}
    return days_off, sorted(filter(of_notice, china.weekend_workdays))


def render(year: int, source: str, days_off: Mapping[date, str], make_up_days: list[date]) -> str:
    """The text of `<year>.yaml`."""
    lines = [
        f"# Working calendar {year}: weekdays that are off, and weekend days that are worked (调休上班).",
        f"# Written by `onetrip calendar generate {year}`; the notice named as the source has the last word.",
        f"year: {year}",
        f"source: 国务院办公厅关于{year}年部分节假日安排的通知（{source}）",
        "days_off:",
        *(f"  - {day}  # {name}" for day, name in days_off.items()),
        "make_up_days:",
        *(f"  - {day}" for day in make_up_days),
    ]
    return "\n".join(lines) + "\n"
