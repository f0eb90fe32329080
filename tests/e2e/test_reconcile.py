"""`onetrip reconcile`: what Kafka lost is found and said again; what a sender forgot is named."""

from __future__ import annotations

import asyncpg
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.records_to_delete import RecordsToDelete
from aiokafka.structs import TopicPartition

from contracts.topics.names import NOTIFICATION
from contracts.topics.table import topics_of
from deploy.local.stack import Stack
from tests.e2e.conftest import Enter
from tests.e2e.filing import completed, filed, until
from tests.e2e.test_commands import FAILED, OK, Command, onetrip
from tests.e2e.test_documents import notices_of

__all__ = ["onetrip"]
LOOK = ("reconcile", "--json", "--grace=0")


async def empty(stack: Stack, topics: list[str]) -> None:
    """Delete every record of these topics, as if the broker had lost its disk."""
    consumer = AIOKafkaConsumer(bootstrap_servers=stack.address("kafka"))
    await consumer.start()
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.address("kafka"))
    await admin.start()
    try:
        partitions = [
            TopicPartition(description["topic"], partition["partition"])
            for description in await admin.describe_topics(topics)
            for partition in description["partitions"]
        ]
        ends = await consumer.end_offsets(partitions)
        await admin.delete_records({partition: RecordsToDelete(end) for partition, end in ends.items()})
    finally:
        await admin.close()
        await consumer.stop()


async def test_what_kafka_lost_before_it_was_heard_is_found_and_said_again(
    enter: Enter, onetrip: Command, stack: Stack
) -> None:
    owner = await enter("graduate-0188")
    await stack.stop("notification")
    try:
        application = await filed(owner)
        await until(owner, application["id"], completed)
        await empty(stack, topics_of(NOTIFICATION))
    finally:
        await stack.start("notification")
    found = await onetrip(*LOOK)
    assert found.code == FAILED
    mine = [gap for gap in found.json["gaps"] if gap["key"] == application["id"]]
    assert {(gap["kind"], gap["consumer"]) for gap in mine} == {("unheard", "notification")}
    repaired = await onetrip(*LOOK, "--repair")
    assert (repaired.code, repaired.json["gaps"]) == (OK, [])
    assert repaired.json["said_again"] >= len({gap["message_id"] for gap in mine})
    # Exactly the notices that there would have been, each once: `notices_of` waits for all four kinds.
    notices = await notices_of(owner, application["id"])
    assert len(notices) == len({notice["number"] for notice in notices.values()})


async def test_what_a_sender_forgot_that_was_set_back_is_named_and_nothing_is_made_up(
    enter: Enter, onetrip: Command, stack: Stack
) -> None:
    owner = await enter("graduate-0189")
    application = await filed(owner)
    await until(owner, application["id"], completed)
    connection = await asyncpg.connect(stack.database_url("intake"))
    try:
        async with connection.transaction():
            rows = await connection.fetch("SELECT * FROM outbox WHERE key = $1", application["id"])
            assert [row["type"] for row in rows] == ["onetrip.intake.v1.ApplicationSubmitted"]
            await connection.execute("DELETE FROM outbox WHERE key = $1", application["id"])
        ended = await onetrip(*LOOK, "--repair", "--wait=0")
        fields = {name: value for name, value in rows[0].items() if name != "id"}
        places = ", ".join(f"${number}" for number in range(1, len(fields) + 1))
        await connection.execute(f"INSERT INTO outbox ({', '.join(fields)}) VALUES ({places})", *fields.values())
    finally:
        await connection.close()
    forgotten = [gap for gap in ended.json["gaps"] if gap["kind"] == "forgotten"]
    assert (ended.code, ended.json["said_again"]) == (FAILED, 0)
    assert {gap["message_id"] for gap in forgotten} == {rows[0]["message_id"]}
    assert {gap["consumer"] for gap in forgotten} == {"process", "notification"}
