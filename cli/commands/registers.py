"""`onetrip registers`: how departments' registers are reached: check the descriptions, make a key to sign with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

REGISTERS = Path(__file__).parents[2] / "catalog" / "registers"
EXIT_PROBLEMS = 1

app = typer.Typer(help="Departments' registers (数据源) and how they are reached.", no_args_is_help=True)


@app.callback()
def registers() -> None:
    """Departments' registers (数据源) and how they are reached."""


@app.command("check")
def check_command(
    folder: Annotated[Path, typer.Argument(help="the folder with a file for each register")] = REGISTERS,
) -> None:
    """Check every register's file and try its examples; no department's system is asked.

    Exit code 0 when there is no problem, 1 when there is one.
    """
    from services.registers.examples import problems  # noqa: PLC0415 - only this command needs it

    found = list(problems(folder))
    for problem in found:
        typer.echo(problem)
    typer.echo(f"{folder}: {len(found) or 'no'} problems", err=bool(found))
    if found:
        raise typer.Exit(EXIT_PROBLEMS)


@app.command("key")
def key_command(
    register: Annotated[str, typer.Argument(help="the register's code")],
    number: Annotated[int, typer.Option(help="1 for its first key, one more for each that follows", min=1)] = 1,
) -> None:
    """Make a key for a register to sign its answers with: the private JWK, then the public one for verification."""
    from joserfc.jwk import OKPKey  # noqa: PLC0415 - only this command needs it

    from contracts.register_statements import key_id  # noqa: PLC0415

    key = OKPKey.generate_key("Ed25519", {"kid": key_id(register, number)})
    typer.echo(json.dumps(key.as_dict(private=True)))
    typer.echo(json.dumps(key.as_dict(private=False)))
