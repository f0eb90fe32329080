"""What really happened to applications: read from every schema as superuser, and from every topic of Kafka.

A journey looks from the outside; this looks underneath it, for what is there twice or not at all.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from contracts.topics.table import all_topic_names, topics_of
from deploy.local.stack import Stack

# Each has an outbox, and a consumer group of its name.
SCHEMAS = ("intake", "verification", "approval", "notification", "process")
QUIET_SECONDS, QUIET_SECONDS_MAX = 0.7, 120.0
POLL_MILLISECONDS = 1000
_COUNTED = {
    "applications": "intake.applications",
    "timeline": "intake.timeline",
    "cases": "approval.cases",
    "decisions": "approval.outcomes",
    "certificates": "approval.certificates",
    "visits": "approval.visits",
    "deliveries": "approval.deliveries",
    "held": "verification.certificates",
    "notices": "notification.notices",
    "processes": "process.applications",
    "steps": "process.steps",
}
_SENT = "SELECT key, topic, type, count(*), count(sent_at) FROM {}.outbox WHERE key = ANY($1) GROUP BY 1, 2, 3"
_UNSENT = "SELECT count(*) FROM {}.outbox WHERE sent_at IS NULL"
_PARKED = "SELECT count(*) FROM {}.parked WHERE key = ANY($1)"


@dataclass
class Account:
    """All of one application: rows by kind, messages written by (topic, type), and messages on Kafka by (topic, type),
    each of these counted once however often Kafka has it.
    """

    rows: dict[str, int] = field(default_factory=dict)
    written: Counter[tuple[str, str]] = field(default_factory=Counter)
    published: Counter[tuple[str, str]] = field(default_factory=Counter)


async def accounts(stack: Stack, application_ids: Collection[str]) -> Mapping[str, Account]:
    """Return the account of each application, once nothing more comes of what was said; nothing may be parked."""
    await quiet(stack)
    found = {application_id: Account() for application_id in application_ids}
    connection = await asyncpg.connect(stack.database_url("postgres"))
    try:
        for kind, table in _COUNTED.items():
            key = "id" if table == "intake.applications" else "application_id"
            query = f"SELECT {key}, count(*) FROM {table} WHERE {key} = ANY($1) GROUP BY 1"
            for application_id, count in await connection.fetch(query, list(found)):
                found[application_id].rows[kind] = count
        for schema in SCHEMAS:
            for application_id, topic, type_, count, sent in await connection.fetch(_SENT.format(schema), list(found)):
                assert sent == count, f"{schema} has written {type_} of {application_id} and not sent it"
                found[application_id].written[topic, type_] += count
            assert await connection.fetchval(_PARKED.format(schema), list(found)) == 0, f"{schema} has parked some"
    finally:
        await connection.close()
    for application_id, topic, type_ in await _published(stack, found):
        found[application_id].published[topic, type_] += 1
    return found


async def quiet(stack: Stack, away: Collection[str] = ()) -> None:
    """Wait until all that was written is sent and all that was sent is handled, and a moment later still. Who is `away`
    is not waited for.

    The last marks, notices and lines of the timeline come after the end of a journey; what is counted before would be
    a matter of luck.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.address("kafka"))
    consumer = AIOKafkaConsumer(*all_topic_names(), bootstrap_servers=stack.address("kafka"))
    connection = await asyncpg.connect(stack.database_url("postgres"))
    await admin.start()
    await consumer.start()
    try:
        async with asyncio.timeout(QUIET_SECONDS_MAX):
            before = None
            while True:
                unsent = [await connection.fetchval(_UNSENT.format(schema)) for schema in SCHEMAS]
                ends = await consumer.end_offsets(consumer.assignment())
                present = [group for group in SCHEMAS if group not in away]
                behind = [group for group in present if await _behind(admin, group, ends)]
                if not any(unsent) and not behind and ends == before:
                    return
                before = ends
                await asyncio.sleep(QUIET_SECONDS)
    finally:
        await connection.close()
        await consumer.stop()
        await admin.close()


async def _behind(admin: AIOKafkaAdminClient, group: str, ends: Mapping[TopicPartition, int]) -> bool:
    """Whether a consumer group has not come to the end of every partition of its topics."""
    handled = await admin.list_consumer_group_offsets(group)
    mine = {partition: end for partition, end in ends.items() if end and partition.topic in topics_of(group)}
    return any(partition not in handled or handled[partition].offset < end for partition, end in mine.items())


async def _published(stack: Stack, application_ids: Collection[str]) -> list[tuple[str, str, str]]:
    """(application, topic, type) of every distinct message on Kafka; asserts that no dead letter is among them."""
    # Without a group it is given every partition, and keeps no place anywhere.
    consumer = AIOKafkaConsumer(
        *all_topic_names(), bootstrap_servers=stack.address("kafka"), auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        ends = {partition: end for partition, end in (await consumer.end_offsets(consumer.assignment())).items() if end}
        assert ends, "Kafka has no messages"
        distinct: set[tuple[str, str, str, str]] = set()
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            batches = await consumer.getmany(timeout_ms=POLL_MILLISECONDS)
            for record in (record for records in batches.values() for record in records):
                headers = dict(record.headers)
                key = (record.key or b"").decode()
                if key in application_ids:
                    assert not record.topic.endswith(".dlq"), f"{key} has a dead letter on {record.topic}"
                    distinct.add((key, record.topic, headers["ce_type"].decode(), headers["ce_id"].decode()))
    finally:
        await consumer.stop()
    return [(key, topic, type_) for key, topic, type_, _ in distinct]
