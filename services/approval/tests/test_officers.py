"""Officers at work: acceptance, stages in order, the check on site by two, reasons and remedies."""

import base64
import json
from datetime import datetime, timedelta

import pytest

from contracts.errors.applications import EtagMismatch, RequestIdReused
from contracts.errors.decisions import AlreadyDecided
from contracts.errors.tasks import (
    OfficerNotOfDepartment,
    OtherOfficersTask,
    OwnApplication,
    SecondOfficerRequired,
    TaskNotClaimed,
)
from onetrip.approval.v1 import decision_service_pb2 as decisions_pb
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1 import messages_pb2
from onetrip.verification.v1.facts_pb2 import Fact, FactSet
from runtime.errors import InvalidInput, NotFound
from runtime.ids import new_id
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.desk import Call, Desk, officer, principal
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines

FOOD = samples.food_licence()
FACTS = FactSet(
    applicant_name="王小明",
    answers={"seats": "20", "drainage_statement": "true"},
    facts=[
        Fact(name="company_status", item_code=FOOD.code, value="open", source="company"),
        Fact(name="fire_inspected", item_code="restaurant-fire-check", value="true", source="premises"),
    ],
)


async def _open(bench: Bench, office: Office, stage: str = "document-review", due: str = "2026-12-21") -> None:
    await bench.send(samples.opening(bench.application_id, samples.restaurant()), new_id())
    await _ask(bench, office, stage, due)


async def _ask(bench: Bench, office: Office, stage: str, due: str = "2026-12-21") -> None:
    await bench.send(samples.review(office, bench.application_id, FOOD, stage, facts=FACTS, due=due), new_id())


async def test_stages_in_order_end_in_a_grant_with_certificate_and_remedy(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _open(bench, office)
    first = await desk.claimed(officer(), bench.application_id)
    assert not (await desk.decide(officer(), first, pb.TASK_OUTCOME_APPROVE)).case_outcome
    await _ask(bench, office, "site-inspection")
    second = await desk.claimed(officer(), bench.application_id)
    with pytest.raises(SecondOfficerRequired):
        await desk.decide(officer(), second, pb.TASK_OUTCOME_APPROVE, second_officer="pofficer")
    await desk.tasks(officer("pelsewhere", "fire-rescue"))
    for unknown in ("pnobody", "pelsewhere"):
        with pytest.raises(OfficerNotOfDepartment):
            await desk.decide(officer(), second, pb.TASK_OUTCOME_APPROVE, second_officer=unknown)
    await desk.tasks(officer("psecond"))
    answer = await desk.decide(officer(), second, pb.TASK_OUTCOME_APPROVE, second_officer="psecond")
    assert answer.case_outcome == state_pb2.CASE_OUTCOME_GRANTED
    assert answer.task.state == pb.TASK_STATE_DONE
    assert await bench.names() == [
        "ApplicationOpened", "TaskClaimed", "StageCompleted", "TaskClaimed", "CaseDecided",
    ]  # fmt: skip
    decided = (await bench.said())[-1]
    assert isinstance(decided, events.CaseDecided)
    assert decided.certificate_number.startswith("FBL20261125")
    assert decided.remedy.en == "reconsideration"
    assert not decided.rule_version


async def test_a_refusal_at_any_stage_ends_the_case_with_reasons_the_applicant_can_read(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _open(bench, office)
    task = await desk.claimed(officer(), bench.application_id)
    await desk.decide(officer(), task, pb.TASK_OUTCOME_REFUSE, reasons="  No kitchen.  ")
    decided = (await bench.said())[-1]
    assert isinstance(decided, events.CaseDecided)
    assert decided.outcome == state_pb2.CASE_OUTCOME_REFUSED
    assert b"kitchen" not in decided.SerializeToString()
    request = decisions_pb.ListDecisionsRequest(application_id=bench.application_id)
    mine = Call(principal(samples.APPLICANT, "applicant"))
    (decision,) = (await desk.decisions.list_decisions(request, mine)).decisions
    assert decision.reasons == "No kitchen."
    assert [fact.name for fact in decision.facts] == ["company_status"]
    for stranger in (principal("pstranger", "applicant"), principal(samples.APPLICANT + "2", "agent")):
        with pytest.raises(NotFound):
            await desk.decisions.list_decisions(request, Call(stranger))


async def test_an_open_task_shows_what_it_needs_and_the_read_is_logged(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _open(bench, office)
    (listed,) = await desk.tasks(officer(), bench.application_id)
    assert not listed.HasField("facts")
    task = (await desk.review.get_task(pb.GetTaskRequest(id=listed.id), officer())).task
    assert [fact.name for fact in task.facts.facts] == ["company_status"]
    assert dict(task.facts.answers) == {"seats": "20"}
    (material,) = task.materials
    sealed = base64.urlsafe_b64decode(material.grant)
    grant = json.loads(office.sealer.open("material-grant", sealed, material.material_id))
    assert (grant["material_id"], grant["officer"]) == ("m1", "pofficer")
    assert datetime.fromisoformat(grant["expires"]) - office.clock.now() == timedelta(minutes=15)
    payload = await bench.pool.fetchval(
        "SELECT payload FROM outbox WHERE key = $1 AND topic = 'verification.commands.v1'", bench.application_id
    )
    access = messages_pb2.RecordAccess.FromString(payload)
    assert (access.person_id, access.reader, access.purpose) == (samples.APPLICANT, "pofficer", "REVIEW_TASK")
    assert list(access.fields) == ["applicant_name", "company_status", "form.seats", "material.kitchen-layout"]


async def test_what_a_colleague_has_claimed_is_not_shown_to_others(bench: Bench, office: Office, desk: Desk) -> None:
    await _open(bench, office)
    task = await desk.claimed(officer(), bench.application_id)
    seen = (await desk.review.get_task(pb.GetTaskRequest(id=task.id), officer("pcolleague"))).task
    assert seen.id == task.id
    assert not seen.HasField("facts")
    assert not seen.materials
    logged = "SELECT count(*) FROM outbox WHERE key = $1 AND topic = 'verification.commands.v1'"
    assert await bench.pool.fetchval(logged, bench.application_id) == 0
    assert (await desk.review.get_task(pb.GetTaskRequest(id=task.id), officer())).task.HasField("facts")


async def test_another_departments_task_is_as_absent_as_none(bench: Bench, office: Office, desk: Desk) -> None:
    await _open(bench, office)
    (task,) = await desk.tasks(officer(), bench.application_id)
    other = officer("pfire", "fire-rescue")
    assert await desk.tasks(other, bench.application_id) == []
    messages = set()
    for id_ in (task.id, new_id()):
        with pytest.raises(NotFound) as caught:
            await desk.review.get_task(pb.GetTaskRequest(id=id_), other)
        messages.add(caught.value.message)
        with pytest.raises(NotFound):
            await desk.review.claim_task(pb.ClaimTaskRequest(id=id_), other)
    assert len(messages) == 1


async def test_a_task_is_decided_by_who_holds_it(bench: Bench, office: Office, desk: Desk) -> None:
    await _open(bench, office)
    (task,) = await desk.tasks(officer(), bench.application_id)
    with pytest.raises(TaskNotClaimed):
        await desk.decide(officer(), task, pb.TASK_OUTCOME_APPROVE)
    with pytest.raises(OwnApplication):
        await desk.review.claim_task(pb.ClaimTaskRequest(id=task.id), officer(samples.APPLICANT))
    held = await desk.claimed(officer(), bench.application_id)
    assert held.claimed_by == "pofficer"
    with pytest.raises(OtherOfficersTask):
        await desk.decide(officer("pother"), held, pb.TASK_OUTCOME_APPROVE)
    with pytest.raises(EtagMismatch):
        await desk.decide(officer(), task, pb.TASK_OUTCOME_APPROVE)
    released = await desk.review.release_task(pb.ReleaseTaskRequest(id=task.id, etag=held.etag), officer())
    assert released.task.state == pb.TASK_STATE_OPEN
    again = await desk.review.release_task(pb.ReleaseTaskRequest(id=task.id, etag=held.etag), officer())
    assert again == released, "said twice because the first answer was lost"
    assert (await desk.claimed(officer("pother"), bench.application_id)).claimed_by == "pother"


async def test_the_same_request_gets_the_same_answer_and_another_body_none(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _open(bench, office)
    task = await desk.claimed(officer(), bench.application_id)
    key = new_id()
    first = await desk.decide(officer(), task, pb.TASK_OUTCOME_APPROVE, request_id=key)
    assert await desk.decide(officer(), task, pb.TASK_OUTCOME_APPROVE, request_id=key) == first
    with pytest.raises(RequestIdReused):
        await desk.decide(officer(), task, pb.TASK_OUTCOME_REFUSE, request_id=key)
    with pytest.raises(AlreadyDecided):
        await desk.decide(officer(), task, pb.TASK_OUTCOME_APPROVE)
    assert (await bench.names()).count("StageCompleted") == 1


async def test_every_violation_of_a_request_is_told_at_once(bench: Bench, desk: Desk) -> None:
    with pytest.raises(InvalidInput) as caught:
        await desk.decide(officer(), pb.Task(id="a\0b"), pb.TASK_OUTCOME_UNSPECIFIED, request_id="?", reasons=" ")
    assert {violation.field for violation in caught.value.fields} == {"id", "request_id", "outcome", "reasons"}


async def test_a_stage_asked_for_twice_is_one_task_and_answered_again_when_done(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _open(bench, office)
    await _ask(bench, office, "document-review")
    task = await desk.claimed(officer(), bench.application_id)
    await desk.decide(officer(), task, pb.TASK_OUTCOME_APPROVE)
    await bench.mark_all_sent()
    await _ask(bench, office, "document-review")
    assert await bench.unsent() == ["StageCompleted"]
    assert await desk.tasks(officer(), bench.application_id) == []


async def test_tasks_are_listed_by_urgency_page_by_page(bench: Bench, office: Office, desk: Desk) -> None:
    department = officer("plister", "listing-" + bench.application_id)
    item = samples.graduate()
    item.stages[0].department = department.caller.department or ""
    dues = ["2026-12-03", "", "2026-12-01", "2026-12-02", ""]
    for number, due in enumerate(dues):
        one = Bench(bench.pool, office, f"{bench.application_id}-{number}")
        await one.send(samples.opening(one.application_id, item), new_id())
        await one.send(samples.review(office, one.application_id, item, "personal-review", due=due), new_id())
    seen, token = [], ""
    for _ in range(5):
        page = await desk.review.list_tasks(pb.ListTasksRequest(page_size=2, page_token=token), department)
        seen += [task.due.date for task in page.tasks]
        token = page.next_page_token
        if not token:
            break
    assert seen == ["2026-12-01", "2026-12-02", "2026-12-03", "", ""]


async def test_a_page_token_of_another_caller_or_made_up_is_refused(bench: Bench, office: Office, desk: Desk) -> None:
    await _open(bench, office)
    other = Bench(bench.pool, office, new_id())
    await _open(other, office)
    page = await desk.review.list_tasks(pb.ListTasksRequest(page_size=1), officer())
    assert page.next_page_token
    for token, call in ((page.next_page_token, officer("pother")), ("bWFkZSB1cA", officer())):
        with pytest.raises(InvalidInput) as caught:
            await desk.review.list_tasks(pb.ListTasksRequest(page_size=1, page_token=token), call)
        assert caught.value.reason == "BAD_PAGE_TOKEN"
