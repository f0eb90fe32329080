"""One trace id, given by whoever files, is on every message that comes of it, through every part and Temporal."""

from __future__ import annotations

import uuid
from collections import defaultdict

from aiokafka import AIOKafkaConsumer

from contracts.topics import APPROVAL, INTAKE, NOTIFICATION, PROCESS, TOPICS, VERIFICATION
from deploy.local.stack import Stack
from tests.e2e.conftest import Enter
from tests.e2e.filing import APPLICATIONS, completed, form, until

APPLICANT = "graduate-0192"
POLL_MILLISECONDS = 1000


async def test_one_trace_follows_an_application_through_every_part(enter: Enter, stack: Stack) -> None:
    caller, trace = await enter(APPLICANT), uuid.uuid4().hex
    headers = {"traceparent": f"00-{trace}-{'b' * 16}-01"}
    filed = await caller.request("POST", APPLICATIONS, json=form(), headers=headers)
    assert filed.status_code == 200, filed.text
    application_id = filed.json()["application"]["id"]
    await until(caller, application_id, completed)
    found = await traces(stack, application_id)
    # Notices are issued and sent in rounds, many at once: they belong to no single call.
    found.pop(NOTIFICATION, None)
    assert found == {part: {trace} for part in (INTAKE, PROCESS, VERIFICATION, APPROVAL)}


async def traces(stack: Stack, application_id: str) -> dict[str, set[str]]:
    """The trace ids of what was said about an application, by who said it."""
    topics = [topic.name for topic in TOPICS]
    consumer = AIOKafkaConsumer(*topics, bootstrap_servers=stack.address("kafka"), auto_offset_reset="earliest")
    await consumer.start()
    try:
        ends = {partition: end for partition, end in (await consumer.end_offsets(consumer.assignment())).items() if end}
        found: dict[str, set[str]] = defaultdict(set)
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=POLL_MILLISECONDS)).values():
                for record in records:
                    if record.key == application_id.encode():
                        told = {name: value.decode() for name, value in record.headers}
                        found[told["ce_source"]].add(told.get("traceparent", "-none-").split("-")[1])
        return dict(found)
    finally:
        await consumer.stop()
