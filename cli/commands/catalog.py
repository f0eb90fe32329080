"""`onetrip catalog`: the catalogue of service items (事项目录): check it, list it, publish it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import installation

if TYPE_CHECKING:
    from services.intake.catalog import Catalog

CATALOG = Path(__file__).parents[2] / "catalog"
EXIT_PROBLEMS = 1
EXIT_NO_CATALOG = 66  # EX_NOINPUT of sysexits.h

app = typer.Typer(help="The catalogue of service items (事项目录).", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="the folder with the YAML files", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="for a program to read")]


@app.callback()
def catalog() -> None:
    """The catalogue of service items (事项目录)."""


@app.command("check")
def check_command(folder: Folder = CATALOG, as_json: AsJson = False) -> None:
    """Check every file against the schema and the rules; each problem names file, line and rule.

    Exit code 0 when there is none, 1 when there is one, 66 when there is no catalogue.
    """
    from services.intake.catalog import check  # noqa: PLC0415 - the rules' language takes a second to load

    try:
        problems = check(folder)
    except (FileNotFoundError, NotADirectoryError):
        raise _no_catalog(folder) from None
    if as_json:
        typer.echo(json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            typer.echo(str(problem))
        typer.echo(f"{folder}: {len(problems) or 'no'} problems", err=bool(problems))
    if problems:
        raise typer.Exit(EXIT_PROBLEMS)


@app.command("list")
def list_command(folder: Folder = CATALOG, as_json: AsJson = False) -> None:
    """List the items and bundles: code, names, visits, promised limit in working days, what only the applicant has.

    Exit code 1 when the catalogue has problems (`onetrip catalog check` says which), 66 when there is none.
    """
    from services.intake.catalog import CatalogInvalid, load_catalog  # noqa: PLC0415 - as above

    try:
        found = load_catalog(folder)
    except CatalogInvalid as error:
        typer.echo(f"{folder}: {len(error.problems)} problems; see `onetrip catalog check`", err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None
    except (FileNotFoundError, NotADirectoryError):
        raise _no_catalog(folder) from None
    rows = _rows(found)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max(len(str(row["code"])) for row in rows) if rows else 0
    for row in rows:
        asked = ", ".join(row["asked"]) or "nothing"
        typer.echo(f"{row['code']:<{width}}  v{row['version']}  {row['kind']:<6}  visits {row['visits']}  "
                   f"{row['promised_working_days']:>2} days  asks {asked}  ({row['name']['zh']})")  # fmt: skip


@app.command("load")
def load_command(
    folder: Folder = CATALOG,
    database_url: Annotated[
        str | None, typer.Option(help="of intake's role; that of the running stack when left out", show_default=False)
    ] = None,
) -> None:
    """Publish the catalogue to intake's database. Safe to repeat; `up` does it too.

    Exit code 1 when it has problems, or differs from what was published under the same version; 3 when no stack runs;
    66 when there is no catalogue.
    """
    from contracts.errors.applications import VersionChanged  # noqa: PLC0415 - as above
    from services.intake.catalog import CatalogInvalid  # noqa: PLC0415 - as above
    from services.intake.load_catalog import load_folder  # noqa: PLC0415 - as above

    url = database_url or installation.find().database_url("intake")
    try:
        loaded = asyncio.run(load_folder(url, folder))
    except CatalogInvalid as error:
        typer.echo(f"{folder}: {len(error.problems)} problems; see `onetrip catalog check`", err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None
    except VersionChanged as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None
    except (FileNotFoundError, NotADirectoryError):
        raise _no_catalog(folder) from None
    typer.echo(f"published: {', '.join(loaded.published) or 'nothing new'}; unchanged: {loaded.unchanged}")


def _rows(found: Catalog) -> list[dict]:
    """One row for each entry."""
    rows = []
    for entry in found.entries:
        parts = found.members(entry) if entry.is_bundle else (entry,)
        asked = [material["code"] for part in parts for material in part.listed("materials")
                 if not material.get("supplied_by") and material["code"] not in found.documents_held]  # fmt: skip
        rows.append({
            "code": entry.code,
            "kind": entry.data["kind"],
            "version": entry.data["version"],
            "name": entry.data["name"],
            "visits": found.visits(entry),
            "promised_working_days": entry.data["limits"]["promised_working_days"],
            "asked": list(dict.fromkeys(asked)),
        })  # fmt: skip
    return rows


def _no_catalog(folder: Path) -> typer.Exit:
    """What to raise when there is no catalogue, having said so."""
    typer.echo(f"{folder}: no catalogue there (schema.json is missing)", err=True)
    return typer.Exit(EXIT_NO_CATALOG)
