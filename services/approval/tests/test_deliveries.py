"""Results on their way: one delivery, confirmed once, by who hands it over."""

import pytest

from contracts.errors.decisions import NotYetDecided
from contracts.errors.deliveries import AlreadyDelivered, WrongDelivery
from onetrip.approval.v1 import decision_service_pb2 as pb
from onetrip.approval.v1 import events_pb2 as events
from onetrip.catalog.v1 import catalog_pb2 as catalog
from runtime.errors import NotFound
from runtime.ids import new_id
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.desk import Call, Desk, principal
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines

COURIER, CLERK = Call(principal("pcourier", "courier")), Call(principal("pclerk", "clerk"))


async def _decided(bench: Bench, office: Office, delivery: catalog.DeliveryMethod) -> None:
    item = samples.graduate()
    await bench.send(samples.opening(bench.application_id, item, delivery=delivery), new_id())
    await bench.send(samples.review(office, bench.application_id, item), new_id())
    await bench.send(samples.deliver(bench.application_id), new_id())


async def test_a_courier_confirms_once(bench: Bench, office: Office, desk: Desk) -> None:
    await _decided(bench, office, catalog.DELIVERY_METHOD_COURIER)
    assert (await bench.names())[-1] == "DeliveryStarted"
    (delivery,) = await desk.deliveries_under_way(COURIER, bench.application_id)
    with pytest.raises(WrongDelivery):
        await desk.deliveries.confirm_collection(
            pb.ConfirmCollectionRequest(id=delivery.id, request_id=new_id()), CLERK
        )
    request = pb.ConfirmDeliveryRequest(id=delivery.id, request_id=new_id())
    first = await desk.deliveries.confirm_delivery(request, COURIER)
    assert first.delivery.state == pb.DELIVERY_STATE_DELIVERED
    assert await desk.deliveries.confirm_delivery(request, COURIER) == first
    with pytest.raises(AlreadyDelivered):
        await desk.deliveries.confirm_delivery(pb.ConfirmDeliveryRequest(id=delivery.id, request_id=new_id()), COURIER)
    assert (await bench.names()).count("ResultDelivered") == 1
    assert await desk.deliveries_under_way(COURIER, bench.application_id) == []


async def test_collecting_without_a_visit_left_is_sent_electronically(bench: Bench, office: Office) -> None:
    await _decided(bench, office, catalog.DELIVERY_METHOD_COLLECTION)
    delivered = (await bench.said())[-1]
    assert isinstance(delivered, events.ResultDelivered)
    assert delivered.delivery_method == catalog.DELIVERY_METHOD_ELECTRONIC


async def test_what_a_courier_carries_is_collected_by_nobody_and_the_other_way_round(
    bench: Bench, office: Office, desk: Desk
) -> None:
    item = samples.graduate()
    item.visits = 1
    method = catalog.DELIVERY_METHOD_COLLECTION
    await bench.send(samples.opening(bench.application_id, item, delivery=method), new_id())
    await bench.send(samples.review(office, bench.application_id, item), new_id())
    await bench.send(samples.deliver(bench.application_id), new_id())
    assert await desk.deliveries_under_way(COURIER, bench.application_id) == []
    (delivery,) = await desk.deliveries_under_way(CLERK, bench.application_id)
    answer = await desk.deliveries.confirm_collection(
        pb.ConfirmCollectionRequest(id=delivery.id, request_id=new_id()), CLERK
    )
    assert answer.delivery.state == pb.DELIVERY_STATE_DELIVERED


async def test_nothing_is_delivered_before_something_is_decided(bench: Bench, desk: Desk) -> None:
    await bench.send(samples.opening(bench.application_id, samples.graduate()), new_id())
    with pytest.raises(NotYetDecided):
        await bench.send(samples.deliver(bench.application_id), new_id())
    with pytest.raises(NotFound):
        await desk.deliveries.confirm_delivery(pb.ConfirmDeliveryRequest(id=new_id(), request_id=new_id()), COURIER)
