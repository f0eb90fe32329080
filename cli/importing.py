"""Taking in a file of former cases 历史办件: the look at it, the question, and what came of it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console

from cli.errors import CommandFailed

if TYPE_CHECKING:
    from cli.installation import Installation
    from deploy.keeping.former import Account, Keys

# How often a long run says how far it is, and how many faults a person is shown.
SHOWN_EVERY_LINES = 10_000
FAULTS_SHOWN = 40


@dataclass(frozen=True)
class Asked:
    """What the command line says. `apply`: without a question; `leave_out`: lines with a fault, and take the others."""

    apply: bool
    dry_run: bool
    leave_out: bool
    by: str
    as_json: bool


def run(stack: Installation, file: Path, asked: Asked) -> None:
    """Look at the file, and unless it is only looked at, take it in. Raises CommandFailed."""
    by = "" if asked.dry_run else stack.account(asked.by)
    account = asyncio.run(_look(stack, file))
    faulty, wanted = account.faulty, not asked.dry_run and (asked.apply or not asked.as_json)
    if wanted and (asked.leave_out or not faulty):
        if not asked.apply:
            _show(account, as_json=False)
            if not typer.confirm(f"Take in {account.lines - faulty} lines?"):
                raise CommandFailed("nothing was taken in")
        account = asyncio.run(_take(stack, file, account, by))
    _show(account, as_json=asked.as_json)
    if faulty:
        raise CommandFailed(f"{faulty} lines have a fault{'' if asked.leave_out else '; nothing was taken in'}")


async def _look(stack: Installation, file: Path) -> Account:
    from deploy.keeping.former import Importer, TooLong  # noqa: PLC0415 - the drivers take a second to load

    try:
        async with Importer.open(stack.database_url, _keys(stack)) as importer:
            return await importer.look(file, _said("looked at"))
    except TooLong as error:
        raise CommandFailed(str(error)) from None


async def _take(stack: Installation, file: Path, looked: Account, by: str) -> Account:
    from deploy.keeping.former import Importer  # noqa: PLC0415 - as above

    async with Importer.open(stack.database_url, _keys(stack)) as importer:
        return await importer.take(file, looked, by, _said("done"))


def _keys(stack: Installation) -> Keys:
    from deploy.keeping.former import Keys  # noqa: PLC0415 - as above

    term = stack.term
    return Keys(stack.sealer("intake"), stack.lookup(), stack.pseudonym_key, stack.zone, term.retention_years)


def _said(word: str) -> Any:
    console = Console(stderr=True)

    def seen(line: int) -> None:
        if line % SHOWN_EVERY_LINES == 0:
            console.print(f"{line} lines {word}", style="dim", highlight=False)

    return seen


def _show(account: Account, *, as_json: bool) -> None:
    came = {str(took): count for took, count in account.came.items()}
    if as_json:
        faults = [
            {"line": line, "reason": str(one.reason), "field": one.field, "says": one.sentence}
            for line, one in account.faults
        ]
        found = {"lines": account.lines, "sha256": account.sha256, "came": came, "faulty": account.faulty}
        typer.echo(json.dumps({**found, "faults": faults}, ensure_ascii=False, indent=2))
        return
    for line, one in account.faults[:FAULTS_SHOWN]:
        typer.echo(f"line {line}: {one.reason} {one.field}: {one.sentence}")
    if account.faulty > FAULTS_SHOWN:
        typer.echo("… --json lists more of them")
    told = "; ".join(f"{count} {took}" for took, count in came.items()) or "nothing to take in"
    typer.echo(f"{account.lines} lines: {told}; {account.faulty} with a fault")
