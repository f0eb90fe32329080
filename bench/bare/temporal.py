"""Bare Temporal: client and worker in one process, on the same server as ours. Run by `bench.bare.child.Child`.

Settings: `address`, `database_url` where local activities shall commit a row, `sandbox` false to do without the SDK's.
Each order: `count` workflows or `seconds` of them, `in_flight` at once, of `steps` and `padding` (workflow.py).
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from temporalio import activity
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from bench.bare import lines
from bench.bare.database import connect
from bench.bare.workflow import ACTIVITY, BareWorkflow, Order
from runtime.ids import new_id

WORKFLOW_SECONDS_MAX = 60.0
_TABLE = "CREATE TABLE IF NOT EXISTS bare_step (id text, step integer, PRIMARY KEY (id, step))"
_COMMIT = "INSERT INTO bare_step (id, step) VALUES ($1, $2)"


@dataclass
class Steps:
    """The local activity, and who waits for it in this process."""

    pool: asyncpg.Pool | None
    waiting: dict[tuple[str, int], asyncio.Event] = field(default_factory=dict)

    @activity.defn(name=ACTIVITY)
    async def note(self, step: int) -> None:
        """Commit a row, where there is a database, and tell who waits."""
        workflow_id = activity.info().workflow_id or ""
        if self.pool is not None:
            await self.pool.execute(_COMMIT, workflow_id, step)
        if (waiting := self.waiting.get((workflow_id, step))) is not None:
            waiting.set()


@dataclass
class Run:
    """What one order measured: seconds from call to answer, and instants of completion since its start."""

    starts: list[float] = field(default_factory=list)
    signals: list[float] = field(default_factory=list)
    completions: list[float] = field(default_factory=list)
    last_id: str = ""


class Reference:
    """Answers orders."""

    def __init__(self, client: Client, steps: Steps, task_queue: str) -> None:
        self._client = client
        self._task_queue = task_queue
        self._steps = steps

    async def answer(self, order: dict[str, Any]) -> dict[str, Any]:
        """Run the workflows of an order."""
        run, began = Run(), time.perf_counter()
        give_up_at = began + order.get("seconds", float("inf"))
        left = order.get("count", 1_000_000)
        shape = Order(order["steps"], order.get("padding", 0))

        async def one_after_another() -> None:
            nonlocal left
            while left > 0 and time.perf_counter() < give_up_at:
                left -= 1
                async with asyncio.timeout(WORKFLOW_SECONDS_MAX):
                    await self._one(shape, run)
                run.completions.append(time.perf_counter() - began)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(order["in_flight"], left)):
                group.create_task(one_after_another())
        events = (await self._client.get_workflow_handle(run.last_id).describe()).history_length
        return {
            "starts": run.starts,
            "signals": run.signals,
            "completions": run.completions,
            "history_events": events,
        }

    async def _one(self, shape: Order, run: Run) -> None:
        """Start a workflow; each next signal comes when the step before has been noted, as events do."""
        run.last_id = workflow_id = f"bare/{new_id()}"
        at = time.perf_counter()
        handle = await self._client.start_workflow(
            BareWorkflow.run, shape, id=workflow_id, task_queue=self._task_queue, request_eager_start=True
        )
        run.starts.append(time.perf_counter() - at)
        for step in range(1, shape.steps + 1):
            noted = self._steps.waiting[workflow_id, step] = asyncio.Event()
            at = time.perf_counter()
            await handle.signal(BareWorkflow.on_event, f"{workflow_id}:{step}")
            await noted.wait()
            run.signals.append(time.perf_counter() - at)
            del self._steps.waiting[workflow_id, step]
        await handle.result()


async def serve() -> None:
    """Connect, work, answer orders until the input ends."""
    settings = await lines.read() or {}
    pool = None
    if url := settings.get("database_url"):
        pool = await connect(url)
        await pool.execute(_TABLE)
    client = await Client.connect(settings["address"])
    steps = Steps(pool)
    # Of this process alone: there may be several.
    task_queue = f"bench-bare-{new_id()}"
    # The SDK's default, with what is pure not loaded anew for every run.
    restrictions = SandboxRestrictions.default.with_passthrough_modules("bench")
    sandboxed = SandboxedWorkflowRunner(restrictions=restrictions)
    worker = Worker(
        client,
        task_queue=task_queue,
        workflows=[BareWorkflow],
        activities=[steps.note],
        workflow_runner=sandboxed if settings.get("sandbox", True) else UnsandboxedWorkflowRunner(),
    )
    async with worker:
        lines.say({})
        await lines.answer_all(Reference(client, steps, task_queue).answer)


if __name__ == "__main__":
    lines.run(serve)
