"""Traces (OpenTelemetry): W3C trace context through RPCs, outbox rows, Kafka headers and workflows, and spans along it.

Every log line of one application's way has the same trace id, across processes. Spans are made and sent only where
`ONETRIP_TRACES_TARGET` names a collector; without one only ids are handed on. A span names RPCs, topics, kinds of
messages, statements with their parameters left out, and the application's id: nothing about a person.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from opentelemetry import context, trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, TraceIdRatioBased
from opentelemetry.trace import Span, SpanContext, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

# Attributes by their standard names (OpenTelemetry semantic conventions) where there is one.
APPLICATION = "onetrip.application_id"
NANOSECONDS = 1_000_000_000
STOP_MILLISECONDS_MAX = 2_000

_propagator = TraceContextTextMapPropagator()
_ids_only = TracerProvider(sampler=ALWAYS_OFF, resource=Resource.get_empty(), shutdown_on_exit=False)
_tracer = _ids_only.get_tracer("onetrip")
_exporting = False


class Traces:
    """A component: sends the spans of this process to `exporter` while it runs, those of a share (0 to 1) of all
    traces; by the trace's id, so that every process chooses the same."""

    def __init__(self, service: str, exporter: SpanExporter, share: float = 1.0) -> None:
        resource = Resource.create({"service.name": service, "service.namespace": "onetrip"})
        sampler = TraceIdRatioBased(share)
        self._provider = TracerProvider(sampler=sampler, resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))

    async def start(self) -> None:
        """Make spans from now on."""
        _use(self._provider, exporting=True)

    async def stop(self) -> None:
        """Send what is left, two seconds at most."""
        _use(_ids_only, exporting=False)
        self._provider.force_flush(STOP_MILLISECONDS_MAX)
        self._provider.shutdown()


def _use(provider: TracerProvider, *, exporting: bool) -> None:
    global _tracer, _exporting
    _tracer, _exporting = provider.get_tracer("onetrip"), exporting


def exporting() -> bool:
    """Whether spans are made, not only ids."""
    return _exporting


@contextlib.contextmanager
def span(
    name: str,
    kind: SpanKind = SpanKind.INTERNAL,
    *,
    parent: str | None = None,
    attributes: dict[str, Any] | None = None,
) -> Iterator[Span]:
    """Go on with the trace of `parent`, a traceparent, or begin one where it is absent or malformed."""
    with _under_way(_tracer.start_span(name, _context(parent), kind, attributes)) as current:
        yield current


def begin(name: str, kind: SpanKind, parent: str | None, attributes: dict[str, Any] | None = None) -> Span:
    """As `span`, for a task of its own whose end is the span's: the caller ends it."""
    current = _tracer.start_span(name, _context(parent), kind, attributes)
    context.attach(trace.set_span_in_context(current))
    return current


@contextlib.contextmanager
def calling(rpc: str) -> Iterator[tuple[tuple[str, str], ...]]:
    """A call of another process, by the full name of its RPC; yields the metadata that hands the trace on."""
    with _under_way(_tracer.start_span(rpc, None, SpanKind.CLIENT, {"rpc.system": "grpc"})):
        traceparent = current_traceparent()
        yield (("traceparent", traceparent),) if traceparent else ()


@contextlib.contextmanager
def aside(name: str, parent: str | None, attributes: dict[str, Any]) -> Iterator[None]:
    """Record that this goes on with the trace of `parent` as one of several that are handled together."""
    if not _exporting:
        yield
        return
    with _under_way(_tracer.start_span(name, _context(parent), SpanKind.CONSUMER, attributes)):
        yield


@contextlib.contextmanager
def _under_way(current: Span) -> Iterator[Span]:
    """Make a span what is under way until its end; if that is an error, it is told by its kind."""
    with trace.use_span(current, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        try:
            yield current
        except Exception as error:
            failed(current, type(error).__name__)
            raise


def failed(current: Span, code: str) -> None:
    """Say that it ended with an error, by its code: a message may quote what somebody typed."""
    current.set_status(Status(StatusCode.ERROR, code))


def current_span() -> Span:
    """What is under way."""
    return trace.get_current_span()


def handed_on(traceparent: str, name: str, attributes: dict[str, Any]) -> str:
    """Record that a message of this trace is sent; returns the traceparent to send with it."""
    if not _exporting:
        return traceparent
    sending = _tracer.start_span(name, _context(traceparent), SpanKind.PRODUCER, attributes)
    sending.end()
    return _traceparent(sending.get_span_context())


def took(name: str, seconds: float, attributes: dict[str, Any], error: str | None = None) -> None:
    """Record a part of what is under way that has just ended and took so long, as `attributes` describe it."""
    if not trace.get_current_span().get_span_context().is_valid:
        return
    now = time.time_ns()
    ended = _tracer.start_span(name, None, SpanKind.CLIENT, attributes, start_time=now - int(seconds * NANOSECONDS))
    if error is not None:
        failed(ended, error)
    ended.end(now)


def current_trace_id() -> str | None:
    """Return the id of the trace that this task is in, as 32 hexadecimal digits."""
    here = trace.get_current_span().get_span_context()
    return f"{here.trace_id:032x}" if here.is_valid else None


def current_traceparent() -> str | None:
    """Return the traceparent to pass on, or None outside a trace."""
    here = trace.get_current_span().get_span_context()
    return _traceparent(here) if here.is_valid else None


def _traceparent(here: SpanContext) -> str:
    return f"00-{here.trace_id:032x}-{here.span_id:016x}-{here.trace_flags:02x}"


def _context(traceparent: str | None) -> Context:
    # An empty context, not None: nothing begins in the trace of what happened to be under way.
    return _propagator.extract({"traceparent": traceparent}, Context()) if traceparent else Context()
