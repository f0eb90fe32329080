"""`onetrip logs [-f] [NAME]`: what the processes of the stack have said."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from cli.errors import CommandFailed
from deploy.local.settings import LocalSettings

POLL_SECONDS = 0.2
TAIL_BYTES_MAX = 1024 * 1024


app = typer.Typer()


@app.command()
def logs(
    name: Annotated[str | None, typer.Argument(help="A process, such as kafka or intake-2; all when left out.")] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until interrupted.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="How many last lines of each.")] = 40,
) -> None:
    """Print the last lines of the logs."""
    files = _files(LocalSettings().state_dir / "logs", name)
    offsets: dict[Path, int] = {}
    for path in files:
        offsets[path] = path.stat().st_size
        for line in _last_lines(path, lines):
            _print(path, line, len(files) > 1)
    while follow:
        time.sleep(POLL_SECONDS)
        for path in files:
            for line in _new_lines(path, offsets):
                _print(path, line, len(files) > 1)


def _files(folder: Path, name: str | None) -> list[Path]:
    files = sorted(path for path in folder.glob("*.log") if not path.name.endswith(".previous.log"))
    chosen = [path for path in files if name is None or path.stem == name]
    if not chosen:
        known = ", ".join(path.stem for path in files) or "none"
        raise CommandFailed(f"there is no log of {name or 'anything'} in {folder}; there are: {known}")
    return chosen


def _last_lines(path: Path, count: int) -> list[str]:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL_BYTES_MAX))
        return file.read().decode(errors="replace").splitlines()[-count:] if count else []


def _new_lines(path: Path, offsets: dict[Path, int]) -> Iterator[str]:
    size = path.stat().st_size if path.exists() else 0
    if size < offsets[path]:
        offsets[path] = 0
    with path.open("rb") as file:
        file.seek(offsets[path])
        whole, newline, _ = file.read(TAIL_BYTES_MAX).rpartition(b"\n")
    # Half a line stays for the next time.
    offsets[path] += len(whole) + len(newline)
    if newline:
        yield from whole.decode(errors="replace").split("\n")


def _print(path: Path, line: str, named: bool) -> None:
    typer.echo(f"{path.stem:13} {line}" if named else line)
