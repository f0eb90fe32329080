"""Clocks: what stops them, who extends them and when; a refused attempt changes nothing."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from contracts.errors.clocks import (
    AlreadyExtended,
    ExtensionByHandler,
    ExtensionTooLong,
    HeadApprovalRequired,
    LimitAlreadyPast,
    NotYetAccepted,
    SpecialProcedureOpen,
    SpecialProcedureOver,
    SpecialProcedureUnknown,
)
from contracts.errors.decisions import AlreadyDecided
from contracts.errors.tasks import OtherOfficersTask, OwnApplication, TaskNotClaimed
from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.approval.v1 import supervision_service_pb2 as supervision_pb
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from runtime.errors import AppError, InvalidInput, NotFound
from runtime.ids import new_id
from services.approval.definitions import case_id
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.desk import Call, Desk, officer, principal, supervisor
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines

HANDLER = officer()
HEAD = Call(principal("phead", "approver", "head", department="market-regulation"))
APPROVER = Call(principal("papprover", "approver", department="market-regulation"))
GOVERNMENT = Call(principal("pgovernment", "government_head"))
HEARING, EXPERTS = state.SPECIAL_PROCEDURE_HEARING, state.SPECIAL_PROCEDURE_EXPERT_REVIEW
ATTEMPTS = ("special_procedures", "special_procedure_ends", "extensions", "requests")


def licence(days: int = 10, *, joint: bool = False) -> catalog.ServiceItem:
    item = samples.food_licence()
    item.limits.CopyFrom(catalog.Limits(statutory_working_days=20, extension_working_days=days, joint=joint))
    return item


async def reviewed(
    bench: Bench, office: Office, item: catalog.ServiceItem | None = None, due: str = "2026-12-21"
) -> str:
    """An application under review; returns the id of its case."""
    item = item or licence()
    await bench.send(samples.opening(bench.application_id, item), new_id())
    await bench.send(samples.review(office, bench.application_id, item, "document-review", due=due), new_id())
    return case_id(bench.application_id, item.code)


async def start(desk: Desk, call: Call, task: pb.Task, kind: Any = HEARING, **more: Any) -> pb.ProcedureInterval:
    fields = {"request_id": new_id(), "expected_working_days": 12, "reasons": "涉及重大利益", **more}
    request = pb.StartSpecialProcedureRequest(id=task.id, kind=kind, **fields)
    return (await desk.review.start_special_procedure(request, call)).procedure


async def finish(desk: Desk, call: Call, task: pb.Task, procedure_id: str) -> pb.ProcedureInterval:
    request = pb.FinishSpecialProcedureRequest(id=task.id, request_id=new_id(), procedure_id=procedure_id)
    return (await desk.review.finish_special_procedure(request, call)).procedure


async def extend(desk: Desk, call: Call, task: pb.Task, days: int = 10, **more: str) -> pb.ExtendDeadlineResponse:
    fields = {"request_id": new_id(), "reasons": "案情复杂", **more}
    return await desk.review.extend_deadline(pb.ExtendDeadlineRequest(id=task.id, working_days=days, **fields), call)


async def refused(bench: Bench, error: type[AppError], attempt: Callable[[], Awaitable[object]]) -> AppError:
    """The attempt is refused for this reason, and nothing is written or said."""
    before = await _all(bench.pool, bench.application_id), await bench.names()
    with pytest.raises(error) as caught:
        await attempt()
    assert (await _all(bench.pool, bench.application_id), await bench.names()) == before
    return caught.value


async def _all(pool: asyncpg.Pool, application_id: str) -> list[Any]:
    kept = [await pool.fetch(f"SELECT count(*) FROM {table}") for table in ATTEMPTS]
    return [*kept, await pool.fetch("SELECT * FROM cases WHERE application_id = $1", application_id)]


async def test_a_special_procedure_is_an_interval_with_its_reason_and_is_told(
    bench: Bench, office: Office, desk: Desk
) -> None:
    case = await reviewed(bench, office)
    task = await desk.claimed(HANDLER, bench.application_id)
    begun = await start(desk, HANDLER, task)
    assert (begun.kind, begun.expected_working_days, begun.HasField("end_time")) == (HEARING, 12, False)
    ended = await finish(desk, HANDLER, task, begun.id)
    assert (ended.id, ended.HasField("end_time")) == (begun.id, True)
    started, over = (await bench.said())[-2:]
    assert isinstance(started, events.SpecialProcedureStarted) and isinstance(over, events.SpecialProcedureEnded)
    assert (started.case_id, started.stage, started.kind) == (case, "document-review", HEARING)
    assert (started.procedure_id, started.expected_working_days) == (over.procedure_id, 12)
    assert "重大".encode() not in started.SerializeToString(), "an officer's words are sealed"


async def test_who_takes_a_task_over_finds_what_stops_its_clock(bench: Bench, office: Office, desk: Desk) -> None:
    await reviewed(bench, office)
    task = await desk.claimed(HANDLER, bench.application_id)
    begun = await start(desk, HANDLER, task)
    await desk.review.release_task(pb.ReleaseTaskRequest(id=task.id), HANDLER)
    other = officer("pother")
    await desk.claimed(other, bench.application_id)
    found = (await desk.review.get_task(pb.GetTaskRequest(id=task.id), other)).task
    assert list(found.procedures) == [begun]
    await finish(desk, other, task, begun.id)


async def test_the_same_call_again_starts_no_second_procedure(bench: Bench, office: Office, desk: Desk) -> None:
    await reviewed(bench, office)
    task = await desk.claimed(HANDLER, bench.application_id)
    first = await start(desk, HANDLER, task, request_id="start-once")
    assert await start(desk, HANDLER, task, request_id="start-once") == first
    assert (await bench.names()).count("SpecialProcedureStarted") == 1


@pytest.mark.parametrize(
    "kind", [value for value in state.SpecialProcedure.values() if value not in (0, state.SPECIAL_PROCEDURE_SUPPLEMENT)]
)
async def test_exactly_the_procedures_of_the_law_stop_the_clock(
    bench: Bench, office: Office, desk: Desk, kind: int
) -> None:
    await reviewed(bench, office)
    task = await desk.claimed(HANDLER, bench.application_id)
    assert (await start(desk, HANDLER, task, kind)).kind == kind


@pytest.mark.parametrize(
    "wrong", [{"kind": 0}, {"kind": 99}, {"expected_working_days": 0}, {"expected_working_days": 251}, {"reasons": " "}]
)
async def test_a_procedure_of_another_kind_without_length_or_reason_is_refused(
    bench: Bench, office: Office, desk: Desk, wrong: dict[str, Any]
) -> None:
    await reviewed(bench, office)
    task = await desk.claimed(HANDLER, bench.application_id)
    error = await refused(bench, InvalidInput, lambda: start(desk, HANDLER, task, **wrong))
    assert [violation.field for violation in error.fields] == list(wrong)


async def test_only_who_holds_the_task_stops_its_clock(bench: Bench, office: Office, desk: Desk) -> None:
    await reviewed(bench, office)
    (task,) = await desk.tasks(HANDLER, bench.application_id)
    await refused(bench, TaskNotClaimed, lambda: start(desk, HANDLER, task))
    await desk.claimed(HANDLER, bench.application_id)
    await refused(bench, OtherOfficersTask, lambda: start(desk, officer("pother"), task))
    await refused(bench, NotFound, lambda: start(desk, officer("pfire", "fire-rescue"), task))
    begun = await start(desk, HANDLER, task)
    await refused(bench, OtherOfficersTask, lambda: finish(desk, officer("pother"), task, begun.id))


async def test_before_acceptance_nothing_is_stopped_or_extended(bench: Bench, office: Office, desk: Desk) -> None:
    await bench.send(samples.opening(bench.application_id, licence()), new_id())
    await bench.send(samples.acceptance(office, bench.application_id), new_id())
    task = await desk.claimed(HANDLER, bench.application_id)
    await refused(bench, NotYetAccepted, lambda: start(desk, HANDLER, task))
    await refused(bench, NotYetAccepted, lambda: extend(desk, HEAD, task))


async def test_two_kinds_may_overlap_but_one_kind_is_open_once(bench: Bench, office: Office, desk: Desk) -> None:
    await reviewed(bench, office)
    task = await desk.claimed(HANDLER, bench.application_id)
    hearing = await start(desk, HANDLER, task, HEARING)
    await refused(bench, SpecialProcedureOpen, lambda: start(desk, HANDLER, task, HEARING))
    await start(desk, HANDLER, task, EXPERTS)
    await finish(desk, HANDLER, task, hearing.id)
    await refused(bench, SpecialProcedureOver, lambda: finish(desk, HANDLER, task, hearing.id))
    await refused(bench, SpecialProcedureUnknown, lambda: finish(desk, HANDLER, task, "no-such"))
    await start(desk, HANDLER, task, HEARING)


async def test_nothing_is_decided_while_a_procedure_is_open(bench: Bench, office: Office, desk: Desk) -> None:
    await reviewed(bench, office)
    task = await desk.claimed(HANDLER, bench.application_id)
    hearing = await start(desk, HANDLER, task)
    for outcome in (pb.TASK_OUTCOME_APPROVE, pb.TASK_OUTCOME_REFUSE):
        await refused(bench, SpecialProcedureOpen, lambda outcome=outcome: desk.decide(HANDLER, task, outcome))
    await finish(desk, HANDLER, task, hearing.id)
    await desk.decide(HANDLER, task, pb.TASK_OUTCOME_APPROVE)


async def test_an_interval_is_never_overwritten(bench: Bench, office: Office, desk: Desk) -> None:
    await reviewed(bench, office)
    task = await desk.claimed(HANDLER, bench.application_id)
    begun = await start(desk, HANDLER, task)
    await finish(desk, HANDLER, task, begun.id)
    await extend(desk, HEAD, task)
    for statement in (
        "UPDATE special_procedures SET started_at = started_at - interval '1 day' WHERE application_id = $1",
        "DELETE FROM special_procedures WHERE application_id = $1",
        "UPDATE extensions SET working_days = 15 WHERE application_id = $1",
        "DELETE FROM extensions WHERE application_id = $1",
    ):
        with pytest.raises(asyncpg.RaiseError, match="never changed"):
            await bench.pool.execute(statement, bench.application_id)
    with pytest.raises(asyncpg.RaiseError, match="never changed"):
        await bench.pool.execute("DELETE FROM special_procedure_ends WHERE procedure_id = $1", begun.id)


async def test_the_head_extends_the_limit_with_a_reason(bench: Bench, office: Office, desk: Desk) -> None:
    case = await reviewed(bench, office)
    (task,) = await desk.tasks(HEAD, bench.application_id)
    await extend(desk, HEAD, task, 10)
    extended = (await bench.said())[-1]
    assert isinstance(extended, events.DeadlineExtended)
    assert (extended.case_id, extended.working_days, extended.by_government) == (case, 10, False)
    assert extended.department == "market-regulation"
    assert "案情".encode() not in extended.SerializeToString()


async def test_a_limit_is_extended_once_and_a_refused_attempt_is_not_that_once(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await reviewed(bench, office)
    task = await desk.claimed(HANDLER, bench.application_id)
    error = await refused(bench, ExtensionTooLong, lambda: extend(desk, HEAD, task, 11))
    assert error.metadata == {"working_days_max": "10"}
    await refused(bench, InvalidInput, lambda: extend(desk, HEAD, task, 0))
    await refused(bench, InvalidInput, lambda: extend(desk, HEAD, task, 5, reasons=""))
    await extend(desk, HEAD, task, 5, request_id="extend-once")
    await extend(desk, HEAD, task, 5, request_id="extend-once")
    await refused(bench, AlreadyExtended, lambda: extend(desk, HEAD, task, 5))
    assert (await bench.names()).count("DeadlineExtended") == 1


async def test_who_handles_the_case_or_is_no_head_does_not_extend_it(bench: Bench, office: Office, desk: Desk) -> None:
    await reviewed(bench, office)
    both = Call(principal("pboth", "officer", "head", department="market-regulation"))
    task = await desk.claimed(both, bench.application_id)
    await refused(bench, ExtensionByHandler, lambda: extend(desk, both, task))
    for call in (officer("pother"), APPROVER, GOVERNMENT):
        error = await refused(bench, HeadApprovalRequired, lambda call=call: extend(desk, call, task))
        assert error.metadata == {"role": "head"}
    own = Call(principal(samples.APPLICANT, "head", department="market-regulation"))
    await refused(bench, OwnApplication, lambda: extend(desk, own, task))
    elsewhere = Call(principal("phead2", "head", department="fire-rescue"))
    await refused(bench, NotFound, lambda: extend(desk, elsewhere, task))


async def test_who_held_the_case_once_does_not_extend_it_though_it_was_given_back_or_reassigned(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await reviewed(bench, office)
    former = Call(principal("pformer", "officer", "head", department="market-regulation"))
    task = await desk.claimed(former, bench.application_id)
    await desk.review.release_task(pb.ReleaseTaskRequest(id=task.id), former)
    await refused(bench, ExtensionByHandler, lambda: extend(desk, former, task))
    moved = Call(principal("pmoved", "officer", "head", department="market-regulation"))
    await desk.claimed(moved, bench.application_id)
    reassign = supervision_pb.ReassignTaskRequest(
        id=task.id, request_id=new_id(), officer="pformer", reason="On leave."
    )
    await desk.supervision.reassign_task(reassign, supervisor())
    await refused(bench, ExtensionByHandler, lambda: extend(desk, moved, task))
    await extend(desk, HEAD, task)


async def test_a_joint_limit_is_extended_by_the_government_alone_and_by_fifteen(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await reviewed(bench, office, licence(15, joint=True))
    (task,) = await desk.tasks(GOVERNMENT, bench.application_id)
    for call in (APPROVER, HEAD):
        error = await refused(bench, HeadApprovalRequired, lambda call=call: extend(desk, call, task, 15))
        assert error.metadata == {"role": "government_head"}
    await extend(desk, GOVERNMENT, task, 15)
    extended = (await bench.said())[-1]
    assert isinstance(extended, events.DeadlineExtended)
    assert (extended.working_days, extended.by_government) == (15, True)


async def test_who_heads_the_government_and_one_department_is_no_head_of_another(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await reviewed(bench, office)
    (task,) = await desk.tasks(HEAD, bench.application_id)
    mayor = Call(principal("pmayor", "head", "government_head", department="fire-rescue"))
    await refused(bench, HeadApprovalRequired, lambda: extend(desk, mayor, task))


async def test_the_government_sees_the_tasks_of_an_application_that_it_names(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _joint_bundle(bench, office)
    found = await desk.tasks(GOVERNMENT, bench.application_id)
    assert {task.department for task in found} == {"market-regulation", "fire-rescue"}
    assert not await desk.tasks(GOVERNMENT, "no-such")
    with pytest.raises(InvalidInput) as caught:
        await desk.tasks(GOVERNMENT)
    assert [violation.field for violation in caught.value.fields] == ["application_id"]


async def test_the_joint_limit_of_a_bundle_is_extended_once_for_all_its_cases(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _joint_bundle(bench, office)
    food, fire = await desk.tasks(GOVERNMENT, bench.application_id)
    fire_head = Call(principal("phead2", "head", department="fire-rescue"))
    for call in (HEAD, fire_head):
        (own,) = await desk.tasks(call, bench.application_id)
        await refused(bench, HeadApprovalRequired, lambda call=call, own=own: extend(desk, call, own, 15))
    await extend(desk, GOVERNMENT, food, 15)
    assert (await bench.said())[-1].case_id == ""  # pyright: ignore[reportAttributeAccessIssue]
    await refused(bench, AlreadyExtended, lambda: extend(desk, GOVERNMENT, fire, 1))


async def test_who_handles_one_case_does_not_extend_the_joint_limit_from_another(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _joint_bundle(bench, office)
    await desk.claimed(officer("pgovernment", "fire-rescue"), bench.application_id)
    (food,) = await desk.tasks(HEAD, bench.application_id)
    await refused(bench, ExtensionByHandler, lambda: extend(desk, GOVERNMENT, food, 15))


async def _joint_bundle(bench: Bench, office: Office, due: str = "2026-12-21") -> None:
    bundle = samples.restaurant()
    bundle.limits.CopyFrom(catalog.Limits(statutory_working_days=45, extension_working_days=15, joint=True))
    await bench.send(samples.opening(bench.application_id, bundle), new_id())
    for item in (samples.food_licence(), samples.fire_check()):
        await bench.send(samples.review(office, bench.application_id, item, "document-review", due=due), new_id())


async def test_a_limit_is_extended_on_its_last_day_and_not_after_it(bench: Bench, office: Office, desk: Desk) -> None:
    await reviewed(bench, office, due="2026-11-24")  # the office's day is the 25th
    (task,) = await desk.tasks(HEAD, bench.application_id)
    await refused(bench, LimitAlreadyPast, lambda: extend(desk, HEAD, task))
    yesterday(office)
    await extend(desk, HEAD, task)


async def test_a_clock_that_stands_still_is_not_past(bench: Bench, office: Office, desk: Desk) -> None:
    await reviewed(bench, office, due="2026-11-24")
    task = await desk.claimed(HANDLER, bench.application_id)
    yesterday(office)
    await start(desk, HANDLER, task)
    office.clock.instant += timedelta(days=20)  # pyright: ignore[reportAttributeAccessIssue]
    await extend(desk, HEAD, task)


async def test_a_limit_is_not_past_while_its_clock_ran_again_and_nobody_has_told_until_when(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await reviewed(bench, office, due="2026-11-24")
    task = await desk.claimed(HANDLER, bench.application_id)
    yesterday(office)
    begun = await start(desk, HANDLER, task)
    office.clock.instant += timedelta(days=20)  # pyright: ignore[reportAttributeAccessIssue]
    await finish(desk, HANDLER, task, begun.id)
    await extend(desk, HEAD, task)


@pytest.mark.parametrize("provisional", [False, True], ids=["published-year", "unpublished-year"])
async def test_a_procedure_that_began_after_the_limit_does_not_make_it_extensible(
    bench: Bench, office: Office, desk: Desk, provisional: bool
) -> None:
    case = await reviewed(bench, office, due="2026-11-24")
    task = await desk.claimed(HANDLER, bench.application_id)
    await start(desk, HANDLER, task)
    due = process.DueDate(date="2026-11-24", provisional=provisional)
    move = commands.MoveDeadline(application_id=bench.application_id, case_id=case, due=due, paused=True)
    await bench.send(move, new_id())
    await refused(bench, LimitAlreadyPast, lambda: extend(desk, HEAD, task))


async def test_a_procedure_of_one_department_keeps_the_limit_of_all_from_passing(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _joint_bundle(bench, office, due="2026-11-24")
    fire = officer("pfire", "fire-rescue")
    yesterday(office)
    await start(desk, fire, await desk.claimed(fire, bench.application_id))
    office.clock.instant += timedelta(days=20)  # pyright: ignore[reportAttributeAccessIssue]
    (food,) = await desk.tasks(HEAD, bench.application_id)
    await extend(desk, GOVERNMENT, food)


def yesterday(office: Office) -> None:
    office.clock.instant -= timedelta(days=1)  # pyright: ignore[reportAttributeAccessIssue]


async def test_a_decided_case_is_not_extended(bench: Bench, office: Office, desk: Desk) -> None:
    await reviewed(bench, office)
    task = await desk.claimed(HANDLER, bench.application_id)
    await desk.decide(HANDLER, task, pb.TASK_OUTCOME_REFUSE)
    await refused(bench, AlreadyDecided, lambda: extend(desk, HEAD, task))


async def test_tasks_show_limits_that_moved_and_lights_that_changed(bench: Bench, office: Office, desk: Desk) -> None:
    case = await reviewed(bench, office)
    (task,) = await desk.tasks(HANDLER, bench.application_id)
    assert (task.light, task.paused) == (state.LIGHT_GREEN, False)
    stage_due, due = process.DueDate(date="2026-12-04"), process.DueDate(date="2027-01-15", provisional=True)
    stages = [process.StageDue(stage="document-review", due=stage_due)]
    move = commands.MoveDeadline(application_id=bench.application_id, case_id=case, due=due, stages=stages, paused=True)
    await bench.send(move, new_id())
    (task,) = await desk.tasks(HANDLER, bench.application_id)
    assert (task.due, task.case_due, task.paused) == (stage_due, due, True)
    for light, stage, shown in (
        (state.LIGHT_YELLOW, "document-review", state.LIGHT_YELLOW),
        (state.LIGHT_RED, "", state.LIGHT_RED),
    ):
        changed = process.LightChanged(application_id=bench.application_id, case_id=case, stage=stage, light=light)
        changed.change_time.FromDatetime(office.clock.now() + light * timedelta(days=1))
        await bench.send(changed, new_id())
        (task,) = await desk.tasks(HANDLER, bench.application_id)
        assert task.light == shown, "the worse of the stage's and the case's"
