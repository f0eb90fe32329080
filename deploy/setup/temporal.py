"""Temporal's namespace, its search attributes, and which version of the workers is the current one."""

import asyncio
import time

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    RegisterNamespaceRequest,
    SetWorkerDeploymentCurrentVersionRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from deploy.local.engines.temporal import SEARCH_ATTRIBUTES
from deploy.local.errors import StackError
from deploy.setup.settings import TemporalSettings, VersionSettings
from runtime.certificates import Certificates
from workflows import policies
from workflows.engine.temporal_client import TemporalClientSettings, tls

DAY_SECONDS = 86_400
# A namespace that was just made is known to every server after its next look (10 s by default).
NAMESPACE_SECONDS_MAX = 60.0
# The workers of the new version start beside this step.
POLLERS_SECONDS_MAX = 600.0
PAUSE_SECONDS = 1.0


async def prepare(settings: TemporalSettings) -> str:
    """Make the namespace and the search attributes that are missing; says what was made.

    Raises StackError when a search attribute exists with another type: that cannot be changed in place.
    """
    client = await _connect(settings)
    made = ["namespace"] if await _make_namespace(client, settings) else []
    give_up_at = time.monotonic() + NAMESPACE_SECONDS_MAX
    while True:
        try:
            return ", ".join([*made, *await _add_search_attributes(client)]) or "nothing was missing"
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND or time.monotonic() > give_up_at:
                raise
        await asyncio.sleep(PAUSE_SECONDS)


async def missing(address: str, namespace: str, certificates: Certificates | None = None) -> list[str]:
    """What `prepare` would make."""
    client = await Client.connect(address, namespace=namespace, tls=tls(certificates))
    try:
        await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=namespace))
        known = await _search_attributes(client)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return ["namespace"]
    return [name for name in SEARCH_ATTRIBUTES if name not in known]


async def make_current(settings: VersionSettings) -> str:
    """Route work to the workers of this build once they poll; says which."""
    client = await _connect(settings)
    request = SetWorkerDeploymentCurrentVersionRequest(
        namespace=settings.temporal_namespace,
        deployment_name=policies.DEPLOYMENT,
        build_id=settings.build_id,
        version=f"{policies.DEPLOYMENT}.{settings.build_id}",
        identity="onetrip-setup",
    )
    give_up_at = time.monotonic() + POLLERS_SECONDS_MAX
    while True:
        try:
            await client.workflow_service.set_worker_deployment_current_version(request)
            return f"{policies.DEPLOYMENT} {settings.build_id} is current"
        except RPCError as error:
            # Until its first worker has polled, a version is unknown.
            unknown = error.status in {RPCStatusCode.NOT_FOUND, RPCStatusCode.FAILED_PRECONDITION}
            if not unknown or time.monotonic() > give_up_at:
                raise
        await asyncio.sleep(PAUSE_SECONDS)


async def _connect(settings: TemporalClientSettings) -> Client:
    return await Client.connect(
        settings.temporal_address, namespace=settings.temporal_namespace, tls=tls(settings.temporal_certificates)
    )


async def _make_namespace(client: Client, settings: TemporalSettings) -> bool:
    retention = Duration(seconds=settings.temporal_retention_days * DAY_SECONDS)
    request = RegisterNamespaceRequest(
        namespace=settings.temporal_namespace, workflow_execution_retention_period=retention
    )
    try:
        await client.workflow_service.register_namespace(request)
    except RPCError as error:
        if error.status is not RPCStatusCode.ALREADY_EXISTS:
            raise
        return False
    return True


async def _add_search_attributes(client: Client) -> list[str]:
    known = await _search_attributes(client)
    wanted = {name: IndexedValueType.Value(_enum(kind)) for name, kind in SEARCH_ATTRIBUTES.items()}
    if other := sorted(name for name, kind in wanted.items() if known.get(name, kind) != kind):
        raise StackError(f"search attributes exist with another type: {', '.join(other)}: remove them in Temporal")
    new = {name: kind for name, kind in wanted.items() if name not in known}
    if new:
        request = AddSearchAttributesRequest(namespace=client.namespace, search_attributes=new)
        await client.operator_service.add_search_attributes(request)
    return sorted(new)


async def _search_attributes(client: Client) -> dict[str, int]:
    request = ListSearchAttributesRequest(namespace=client.namespace)
    return dict((await client.operator_service.list_search_attributes(request)).custom_attributes)


def _enum(kind: str) -> str:
    """`KeywordList` as `INDEXED_VALUE_TYPE_KEYWORD_LIST`."""
    words = "".join(f"_{letter}" if letter.isupper() else letter for letter in kind)
    return f"INDEXED_VALUE_TYPE{words.upper()}"
