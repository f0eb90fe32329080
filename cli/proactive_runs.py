"""Proactive runs (免申即享): started in Temporal as an operator starts things, read where the process keeps them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cli import operating
from cli.errors import CommandFailed, Refused

if TYPE_CHECKING:
    from cli.installation import Installation

# As workflows/policies.py has them; that module would take a second to load. A test compares.
PAGE_SIZE = 100
PER_SECOND = 5.0


@dataclass(frozen=True)
class Asked:
    """A run to start, or with nothing but its id, to go on with."""

    run_id: str
    item: str = ""
    dry_run: bool = False
    after: str = ""
    until: str = ""
    page_size: int = PAGE_SIZE
    opened_per_second: float = PER_SECOND
    started_by: str = ""


def new(item: str, **given: Any) -> Asked:
    """A run of its own: its id says of what and since when, and is never the same twice."""
    return Asked(f"{item}-{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}", item, **given)


def of(run_id: str) -> Asked:
    """A run that is known."""
    return Asked(run_id)


async def start(stack: Installation, asked: Asked, *, wait: bool) -> dict[str, Any] | None:
    """Starts or resumes a run. Returns how it stands after its end; None without waiting, as nothing is kept of it yet.

    Raises Refused for a run that is not known, or has nothing left to do; CommandFailed when Temporal does not answer.
    """
    from onetrip.process.v1.workflow_pb2 import StartProactiveRun  # noqa: PLC0415 - the drivers take a second to load
    from runtime.errors import Unavailable  # noqa: PLC0415 - as above
    from workflows import policies  # noqa: PLC0415 - as above
    from workflows.proactive.bridge import start_run  # noqa: PLC0415 - as above

    given = StartProactiveRun(
        run_id=asked.run_id,
        item_code=asked.item,
        dry_run=asked.dry_run,
        after=asked.after,
        until=asked.until,
        page_size=asked.page_size,
        opened_per_second=asked.opened_per_second,
        started_by=asked.started_by,
    )
    if not asked.item:
        given = await _stored(stack, asked.run_id)
    client = await operating.connect(stack)
    try:
        await start_run(client, given)
    except (Unavailable, RuntimeError) as error:
        raise CommandFailed(str(error)) from None
    if not wait:
        return None
    await client.get_workflow_handle(policies.proactive_id(asked.run_id)).result()
    [row] = await stands(stack, asked.run_id)
    return row


async def halt(stack: Installation, run_id: str) -> None:
    """Tells a run to stop after its page. Raises Refused for one that does not run."""
    from temporalio.service import RPCError  # noqa: PLC0415 - as above

    from workflows import policies  # noqa: PLC0415 - as above

    client = await operating.connect(stack)
    try:
        await client.get_workflow_handle(policies.proactive_id(run_id)).signal(policies.HALT_SIGNAL)
    except RPCError:
        raise Refused(f"no run {run_id} is under way") from None


async def stands(stack: Installation, which: str) -> list[dict[str, Any]]:
    """The latest runs, of an item or of one id when one is named."""
    import asyncpg  # noqa: PLC0415 - as above

    from onetrip.process.v1.workflow_pb2 import ProactiveState  # noqa: PLC0415 - as above
    from workflows.proactive import store as proactive_store  # noqa: PLC0415 - as above

    connection = await asyncpg.connect(stack.database_url("process"))
    try:
        return [
            {
                "run_id": run.run_id,
                "item": run.item_code,
                "state": ProactiveState.Name(run.progress.state).removeprefix("PROACTIVE_STATE_"),
                "reason": run.progress.reason,
                "dry_run": run.dry_run,
                "started_by": run.started_by,
                "begun_at": run.begun_at,
                "ended_at": run.ended_at,
                **{name: getattr(run.progress, name) for name in _COUNTS},
            }
            for run in await proactive_store.runs(connection, which)
        ]
    finally:
        await connection.close()


_COUNTS = (
    *("pages", "after", "scanned", "entitled", "unclear"),
    *("opened", "asked", "standing", "declined", "repeated_in_period"),
)


async def _stored(stack: Installation, run_id: str) -> Any:
    import asyncpg  # noqa: PLC0415 - as above

    from workflows.proactive import store as proactive_store  # noqa: PLC0415 - as above

    connection = await asyncpg.connect(stack.database_url("process"))
    try:
        stored = await proactive_store.stored_run(connection, run_id)
    finally:
        await connection.close()
    if stored is None:
        raise Refused(f"there is no run {run_id} to go on with: it is not known, or it has ended")
    return stored
