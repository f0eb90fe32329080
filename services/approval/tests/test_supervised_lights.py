"""Lights in the supervisors' list: sorted by, passed on once each, of whoever has the step."""

import pytest

from onetrip.approval.v1 import review_service_pb2 as review_pb
from onetrip.approval.v1 import supervision_service_pb2 as pb
from onetrip.process.v1 import state_pb2
from runtime.ids import new_id
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.conftest import NOW
from services.approval.tests.desk import Desk, officer, supervisor
from services.approval.tests.message_bench import Bench
from services.approval.tests.supervised import light_of, listed, of_own_department

pytestmark = pytest.mark.engines


async def test_lights_sort_the_list_and_are_passed_on_once_each(bench: Bench, office: Office, desk: Desk) -> None:
    department = await of_own_department(bench, office, due="2026-12-31")
    earlier = Bench(bench.pool, office, f"{bench.application_id}-earlier")
    await of_own_department(earlier, office, due="2026-12-01", name=bench.application_id)
    watching = supervisor(department)
    assert [case.application_id for case in await listed(desk, watching)] == [
        earlier.application_id,
        bench.application_id,
    ]
    red, yellow = light_of(bench, state_pb2.LIGHT_RED, minutes=2), light_of(bench, state_pb2.LIGHT_YELLOW, minutes=1)
    for light in (red, yellow, red):  # late, out of order and twice
        await bench.send(light, new_id())
    first, second = await listed(desk, watching)
    assert (first.application_id, first.light) == (bench.application_id, state_pb2.LIGHT_RED)
    assert second.light == state_pb2.LIGHT_GREEN
    assert await listed(desk, watching, light=state_pb2.LIGHT_RED) == [first]
    assert await listed(desk, watching, light=state_pb2.LIGHT_YELLOW) == []
    answer = await desk.supervision.get_case(pb.GetCaseRequest(id=first.id), watching)
    assert [each.light for each in answer.escalations] == [state_pb2.LIGHT_YELLOW, state_pb2.LIGHT_RED]
    (inbox, _) = sorted(await desk.tasks(officer("po", department)), key=lambda task: -task.light)
    assert (inbox.application_id, inbox.light) == (bench.application_id, state_pb2.LIGHT_RED)


async def test_a_light_that_an_extension_took_back_is_passed_on_again_when_it_turns(
    bench: Bench, office: Office, desk: Desk
) -> None:
    department = await of_own_department(bench, office)
    case = f"{bench.application_id}.{samples.graduate().code}"
    yellow, green = state_pb2.LIGHT_YELLOW, state_pb2.LIGHT_GREEN
    await bench.send(light_of(bench, yellow, minutes=-9), new_id())
    await bench.pool.execute(
        "INSERT INTO extensions VALUES ($1, $2, 10, '', 'phead', $3)", bench.application_id, case, NOW
    )
    await bench.send(light_of(bench, green, minutes=1), new_id())
    again = light_of(bench, yellow, minutes=9)
    for light in (again, again, light_of(bench, yellow, minutes=-9)):
        await bench.send(light, new_id())
    answer = await desk.supervision.get_case(pb.GetCaseRequest(id=case), supervisor(department))
    assert [each.light for each in answer.escalations] == [yellow, yellow]
    assert answer.rows[0].light == yellow


async def test_a_steps_light_is_the_light_of_the_department_that_has_the_step(
    bench: Bench, office: Office, desk: Desk
) -> None:
    department = await of_own_department(bench, office)
    await bench.send(light_of(bench, state_pb2.LIGHT_YELLOW, stage="another-step"), new_id())
    assert [case.light for case in await listed(desk, supervisor(department))] == [state_pb2.LIGHT_GREEN]
    await bench.send(light_of(bench, state_pb2.LIGHT_YELLOW, stage="personal-review"), new_id())
    (case,) = await listed(desk, supervisor(department))
    assert case.light == case.tasks[0].light == state_pb2.LIGHT_YELLOW


async def test_a_result_that_is_late_in_hand_is_red_for_the_supervisor_though_the_case_is_decided(
    bench: Bench, office: Office, desk: Desk
) -> None:
    department = await of_own_department(bench, office)
    handler = officer("po", department)
    task = await desk.claimed(handler, bench.application_id)
    await desk.decide(handler, task, review_pb.TASK_OUTCOME_APPROVE)
    for minutes, light in enumerate((state_pb2.LIGHT_YELLOW, state_pb2.LIGHT_RED)):
        await bench.send(light_of(bench, light, stage="@delivery", minutes=minutes), new_id())
    watching = supervisor(department)
    (case,) = await listed(desk, watching, state=pb.CASE_STATE_GRANTED)
    assert case.light == state_pb2.LIGHT_RED
    answer = await desk.supervision.get_case(pb.GetCaseRequest(id=case.id), watching)
    assert [(each.stage, each.light) for each in answer.escalations] == [
        ("@delivery", state_pb2.LIGHT_YELLOW), ("@delivery", state_pb2.LIGHT_RED),
    ]  # fmt: skip


async def test_the_windows_task_is_yellow_before_silence_accepts_and_anew_for_new_days(
    bench: Bench, office: Office, desk: Desk
) -> None:
    department, yellow = f"d-{bench.application_id}", state_pb2.LIGHT_YELLOW
    item = samples.graduate()
    item.lead_department = item.stages[0].department = department
    await bench.send(samples.opening(bench.application_id, item), new_id())
    await bench.send(samples.acceptance(office, bench.application_id), new_id())
    await bench.send(light_of(bench, yellow, stage="@acceptance", minutes=-9), new_id())
    (task,) = await desk.tasks(officer("po", department))
    (case,) = await listed(desk, supervisor(department))
    assert task.light == case.light == case.tasks[0].light == yellow
    await bench.pool.execute(
        "INSERT INTO supplements (application_id, number, department, sealed_new_fact, missing, cause, asked_at)"
        " VALUES ($1, 1, '', '', '', 'c', $2)", bench.application_id, NOW
    )  # fmt: skip
    (task,) = await desk.tasks(officer("po", department))
    assert task.light == state_pb2.LIGHT_GREEN
    for _ in range(2):
        await bench.send(light_of(bench, yellow, stage="@acceptance", minutes=9, turn=1), new_id())
    (task,) = await desk.tasks(officer("po", department))
    (case,) = await listed(desk, supervisor(department))
    assert task.light == case.light == case.tasks[0].light == yellow
    answer = await desk.supervision.get_case(pb.GetCaseRequest(id=case.id), supervisor(department))
    assert [(each.stage, each.light) for each in answer.escalations] == [("@acceptance", yellow)] * 2


async def test_a_light_that_comes_before_its_application_is_not_lost(bench: Bench, office: Office, desk: Desk) -> None:
    await bench.send(light_of(bench, state_pb2.LIGHT_RED), new_id())
    department = await of_own_department(bench, office)
    assert [case.light for case in await listed(desk, supervisor(department))] == [state_pb2.LIGHT_RED]
