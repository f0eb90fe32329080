"""Appointments, what replaces them, and the result on its way."""

from __future__ import annotations

from typing import Any

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.notification.v1 import events_pb2 as pb
from runtime.messages import Envelope
from services.notification.handlers.due import check_readable, due, make_due
from services.notification.office import Office


async def on_opened(office: Office, connection: Any, envelope: Envelope, event: approval.ApplicationOpened) -> None:
    """免跑告知书: what the promise of one visit changed as the application was opened, where it changed something."""
    if event.conversions:
        await make_due(office, connection, [due(pb.NOTICE_KIND_VISIT_CONVERTED, "", envelope, event)])


async def on_visit_requested(
    office: Office, connection: Any, envelope: Envelope, event: approval.VisitRequested
) -> None:
    """到场通知书: one for each appointment, and again when it is moved. Raises SealBroken."""
    check_readable(office, event)
    notice = due(pb.NOTICE_KIND_VISIT, f"{event.visit_id}:{event.appointment}", envelope, event)
    await make_due(office, connection, [notice])


async def on_visit_refused(office: Office, connection: Any, envelope: Envelope, event: approval.VisitRefused) -> None:
    """免跑选择告知书: once for each visit that was refused."""
    await make_due(office, connection, [due(pb.NOTICE_KIND_VISIT_REFUSED, event.visit_id, envelope, event)])


async def on_visit_converted(
    office: Office, connection: Any, envelope: Envelope, event: approval.VisitConverted
) -> None:
    """What replaces a visit, and what that costs."""
    notice = due(pb.NOTICE_KIND_VISIT_CONVERTED, event.visit_id, envelope, event)
    await make_due(office, connection, [notice])


async def on_visit_cancelled(
    office: Office, connection: Any, envelope: Envelope, event: approval.VisitCancelled
) -> None:
    """The applicant called an appointment off: it is confirmed, once."""
    notice = due(pb.NOTICE_KIND_VISIT_CANCELLED, event.visit_id, envelope, event)
    await make_due(office, connection, [notice])


async def on_result_delivered(
    office: Office, connection: Any, envelope: Envelope, event: approval.ResultDelivered
) -> None:
    """送达回执."""
    await make_due(office, connection, [due(pb.NOTICE_KIND_DELIVERY_RECEIPT, event.delivery_id, envelope, event)])


async def on_delivery_rerouted(
    office: Office, connection: Any, envelope: Envelope, event: approval.DeliveryRerouted
) -> None:
    """送达方式变更告知书: the result did not arrive and comes another way."""
    notice = due(pb.NOTICE_KIND_DELIVERY_REROUTED, f"{event.delivery_id}:{event.way}", envelope, event)
    await make_due(office, connection, [notice])
