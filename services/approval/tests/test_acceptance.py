"""The window: accepting, not accepting, and the one supplement notice."""

from datetime import UTC, timedelta
from typing import Any

import pytest

from contracts.errors.decisions import AlreadyDecided
from contracts.errors.supplements import SecondSupplement, StateAlreadyHolds, SupplementAfterAcceptance
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.intake.v1.events_pb2 import WithdrawalRequested
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1.facts_pb2 import FINDING_KIND_NO_RECORD, Finding
from runtime.errors import InvalidInput
from runtime.ids import new_id
from services.approval.handlers.office import Office
from services.approval.store import tasks
from services.approval.tests import samples
from services.approval.tests.desk import Desk, officer
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines


async def _window(bench: Bench, office: Office, round_: int = 1, **more: list[Finding]) -> None:
    if round_ == 1:
        await bench.send(samples.opening(bench.application_id, samples.restaurant()), new_id())
    await bench.send(samples.acceptance(office, bench.application_id, round_, **more), new_id())


async def _read(desk: Desk, task: pb.Task) -> pb.Task:
    return (await desk.review.get_task(pb.GetTaskRequest(id=task.id), officer())).task


async def test_the_window_accepts(bench: Bench, office: Office, desk: Desk) -> None:
    await _window(bench, office)
    task = await desk.claimed(officer(), bench.application_id)
    await desk.decide(officer(), task, pb.TASK_OUTCOME_ACCEPT)
    decided = (await bench.said())[-1]
    assert isinstance(decided, events.AcceptanceDecided)
    assert decided.accepted
    assert not decided.sealed_reasons
    await _window(bench, office, 2)
    again = (await bench.said())[-1]
    assert isinstance(again, events.AcceptanceDecided)
    assert again.accepted
    assert office.day_of(again.decide_time.ToDatetime(UTC)) == office.day_of(decided.decide_time.ToDatetime(UTC))
    assert await desk.tasks(officer(), bench.application_id) == []


async def test_not_accepting_names_the_right_body_and_ends_every_case(bench: Bench, office: Office, desk: Desk) -> None:
    await _window(bench, office)
    task = await desk.claimed(officer(), bench.application_id)
    await desk.decide(officer(), task, pb.TASK_OUTCOME_NOT_ACCEPT, right_body="The county")
    decided = (await bench.said())[-1]
    assert isinstance(decided, events.AcceptanceDecided)
    assert (decided.accepted, decided.right_body) == (False, "The county")
    assert decided.ground == state_pb2.NOT_ACCEPTED_GROUND_NOT_OURS
    bases = await bench.pool.fetch("SELECT basis FROM outcomes WHERE application_id = $1", bench.application_id)
    assert [row["basis"] for row in bases] == ["not-accepted"] * 2
    await bench.mark_all_sent()
    await _window(bench, office, 2)
    await bench.send(samples.supplement(bench.application_id), new_id())
    assert await bench.unsent() == ["AcceptanceDecided"]
    assert await desk.tasks(officer(), bench.application_id) == []


async def test_a_supplement_ends_the_task_and_a_second_needs_a_new_fact(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _window(bench, office)
    task = await desk.claimed(officer(), bench.application_id)
    answer = await desk.ask(officer(), task, "kitchen-layout")
    assert answer.task.state == pb.TASK_STATE_ENDED
    asked = (await bench.said())[-1]
    assert isinstance(asked, events.SupplementAsked)
    assert (asked.round, asked.department, asked.missing[0].name.en) == (1, "market-regulation", "kitchen layout")
    await _window(bench, office, 2)
    task = await desk.claimed(officer(), bench.application_id)
    with pytest.raises(SecondSupplement):
        await desk.ask(officer(), task, "kitchen-layout")
    await desk.ask(officer(), task, "kitchen-layout", new_fact="The kitchen was moved.")
    await _window(bench, office, 3)
    task = await desk.claimed(officer(), bench.application_id)
    with pytest.raises(SecondSupplement):
        await desk.ask(officer(), task, "kitchen-layout", new_fact="Moved once more.")


async def test_what_verification_asked_counts_as_the_one_notice(bench: Bench, office: Office, desk: Desk) -> None:
    await bench.send(samples.opening(bench.application_id, samples.restaurant()), new_id())
    for _ in range(2):
        await bench.send(samples.supplement(bench.application_id), new_id())
    await bench.send(samples.supplement(bench.application_id, 2), new_id())
    asked, denied = (await bench.said())[1:]
    assert isinstance(asked, events.SupplementAsked)
    assert isinstance(denied, events.SupplementDenied)
    assert denied.reason == "SECOND_SUPPLEMENT_WITHOUT_NEW_FACT"
    await bench.send(samples.acceptance(office, bench.application_id), new_id())
    task = await desk.claimed(officer(), bench.application_id)
    with pytest.raises(SecondSupplement):
        await desk.ask(officer(), task, "kitchen-layout")


async def test_what_the_state_holds_is_not_asked_for_unless_its_register_has_no_record(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _window(bench, office)
    task = await desk.claimed(officer(), bench.application_id)
    with pytest.raises(StateAlreadyHolds) as caught:
        await desk.ask(officer(), task, "business-licence")
    assert caught.value.metadata == {
        "source": "fact:company_status",
        "sources": "register:company_status",
    }
    assert caught.value.fields[0].field == "items[0].material_code"
    finding = Finding(kind=FINDING_KIND_NO_RECORD, item_code="food-business-licence", fact="company_status")
    other = Bench(bench.pool, office, new_id())
    await _window(other, office, findings=[finding])
    task = await desk.claimed(officer(), other.application_id)
    await desk.ask(officer(), task, "business-licence")


async def test_only_materials_of_the_application_can_be_asked_for(bench: Bench, office: Office, desk: Desk) -> None:
    await _window(bench, office)
    task = await desk.claimed(officer(), bench.application_id)
    with pytest.raises(InvalidInput) as caught:
        await desk.ask(officer(), task, "kitchen-layout", "marriage-certificate", "kitchen-layout")
    assert [violation.field for violation in caught.value.fields] == ["items[1].material_code", "items[2]"]
    with pytest.raises(InvalidInput):
        await desk.ask(officer(), task, "kitchen-layout", item="driving-licence")


async def test_after_acceptance_nothing_can_be_asked_for(bench: Bench, office: Office, desk: Desk) -> None:
    await _window(bench, office)
    window = await desk.claimed(officer(), bench.application_id)
    item = samples.food_licence()
    await bench.send(samples.review(office, bench.application_id, item, "document-review"), new_id())
    with pytest.raises(SupplementAfterAcceptance):
        await desk.ask(officer(), window, "kitchen-layout")
    task = await desk.claimed(officer(), bench.application_id)
    assert task.kind == pb.TASK_KIND_REVIEW
    with pytest.raises(SupplementAfterAcceptance):
        await desk.ask(officer(), task, "kitchen-layout", new_fact="Something new.")
    await bench.send(samples.supplement(bench.application_id), new_id())
    denied = (await bench.said())[-1]
    assert isinstance(denied, events.SupplementDenied)
    assert denied.reason == "SUPPLEMENT_AFTER_ACCEPTANCE"


async def test_a_notice_that_crossed_acceptance_by_silence_counts_for_nothing_and_its_officer_is_told(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _window(bench, office)
    task = await desk.claimed(officer(), bench.application_id)
    await desk.ask(officer(), task, "kitchen-layout")
    for item in (samples.food_licence(), samples.fire_check()):
        review = samples.review(office, bench.application_id, item, "document-review")
        review.notices_sent = 0
        await bench.send(review, new_id())
    [crossed] = [said for said in await bench.said() if isinstance(said, events.SupplementCrossed)]
    assert (crossed.round, crossed.department) == (1, "market-regulation")
    shown = await _read(desk, task)
    assert (shown.state, shown.supplement_crossed_time) == (pb.TASK_STATE_ENDED, crossed.cross_time)
    async with bench.pool.acquire() as connection:
        assert await tasks.notices_sent(connection, bench.application_id) == []
        assert not await tasks.notice_counts(connection, [bench.application_id])
        [record] = await tasks.notices_in_full(connection, bench.application_id)
    assert record.crossed_at == crossed.cross_time.ToDatetime(UTC)


async def test_a_notice_that_went_out_stands_when_silence_accepts_later(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _window(bench, office)
    task = await desk.claimed(officer(), bench.application_id)
    await desk.ask(officer(), task, "kitchen-layout")
    await _window(bench, office, 2)
    review = samples.review(office, bench.application_id, samples.food_licence(), "document-review")
    review.notices_sent = 1
    await bench.send(review, new_id())
    assert not [said for said in await bench.said() if isinstance(said, events.SupplementCrossed)]
    assert not (await _read(desk, task)).HasField("supplement_crossed_time")
    async with bench.pool.acquire() as connection:
        assert len(await tasks.notices_sent(connection, bench.application_id)) == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "not_accepted_ground"),
        ({"not_accepted_ground": 9}, "not_accepted_ground"),
        ({"not_accepted_ground": state_pb2.NOT_ACCEPTED_GROUND_NOT_OURS}, "right_body"),
        ({"not_accepted_ground": state_pb2.NOT_ACCEPTED_GROUND_NOT_NEEDED, "right_body": "The county"}, "right_body"),
    ],
)
async def test_not_accepting_says_why_and_names_the_body_that_decides_where_another_one_does(
    bench: Bench, office: Office, desk: Desk, said: dict[str, Any], field: str
) -> None:
    await _window(bench, office)
    task = await desk.claimed(officer(), bench.application_id)
    with pytest.raises(InvalidInput) as refused:
        await desk.decide(officer(), task, pb.TASK_OUTCOME_NOT_ACCEPT, **said)
    assert [each.field for each in refused.value.fields] == [field]
    ground = state_pb2.NOT_ACCEPTED_GROUND_NOT_NEEDED
    await desk.decide(officer(), task, pb.TASK_OUTCOME_NOT_ACCEPT, not_accepted_ground=ground)
    (decided,) = [each for each in await bench.said() if isinstance(each, events.AcceptanceDecided)]
    assert (decided.ground, decided.right_body) == (state_pb2.NOT_ACCEPTED_GROUND_NOT_NEEDED, "")


async def test_after_its_last_day_the_window_comes_too_late(bench: Bench, office: Office, desk: Desk) -> None:
    await _window(bench, office)
    task = await desk.claimed(officer(), bench.application_id)
    office.clock.instant += timedelta(days=6)  # pyright: ignore[reportAttributeAccessIssue] - a frozen clock
    with pytest.raises(AlreadyDecided):
        await desk.decide(officer(), task, pb.TASK_OUTCOME_NOT_ACCEPT, right_body="The county")
    with pytest.raises(SupplementAfterAcceptance):
        await desk.ask(officer(), task, "kitchen-layout")


async def test_a_withdrawn_application_is_not_asked_to_be_accepted(bench: Bench, office: Office, desk: Desk) -> None:
    await _window(bench, office)
    await bench.send(WithdrawalRequested(application_id=bench.application_id), new_id())
    assert await desk.tasks(officer(), bench.application_id) == []
    await bench.mark_all_sent()
    await bench.send(samples.acceptance(office, bench.application_id, 2), new_id())
    assert await bench.unsent() == ["WithdrawalSettled"]
