"""Writing to the schema `process`: one transaction at a time, each as one local activity.

A local activity is not recorded before the workflow task that ran it ends: after a crash it may run again, so every
write is one that can be repeated.
"""

from __future__ import annotations

import asyncio

from temporalio import workflow

from onetrip.process.v1.workflow_pb2 import AskAgain, Step, StepRecord
from workflows import policies


class Writer:
    """Writes for one application."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()
        self._writing = False
        self._closed = False

    async def establish(self, step: Step, summary: str) -> StepRecord | None:
        """Establishes a step. Returns what stood there before, None when nothing did."""
        return await self._write(policies.ESTABLISH, step, summary)

    async def ask_again(self, commands: AskAgain, summary: str) -> None:
        """Has commands published again."""
        await self._write(policies.ASK_AGAIN, commands, summary)

    async def close(self) -> None:
        """Lets the write under way finish and begins no other: whoever wants to write waits for ever."""
        self._closed = True
        await workflow.wait_condition(lambda: not self._writing)

    async def establish_last(self, step: Step, summary: str) -> StepRecord | None:
        """After `close`, establishes one step more: nobody else writes after it."""
        return await self._call(policies.ESTABLISH, step, summary)

    async def _write(self, activity: str, argument: Step | AskAgain, summary: str) -> StepRecord | None:
        async with self._one_at_a_time:
            if self._closed:
                await workflow.wait_condition(lambda: not self._closed)
            self._writing = True
            try:
                return await self._call(activity, argument, summary)
            finally:
                self._writing = False

    async def _call(self, activity: str, argument: Step | AskAgain, summary: str) -> StepRecord | None:
        """The activities are called by name: their module talks to the database and has no place in a workflow."""
        return await workflow.execute_local_activity(
            activity,
            argument,
            result_type=StepRecord,
            summary=summary,
            **policies.WRITE,  # pyright: ignore
        )
