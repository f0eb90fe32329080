"""A bare workflow of the event-driven shape: for each signal one local activity. What ours cannot do without."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow

ACTIVITY = "note"
ACTIVITY_SECONDS_MAX = 5


@dataclass(frozen=True)
class Order:
    """`steps`: signals, each followed by a local activity; `padding`: local activities more, an event each."""

    steps: int
    padding: int = 0


@workflow.defn
class BareWorkflow:
    """Waits for a signal, notes it, and so on."""

    def __init__(self) -> None:
        self._heard = 0

    @workflow.run
    async def run(self, order: Order) -> None:
        """Run until every step is done."""
        for step in range(1, order.steps + 1):
            await workflow.wait_condition(lambda expected=step: self._heard >= expected)
            await self._note(step)
        for extra in range(order.padding):
            await self._note(order.steps + 1 + extra)

    @workflow.signal
    def on_event(self, event: str) -> None:
        """An event came."""
        self._heard += 1

    async def _note(self, step: int) -> None:
        await workflow.execute_local_activity(
            ACTIVITY, step, start_to_close_timeout=timedelta(seconds=ACTIVITY_SECONDS_MAX)
        )
