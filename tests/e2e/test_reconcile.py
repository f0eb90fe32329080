"""`onetrip reconcile`: what Kafka lost is found and said again; what a sender forgot is taken back."""

from __future__ import annotations

import asyncpg
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.records_to_delete import RecordsToDelete
from aiokafka.structs import TopicPartition

from cli.client import Caller
from contracts.topics.names import NOTIFICATION
from contracts.topics.table import topics_of
from deploy.local.stack import Stack
from runtime import metrics
from tests.e2e.conftest import Enter
from tests.e2e.filing import APPLICATIONS, Json, completed, filed, until
from tests.e2e.test_commands import FAILED, OK, Command, onetrip
from tests.e2e.test_documents import notices_of
from workflows.engine.readings import READINGS

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


async def shown_as_left(stack: Stack) -> dict[str, float]:
    """What Prometheus is told that the last repair left."""
    (reading,) = [each for each in READINGS if each.gauge is metrics.reconcile_gaps]
    connection = await asyncpg.connect(stack.database_url("process"))
    try:
        return {kind: gaps for gaps, kind in await connection.fetch(reading.query)}
    finally:
        await connection.close()


async def as_it_stands(owner: Caller, application_id: str) -> Json:
    """An application without what its notices still add to it after it has ended."""
    answer = (await owner.request("GET", f"{APPLICATIONS}/{application_id}")).json()["application"]
    timeline = [entry["kind"] for entry in answer["timeline"] if not entry["kind"].startswith("NOTICE_")]
    return {**answer, "timeline": timeline, "etag": "", "updateTime": ""}


async def test_what_a_sender_that_was_set_back_forgot_is_taken_back_once(
    enter: Enter, onetrip: Command, stack: Stack
) -> None:
    owner = await enter("graduate-0189")
    application = await filed(owner)
    await until(owner, application["id"], completed)
    before = await as_it_stands(owner, application["id"])
    connection = await asyncpg.connect(stack.database_url("intake"))
    try:
        query = "DELETE FROM outbox WHERE key = $1 RETURNING message_id, payload"
        (row,) = await connection.fetch(query, application["id"])
        found = await onetrip(*LOOK)
        forgotten = [gap for gap in found.json["gaps"] if gap["message_id"] == row["message_id"]]
        assert {(gap["kind"], gap["sender"], gap["key"]) for gap in forgotten} == {
            ("forgotten", "intake", application["id"])
        }
        assert {gap["consumer"] for gap in forgotten} == {"process", "notification"}
        repaired = await onetrip(*LOOK, "--repair")
        assert (repaired.code, repaired.json["taken_back"], repaired.json["gaps"]) == (OK, 1, [])
        assert await shown_as_left(stack) == {"unsent": 0, "unheard": 0, "forgotten": 0, "lost": 0}
        again = await connection.fetch("SELECT message_id, payload FROM outbox WHERE key = $1", application["id"])
        assert again == [row]
    finally:
        await connection.close()
    # It was there all the time, and nothing happened to it twice.
    assert await as_it_stands(owner, application["id"]) == before
