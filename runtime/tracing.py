"""W3C trace context (https://www.w3.org/TR/trace-context/) carried through RPCs, outbox rows and Kafka headers.

Ids only, no spans: every log line of one application's way has the same trace id, across processes.
"""

from __future__ import annotations

import os
import re
from contextvars import ContextVar
from dataclasses import dataclass

_TRACEPARENT = re.compile(r"^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$")
_NO_TRACE = "0" * 32
_NO_SPAN = "0" * 16


@dataclass(frozen=True, slots=True)
class Trace:
    """Where we are in a trace: the whole way's id and this step's."""

    trace_id: str
    span_id: str
    flags: str = "01"

    @property
    def traceparent(self) -> str:
        """The header that the next step is given."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


_current: ContextVar[Trace | None] = ContextVar("onetrip_trace", default=None)


def start_trace(traceparent: str | None) -> Trace:
    """Go on with the trace of ``traceparent``, or begin one when it is absent or malformed."""
    match = _TRACEPARENT.match(traceparent) if traceparent else None
    if match and match[1] != _NO_TRACE and match[2] != _NO_SPAN:
        trace = Trace(match[1], os.urandom(8).hex(), match[3])
    else:
        raw = os.urandom(24).hex()
        trace = Trace(raw[:32], raw[32:])
    _current.set(trace)
    return trace


def current_trace() -> Trace | None:
    """Return the trace of this task, if one was started."""
    return _current.get()


def current_traceparent() -> str | None:
    """Return the traceparent to pass on, or None outside a trace."""
    trace = _current.get()
    return trace.traceparent if trace else None
