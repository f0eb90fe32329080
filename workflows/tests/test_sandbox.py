"""On a real Temporal test server: the clocks run inside the sandbox, and what is stored is sealed."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from onetrip.process.v1.state_pb2 import Calendar
from runtime.sealing import Sealer
from runtime.tests.suite import DATA_KEYS, SUITE
from workflows.calendars.files import read_calendar, write_fields
from workflows.engine.payload_codec import data_converter
from workflows.tests.waiting_workflow import Waiting, note

pytestmark = pytest.mark.engines

CANARY = "440301199001011234"
QUEUE = "sandbox"


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with await WorkflowEnvironment.start_time_skipping(
        data_converter=data_converter(Sealer({"k": b"k" * 32}, "k", SUITE, DATA_KEYS)),
        test_server_existing_path=str(Path(sys.executable).parent / "temporal-test-server"),
    ) as environment:
        yield environment.client


async def test_a_workflow_computes_and_waits_for_its_deadline_and_stores_nothing_in_the_clear(client: Client) -> None:
    calendar = read_calendar(Path(__file__).parents[2] / "catalog" / "calendars")
    message = Calendar()
    write_fields(calendar, message)
    async with Worker(client, task_queue=QUEUE, workflows=[Waiting], activities=[note]):
        handle = await client.start_workflow(
            Waiting.run,
            args=[message, CANARY],
            id="application/abc",
            task_queue=QUEUE,
            static_summary=CANARY,
            memo={"who": CANARY},
        )
        started, deadline, woken = map(date.fromisoformat, (await handle.result()).split())
    assert calendar.working_days_between(started, deadline) > 20
    assert woken == deadline + timedelta(days=1)
    history = await handle.fetch_history()
    stored = b"".join(event.SerializeToString() for event in history.events)
    assert CANARY.encode() not in stored
    assert stored.count(b"application/abc") > 3
    assert b"binary/sealed" in stored
