"""One trace id is on every message that comes of a filing, and its spans hang together through every part."""

from __future__ import annotations

import asyncio
import uuid
from collections import defaultdict

from aiokafka import AIOKafkaConsumer

from contracts.topics.names import APPROVAL, INTAKE, NOTIFICATION, PROCESS, VERIFICATION
from contracts.topics.table import TOPICS
from deploy.local.stack import Stack
from tests.e2e.collector import Collector, Seen
from tests.e2e.conftest import Enter
from tests.e2e.filing import APPLICATIONS, completed, form, until

APPLICANT = "graduate-0192"
POLL_MILLISECONDS = 1000
PARTS = {"gateway", "intake", "workflows", "verification", "registers", "approval", "notification"}
WAY = ["notification process", "workflows send", "workflows activity", "workflows process", "intake send"]


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


async def test_spans_hang_together_from_the_gateway_to_the_notice(
    enter: Enter, stack: Stack, collector: Collector
) -> None:
    caller = await enter(APPLICANT)
    filed = await caller.request("POST", APPLICATIONS, json=form())
    application_id = filed.json()["application"]["id"]
    await until(caller, application_id, completed)
    (trace,) = (await traces(stack, application_id))[INTAKE]
    spans = await settled(collector, trace)
    by_id = {each.id: each for each in spans}
    (root,) = [each for each in spans if each.parent not in by_id]
    assert (root.service, root.parent) == ("gateway", "")
    assert {each.service for each in spans} >= PARTS
    # The way of what a notice comes of, backwards: each span was caused by the one after it.
    way = [next(each for each in spans if each.service == NOTIFICATION and by_id[each.parent].service == "workflows")]
    while way[-1].parent:
        way.append(by_id[way[-1].parent])
    assert [f"{each.service} {each.name.split(' ')[0]}" for each in way[:5]] == WAY
    assert [each.service for each in way[5:]] == ["intake", "gateway"]
    assert "INSERT" in {each.name for each in spans}
    # Notices are issued and sent in rounds, many at once: there the application's id goes on.
    told = {each.name for each in collector.of_application(application_id) if each.service == NOTIFICATION}
    assert {"issue notice", "send notice"} <= told


async def settled(collector: Collector, trace: str) -> list[Seen]:
    """The spans of a trace when no more come: each process sends its own every half second."""
    before: list[Seen] = []
    for _ in range(20):
        await asyncio.sleep(1)
        now = collector.spans(trace)
        if len(now) == len(before) > 0:
            return now
        before = now
    raise AssertionError("spans of this trace keep coming")


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
