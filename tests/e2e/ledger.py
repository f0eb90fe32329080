"""What really happened to applications: read from every schema as superuser, and from every topic of Kafka.

A journey looks from the outside; this looks underneath it, for what is there twice or not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import asyncpg
from aiokafka import AIOKafkaConsumer

from contracts.topics import all_topic_names
from deploy.local.stack import Stack

SCHEMAS = ("intake", "verification", "approval", "notification", "process")
POLL_MILLISECONDS = 1000
_COUNTED = {
    "applications": "intake.applications",
    "timeline": "intake.timeline",
    "cases": "approval.cases",
    "decisions": "approval.outcomes",
    "certificates": "approval.certificates",
    "deliveries": "approval.deliveries",
    "notices": "notification.notices",
    "processes": "process.applications",
    "steps": "process.steps",
}
_SENT = "SELECT key, topic, type, count(*), count(sent_at) FROM {}.outbox WHERE key = ANY($1) GROUP BY 1, 2, 3"
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
    """Return the account of each application. Asserts that every message written was sent, and nothing is parked."""
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
