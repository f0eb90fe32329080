"""Supervisors see what is late and waits for whom, pass tasks on inside a department, and say who stands in."""

import asyncio
from datetime import date, timedelta

import pytest

from contracts.errors import (
    AlreadyDecided,
    OfficerNotOfDepartment,
    OtherOfficersTask,
    OwnApplication,
    RequestIdReused,
    TaskNotClaimed,
)
from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import decision_service_pb2 as decisions_pb
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as review_pb
from onetrip.approval.v1 import supervision_service_pb2 as pb
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1 import messages_pb2
from runtime.errors import InvalidInput, NotFound, PermissionDenied
from runtime.ids import new_id
from services.approval.codec import timestamp
from services.approval.handlers.office import Office
from services.approval.store import attempts
from services.approval.tests import samples
from services.approval.tests.conftest import NOW
from services.approval.tests.desk import Call, Desk, officer, principal, supervisor
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines

FOOD, FIRE = samples.food_licence(), samples.fire_check()
OFFICER, OTHER = officer("pofficer"), officer("pother")


async def _open(bench: Bench, office: Office, due: str = "2026-12-21") -> None:
    await bench.send(samples.opening(bench.application_id, FOOD), new_id())
    await bench.send(samples.review(office, bench.application_id, FOOD, "document-review", due=due), new_id())


async def _of_own_department(bench: Bench, office: Office, due: str = "2026-12-21", name: str = "") -> str:
    """An application of a department that no other test uses. Returns the department."""
    department = f"d-{name or bench.application_id}"
    item = samples.graduate()
    item.lead_department = item.stages[0].department = department
    await bench.send(samples.opening(bench.application_id, item), new_id())
    await bench.send(samples.review(office, bench.application_id, item, "personal-review", due=due), new_id())
    return department


def _light(bench: Bench, light: state_pb2.Light, *, stage: str = "", minutes: int = 0) -> process.LightChanged:
    return process.LightChanged(
        application_id=bench.application_id,
        case_id=f"{bench.application_id}.{samples.graduate().code}",
        light=light,
        stage=stage,
        due=process.DueDate(date="2026-12-21"),
        change_time=timestamp(NOW + timedelta(minutes=minutes)),
    )


async def _listed(desk: Desk, call: Call, **filters: object) -> list[pb.SupervisedCase]:
    request = pb.ListCasesRequest(**filters)  # pyright: ignore[reportArgumentType]
    return list((await desk.supervision.list_cases(request, call)).cases)


async def _known(desk: Desk, *calls: Call) -> None:
    """Officers are known from their first call."""
    for call in calls:
        await desk.tasks(call, "none")


async def test_the_list_says_who_holds_a_case_and_what_it_waits_for(bench: Bench, office: Office, desk: Desk) -> None:
    department = await _of_own_department(bench, office)
    watching, holder = supervisor(department), officer("pofficer", department)
    (open_case,) = await _listed(desk, watching)
    assert (open_case.waits_for, open_case.state) == (pb.WAITS_FOR_CLAIM, pb.CASE_STATE_OPEN)
    assert open_case.light == state_pb2.LIGHT_GREEN
    assert open_case.due.date == "2026-12-21"
    task = await desk.claimed(holder, bench.application_id)
    (held,) = await _listed(desk, watching)
    assert held.waits_for == pb.WAITS_FOR_OFFICER
    assert held.waits_for_line.en == f"Officer pofficer of {department}, who holds it"
    assert [(each.id, each.claimed_by) for each in held.tasks] == [(task.id, "pofficer")]
    await desk.decide(holder, task, review_pb.TASK_OUTCOME_REFUSE)
    assert await _listed(desk, watching) == []
    (refused,) = await _listed(desk, watching, state=pb.CASE_STATE_REFUSED)
    assert refused.waits_for == pb.WAITS_FOR_NOTHING


async def test_a_supervisor_sees_the_own_department_and_one_of_the_city_every(
    bench: Bench, office: Office, desk: Desk
) -> None:
    department = await _of_own_department(bench, office)
    (case,) = await _listed(desk, supervisor(department))
    assert await _listed(desk, supervisor("d-none")) == []
    with pytest.raises(PermissionDenied):
        await _listed(desk, supervisor("d-none"), department=department)
    assert [each.id for each in await _listed(desk, supervisor(None), department=department)] == [case.id]
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


async def test_lights_sort_the_list_and_are_passed_on_once_each(bench: Bench, office: Office, desk: Desk) -> None:
    department = await _of_own_department(bench, office, due="2026-12-31")
    earlier = Bench(bench.pool, office, f"{bench.application_id}-earlier")
    await _of_own_department(earlier, office, due="2026-12-01", name=bench.application_id)
    watching = supervisor(department)
    assert [case.application_id for case in await _listed(desk, watching)] == [
        earlier.application_id,
        bench.application_id,
    ]
    red, yellow = _light(bench, state_pb2.LIGHT_RED, minutes=2), _light(bench, state_pb2.LIGHT_YELLOW, minutes=1)
    for light in (red, yellow, red):  # late, out of order and twice
        await bench.send(light, new_id())
    first, second = await _listed(desk, watching)
    assert (first.application_id, first.light) == (bench.application_id, state_pb2.LIGHT_RED)
    assert second.light == state_pb2.LIGHT_GREEN
    assert await _listed(desk, watching, light=state_pb2.LIGHT_RED) == [first]
    assert await _listed(desk, watching, light=state_pb2.LIGHT_YELLOW) == []
    answer = await desk.supervision.get_case(pb.GetCaseRequest(id=first.id), watching)
    assert [each.light for each in answer.escalations] == [state_pb2.LIGHT_YELLOW, state_pb2.LIGHT_RED]
    (inbox, _) = sorted(await desk.tasks(officer("po", department)), key=lambda task: -task.light)
    assert (inbox.application_id, inbox.light) == (bench.application_id, state_pb2.LIGHT_RED)


async def test_a_light_that_an_extension_took_back_is_passed_on_again_when_it_turns(
    bench: Bench, office: Office, desk: Desk
) -> None:
    department = await _of_own_department(bench, office)
    case = f"{bench.application_id}.{samples.graduate().code}"
    yellow, green = state_pb2.LIGHT_YELLOW, state_pb2.LIGHT_GREEN
    await bench.send(_light(bench, yellow, minutes=-9), new_id())
    await bench.pool.execute(
        "INSERT INTO extensions VALUES ($1, $2, 10, '', 'phead', $3)", bench.application_id, case, NOW
    )
    await bench.send(_light(bench, green, minutes=1), new_id())
    again = _light(bench, yellow, minutes=9)
    for light in (again, again, _light(bench, yellow, minutes=-9)):
        await bench.send(light, new_id())
    answer = await desk.supervision.get_case(pb.GetCaseRequest(id=case), supervisor(department))
    assert [each.light for each in answer.escalations] == [yellow, yellow]
    assert answer.rows[0].light == yellow


async def test_a_steps_light_is_the_light_of_the_department_that_has_the_step(
    bench: Bench, office: Office, desk: Desk
) -> None:
    department = await _of_own_department(bench, office)
    await bench.send(_light(bench, state_pb2.LIGHT_YELLOW, stage="another-step"), new_id())
    assert [case.light for case in await _listed(desk, supervisor(department))] == [state_pb2.LIGHT_GREEN]
    await bench.send(_light(bench, state_pb2.LIGHT_YELLOW, stage="personal-review"), new_id())
    (case,) = await _listed(desk, supervisor(department))
    assert case.light == case.tasks[0].light == state_pb2.LIGHT_YELLOW


async def test_a_result_that_is_late_in_hand_is_red_for_the_supervisor_though_the_case_is_decided(
    bench: Bench, office: Office, desk: Desk
) -> None:
    department = await _of_own_department(bench, office)
    handler = officer("po", department)
    task = await desk.claimed(handler, bench.application_id)
    await desk.decide(handler, task, review_pb.TASK_OUTCOME_APPROVE)
    for minutes, light in enumerate((state_pb2.LIGHT_YELLOW, state_pb2.LIGHT_RED)):
        await bench.send(_light(bench, light, stage="@delivery", minutes=minutes), new_id())
    watching = supervisor(department)
    (case,) = await _listed(desk, watching, state=pb.CASE_STATE_GRANTED)
    assert case.light == state_pb2.LIGHT_RED
    answer = await desk.supervision.get_case(pb.GetCaseRequest(id=case.id), watching)
    assert [(each.stage, each.light) for each in answer.escalations] == [
        ("@delivery", state_pb2.LIGHT_YELLOW), ("@delivery", state_pb2.LIGHT_RED),
    ]  # fmt: skip


async def test_a_light_that_comes_before_its_application_is_not_lost(bench: Bench, office: Office, desk: Desk) -> None:
    await bench.send(_light(bench, state_pb2.LIGHT_RED), new_id())
    department = await _of_own_department(bench, office)
    assert [case.light for case in await _listed(desk, supervisor(department))] == [state_pb2.LIGHT_RED]


async def test_a_case_whose_clock_stands_still_waits_for_the_procedure_and_shows_the_day_it_moved_to(
    bench: Bench, office: Office, desk: Desk
) -> None:
    department = await _of_own_department(bench, office)
    move = commands.MoveDeadline(
        application_id=bench.application_id,
        case_id=f"{bench.application_id}.{samples.graduate().code}",
        due=process.DueDate(date="2027-01-11", provisional=True),
        paused=True,
    )
    await bench.send(move, new_id())
    (case,) = await _listed(desk, supervisor(department), waits_for=pb.WAITS_FOR_PROCEDURE)
    assert (case.due.date, case.due.provisional) == ("2027-01-11", True)
    move.paused = False
    await bench.send(move, new_id())
    assert [each.waits_for for each in await _listed(desk, supervisor(department))] == [pb.WAITS_FOR_CLAIM]


async def test_pages_follow_each_other_for_the_same_caller_and_filter_only(
    bench: Bench, office: Office, desk: Desk
) -> None:
    dues = ["2026-12-03", "2026-12-01", "", "2026-12-02", "2026-12-01"]
    for number, due in enumerate(dues):
        one = Bench(bench.pool, office, f"{bench.application_id}-{number}")
        department = await _of_own_department(one, office, due=due, name=bench.application_id)
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


async def test_a_task_is_reassigned_inside_its_department_and_the_applicant_is_told(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _open(bench, office)
    await _known(desk, OFFICER, OTHER, officer("pfire", "fire-rescue"))
    task = await desk.claimed(OFFICER, bench.application_id)
    request = pb.ReassignTaskRequest(id=task.id, request_id=new_id(), officer="pother", reason=" On leave. ")
    first = await desk.supervision.reassign_task(request, supervisor())
    assert (first.task.claimed_by, first.task.state) == ("pother", review_pb.TASK_STATE_CLAIMED)
    assert await desk.supervision.reassign_task(request, supervisor()) == first
    assert (await bench.names()).count("TaskReassigned") == 1
    with pytest.raises(RequestIdReused):
        request.officer = "pofficer"
        await desk.supervision.reassign_task(request, supervisor())
    with pytest.raises(OtherOfficersTask):
        await desk.decide(OFFICER, task, review_pb.TASK_OUTCOME_APPROVE)
    await desk.decide(OTHER, first.task, review_pb.TASK_OUTCOME_APPROVE)
    case = f"{bench.application_id}.{FOOD.code}"
    answer = await desk.supervision.get_case(pb.GetCaseRequest(id=case), supervisor())
    (change,) = answer.reassignments
    assert (change.from_officer, change.to_officer, change.reason) == ("pofficer", "pother", "On leave.")
    told = next(event for event in await bench.said() if isinstance(event, events.TaskReassigned))
    assert b"leave" not in told.SerializeToString()


async def test_a_task_goes_to_no_party_no_stranger_and_no_other_department(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _open(bench, office)
    await _known(desk, OFFICER, officer("pfire", "fire-rescue"), officer(samples.APPLICANT))
    (task,) = await desk.tasks(OFFICER, bench.application_id)

    async def reassign(to: str, call: Call) -> None:
        request = pb.ReassignTaskRequest(id=task.id, request_id=new_id(), officer=to, reason="why")
        await desk.supervision.reassign_task(request, call)

    for to, call, error in (
        ("pfire", supervisor(), OfficerNotOfDepartment),
        ("pnobody", supervisor(), OfficerNotOfDepartment),
        (samples.APPLICANT, supervisor(), OwnApplication),
        ("pofficer", supervisor(subject=samples.APPLICANT), OwnApplication),
        ("pofficer", supervisor("fire-rescue"), NotFound),
    ):
        with pytest.raises(error):
            await reassign(to, call)
    await reassign("pofficer", supervisor(None))
    assert (await bench.names()).count("TaskReassigned") == 1
    held = (await desk.review.get_task(review_pb.GetTaskRequest(id=task.id), OFFICER)).task
    await desk.decide(OFFICER, held, review_pb.TASK_OUTCOME_REFUSE)
    with pytest.raises(AlreadyDecided):
        await reassign("pother", supervisor())


async def test_what_an_absent_officer_holds_goes_to_the_substitute_until_the_last_day(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _open(bench, office)
    absent, substitute = officer(f"pabsent-{bench.application_id}"), officer(f"psub-{bench.application_id}")
    await _known(desk, absent, substitute, OTHER)
    task = await desk.claimed(absent, bench.application_id)
    today = office.day_of(office.clock.now())

    async def set_absence(from_on: date, until_on: date) -> pb.SetAbsenceResponse:
        away = pb.Absence(
            from_date=from_on.isoformat(), until_date=until_on.isoformat(), substitute=substitute.caller.subject
        )
        request = pb.SetAbsenceRequest(id=absent.caller.subject, request_id=new_id(), absence=away)
        answer = await desk.supervision.set_absence(request, supervisor())
        assert await desk.supervision.set_absence(request, supervisor()) == answer
        return answer

    claim = review_pb.ClaimTaskRequest(id=task.id)
    await set_absence(today + timedelta(days=1), today + timedelta(days=9))  # not yet
    with pytest.raises(OtherOfficersTask):
        await desk.review.claim_task(claim, substitute)
    await set_absence(today - timedelta(days=9), today)  # its last day
    (shown,) = (
        await desk.supervision.get_case(pb.GetCaseRequest(id=f"{bench.application_id}.{FOOD.code}"), supervisor())
    ).rows
    assert shown.tasks[0].substitute == substitute.caller.subject
    with pytest.raises(OtherOfficersTask):
        await desk.review.claim_task(claim, OTHER)
    taken = (await desk.review.claim_task(claim, substitute)).task
    assert taken.claimed_by == substitute.caller.subject
    await desk.decide(substitute, taken, review_pb.TASK_OUTCOME_REFUSE)
    assert await bench.names() == ["ApplicationOpened", "TaskClaimed", "TaskReassigned", "CaseDecided"]


async def test_an_absence_that_is_over_or_taken_back_lets_nobody_stand_in(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _open(bench, office)
    absent, substitute = officer(f"pback-{bench.application_id}"), officer(f"pidle-{bench.application_id}")
    await _known(desk, absent, substitute)
    task = await desk.claimed(absent, bench.application_id)
    today = office.day_of(office.clock.now())
    await bench.pool.execute(
        "INSERT INTO absences VALUES ($1, $2, $3, $4, 'psupervisor', now())",
        absent.caller.subject, today - timedelta(days=9), today - timedelta(days=1), substitute.caller.subject,
    )  # fmt: skip
    with pytest.raises(OtherOfficersTask):
        await desk.review.claim_task(review_pb.ClaimTaskRequest(id=task.id), substitute)
    away = pb.Absence(from_date=today.isoformat(), until_date=today.isoformat(), substitute=substitute.caller.subject)
    for absence in (away, None):
        request = pb.SetAbsenceRequest(id=absent.caller.subject, request_id=new_id(), absence=absence)
        await desk.supervision.set_absence(request, supervisor())
    with pytest.raises(OtherOfficersTask):
        await desk.review.claim_task(review_pb.ClaimTaskRequest(id=task.id), substitute)
    said = await bench.pool.fetch(
        "SELECT from_on, set_by FROM absence_changes WHERE officer = $1 ORDER BY id", absent.caller.subject
    )
    assert [tuple(row) for row in said] == [(today, "psupervisor"), (None, "psupervisor")], "every word stays"
    with pytest.raises(Exception, match="only added to"):
        await bench.pool.execute("DELETE FROM absence_changes")


async def test_an_absence_names_possible_days_and_a_colleague(bench: Bench, office: Office, desk: Desk) -> None:
    absent, fire = officer(f"pa-{bench.application_id}"), officer("pfire", "fire-rescue")
    await _known(desk, absent, OTHER, fire)
    today = office.day_of(office.clock.now())

    async def refused(error: type[Exception], from_on: str, until_on: str, by: str, call: Call) -> None:
        away = pb.Absence(from_date=from_on, until_date=until_on, substitute=by)
        request = pb.SetAbsenceRequest(id=absent.caller.subject, request_id=new_id(), absence=away)
        with pytest.raises(error):
            await desk.supervision.set_absence(request, call)

    now, past = today.isoformat(), (today - timedelta(days=1)).isoformat()
    await refused(InvalidInput, now, past, "pother", supervisor())
    await refused(InvalidInput, past, past, "pother", supervisor())
    await refused(InvalidInput, now, (today + timedelta(days=400)).isoformat(), "pother", supervisor())
    await refused(InvalidInput, now, "2026-13-01", "pother", supervisor())
    await refused(InvalidInput, now, now, absent.caller.subject, supervisor())
    await refused(OfficerNotOfDepartment, now, now, "pfire", supervisor())
    await refused(NotFound, now, now, "pother", supervisor("fire-rescue"))


async def test_a_second_supplement_request_and_its_new_fact_are_seen_and_the_read_is_logged(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await bench.send(samples.opening(bench.application_id, FOOD), new_id())
    for round_, fact in ((1, ""), (2, "The landlord died.")):
        await bench.send(samples.acceptance(office, bench.application_id, round_), new_id())
        task = await desk.claimed(OFFICER, bench.application_id)
        await desk.ask(OFFICER, task, "kitchen-layout", new_fact=fact)
    case = f"{bench.application_id}.{FOOD.code}"
    answer = await desk.supervision.get_case(pb.GetCaseRequest(id=case), supervisor())
    (row,) = answer.rows
    assert (row.supplement_requests, row.waits_for) == (2, pb.WAITS_FOR_APPLICANT)
    assert [(each.number, each.new_fact) for each in answer.supplements] == [(1, ""), (2, "The landlord died.")]
    payload = await bench.pool.fetchval(
        "SELECT payload FROM outbox WHERE key = $1 AND topic = 'verification.commands.v1'", bench.application_id
    )
    access = messages_pb2.RecordAccess.FromString(payload)
    assert (access.reader, access.role, list(access.fields)) == ("psupervisor", "supervisor", ["supplement.new_fact"])


async def test_what_a_rule_refused_an_officer_is_on_record_though_nothing_else_changed(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _open(bench, office)
    (task,) = await desk.tasks(OFFICER, bench.application_id)
    before = await bench.names()
    with pytest.raises(TaskNotClaimed):
        await desk.decide(OFFICER, task, review_pb.TASK_OUTCOME_APPROVE, reasons="Because of 王小明.")
    with pytest.raises(OwnApplication):
        await desk.review.claim_task(review_pb.ClaimTaskRequest(id=task.id), officer(samples.APPLICANT))
    assert await bench.names() == before
    case = f"{bench.application_id}.{FOOD.code}"
    answer = await desk.supervision.get_case(pb.GetCaseRequest(id=case), supervisor())
    assert [(each.officer, each.action, each.reason) for each in answer.refused_attempts] == [
        (samples.APPLICANT, "ClaimTask", "OWN_APPLICATION"),
        ("pofficer", "DecideTask", "TASK_NOT_CLAIMED"),
    ]
    assert answer.rows[0].refused_attempts == 2
    assert len(await attempts.latest(bench.pool, bench.application_id, "market-regulation", 10)) == 2
    assert not await attempts.latest(bench.pool, bench.application_id, "fire-rescue", 10), "not of their department"
    assert "王小明" not in str(await bench.pool.fetch("SELECT attempts::text FROM attempts"))


@pytest.mark.parametrize("table", ["attempts", "escalations", "reassignments"])
async def test_records_are_only_added_to(bench: Bench, office: Office, desk: Desk, table: str) -> None:
    await test_what_a_rule_refused_an_officer_is_on_record_though_nothing_else_changed(bench, office, desk)
    await test_a_task_is_reassigned_inside_its_department_and_the_applicant_is_told(
        Bench(bench.pool, office, new_id()), office, desk
    )
    await bench.send(_light(bench, state_pb2.LIGHT_RED), new_id())
    for change in (f"DELETE FROM {table}", f"UPDATE {table} SET application_id = ''"):
        with pytest.raises(Exception, match="only added to"):
            await bench.pool.execute(change)


async def test_applicants_refusals_are_not_officers_attempts(bench: Bench, desk: Desk) -> None:
    before = await bench.pool.fetchval("SELECT count(*) FROM attempts")
    with pytest.raises(NotFound):
        request = decisions_pb.ListDecisionsRequest(application_id=bench.application_id)
        await desk.decisions.list_decisions(request, Call(principal("pstranger", "applicant")))
    assert await bench.pool.fetchval("SELECT count(*) FROM attempts") == before


async def test_what_a_rule_grants_at_once_is_never_on_the_list(bench: Bench, office: Office) -> None:
    item = samples.graduate()
    await bench.send(samples.opening(bench.application_id, item), new_id())
    await bench.send(samples.review(office, bench.application_id, item), new_id())
    assert await bench.pool.fetchval("SELECT count(*) FROM board WHERE application_id = $1", bench.application_id) == 0


async def test_two_reassignments_at_once_leave_one_holder(bench: Bench, office: Office, desk: Desk) -> None:
    await _open(bench, office)
    await _known(desk, OFFICER, OTHER)
    (task,) = await desk.tasks(OFFICER, bench.application_id)
    requests = [
        pb.ReassignTaskRequest(id=task.id, request_id=new_id(), officer=to, reason="why", etag=task.etag)
        for to in ("pofficer", "pother")
    ]
    results = await asyncio.gather(
        *(desk.supervision.reassign_task(request, supervisor()) for request in requests), return_exceptions=True
    )
    (lost,) = [result for result in results if isinstance(result, Exception)]
    assert getattr(lost, "reason", "") == "ETAG_MISMATCH"
