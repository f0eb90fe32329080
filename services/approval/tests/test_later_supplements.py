"""A supplement after acceptance 补交告知: only where the item allows it, once, and the clock stands still for it."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from contracts.errors.applications import AlreadyWithdrawn
from contracts.errors.clocks import SpecialProcedureOpen
from contracts.errors.decisions import AlreadyDecided
from contracts.errors.supplements import SecondLaterSupplement, StateAlreadyHolds, SupplementAfterAcceptance
from contracts.errors.tasks import OtherOfficersTask
from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import GivenMaterial, WithdrawalRequested
from onetrip.process.v1 import state_pb2 as state
from runtime.errors import InvalidInput
from runtime.ids import new_id
from services.approval.codec import timestamp
from services.approval.definitions import case_id
from services.approval.handlers.office import Office
from services.approval.store import tasks
from services.approval.tests import samples
from services.approval.tests.conftest import NOW
from services.approval.tests.desk import Desk, officer
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines


def licence(*, allowed: bool = True) -> catalog.ServiceItem:
    """An item whose officers may ask once after acceptance."""
    item = samples.food_licence()
    item.limits.supplement_working_days = 15
    item.limits.supplement_after_acceptance = allowed
    return item


async def in_review(bench: Bench, office: Office, desk: Desk, item: catalog.ServiceItem) -> pb.Task:
    """Under review, an officer holds it."""
    await bench.send(samples.opening(bench.application_id, item), new_id())
    await bench.send(samples.review(office, bench.application_id, item, "document-review"), new_id())
    return await desk.claimed(officer(), bench.application_id)


async def said(bench: Bench, kind: type[Any]) -> list[Any]:
    return [event for event in await bench.said() if isinstance(event, kind)]


def over(bench: Bench, procedure_id: str, days: int) -> commands.EndSupplementWait:
    """The process says that the wait was over so many days from now."""
    return commands.EndSupplementWait(
        application_id=bench.application_id,
        case_id=case_id(bench.application_id, "food-business-licence"),
        procedure_id=procedure_id,
        materials=[GivenMaterial(code="kitchen-layout", material_id="m9", content_type="application/pdf")],
        end_time=timestamp(NOW + timedelta(days=days)),
    )


async def test_it_is_asked_for_once_stops_the_clock_and_the_task_stays(
    bench: Bench, office: Office, desk: Desk, pool: asyncpg.Pool
) -> None:
    task = await in_review(bench, office, desk, licence())
    request_id = new_id()
    answer = await desk.ask(officer(), task, "kitchen-layout", request_id=request_id)
    assert answer.task.state == pb.TASK_STATE_CLAIMED
    assert await desk.ask(officer(), task, "kitchen-layout", request_id=request_id) == answer
    (started,) = await said(bench, events.SpecialProcedureStarted)
    assert (started.kind, started.expected_working_days) == (state.SPECIAL_PROCEDURE_SUPPLEMENT, 15)
    (asked,) = await said(bench, events.LaterSupplementAsked)
    assert (asked.procedure_id, asked.case_id) == (started.procedure_id, started.case_id)
    assert [(one.material_code, one.secondary) for one in asked.missing] == [("kitchen-layout", False)]
    with pytest.raises(SecondLaterSupplement):
        await desk.ask(officer(), task, "kitchen-layout")
    with pytest.raises(SpecialProcedureOpen):
        await desk.decide(officer(), task, pb.TASK_OUTCOME_REFUSE)
    async with pool.acquire() as connection:
        assert await tasks.notice_counts(connection, [bench.application_id]) == {bench.application_id: 1}
        [record] = await tasks.notices_in_full(connection, bench.application_id)
    assert (record.number, record.department) == (1, "market-regulation")


async def test_what_came_is_shown_and_the_clock_runs_from_then(bench: Bench, office: Office, desk: Desk) -> None:
    task = await in_review(bench, office, desk, licence())
    await desk.ask(officer(), task, "kitchen-layout")
    (asked,) = await said(bench, events.LaterSupplementAsked)
    for _ in range(2):
        await bench.send(over(bench, asked.procedure_id, 3), f"{bench.application_id}:over")
    (ended,) = await said(bench, events.SpecialProcedureEnded)
    assert ended.end_time == timestamp(NOW + timedelta(days=3))
    shown = (await desk.review.get_task(pb.GetTaskRequest(id=task.id), officer())).task
    assert [material.material_id for material in shown.materials] == ["m9"]
    assert [each.kind for each in shown.procedures] == [state.SPECIAL_PROCEDURE_SUPPLEMENT]
    await desk.decide(officer(), shown, pb.TASK_OUTCOME_REFUSE)
    with pytest.raises(AlreadyDecided):
        await desk.ask(officer(), task, "kitchen-layout")


async def test_an_officer_who_waits_no_longer_has_ended_it(bench: Bench, office: Office, desk: Desk) -> None:
    task = await in_review(bench, office, desk, licence())
    await desk.ask(officer(), task, "kitchen-layout")
    (asked,) = await said(bench, events.LaterSupplementAsked)
    finish = pb.FinishSpecialProcedureRequest(id=task.id, request_id=new_id(), procedure_id=asked.procedure_id)
    await desk.review.finish_special_procedure(finish, officer())
    await bench.send(over(bench, asked.procedure_id, 9), new_id())
    assert {event.end_time.seconds for event in await said(bench, events.SpecialProcedureEnded)} == {
        timestamp(NOW).seconds
    }


async def test_where_the_item_does_not_allow_it_nothing_can_be_asked_for(
    bench: Bench, office: Office, desk: Desk
) -> None:
    task = await in_review(bench, office, desk, licence(allowed=False))
    with pytest.raises(SupplementAfterAcceptance):
        await desk.ask(officer(), task, "kitchen-layout")
    assert not await said(bench, events.SpecialProcedureStarted)


async def test_what_the_state_holds_and_what_others_hold_is_refused_and_nobody_starts_the_wait_alone(
    bench: Bench, office: Office, desk: Desk
) -> None:
    task = await in_review(bench, office, desk, licence())
    with pytest.raises(StateAlreadyHolds):
        await desk.ask(officer(), task, "business-licence")
    with pytest.raises(OtherOfficersTask):
        await desk.ask(officer("pother"), task, "kitchen-layout")
    start = pb.StartSpecialProcedureRequest(
        id=task.id, request_id=new_id(), kind=state.SPECIAL_PROCEDURE_SUPPLEMENT, expected_working_days=5, reasons="."
    )
    with pytest.raises(InvalidInput) as caught:
        await desk.review.start_special_procedure(start, officer())
    assert [each.field for each in caught.value.fields] == ["kind"]
    await bench.send(WithdrawalRequested(application_id=bench.application_id), new_id())
    with pytest.raises(AlreadyWithdrawn):
        await desk.ask(officer(), task, "kitchen-layout")
