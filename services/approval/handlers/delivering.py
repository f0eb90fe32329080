"""Handing over: an electronic certificate is in hand at once; of the rest couriers and clerks report (reporting.py)."""

from datetime import datetime

import asyncpg

from contracts.errors import NotYetDecided
from onetrip.approval.v1 import decision_service_pb2 as pb
from onetrip.approval.v1 import events_pb2
from onetrip.approval.v1.commands_pb2 import DeliverResults
from onetrip.approval.v1.events_pb2 import DeliveryStarted, ResultDelivered
from onetrip.process.v1.events_pb2 import DueDate
from runtime.ids import new_id
from runtime.messages import Envelope
from runtime.outbox import redrive
from services.approval.codec import DELIVERY_STATE, DELIVERY_TO_PROTO, REPORT_TO_PROTO, date_of, timestamp
from services.approval.handlers.office import Office, say
from services.approval.store import deliveries, visits
from services.approval.store.deliveries import DeliveryRow


async def on_deliver_results(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: DeliverResults
) -> None:
    """Start the one delivery of an application. Answer ResultDelivered, at once or when it is confirmed."""
    now, due = office.clock.now(), (date_of(command.due.date), command.due.provisional)
    delivery = await deliveries.start(connection, new_id(), command.application_id, envelope.id, now, due)
    if delivery is None:
        earlier = await deliveries.of_application(connection, command.application_id)
        if earlier is None:
            raise NotYetDecided("no case of the application has been decided")
        await redrive(connection, earlier.cause)
    elif delivery.delivered_at is not None:
        await say_delivered(connection, delivery, now)
    else:
        started = DeliveryStarted(
            application_id=delivery.application_id,
            delivery_id=delivery.id,
            delivery_method=DELIVERY_TO_PROTO[delivery.method],
            start_time=timestamp(now),
        )
        await say(connection, delivery.application_id, started, cause=envelope.id, now=now)


async def say_delivered(connection: asyncpg.Connection, delivery: DeliveryRow, now: datetime) -> None:
    """Say that the result is in the applicant's hands, in answer to the command that started the delivery."""
    delivered = ResultDelivered(
        application_id=delivery.application_id,
        delivery_id=delivery.id,
        delivery_method=DELIVERY_TO_PROTO[delivery.method],
        deliver_time=timestamp(now),
        by_agent=delivery.by_agent,
        visits_used=await visits.used(connection, delivery.application_id),
    )
    await say(connection, delivery.application_id, delivered, cause=delivery.cause, now=now)


def view(delivery: DeliveryRow) -> pb.Delivery:
    """A delivery as couriers and counters see it: nothing personal."""
    due = delivery.due_on
    report = delivery.latest_report
    return pb.Delivery(
        id=delivery.id,
        application_id=delivery.application_id,
        tracking_number=delivery.tracking_number,
        delivery_method=DELIVERY_TO_PROTO[delivery.method],
        state=DELIVERY_STATE[delivery.delivered_at is not None],
        create_time=timestamp(delivery.created_at),
        due=DueDate(date=due.isoformat(), provisional=delivery.due_provisional) if due else None,
        way=len(delivery.ways),
        latest_report=REPORT_TO_PROTO[report] if report else events_pb2.DELIVERY_REPORT_UNSPECIFIED,
        failures=delivery.failures,
    )
