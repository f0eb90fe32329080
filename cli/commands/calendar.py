"""`onetrip calendar`: the working calendar's data files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

CALENDARS = Path("catalog/calendars")
MONTH_DAY_FIRST_UNCERTAIN = (12, 28)  # what a notice may say of the year before its own: workflows/calendar.py

app = typer.Typer(help="The working calendar (工作日历): its data files.", no_args_is_help=True)


@app.callback()
def calendar() -> None:
    """The working calendar (工作日历): its data files."""


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
