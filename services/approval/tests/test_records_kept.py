"""What supervisors see of the past: second requests, refused attempts, records that are only added to."""

import pytest

from contracts.errors.tasks import OwnApplication, TaskNotClaimed
from onetrip.approval.v1 import decision_service_pb2 as decisions_pb
from onetrip.approval.v1 import review_service_pb2 as review_pb
from onetrip.approval.v1 import supervision_service_pb2 as pb
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1 import messages_pb2
from runtime.errors import NotFound
from runtime.ids import new_id
from services.approval.handlers.office import Office
from services.approval.store import attempts
from services.approval.tests import samples, test_passing_on
from services.approval.tests.desk import Call, Desk, officer, principal, supervisor
from services.approval.tests.message_bench import Bench
from services.approval.tests.supervised import FOOD, OFFICER, light_of, open_review

pytestmark = pytest.mark.engines


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
    await open_review(bench, office)
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
    await test_passing_on.test_a_task_is_reassigned_inside_its_department_and_the_applicant_is_told(
        Bench(bench.pool, office, new_id()), office, desk
    )
    await bench.send(light_of(bench, state_pb2.LIGHT_RED), new_id())
    for change in (f"DELETE FROM {table}", f"UPDATE {table} SET application_id = ''"):
        with pytest.raises(Exception, match="only added to"):
            await bench.pool.execute(change)


async def test_applicants_refusals_are_not_officers_attempts(bench: Bench, desk: Desk) -> None:
    before = await bench.pool.fetchval("SELECT count(*) FROM attempts")
    with pytest.raises(NotFound):
        request = decisions_pb.ListDecisionsRequest(application_id=bench.application_id)
        await desk.decisions.list_decisions(request, Call(principal("pstranger", "applicant")))
    assert await bench.pool.fetchval("SELECT count(*) FROM attempts") == before
