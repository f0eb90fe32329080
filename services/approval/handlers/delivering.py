"""Handing over: an electronic certificate is in hand at once, a courier or a clerk confirms the rest."""

from datetime import datetime

import asyncpg

from onetrip.approval.v1.commands_pb2 import DeliverResults
from onetrip.approval.v1.events_pb2 import DeliveryStarted, ResultDelivered
from runtime.ids import new_id
from runtime.messages import Envelope
from runtime.outbox import redrive
from services.approval.codec import DELIVERY_TO_PROTO, timestamp
from services.approval.handlers.office import NotYetDecided, Office, say
from services.approval.store import deliveries
from services.approval.store.deliveries import DeliveryRow


async def on_deliver_results(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: DeliverResults
) -> None:
    """Start the one delivery of an application. Answer ResultDelivered, at once or when it is confirmed."""
    now = office.clock.now()
    delivery = await deliveries.start(connection, new_id(), command.application_id, envelope.id, now)
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
    )
    await say(connection, delivery.application_id, delivered, cause=delivery.cause, now=now)
