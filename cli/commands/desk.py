"""`onetrip desk` 工位: where commands are run on a cluster (docs/operate/commands.md)."""

from __future__ import annotations

import signal
from enum import StrEnum
from typing import Annotated

import typer

from runtime.settings import load

app = typer.Typer()


class Kind(StrEnum):
    """Which desk, as `deploy.desks.DESKS` has them."""

    OPERATOR = "operator"
    KEEPER = "keeper"


@app.command()
def desk(kind: Annotated[Kind, typer.Argument(help="whose commands it is for", show_default=False)]) -> None:
    """Stay until told to end, so that commands can be run here: on Kubernetes, by `kubectl exec`.

    Exit code 78 when a setting is missing or wrong, 1 when a role's login is: nobody finds out in the middle of work.
    """
    from deploy.desks import DESKS  # noqa: PLC0415 - the drivers take a second to load

    ends = {signal.SIGTERM, signal.SIGINT}
    # The first process of a container is not ended by a signal that it does not take.
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    wanted = DESKS[kind]
    wanted.check(load(wanted.settings))
    typer.echo(f"the desk {kind} is open")
    signal.sigwait(ends)
