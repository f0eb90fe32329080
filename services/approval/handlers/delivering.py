"""Handing over: an electronic certificate is in hand at once; of the rest couriers and clerks report (reporting.py)."""

from datetime import datetime

import asyncpg

from contracts.errors.decisions import NotYetDecided
from onetrip.approval.v1 import decision_service_pb2 as pb
from onetrip.approval.v1 import events_pb2
from onetrip.approval.v1.commands_pb2 import DeliverResults
from onetrip.approval.v1.events_pb2 import DeliveryStarted, DeliveryStopped, ResultDelivered
from onetrip.process.v1.events_pb2 import DueDate
from runtime.ids import id_of
from runtime.messages import Envelope
from runtime.outbox import redrive
from services.approval.codec import DELIVERY, DELIVERY_TO_PROTO, REPORT_TO_PROTO, date_of, instant_of, timestamp
from services.approval.domain.visits import Delivery
from services.approval.handlers.office import Office, say
from services.approval.store import applications, deliveries, taken_back, visits
from services.approval.store.applications import ApplicationRow
from services.approval.store.deliveries import DeliveryRow


async def on_deliver_results(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: DeliverResults
) -> None:
    """Start the one delivery of an application. Answer ResultDelivered, at once or when it is confirmed.

    DeliveryStopped where every decision was revoked meanwhile.
    """
    # First, by itself: a statement that waited for the lock would still see no revocation of that moment.
    application = await applications.lock(connection, command.application_id)
    # There is one of an application, and it is the same one when it is started again (decision 0067).
    delivery_id = id_of("delivery", command.application_id)
    now, due = office.clock.now(), (date_of(command.due.date), command.due.provisional)
    delivery = await deliveries.start(connection, delivery_id, command.application_id, envelope.id, now, due)
    if delivery is None:
        earlier = await deliveries.of_application(connection, command.application_id)
        if earlier is None:
            raise NotYetDecided("no case of the application has been decided")
        await redrive(connection, earlier.cause)
    elif delivery.stopped_at is not None:
        await _say_stopped(connection, delivery, now)
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
    if application is not None:
        await hand_over_as_said(connection, application)


async def stop_if_nothing_stands(connection: asyncpg.Connection, application_id: str, now: datetime) -> bool:
    """Stop a delivery under way when its last decision was revoked. The caller holds the application's lock.

    Returns whether one was stopped. What is in hand stays in hand; what stands is delivered, other decisions with it.
    """
    delivery = await deliveries.of_application(connection, application_id)
    if delivery is None or delivery.delivered_at is not None or delivery.stopped_at is not None:
        return False
    if await deliveries.result_stands(connection, application_id):
        return False
    await visits.release_collection(connection, application_id)
    await _say_stopped(connection, await deliveries.stop(connection, delivery.id, now), now)
    return True


async def _say_stopped(connection: asyncpg.Connection, delivery: DeliveryRow, now: datetime) -> None:
    stopped = DeliveryStopped(
        application_id=delivery.application_id,
        delivery_id=delivery.id,
        delivery_method=DELIVERY_TO_PROTO[delivery.method],
        visits_used=await visits.used(connection, delivery.application_id),
        stop_time=timestamp(now),
    )
    await say(connection, delivery.application_id, stopped, cause=delivery.cause, now=now)


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


async def hand_over(
    connection: asyncpg.Connection,
    delivery: DeliveryRow,
    method: Delivery,
    confirmed_by: str,
    now: datetime,
    *,
    by_agent: bool,
) -> DeliveryRow:
    """It is in hand. A visit reserved for collecting it is given back where the applicant did not make it.

    One that was given back when the result was sent another way, and is made after all, counts again.
    """
    if method is not Delivery.COLLECTION or by_agent:
        await visits.release_collection(connection, delivery.application_id)
    elif delivery.method is not Delivery.COLLECTION:
        await visits.reserve_collection(connection, delivery.application_id, now)
    handed = await deliveries.hand_over(connection, delivery.id, method, confirmed_by, now, by_agent=by_agent)
    await say_delivered(connection, handed, now)
    return handed


async def hand_over_as_said(connection: asyncpg.Connection, application: ApplicationRow) -> None:
    """Hand over a result that was handed over before this database was set back (decision 0067)."""
    for said in await taken_back.said(connection, application, ResultDelivered):
        delivery = await deliveries.of_application(connection, application.id)
        if delivery is not None and delivery.delivered_at is None and delivery.stopped_at is None:
            method, at = DELIVERY[said.event.delivery_method], instant_of(said.event.deliver_time)
            await hand_over(connection, delivery, method, "", at, by_agent=said.event.by_agent)


def view(delivery: DeliveryRow) -> pb.Delivery:
    """A delivery as couriers and counters see it: nothing personal."""
    due = delivery.due_on
    report = delivery.latest_report
    return pb.Delivery(
        id=delivery.id,
        application_id=delivery.application_id,
        tracking_number=delivery.tracking_number,
        delivery_method=DELIVERY_TO_PROTO[delivery.method],
        state=_state(delivery),
        create_time=timestamp(delivery.created_at),
        due=DueDate(date=due.isoformat(), provisional=delivery.due_provisional) if due else None,
        way=len(delivery.ways),
        latest_report=REPORT_TO_PROTO[report] if report else events_pb2.DELIVERY_REPORT_UNSPECIFIED,
        failures=delivery.failures,
    )


def _state(delivery: DeliveryRow) -> pb.DeliveryState:
    if delivery.stopped_at is not None:
        return pb.DELIVERY_STATE_STOPPED
    return pb.DELIVERY_STATE_DELIVERED if delivery.delivered_at is not None else pb.DELIVERY_STATE_UNDER_WAY
