"""Spans of the activities: each goes on with the trace that its application began with."""

from __future__ import annotations

from typing import Any

from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from runtime import tracing


class TracedActivities(Interceptor):
    """What an activity writes to the outbox is in the trace that its argument names (`traceparent`)."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """See Interceptor."""
        return _Traced(next)


class _Traced(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        info, argument = activity.info(), input.args[0] if input.args else None
        attributes = {
            "temporal.workflow_id": info.workflow_id or "",
            "temporal.attempt": info.attempt,
            tracing.APPLICATION: getattr(argument, "application_id", ""),
            "onetrip.step": getattr(argument, "id", ""),
        }
        parent = getattr(argument, "traceparent", "") or None
        with tracing.span(f"activity {info.activity_type}", parent=parent, attributes=attributes):
            return await super().execute_activity(input)
