"""What Temporal's histories say of how workflows went: which workers took their tasks, and which tasks failed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.client import Client

from deploy.local.engines.temporal import NAMESPACE
from deploy.local.stack import Stack

# The server's own way of saying "something new came meanwhile, look again".
ORDINARY = {"WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND"}


@dataclass
class Went:
    """`builds`: tasks done, by the build of the worker; `failed`: ids of workflows, by why a task of theirs failed."""

    builds: Counter[str] = field(default_factory=Counter)
    failed: dict[str, list[str]] = field(default_factory=dict)


async def all_went(stack: Stack) -> Went:
    """Read the history of every workflow there is."""
    client = await Client.connect(stack.address("temporal"), namespace=NAMESPACE)
    went = Went()
    async for execution in client.list_workflows():
        handle = client.get_workflow_handle(execution.id, run_id=execution.run_id)
        async for event in handle.fetch_history_events():
            if event.HasField("workflow_task_completed_event_attributes"):
                went.builds[event.workflow_task_completed_event_attributes.deployment_version.build_id] += 1
            elif event.HasField("workflow_task_failed_event_attributes"):
                cause = WorkflowTaskFailedCause.Name(event.workflow_task_failed_event_attributes.cause)
                if cause not in ORDINARY:
                    went.failed.setdefault(cause, []).append(execution.id)
    return went
