"""Everything the stack leaves behind, as raw bytes: what somebody sees who gets hold of it without our keys."""

from __future__ import annotations

import base64
import contextlib
import io
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import quote

import asyncpg
from aiokafka import AIOKafkaConsumer
from temporalio.api.workflowservice.v1 import ListWorkflowExecutionsRequest
from temporalio.client import Client

from contracts.topics.table import all_topic_names
from deploy.local.engines.temporal import NAMESPACE
from deploy.local.stack import Stack
from onetrip.approval.v1.events_pb2 import InstantDeclined

# The departments' own registers are somebody else's data; the demo keeps them beside ours.
SCHEMAS = ("keys", "intake", "audit", "verification", "approval", "notification", "process")
POLL_MILLISECONDS = 500
LARGE_BYTES = 1024 * 1024

Place = tuple[str, bytes]


def disguises(secret: str) -> set[bytes]:
    """How a text looks in clear: as UTF-8 and UTF-16, in JSON, a URL, hexadecimal, and base64 wherever it begins."""
    plain = secret.encode()
    forms = {
        plain,
        secret.encode("utf-16-le"),
        secret.encode("utf-16-be"),
        json.dumps(secret)[1:-1].encode(),
        json.dumps(secret)[1:-1].lower().encode(),
        quote(secret).encode(),
        plain.hex().encode(),
        plain.hex().upper().encode(),
    }
    for offset in range(3):
        # Without the ends, which also encode what stands beside it.
        padded = b"\0" * offset + plain
        whole = padded[: len(padded) // 3 * 3]
        inner = base64.b64encode(whole)[4 if offset else 0 :]
        forms |= {inner, inner.replace(b"+", b"-").replace(b"/", b"_")}
    return forms


async def everything(stack: Stack) -> AsyncIterator[Place]:
    """Yield (where, bytes) of Kafka, Temporal, PostgreSQL, all logs and the stored documents."""
    async for place in on_kafka(stack):
        yield place
    async for place in in_temporal(stack):
        yield place
    async for place in in_postgres(stack):
        yield place
    for place in in_files(stack.state_dir, "logs", "materials", "temporal", "gateway"):
        yield place


def in_a_backup(stack: Stack) -> Iterator[Place]:
    """What a backup copies: the database's and Kafka's own files, with the log of writes and rows that were deleted."""
    yield from in_files(stack.state_dir, "postgres", "kafka")


async def on_kafka(stack: Stack) -> AsyncIterator[Place]:
    """Every message of every topic, dead letters too: key, headers, value."""
    consumer = AIOKafkaConsumer(
        *all_topic_names(), bootstrap_servers=stack.address("kafka"), auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        ends = {partition: end for partition, end in (await consumer.end_offsets(consumer.assignment())).items() if end}
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=POLL_MILLISECONDS)).values():
                for record in records:
                    headers = b"".join(name.encode() + b"=" + value for name, value in record.headers)
                    content = b"\n".join((record.key or b"", headers, record.value or b""))
                    yield f"Kafka {record.topic}", content
    finally:
        await consumer.stop()


async def in_temporal(stack: Stack) -> AsyncIterator[Place]:
    """Every history, and what the visibility store says of each workflow: ids, memo, search attributes."""
    client = await Client.connect(stack.address("temporal"), namespace=NAMESPACE)
    listed = await client.workflow_service.list_workflow_executions(ListWorkflowExecutionsRequest(namespace=NAMESPACE))
    yield "Temporal visibility", listed.SerializeToString()
    async for workflow in client.list_workflows():
        yield "Temporal visibility", workflow.raw_info.SerializeToString()
        described = await client.get_workflow_handle(workflow.id, run_id=workflow.run_id).describe()
        yield f"Temporal {workflow.id}", described.raw_description.SerializeToString()
        async for event in client.get_workflow_handle(workflow.id, run_id=workflow.run_id).fetch_history_events():
            yield f"Temporal {workflow.id}", event.SerializeToString()


async def in_postgres(stack: Stack) -> AsyncIterator[Place]:
    """Every row of every table of ours, as PostgreSQL sends it: texts as they are, bytes as they are."""
    connection = await asyncpg.connect(stack.database_url("postgres"))
    try:
        tables = await connection.fetch(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_schema = ANY($1) AND table_type = 'BASE TABLE'",
            SCHEMAS,
        )
        assert len(tables) > len(SCHEMAS)
        for schema, table in tables:
            content = io.BytesIO()
            await connection.copy_from_table(table, schema_name=schema, output=content, format="binary")
            yield f"PostgreSQL {schema}.{table}", content.getvalue()
    finally:
        await connection.close()


async def said_of_rules(stack: Stack) -> list[InstantDeclined]:
    """What was said of instant rules that did not grant; no case has a failed clause in the clear."""
    connection = await asyncpg.connect(stack.database_url("postgres"))
    try:
        assert not await connection.fetchval("SELECT count(*) FROM approval.cases WHERE declined_clauses <> '{}'")
        said = await connection.fetch("SELECT payload FROM approval.outbox WHERE type LIKE '%.InstantDeclined'")
        return [InstantDeclined.FromString(row["payload"]) for row in said]
    finally:
        await connection.close()


def in_files(folder: Path, *names: str) -> Iterator[Place]:
    """Every file below these folders; of the stored documents not those that only test how large one may be."""
    for name in names:
        for path in sorted((folder / name).rglob("*")):
            if path.is_file() and (name != "materials" or path.stat().st_size < LARGE_BYTES):
                with contextlib.suppress(FileNotFoundError):  # engines take files of theirs away
                    yield f"file {path.relative_to(folder)}", path.read_bytes()
