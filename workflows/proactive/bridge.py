"""The bridge for proactive runs (免申即享): what parts answer reaches the run that asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from google.protobuf.message import Message
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

from onetrip.process.v1.workflow_pb2 import Event, StartProactiveRun
from runtime.consumer import Handler
from runtime.errors import Unavailable
from runtime.logs import get_logger
from runtime.messages import Envelope
from workflows import policies
from workflows.engine.temporal_calls import signal, translated
from workflows.operators import search_attributes
from workflows.operators import text as operator_text
from workflows.proactive import rules as proactive_rules
from workflows.proactive import store as proactive_store


class ProactiveBridge:
    """The handlers of the consumer group `process` that are about proactive runs."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def table(self) -> Mapping[type[Message], Handler]:
        """Answers only: an operator or a schedule starts a run."""
        return dict.fromkeys(proactive_rules.ANSWERS, self.on_answer)

    async def on_answer(self, connection: Any, envelope: Envelope, message: Message) -> None:
        """Signals an answer to its run; one whose workflow is lost is started again, and asks again itself."""
        run_id = envelope.subject
        event = Event(id=envelope.id, type=envelope.type, payload=envelope.payload)
        if await signal(self._client, policies.proactive_id(run_id), event):
            return
        if run_id not in await proactive_store.open_runs(connection):
            get_logger().info("bridge.late_event", run_id=run_id, type=envelope.type)
        elif not await self.rebuild(connection, run_id):
            raise Unavailable("the run ended while the answer was on its way")

    async def rebuild(self, connection: Any, run_id: str) -> bool:
        """Starts the workflow of an open run from what `process` has of it. False: it is over."""
        start = await proactive_store.stored_run(connection, run_id)
        if start is None:
            return False
        get_logger().warning("bridge.run_rebuilt", run_id=run_id)
        await start_run(self._client, start)
        return True


async def start_run(client: Client, start: StartProactiveRun) -> None:
    """Starts the workflow of a run, or leaves the one that runs. Where it goes on, it looks up itself.

    Raises Unavailable, RuntimeError.
    """
    begin = StartProactiveRun()
    begin.CopyFrom(start)
    begin.ClearField("definition")
    begin.ClearField("progress")
    try:
        await client.start_workflow(
            policies.PROACTIVE_TYPE,
            begin,
            id=policies.proactive_id(begin.run_id),
            task_queue=policies.TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            search_attributes=search_attributes.at_proactive(begin.item_code),
            static_summary=operator_text.proactive_summary(begin.item_code, begin.dry_run),
            rpc_timeout=policies.TEMPORAL_CALL,
        )
    except RPCError as error:
        raise translated(error) from None
