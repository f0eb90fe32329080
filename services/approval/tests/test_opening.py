"""Opening an application: the visit ledger under its constraint, and the tombstone of an early withdrawal."""

import asyncpg
import pytest

from onetrip.approval.v1 import events_pb2 as events
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import WithdrawalRequested
from runtime.ids import new_id
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines


async def test_collecting_beside_a_check_on_site_becomes_a_courier_and_the_applicant_is_told(bench: Bench) -> None:
    command = samples.opening(bench.application_id, samples.restaurant(), delivery=catalog.DELIVERY_METHOD_COLLECTION)
    await bench.send(command, new_id())
    (opened,) = await bench.said()
    assert isinstance(opened, events.ApplicationOpened)
    assert (opened.visits_budget, opened.visits_used) == (1, 1)
    assert opened.delivery_method == catalog.DELIVERY_METHOD_COURIER
    (conversion,) = opened.conversions
    assert conversion.refused == events.VISIT_KIND_COLLECTION
    assert conversion.delivery_method == catalog.DELIVERY_METHOD_COURIER
    assert conversion.cost_working_days == 2
    assert await _count(bench, "conversions") == 1


async def test_filing_in_person_uses_the_visit_and_the_check_on_site_is_converted(bench: Bench) -> None:
    await bench.send(samples.opening(bench.application_id, samples.restaurant(), in_person=True), new_id())
    (opened,) = await bench.said()
    assert isinstance(opened, events.ApplicationOpened)
    assert [conversion.refused for conversion in opened.conversions] == [events.VISIT_KIND_INSPECTION]


@pytest.mark.parametrize("budget", [1, 2])
async def test_a_visit_above_the_budget_cannot_be_written(bench: Bench, budget: int) -> None:
    await bench.send(samples.opening(bench.application_id, samples.restaurant()), new_id())
    with pytest.raises((asyncpg.CheckViolationError, asyncpg.ForeignKeyViolationError)):
        await bench.pool.execute(
            "INSERT INTO visits VALUES ($1, 2, $2, 'collection', '', now())", bench.application_id, budget
        )
    with pytest.raises(asyncpg.CheckViolationError):
        await bench.pool.execute("UPDATE applications SET visits_budget = 2 WHERE id = $1", bench.application_id)


async def test_a_withdrawal_before_the_opening_leaves_a_tombstone_that_the_opening_finds(
    bench: Bench, office: Office
) -> None:
    item = samples.graduate()
    await bench.send(WithdrawalRequested(application_id=bench.application_id), new_id())
    await bench.send(samples.opening(bench.application_id, item), new_id())
    early, settled = await bench.said()
    assert isinstance(early, events.WithdrawalSettled)
    assert early.withdrawn
    assert isinstance(settled, events.WithdrawalSettled)
    assert settled.withdrawn
    assert list(settled.withdrawn_case_ids) == samples.cases(bench.application_id, item)
    await bench.mark_all_sent()
    await bench.send(samples.review(office, bench.application_id, item), new_id())
    # That a rule read the facts is told, though it had nothing left to decide.
    assert await bench.unsent() == ["WithdrawalSettled", "RecordAccess"]
    assert await bench.pool.fetchval("SELECT basis FROM outcomes WHERE application_id = $1", bench.application_id) == (
        "withdrawn"
    )


async def _count(bench: Bench, table: str) -> int:
    return await bench.pool.fetchval(f"SELECT count(*) FROM {table} WHERE application_id = $1", bench.application_id)
