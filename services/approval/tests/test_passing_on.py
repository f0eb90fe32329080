"""Tasks are passed on inside a department, and somebody stands in for who is absent."""

import asyncio
from datetime import date, timedelta

import pytest

from contracts.errors.applications import RequestIdReused
from contracts.errors.decisions import AlreadyDecided
from contracts.errors.tasks import OfficerNotOfDepartment, OtherOfficersTask, OwnApplication
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as review_pb
from onetrip.approval.v1 import supervision_service_pb2 as pb
from runtime.errors import InvalidInput, NotFound
from runtime.ids import new_id
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.desk import Call, Desk, officer, supervisor
from services.approval.tests.message_bench import Bench
from services.approval.tests.supervised import FOOD, OFFICER, OTHER, known, open_review

pytestmark = pytest.mark.engines


async def test_a_task_is_reassigned_inside_its_department_and_the_applicant_is_told(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await open_review(bench, office)
    await known(desk, OFFICER, OTHER, officer("pfire", "fire-rescue"))
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
    await open_review(bench, office)
    await known(desk, OFFICER, officer("pfire", "fire-rescue"), officer(samples.APPLICANT))
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
    await open_review(bench, office)
    absent, substitute = officer(f"pabsent-{bench.application_id}"), officer(f"psub-{bench.application_id}")
    await known(desk, absent, substitute, OTHER)
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
    await open_review(bench, office)
    absent, substitute = officer(f"pback-{bench.application_id}"), officer(f"pidle-{bench.application_id}")
    await known(desk, absent, substitute)
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
    await known(desk, absent, OTHER, fire)
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


async def test_two_reassignments_at_once_leave_one_holder(bench: Bench, office: Office, desk: Desk) -> None:
    await open_review(bench, office)
    await known(desk, OFFICER, OTHER)
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
