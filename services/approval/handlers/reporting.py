"""What couriers and clerks report of a result on its way: it counts once, in whatever order it comes.

A result that was not handed over goes another way, until it is in hand; only then the application is completed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from contracts.errors.deliveries import AlreadyDelivered, StoppedDelivery, WrongDelivery
from onetrip.approval.v1.decision_service_pb2 import (
    ConfirmCollectionRequest,
    ConfirmDeliveryRequest,
    ReportDeliveryRequest,
)
from onetrip.approval.v1.events_pb2 import DeliveryReported, DeliveryRerouted
from runtime.errors import FieldViolation, InvalidInput, NotFound
from services.approval.codec import DELIVERY, DELIVERY_TO_PROTO, REPORT_TO_PROTO, timestamp
from services.approval.domain.deliveries import AT_THE_COUNTER, Report, next_way, parcel_of
from services.approval.domain.visits import Delivery
from services.approval.handlers.delivering import hand_over, say_delivered
from services.approval.handlers.office import Office, say
from services.approval.store import applications, deliveries, requests, visits
from services.approval.store.applications import ApplicationRow
from services.approval.store.deliveries import DeliveryRow, ReportRow

# What each role hands over: a courier parcels, a counter what waits in the hall and what staff bring.
METHODS = {"courier": (Delivery.COURIER,), "clerk": (Delivery.COLLECTION, Delivery.HOME_VISIT)}


@dataclass(frozen=True)
class Told:
    """A report as it came in. ``happened_at`` None: now. ``by``: the reporter's pseudonym, ``roles`` theirs."""

    by: str
    roles: Collection[str]
    request: ReportDeliveryRequest | ConfirmDeliveryRequest | ConfirmCollectionRequest
    report: Report
    happened_at: datetime | None = None
    by_agent: bool = False


async def confirm(office: Office, connection: asyncpg.Connection, told: Told) -> DeliveryRow:
    """Note that a result was handed over, and say ResultDelivered.

    The same request_id gets the same answer. Raises NotFound, WrongDelivery when it goes another way, AlreadyDelivered,
    StoppedDelivery when what was decided has been revoked.
    """
    return await _take(office, connection, told, once=True)


async def report(office: Office, connection: asyncpg.Connection, told: Told) -> DeliveryRow:
    """Keep a report and do what follows from all that is known: hand over, or send it another way.

    What comes late, or after the result is in hand, changes nothing; nor does it when the delivery was stopped, but
    handing over is refused then. Raises NotFound, WrongDelivery, StoppedDelivery, InvalidInput.
    """
    return await _take(office, connection, told, once=False)


async def _take(office: Office, connection: asyncpg.Connection, told: Told, *, once: bool) -> DeliveryRow:
    now, request = office.clock.now(), told.request
    application = await applications.lock_by_delivery(connection, request.id)
    delivery = await deliveries.get(connection, request.id) if application is not None else None
    if application is None or delivery is None:
        raise NotFound("there is no such delivery")
    body = requests.body_of(office.lookup, request)
    if await requests.recall(connection, told.by, request.request_id, body) is not None:
        return delivery
    method = _way_of(delivery, told)
    if once and delivery.delivered_at is not None:
        raise AlreadyDelivered("the result is in the applicant's hands already")
    if delivery.stopped_at is not None and told.report is Report.DELIVERED:
        raise StoppedDelivery("what was decided has been revoked: bring it back to the department")
    happened_at = _when(delivery, told.happened_at, now)
    row = ReportRow(delivery.id, told.by, request.request_id, method, told.report, happened_at)
    await deliveries.note(connection, row, now)
    if delivery.delivered_at is None and delivery.stopped_at is None:
        delivery = await _follow(office, connection, application, delivery, told, row, now)
    await requests.remember(connection, told.by, request.request_id, body, b"", now)
    return delivery


def _way_of(delivery: DeliveryRow, told: Told) -> Delivery:
    """The way a report is about: the latest of those tried that whoever reports hands over."""
    theirs = {method for role in told.roles for method in METHODS.get(role, ())}
    method = next((way for way in reversed(delivery.ways) if way in theirs), None)
    if method is None:
        raise WrongDelivery("this result is delivered another way")
    if method is not Delivery.COURIER and told.report not in AT_THE_COUNTER:
        raise WrongDelivery("what waits in the hall or staff bring is delivered, or it failed")
    return method


def _when(delivery: DeliveryRow, happened_at: datetime | None, now: datetime) -> datetime:
    if happened_at is None:
        return now
    if not delivery.created_at <= happened_at <= now:
        violation = FieldViolation("happen_time", "must lie between the start of the delivery and now")
        raise InvalidInput("the request is not valid", fields=[violation])
    return happened_at


async def _follow(
    office: Office,
    connection: asyncpg.Connection,
    application: ApplicationRow,
    delivery: DeliveryRow,
    told: Told,
    row: ReportRow,
    now: datetime,
) -> DeliveryRow:
    parcel = parcel_of(row.method, await deliveries.reports(connection, delivery.id, row.method))
    if row.method is delivery.method:
        await deliveries.stand(connection, delivery.id, parcel)
    said = DeliveryReported(
        application_id=delivery.application_id,
        delivery_id=delivery.id,
        way=delivery.ways.index(row.method) + 1,
        report=REPORT_TO_PROTO[row.report],
        failures=parcel.failures,
        happen_time=timestamp(row.happened_at),
    )
    await say(connection, delivery.application_id, said, cause=None, now=now)
    if parcel.delivered:
        return await hand_over(connection, delivery, row.method, told.by, now, by_agent=told.by_agent)
    if parcel.lost and row.method is delivery.method:
        return await _reroute(office, connection, application, delivery, now)
    known = await deliveries.get(connection, delivery.id)
    return known or delivery


async def _reroute(
    office: Office,
    connection: asyncpg.Connection,
    application: ApplicationRow,
    delivery: DeliveryRow,
    now: datetime,
) -> DeliveryRow:
    """Send it the next way. Collecting it is one only where a visit is left, and that visit is reserved then."""
    if delivery.method is Delivery.COLLECTION:
        await visits.release_collection(connection, application.id)
    used, budget = await visits.used(connection, application.id), await visits.budget(connection, application.id)
    definition = await office.definitions.of(connection, application)
    offered = [DELIVERY[method] for method in definition.delivery if method in DELIVERY]
    method = next_way(offered, delivery.ways, visit_left=used < budget)
    if method is None:
        return delivery
    if method is Delivery.COLLECTION:
        await visits.reserve_collection(connection, application.id, now)
        used += 1
    rerouted = await deliveries.reroute(connection, delivery.id, method)
    said = DeliveryRerouted(
        application_id=application.id,
        delivery_id=delivery.id,
        way=len(rerouted.ways),
        previous_method=DELIVERY_TO_PROTO[delivery.method],
        delivery_method=DELIVERY_TO_PROTO[method],
        visits_used=used,
        reroute_time=timestamp(now),
    )
    await say(connection, application.id, said, cause=None, now=now)
    if method is Delivery.ELECTRONIC:
        rerouted = await deliveries.hand_over(connection, delivery.id, method, "", now)
        await say_delivered(connection, rerouted, now)
    return rerouted
