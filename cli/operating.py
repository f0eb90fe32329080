"""Operators' actions 运维操作, sent to workflows as updates; sealed, as all that Temporal stores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cli.errors import CommandFailed, Refused

if TYPE_CHECKING:
    from temporalio.client import Client

    from cli.installation import Installation

LISTED_MAX = 200
OPEN = "WorkflowType = 'ApplicationWorkflow' AND ExecutionStatus = 'Running'"


async def connect(stack: Installation) -> Client:
    """A client of the installation's Temporal, with its sealing keys."""
    from workflows.engine.worker import connect as connect_worker  # noqa: PLC0415 - the drivers take a second to load

    there, opens = stack.temporal, stack.sealer("process")
    return await connect_worker(there.address, there.namespace, opens, certificates=there.certificates)


async def send(
    client: Client, update: str, application_id: str, *, reason: str, operator: str, request_id: str, **details: Any
) -> Mapping[str, Any]:
    """Sends one action; `details` are further fields of OperatorAction as JSON has them. Returns the step that stands.

    Raises Refused with the workflow's sentence, CommandFailed.
    """
    from google.protobuf.json_format import ParseDict  # noqa: PLC0415 - as above
    from temporalio.client import WorkflowUpdateFailedError  # noqa: PLC0415 - as above
    from temporalio.service import RPCError, RPCStatusCode  # noqa: PLC0415 - as above

    from onetrip.process.v1.workflow_pb2 import OperatorAction, StepRecord  # noqa: PLC0415 - as above
    from workflows import policies  # noqa: PLC0415 - as above

    action = OperatorAction(request_id=request_id, operator=operator, reason=reason, application_id=application_id)
    ParseDict(details, action)
    handle = client.get_workflow_handle(policies.workflow_id(application_id))
    try:
        done = await handle.execute_update(
            update, action, id=f"{update}-{request_id}", result_type=StepRecord, rpc_timeout=policies.TEMPORAL_CALL
        )
    except WorkflowUpdateFailedError as error:
        raise Refused(str(error.cause)) from None
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            raise Refused(f"no application {application_id} is under way") from None
        raise CommandFailed(
            f"Temporal or its worker did not answer ({error.status.name}); --request-id {request_id} is safe to repeat"
        ) from None
    when = done.time.ToJsonString()
    return {"application_id": application_id, "step": done.id, "request_id": done.detail, "time": when}


async def waiting(client: Client, query: str) -> list[Mapping[str, Any]]:
    """Open applications with what they wait for, at most LISTED_MAX. Raises CommandFailed."""
    from temporalio.service import RPCError  # noqa: PLC0415 - as above

    from workflows import policies  # noqa: PLC0415 - as above
    from workflows.operators import search_attributes  # noqa: PLC0415 - as above
    from workflows.operators.view import MEMO_WAITS_FOR  # noqa: PLC0415 - as above

    rows: list[Mapping[str, Any]] = []
    try:
        async for each in client.list_workflows(query, limit=LISTED_MAX):
            told = each.typed_search_attributes
            rows.append(
                {
                    "application_id": policies.application_id_of(each.id),
                    "item": told.get(search_attributes.ITEM),
                    "state": told.get(search_attributes.STATE),
                    "light": told.get(search_attributes.LIGHT),
                    "deadline": told.get(search_attributes.DEADLINE),
                    "waits_for": await each.memo_value(MEMO_WAITS_FOR, ""),
                }
            )
    except RPCError as error:
        raise CommandFailed(f"Temporal did not answer the query: {error.message}") from None
    return rows
