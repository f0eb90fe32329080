"""Calls to Temporal, with its errors in our tree."""

from __future__ import annotations

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from onetrip.process.v1.workflow_pb2 import Event
from runtime.errors import Unavailable
from workflows import policies

# Answers of Temporal that mean that it is away, not that the call is wrong.
_AWAY = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.CANCELLED,
        RPCStatusCode.ABORTED,
        RPCStatusCode.INTERNAL,
        RPCStatusCode.UNKNOWN,
    }
)


async def signal(client: Client, workflow_id: str, event: Event) -> bool:
    """Signals an event to a workflow. Returns whether there was one. Raises Unavailable, RuntimeError."""
    handle = client.get_workflow_handle(workflow_id)
    try:
        await handle.signal(policies.EVENT_SIGNAL, event, rpc_timeout=policies.TEMPORAL_CALL)
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return False
        raise translated(error) from None
    return True


def translated(error: RPCError) -> Exception:
    """An error of Temporal in our tree: away heals by waiting, anything else is parked with its status."""
    if error.status in _AWAY:
        return Unavailable(f"Temporal does not answer ({error.status.name})")
    return RuntimeError(f"Temporal refused the call ({error.status.name})")
