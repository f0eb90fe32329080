"""Handing over: an electronic certificate is in hand at once, a courier or a clerk confirms the rest."""

from dataclasses import replace
from datetime import datetime

import asyncpg

from contracts.errors import AlreadyDelivered, NotYetDecided, WrongDelivery
from onetrip.approval.v1 import decision_service_pb2 as pb
from onetrip.approval.v1.commands_pb2 import DeliverResults
from onetrip.approval.v1.decision_service_pb2 import ConfirmCollectionRequest, ConfirmDeliveryRequest
from onetrip.approval.v1.events_pb2 import DeliveryStarted, ResultDelivered
from runtime.errors import NotFound
from runtime.ids import new_id
from runtime.messages import Envelope
from runtime.outbox import redrive
from services.approval.codec import DELIVERY_STATE, DELIVERY_TO_PROTO, timestamp
from services.approval.domain.visits import Delivery
from services.approval.handlers.office import Office, say
from services.approval.store import applications, deliveries, requests
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


async def confirm(
    office: Office,
    connection: asyncpg.Connection,
    caller: str,
    request: ConfirmDeliveryRequest | ConfirmCollectionRequest,
    method: Delivery,
) -> DeliveryRow:
    """Note that a result was handed over, and say ResultDelivered.

    The same request_id gets the same answer. Raises NotFound, WrongDelivery when it goes another way, AlreadyDelivered.
    """
    now = office.clock.now()
    application = await applications.lock_by_delivery(connection, request.id)
    delivery = await deliveries.get(connection, request.id) if application is not None else None
    if delivery is None:
        raise NotFound("there is no such delivery")
    body = requests.body_of(request)
    if await requests.recall(connection, caller, request.request_id, body) is not None:
        return delivery
    if delivery.method is not method:
        raise WrongDelivery("this result is delivered another way")
    if delivery.delivered_at is not None:
        raise AlreadyDelivered("the result is in the applicant's hands already")
    await deliveries.confirm(connection, delivery.id, caller, now)
    await say_delivered(connection, delivery, now)
    await requests.remember(connection, caller, request.request_id, body, b"", now)
    return replace(delivery, delivered_at=now)


def view(delivery: DeliveryRow) -> pb.Delivery:
    """A delivery as couriers and counters see it: nothing personal."""
    return pb.Delivery(
        id=delivery.id,
        application_id=delivery.application_id,
        tracking_number=delivery.tracking_number,
        delivery_method=DELIVERY_TO_PROTO[delivery.method],
        state=DELIVERY_STATE[delivery.delivered_at is not None],
        create_time=timestamp(delivery.created_at),
    )
