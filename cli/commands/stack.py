"""`onetrip up`, `down`, `status`, `clean-data`: the stack of this machine."""

import json
import shutil
from typing import Annotated, Any

import psutil
import typer
from rich.console import Console
from rich.table import Column, Table

from cli.errors import CommandFailed, StackNotRunning
from cli.progress import StackView
from deploy.local import background
from deploy.local.errors import AlreadyRunning, NotRunning
from deploy.local.settings import LocalSettings
from deploy.local.state import Phase, StackState, StepState, held, holder

MEBIBYTE = 1024 * 1024


app = typer.Typer()


@app.command()
def up(
    people: Annotated[int, typer.Option(help="Synthetic people in the demo registers.")] = 3000,
    only: Annotated[list[str] | None, typer.Option(help="Start only this step and what it needs; repeatable.")] = None,
    replicas: Annotated[list[str] | None, typer.Option(help="PART=COUNT, such as intake=2; repeatable.")] = None,
    observe: Annotated[bool, typer.Option("--observe", help="Start Prometheus too, with our alert rules.")] = False,
) -> None:
    """Start everything in the background: engines, services, gateway. Data is kept between runs."""
    options = [f"--people={people}", *(f"--only={name}" for name in only or [])]
    options += [f"--replicas={pair}" for pair in replicas or []]
    options += ["--observe"] if observe else []
    console = Console()
    try:
        with StackView() as view:
            state = background.up(LocalSettings().state_dir, options, view)
    except AlreadyRunning as running:
        console.print(str(running), highlight=False)
        _fail_if_broken(StackState.read(LocalSettings().state_dir))
        return
    _print_addresses(console, state)


@app.command()
def down() -> None:
    """Stop everything that `up` started; data stays."""
    try:
        with StackView(stopping=True) as view:
            names = background.down(LocalSettings().state_dir, view)
    except NotRunning as nothing:
        typer.echo(str(nothing))
        return
    typer.echo(f"stopped {len(names)} processes")


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Show what runs, where, and how much memory it takes. Exit code 3 when nothing runs."""
    state_dir = LocalSettings().state_dir
    state = StackState.read(state_dir)
    if state is None and (supervisor := holder(state_dir)):
        where = f"{state_dir} is run by pid {supervisor.pid}"
        raise CommandFailed(f"{where}, but how it stands was lost: `onetrip down`, then `onetrip up`")
    if state is None or not state.running():
        raise StackNotRunning(f"nothing runs in {state_dir}: start it with `onetrip up`")
    rows = [_row(step) for step in state.steps.values()]
    if as_json:
        typer.echo(json.dumps({"phase": state.phase, "supervisor_pid": state.supervisor.pid, "steps": rows}, indent=2))
    else:
        _print_status(Console(), rows)
    _fail_if_broken(state)


@app.command("clean-data")
def clean_data(yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False) -> None:
    """Wipe all data, logs and secrets of the local stack. Stops it first."""
    state_dir = LocalSettings().state_dir
    if not state_dir.exists():
        typer.echo(f"there is no {state_dir}")
        return
    if not yes:
        typer.confirm(f"Remove everything in {state_dir}?", abort=True)
    down()
    with held(state_dir):
        shutil.rmtree(state_dir)
    typer.echo(f"removed {state_dir}")


def _fail_if_broken(state: StackState | None) -> None:
    failed = [step.detail for step in state.steps.values() if step.phase is Phase.FAILED] if state else []
    if failed:
        raise CommandFailed(f"{'; '.join(failed)}; to start afresh: `onetrip down`, then `onetrip up`")


def _row(step: StepState) -> dict[str, Any]:
    pid = step.fingerprint.pid if step.fingerprint and step.fingerprint.alive() else None
    return {
        "name": step.name,
        "kind": step.kind,
        "phase": step.phase,
        "pid": pid,
        "ports": step.ports,
        "resident_bytes": _resident_bytes(pid) if pid else None,
        "restarts": step.restarts,
        "ready_after_seconds": step.seconds,
        "detail": step.detail,
        "log": step.log,
    }


def _resident_bytes(pid: int) -> int:
    """Of the process and its children; pages that several of them share are counted once (proportional set size)."""
    total = 0
    try:
        process = psutil.Process(pid)
        for each in (process, *process.children(recursive=True)):
            total += each.memory_full_info().pss
    except psutil.Error:
        pass
    return total


def _print_status(console: Console, rows: list[dict[str, Any]]) -> None:
    names = ("", "pid", "ports", "memory", "restarts", "phase")
    columns = (*(Column(name, no_wrap=True) for name in names), Column("", overflow="fold"))
    table = Table(*columns, box=None, pad_edge=False, header_style="dim")
    # What is done is done: it neither runs nor listens, and its detail would leave no room on a narrow terminal.
    for row in (row for row in rows if row["phase"] != Phase.DONE):
        memory = f"{row['resident_bytes'] / MEBIBYTE:.0f} MiB" if row["resident_bytes"] else ""
        listens = " ".join(str(port) for port in row["ports"].values())
        colour = "red" if row["phase"] == Phase.FAILED else "green"
        phase = f"[{colour}]{row['phase']}[/]"
        restarts = str(row["restarts"] or "")
        table.add_row(row["name"], str(row["pid"] or ""), listens, memory, restarts, phase, row["detail"])
    total = sum(row["resident_bytes"] or 0 for row in rows)
    console.print(table)
    console.print(f"[dim]{total / MEBIBYTE:.0f} MiB in all[/]")


def _print_addresses(console: Console, state: StackState) -> None:
    places = (
        ("gateway", "gateway", "gateway"),
        ("temporal", "temporal_ui", "Temporal UI"),
        ("prometheus", "prometheus", "Prometheus"),
    )
    console.print("[green]up[/] — stop it with `onetrip down`, look at it with `onetrip status`")
    for step, port, name in places:
        if step in state.steps:
            console.print(f"  {name:12} http://127.0.0.1:{state.steps[step].ports[port]}", highlight=False)
