"""Temporal as the bridge sees it: starts, signals, and being away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from onetrip.process.v1.workflow_pb2 import Event


class FakeTemporal:
    """Takes starts and signals as Temporal's client does."""

    def __init__(self) -> None:
        self.running: dict[str, Any] = {}
        self.signals: list[Event] = []
        self.away = False

    async def start_workflow(self, _type: str, start: Any, *, id: str, **_options: Any) -> None:
        self._check()
        self.running.setdefault(id, start)

    async def list_workflows(self, _query: str) -> AsyncIterator[Any]:
        self._check()
        for id in list(self.running):
            yield SimpleNamespace(id=id)

    def get_workflow_handle(self, id: str) -> FakeHandle:
        return FakeHandle(self, id)

    def _check(self) -> None:
        if self.away:
            raise RPCError("away", RPCStatusCode.UNAVAILABLE, b"")


class FakeHandle:
    def __init__(self, temporal: FakeTemporal, id: str) -> None:
        self._temporal, self._id = temporal, id

    async def signal(self, _name: str, event: Event, **_options: Any) -> None:
        self._temporal._check()
        if self._id not in self._temporal.running:
            raise RPCError("none", RPCStatusCode.NOT_FOUND, b"")
        self._temporal.signals.append(event)

    async def describe(self) -> Any:
        """What runs, runs."""
        self._temporal._check()
        if self._id not in self._temporal.running:
            raise RPCError("none", RPCStatusCode.NOT_FOUND, b"")
        return SimpleNamespace(status=WorkflowExecutionStatus.RUNNING)
