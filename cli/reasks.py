"""`onetrip report reasks`: what was asked for though the state holds it (zero), and each attempt that was refused."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from cli.installation import Installation
    from services.approval.store.reask_report import Asked, Refused


def as_rows(asked: Asked, refused: list[Refused]) -> dict:
    """The report for a program."""
    return {**asdict(asked), "refused": [asdict(each) for each in refused]}


def table(refused: list[Refused]) -> Table:
    """Each refused attempt: whose, what, who holds it, what the look-up brought."""
    columns = ("number", "department", "officer", "when", "wanted to ask for", "held by", "looked up")
    shown = Table(*columns, box=None, pad_edge=False, header_style="dim")
    for each in refused:
        when = each.attempted_at.isoformat(sep=" ", timespec="minutes")
        texts = (", ".join(each.documents), ", ".join(each.sources), ", ".join(each.came))
        shown.add_row(each.tracking_number, each.department, each.officer, when, *texts)
    return shown


async def read(stack: Installation) -> tuple[Asked, list[Refused]]:
    """The report of an installation."""
    import asyncpg  # noqa: PLC0415 - only this command talks to the database

    from services.approval.store import reask_report  # noqa: PLC0415 - as above

    connection = await asyncpg.connect(stack.database_url("approval"))
    try:
        return await reask_report.asked(connection), [each async for each in reask_report.refused(connection)]
    finally:
        await connection.close()
