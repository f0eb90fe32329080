"""Lost is what is under way in `process` and runs nowhere; a list that lags behind is not believed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from typing import Any

from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from deploy.reconcile.workflows import lost


@dataclass(frozen=True)
class Execution:
    """As much of a workflow execution as is looked at."""

    id: str
    status: WorkflowExecutionStatus


class FakeTemporal:
    """Lists `listed`, and knows the statuses of `known`."""

    def __init__(self, listed: Collection[str], known: dict[str, WorkflowExecutionStatus]) -> None:
        self._listed = listed
        self._known = known
        self._id = ""

    async def list_workflows(self, _query: str) -> AsyncIterator[Execution]:
        for workflow_id in self._listed:
            yield Execution(workflow_id, WorkflowExecutionStatus.RUNNING)

    def get_workflow_handle(self, workflow_id: str) -> FakeTemporal:
        handle = FakeTemporal(self._listed, self._known)
        handle._id = workflow_id
        return handle

    async def describe(self) -> Execution:
        if self._id not in self._known:
            raise RPCError("not found", RPCStatusCode.NOT_FOUND, b"")
        return Execution(self._id, self._known[self._id])


class FakeProcess:
    """The schema `process` with these applications under way and nothing that follows them."""

    def __init__(self, *under_way: str) -> None:
        self._under_way = under_way

    async def fetch(self, query: str) -> list[dict[Any, str]]:
        found = self._under_way if "FROM applications" in query else ()
        return [{0: each, "application_id": each} for each in found]


async def test_lost_are_those_that_nobody_runs_and_those_that_ended_without_process_knowing() -> None:
    running, ended = WorkflowExecutionStatus.RUNNING, WorkflowExecutionStatus.TERMINATED
    temporal = FakeTemporal(["application/a"], {"application/b": running, "application/c": ended})
    found = await lost(temporal, FakeProcess("a", "b", "c", "d"))  # pyright: ignore[reportArgumentType]
    assert [ids for ids in found.values() if ids] == [["application/c", "application/d"]]
