"""The end of retention on a whole stack: what was filed cannot be read from any copy any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import Client

from deploy.keeping.retention import Destroyed, Records, Retention
from deploy.local.engines.temporal import NAMESPACE
from deploy.local.stack import Stack
from onetrip.intake.v1.events_pb2 import ApplicationSubmitted
from runtime.sealing import Shredded
from tests.e2e.filing import sealer_of, stored_form
from workflows import policies
from workflows.engine.payload_codec import UnreadablePayload, open_payload

_SAID = "SELECT payload FROM outbox WHERE key = $1 AND type LIKE '%ApplicationSubmitted'"


async def nothing_can_be_read_after_retention(stack: Stack, applications: list[str]) -> None:
    """The keys of these applications are destroyed: no copy of theirs opens anywhere, and their record stays."""
    copies = [(id_, sealed) for id_ in applications for sealed in await forms_on_kafka(stack, id_)]
    histories = [payload for id_ in applications async for payload in payloads(stack, id_)]
    assert len(copies) >= len(applications) and len(histories) > len(applications)
    opened = sealer_of(stack)
    assert all(opened.open(f"application/{id_}", sealed, f"FormContent:{id_}") for id_, sealed in copies)
    assert all(open_payload(opened, payload) for payload in histories)
    found = await ended(stack, applications)
    assert found.applications == len(applications) and found.materials and not found.before
    keyless = sealer_of(stack)
    for id_, sealed in copies:
        with pytest.raises(Shredded):
            keyless.open(f"application/{id_}", sealed, f"FormContent:{id_}")
        with pytest.raises(Shredded):
            await stored_form(stack, id_)
    for payload in histories:
        with pytest.raises(UnreadablePayload):
            open_payload(keyless, payload)
    connection = await asyncpg.connect(stack.database_url("intake"))
    records = await connection.fetch("SELECT tracking_number, state FROM applications WHERE id = ANY($1)", applications)
    await connection.close()
    assert all(record["tracking_number"] and record["state"] for record in records)
    assert len(records) == len(applications)


async def ended(stack: Stack, applications: list[str]) -> Destroyed:
    """Their retention, ended today."""
    connections = [await asyncpg.connect(stack.database_url(role)) for role in ("intake", "verification", "keys")]
    now = datetime.now(UTC)
    try:
        return await Retention(Records(*connections), now + timedelta(days=3650), now, applications).run()
    finally:
        await asyncio.gather(*(connection.close() for connection in connections))


async def forms_on_kafka(stack: Stack, application_id: str) -> list[bytes]:
    """What people filled in, as the message still has it that told of it."""
    connection = await asyncpg.connect(stack.database_url("intake"))
    kept = await connection.fetch(
        "SELECT payload FROM outbox WHERE key = $1 AND type LIKE '%Submitted'", application_id
    )
    await connection.close()
    return [ApplicationSubmitted.FromString(row["payload"]).sealed_form for row in kept]


async def payloads(stack: Stack, application_id: str) -> AsyncIterator[Payload]:
    """Every sealed payload of a workflow's first event: what it was started with."""
    client = await Client.connect(stack.address("temporal"), namespace=NAMESPACE)
    async for event in client.get_workflow_handle(policies.workflow_id(application_id)).fetch_history_events():
        for payload in event.workflow_execution_started_event_attributes.input.payloads:
            yield payload
        for payload in event.workflow_execution_signaled_event_attributes.input.payloads:
            yield payload
