"""Messages that cannot be handled, and such as were lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer

from contracts.topics.names import INTAKE_EVENTS, VERIFICATION_COMMANDS
from tests.drill.stuck.conftest import Follow
from tests.drill.stuck.site import FAILED, Picture, Site, eventually
from tests.e2e.filing import completed, until
from tests.e2e.test_reconcile import empty
from workflows.policies import workflow_id

SILENT = "未收到核验的答复"


@asynccontextmanager
async def a_fault_for_one(site: Site, table: str, condition: str) -> AsyncIterator[None]:
    """A release whose database refuses one row that is right."""
    async with site.database() as connection:
        await connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT drill CHECK ({condition}) NOT VALID")
        try:
            yield
        finally:
            await connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT drill")


async def test_a_message_that_cannot_be_handled(site: Site, follow: Follow) -> None:
    operator, owner = follow("message-parked"), await site.enter("graduate-0003")
    async with a_fault_for_one(site, "verification.verifications", f"person_id <> '{owner.subject}'"):
        application_id = await site.file(owner)
        await operator.finds(application_id)
        await site.says(application_id, SILENT)
        await operator.sees(Picture(application_id, SILENT))
    await operator.mends(application_id, SCHEMA="verification")
    await until(owner, application_id, completed)
    await operator.sees_it_mended(application_id)


async def test_a_message_that_was_lost(site: Site, follow: Follow) -> None:
    operator, owner = follow("message-lost"), await site.enter("graduate-0004")
    await site.stack.stop("workflows")
    application_id = await site.file(owner)
    await eventually(lambda: waits_in(site, INTAKE_EVENTS, application_id), "Kafka has the submission")
    await empty(site.stack, [INTAKE_EVENTS])
    await site.stack.start("workflows")
    await operator.sees(Picture(f"WorkflowId = '{workflow_id(application_id)}'", "No Workflows Found"))
    await operator.finds(application_id, code=FAILED)
    await operator.mends(application_id)
    await until(owner, application_id, completed)
    await operator.sees_it_mended(application_id)


async def test_a_part_that_was_asked_and_does_not_answer(site: Site, follow: Follow) -> None:
    operator, owner = follow("answer-missing"), await site.enter("graduate-0005")
    await site.stack.stop("verification")
    application_id = await site.file(owner)
    # The first time it is asked, and the next one half a minute later; then it is silent for longer.
    for _ in range(2):
        await eventually(lambda: waits_in(site, VERIFICATION_COMMANDS, application_id), "verification is asked")
        await empty(site.stack, [VERIFICATION_COMMANDS])
    await site.stack.start("verification")
    moment = datetime.now(UTC).isoformat()
    await site.says(application_id, SILENT)
    await operator.sees(Picture(application_id, SILENT))
    await operator.finds(application_id, INSTANT=moment)
    await operator.mends(application_id)
    await until(owner, application_id, completed)
    await operator.sees_it_mended(application_id, INSTANT=moment)


async def waits_in(site: Site, topic: str, application_id: str) -> bool:
    """Whether a topic has a message of an application."""
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=site.stack.address("kafka"), auto_offset_reset="earliest")
    await consumer.start()
    try:
        found = await consumer.getmany(timeout_ms=1000)
        return any(record.key == application_id.encode() for records in found.values() for record in records)
    finally:
        await consumer.stop()
