"""What nobody sealed, or nobody here can open, is refused by its update and stops no application; on a real server."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Sequence

import pytest
import pytest_asyncio
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.common import RawValue
from temporalio.converter import SerializationContext
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from onetrip.process.v1.workflow_pb2 import OperatorAction, StepRecord
from runtime.sealing import Sealer
from runtime.tests.suite import SUITE
from workflows import policies
from workflows.engine.payload_codec import PayloadConverter, SealingCodec, data_converter
from workflows.operators import search_attributes
from workflows.operators import text as operator_text
from workflows.tests import filings
from workflows.tests.conftest import SEALER
from workflows.tests.filings import case, decided, verified
from workflows.tests.programs import program
from workflows.tests.workers import worker_for
from workflows.tests.world import World

pytestmark = [pytest.mark.engines, pytest.mark.asyncio(loop_scope="module")]

LONG = "长" * 100_000


class AsItIs(SealingCodec):
    """Sends payloads as they are, and reads answers."""

    def with_context(self, context: SerializationContext) -> SealingCodec:
        return self

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return list(payloads)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[WorkflowEnvironment]:
    environment = await WorkflowEnvironment.start_local(
        dev_server_existing_path=program("temporal"),
        data_converter=data_converter(SEALER),
        search_attributes=search_attributes.ALL,
    )
    async with environment:
        yield environment


@pytest_asyncio.fixture(loop_scope="module")
async def world(server: WorkflowEnvironment) -> AsyncIterator[World]:
    world = World(server)
    async with worker_for(server.client, world.activities):
        await world.start(filings.submitted(filings.item(), await world.now()))
        await world.settled()
        yield world
        await world.end()


async def sealed(
    request_id: str, sealer: Sealer = SEALER, reason: str = "数据源已恢复", application_id: str = ""
) -> Payload:
    action = OperatorAction(request_id=request_id, operator="li.wei", reason=reason, application_id=application_id)
    codec = SealingCodec(sealer, policies.workflow_id(filings.APPLICATION))
    [payload] = await codec.encode(PayloadConverter().to_payloads([action]))
    return payload


def plain(reason: str = "x") -> Payload:
    return Payload(metadata={"encoding": b"json/plain"}, data=f'{{"requestId":"r","reason":"{reason}"}}'.encode())


def altered(payload: Payload) -> Payload:
    return Payload(metadata=payload.metadata, data=payload.data[:-1] + bytes([payload.data[-1] ^ 1]))


def stranger(server: WorkflowEnvironment) -> Client:
    """Somebody who can reach Temporal and sends what they like."""
    config = server.client.config()
    config["data_converter"] = dataclasses.replace(data_converter(SEALER), payload_codec=AsItIs(SEALER))
    return Client(**config)


async def send(server: WorkflowEnvironment, world: World, payload: Payload) -> StepRecord:
    handle = stranger(server).get_workflow_handle(world.handle.id)
    return await handle.execute_update(policies.ASK_AGAIN_UPDATE, RawValue(payload), result_type=StepRecord)


async def refused(server: WorkflowEnvironment, world: World, payload: Payload) -> str:
    with pytest.raises(WorkflowUpdateFailedError) as raised:
        await send(server, world, payload)
    assert isinstance(raised.value.cause, ApplicationError)
    return raised.value.cause.message


async def goes_on(world: World) -> None:
    """The application is as well as before: no task of it has failed, and it comes to its end."""
    await world.tell(verified())
    await world.until_step("acceptance")
    await world.tell(decided(case()))
    await world.ends()
    kinds = [event.event_type for event in (await world.handle.fetch_history()).events]
    assert EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED not in kinds


async def test_what_nobody_sealed_or_can_open_is_refused_with_a_sentence_and_stops_nothing(
    server: WorkflowEnvironment, world: World
) -> None:
    unknown_key = await sealed("r1", Sealer({"gone": b"g" * 32}, "gone", SUITE))
    assert await refused(server, world, plain()) == operator_text.NOT_SEALED
    assert await refused(server, world, plain(LONG)) == operator_text.NOT_SEALED
    assert "cannot be opened" in await refused(server, world, altered(await sealed("r1")))
    assert "key 'gone'" in await refused(server, world, unknown_key)
    assert await refused(server, world, await sealed("r1", reason=LONG)) == operator_text.BAD_REASON
    [other_thing] = await SealingCodec(SEALER).encode(PayloadConverter().to_payloads([{"requestId": "r1"}]))
    assert await refused(server, world, other_thing) == operator_text.NO_ACTION
    other = await sealed("r1", application_id="another")
    assert await refused(server, world, other) == operator_text.ANOTHER_APPLICATION
    assert world.asked_again == []

    done = await send(server, world, await sealed("r1", application_id=filings.APPLICATION))
    assert done.id == "ask-again:r1"
    assert len(world.asked_again) == 1
    await goes_on(world)


async def test_a_signal_that_nobody_sealed_is_dropped_and_stops_nothing(
    server: WorkflowEnvironment, world: World
) -> None:
    handle = stranger(server).get_workflow_handle(world.handle.id)
    await handle.signal(policies.EVENT_SIGNAL, RawValue(plain()))
    await goes_on(world)
