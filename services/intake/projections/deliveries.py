"""What becomes of a result on its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2
from services.intake.domain import Entry, Progress
from services.intake.projections.changes import Change, Projection, at_of

_REPORTS = {
    approval.DELIVERY_REPORT_COLLECTED: "DELIVERY_COLLECTED",
    approval.DELIVERY_REPORT_UNDER_WAY: "DELIVERY_UNDER_WAY",
    approval.DELIVERY_REPORT_FAILED: "DELIVERY_FAILED",
    approval.DELIVERY_REPORT_RETURNED: "DELIVERY_RETURNED",
}


def _delivery_started(progress: Progress, event: approval.DeliveryStarted, told_at: datetime) -> Change:
    at = at_of(event.start_time, told_at)
    details = {"delivery": catalog_pb2.DeliveryMethod.Name(event.delivery_method)}
    entry = Entry(f"DELIVERY_STARTED:{event.delivery_id}", "DELIVERY_STARTED", at, details=details)
    return progress.reached("delivering_at", at), [entry]


def _delivery_reported(progress: Progress, event: approval.DeliveryReported, told_at: datetime) -> Change:
    kind = _REPORTS.get(event.report)
    if kind is None:
        return progress, []  # that it is in hand is told of its own
    key = f"{kind}:{event.delivery_id}:{event.way}:{event.happen_time.ToJsonString()}"
    return progress, [Entry(key, kind, at_of(event.happen_time, told_at))]


def _delivery_rerouted(progress: Progress, event: approval.DeliveryRerouted, told_at: datetime) -> Change:
    at = at_of(event.reroute_time, told_at)
    if not progress.visits_counted:
        progress = replace(progress, delivery_method=int(event.delivery_method), visits_used=event.visits_used)
    details = {"delivery": catalog_pb2.DeliveryMethod.Name(event.delivery_method)}
    return progress, [
        Entry(f"DELIVERY_REROUTED:{event.delivery_id}:{event.way}", "DELIVERY_REROUTED", at, details=details)
    ]


def _delivered(progress: Progress, event: approval.ResultDelivered, told_at: datetime) -> Change:
    at = at_of(event.deliver_time, told_at)
    details = {"delivery": catalog_pb2.DeliveryMethod.Name(event.delivery_method)}
    entry = Entry(f"RESULT_DELIVERED:{event.delivery_id}", "RESULT_DELIVERED", at, details=details)
    # Only now the count is final: an agent's collecting gave a reserved visit back.
    progress = replace(progress, visits_used=event.visits_used, delivery_method=int(event.delivery_method))
    return progress.reached("delivered_at", at), [entry]


def _delivery_stopped(progress: Progress, event: approval.DeliveryStopped, told_at: datetime) -> Change:
    at = at_of(event.stop_time, told_at)
    entry = Entry(f"DELIVERY_STOPPED:{event.delivery_id}", "DELIVERY_STOPPED", at)
    return replace(progress, visits_used=event.visits_used).reached("stopped_at", at), [entry]


PROJECTIONS: Mapping[type[Message], Projection] = {
    approval.DeliveryStarted: _delivery_started,
    approval.DeliveryReported: _delivery_reported,
    approval.DeliveryRerouted: _delivery_rerouted,
    approval.ResultDelivered: _delivered,
    approval.DeliveryStopped: _delivery_stopped,
}
