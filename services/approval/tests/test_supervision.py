"""Supervisors see what is late and waits for whom, of their department or of the city."""

import pytest

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import review_service_pb2 as review_pb
from onetrip.approval.v1 import supervision_service_pb2 as pb
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2
from runtime.errors import InvalidInput, NotFound, PermissionDenied
from runtime.ids import new_id
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.desk import Desk, officer, supervisor
from services.approval.tests.message_bench import Bench
from services.approval.tests.supervised import FIRE, listed, of_own_department

pytestmark = pytest.mark.engines


async def test_the_list_says_who_holds_a_case_and_what_it_waits_for(bench: Bench, office: Office, desk: Desk) -> None:
    department = await of_own_department(bench, office)
    watching, holder = supervisor(department), officer("pofficer", department)
    (open_case,) = await listed(desk, watching)
    assert (open_case.waits_for, open_case.state) == (pb.WAITS_FOR_CLAIM, pb.CASE_STATE_OPEN)
    assert open_case.light == state_pb2.LIGHT_GREEN
    assert open_case.due.date == "2026-12-21"
    task = await desk.claimed(holder, bench.application_id)
    (held,) = await listed(desk, watching)
    assert held.waits_for == pb.WAITS_FOR_OFFICER
    assert held.waits_for_line.en == f"Officer pofficer of {department}, who holds it"
    assert [(each.id, each.claimed_by) for each in held.tasks] == [(task.id, "pofficer")]
    await desk.decide(holder, task, review_pb.TASK_OUTCOME_REFUSE)
    assert await listed(desk, watching) == []
    (refused,) = await listed(desk, watching, state=pb.CASE_STATE_REFUSED)
    assert refused.waits_for == pb.WAITS_FOR_NOTHING


async def test_a_supervisor_sees_the_own_department_and_one_of_the_city_every(
    bench: Bench, office: Office, desk: Desk
) -> None:
    department = await of_own_department(bench, office)
    (case,) = await listed(desk, supervisor(department))
    assert await listed(desk, supervisor("d-none")) == []
    with pytest.raises(PermissionDenied):
        await listed(desk, supervisor("d-none"), department=department)
    assert [each.id for each in await listed(desk, supervisor(None), department=department)] == [case.id]
    with pytest.raises(NotFound):
        await desk.supervision.get_case(pb.GetCaseRequest(id=case.id), supervisor("d-none"))


async def test_a_bundles_case_is_listed_for_each_department_it_waits_for(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await bench.send(samples.opening(bench.application_id, samples.restaurant()), new_id())
    await bench.send(samples.acceptance(office, bench.application_id), new_id())
    case = f"{bench.application_id}.{FIRE.code}"
    rows = (await desk.supervision.get_case(pb.GetCaseRequest(id=case), supervisor(None))).rows
    assert {row.department: row.waits_for for row in rows} == {
        "market-regulation": pb.WAITS_FOR_CLAIM,
        "fire-rescue": pb.WAITS_FOR_OTHER_DEPARTMENT,
    }


async def test_a_case_whose_clock_stands_still_waits_for_the_procedure_and_shows_the_day_it_moved_to(
    bench: Bench, office: Office, desk: Desk
) -> None:
    department = await of_own_department(bench, office)
    move = commands.MoveDeadline(
        application_id=bench.application_id,
        case_id=f"{bench.application_id}.{samples.graduate().code}",
        due=process.DueDate(date="2027-01-11", provisional=True),
        paused=True,
    )
    await bench.send(move, new_id())
    (case,) = await listed(desk, supervisor(department), waits_for=pb.WAITS_FOR_PROCEDURE)
    assert (case.due.date, case.due.provisional) == ("2027-01-11", True)
    move.paused = False
    await bench.send(move, new_id())
    assert [each.waits_for for each in await listed(desk, supervisor(department))] == [pb.WAITS_FOR_CLAIM]


async def test_pages_follow_each_other_for_the_same_caller_and_filter_only(
    bench: Bench, office: Office, desk: Desk
) -> None:
    dues = ["2026-12-03", "2026-12-01", "", "2026-12-02", "2026-12-01"]
    for number, due in enumerate(dues):
        one = Bench(bench.pool, office, f"{bench.application_id}-{number}")
        department = await of_own_department(one, office, due=due, name=bench.application_id)
    watching, seen, token = supervisor(department), [], ""
    for _ in range(5):
        page = await desk.supervision.list_cases(pb.ListCasesRequest(page_size=2, page_token=token), watching)
        seen += [case.due.date for case in page.cases]
        token = page.next_page_token or token
        if not page.next_page_token:
            break
    assert seen == ["2026-12-01", "2026-12-01", "2026-12-02", "2026-12-03", ""]
    for request, call in (
        (pb.ListCasesRequest(page_token=token), supervisor(department, "panother")),
        (pb.ListCasesRequest(page_token=token, light=state_pb2.LIGHT_RED), watching),
        (pb.ListCasesRequest(page_token="bWFkZSB1cA"), watching),
    ):
        with pytest.raises(InvalidInput) as caught:
            await desk.supervision.list_cases(request, call)
        assert caught.value.reason == "BAD_PAGE_TOKEN"


async def test_what_a_rule_grants_at_once_is_never_on_the_list(bench: Bench, office: Office) -> None:
    item = samples.graduate()
    await bench.send(samples.opening(bench.application_id, item), new_id())
    await bench.send(samples.review(office, bench.application_id, item), new_id())
    assert await bench.pool.fetchval("SELECT count(*) FROM board WHERE application_id = $1", bench.application_id) == 0
