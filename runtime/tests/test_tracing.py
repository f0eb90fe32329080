"""A trace goes on from process to process; its spans say what happened and nothing about a person."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager

import asyncpg
import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from runtime import tracing
from runtime.database import connect
from runtime.tests.engines import Schema
from runtime.tracing import Traces, current_trace_id, current_traceparent, span

PERSON = "110101199003071234"


class Collected:
    """What a collector was sent until now."""

    def __init__(self, traces: Traces, exporter: InMemorySpanExporter) -> None:
        self._traces = traces
        self._exporter = exporter

    async def spans(self) -> dict[str, ReadableSpan]:
        await self._traces.stop()
        return {each.name: each for each in self._exporter.get_finished_spans()}


@pytest.fixture
async def collected() -> AsyncIterator[Collected]:
    exporter = InMemorySpanExporter()
    traces = Traces("unit", exporter)
    await traces.start()
    yield Collected(traces, exporter)
    await traces.stop()


def test_a_trace_goes_on_under_the_same_id() -> None:
    with span("first"):
        first, handed_on = current_trace_id(), current_traceparent()
    with span("second", parent=handed_on):
        assert current_trace_id() == first
        assert current_traceparent() != handed_on
    assert current_traceparent() is None


@pytest.mark.parametrize("header", ["", "nonsense", "00-" + "0" * 32 + "-" + "1" * 16 + "-01", "01-x-y-z"])
def test_a_malformed_traceparent_begins_a_new_trace(header: str) -> None:
    with span("anything"), span("other", parent=header):
        assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]", current_traceparent() or "")


def test_without_a_collector_a_message_carries_the_trace_as_it_was_written() -> None:
    with span("a call"):
        traceparent = current_traceparent() or ""
    assert tracing.handed_on(traceparent, "send", {}) == traceparent


async def test_each_span_hangs_on_the_one_that_caused_it(collected: Collected) -> None:
    with span("rpc"):
        sent = tracing.handed_on(current_traceparent() or "", "send", {tracing.APPLICATION: "a1"})
    with span("process", parent=sent), tracing.calling("/a.B/C") as metadata:
        assert metadata[0][0] == "traceparent"
        tracing.took("SELECT", 0.5, {})
    spans = await collected.spans()
    parents = {name: each.parent.span_id if each.parent else None for name, each in spans.items()}
    ids = {name: each.context.span_id for name, each in spans.items()}
    assert parents == {
        "rpc": None, "send": ids["rpc"], "process": ids["send"], "/a.B/C": ids["process"], "SELECT": ids["/a.B/C"],
    }  # fmt: skip
    assert len({each.context.trace_id for each in spans.values()}) == 1
    assert spans["send"].attributes == {tracing.APPLICATION: "a1"}
    taken = spans["SELECT"]
    assert taken.end_time - taken.start_time == 500_000_000


@pytest.mark.parametrize(
    "part", [lambda: span("handled"), lambda: tracing.calling("/a.B/C"), lambda: tracing.aside("process", None, {})]
)
async def test_a_failure_is_told_by_its_code_and_without_its_message(
    collected: Collected, part: Callable[[], AbstractContextManager[object]]
) -> None:
    with pytest.raises(ValueError, match=PERSON), part():
        raise ValueError(f"nobody is called {PERSON}")
    (failed,) = (await collected.spans()).values()
    assert not failed.status.is_ok
    assert PERSON not in failed.to_json()
    assert failed.status.description == "ValueError"


@pytest.mark.engines
async def test_a_statement_is_told_without_what_it_was_given(schema: Schema, collected: Collected) -> None:
    pool = await connect(schema.url)
    try:
        with span("handled"):
            assert await pool.fetchval("SELECT $1::text", PERSON) == PERSON
            await asyncio.sleep(0)
            with pytest.raises(asyncpg.DataError):
                await pool.fetchval("SELECT 1 / $1::int", PERSON)
    finally:
        await pool.close()
    spans = await collected.spans()
    assert all(PERSON not in each.to_json() for each in spans.values())
    assert spans["SELECT"].parent.span_id == spans["handled"].context.span_id
    assert spans["SELECT"].attributes["db.query.text"].startswith("SELECT")


async def test_of_a_share_every_process_chooses_the_same_traces() -> None:
    chosen = []
    parents = [f"00-{number:032x}-{'b' * 16}-01" for number in range(1, 2**64, 2**59)]
    for _ in range(2):
        exporter = InMemorySpanExporter()
        traces = Traces("unit", exporter, share=0.5)
        await traces.start()
        for parent in parents:
            with span("one", parent=parent):
                pass
        await traces.stop()
        chosen.append([each.context.trace_id for each in exporter.get_finished_spans()])
    assert chosen[0] == chosen[1]
    assert 0 < len(chosen[0]) < len(parents)
