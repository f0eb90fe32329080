"""Nobody looks at a decision without a matter that it is for; who has to, says why first."""

from datetime import timedelta

import pytest

from contracts.errors.applications import RequestIdReused
from contracts.errors.decisions import AlreadyRevoked, MatterNotOpen, NotAGrant, OwnDecision
from contracts.errors.tasks import OwnApplication
from onetrip.approval.v1 import decision_service_pb2 as pb
from onetrip.approval.v1 import review_service_pb2 as review_pb
from onetrip.approval.v1 import supervision_service_pb2 as supervision_pb
from onetrip.verification.v1 import messages_pb2
from runtime.errors import InvalidInput, NotFound
from runtime.ids import new_id
from services.approval.handlers.office import Office
from services.approval.policy import MATTER_DAYS
from services.approval.store import matters
from services.approval.tests.desk import Desk, supervisor
from services.approval.tests.message_bench import Bench
from services.approval.tests.test_amending import (
    APPLICANT,
    DECIDER,
    DEPARTMENT,
    ITEM,
    approver,
    decided_by_officer,
    listed,
)
from services.approval.tests.test_rule_reviews import ask, granted, sampling

pytestmark = pytest.mark.engines

CORRECTION, REVOCATION = pb.MATTER_KIND_CORRECTION, pb.MATTER_KIND_REVOCATION


def opening(bench: Bench, kind: pb.MatterKind = REVOCATION, reason: str = "A tip-off.") -> pb.OpenMatterRequest:
    return pb.OpenMatterRequest(application_id=bench.application_id, request_id=new_id(), kind=kind, reason=reason)


async def reads(bench: Bench) -> list[messages_pb2.RecordAccess]:
    """What was said to the access log about the application."""
    rows = await bench.pool.fetch(
        "SELECT payload FROM outbox WHERE key = $1 AND topic = 'verification.commands.v1' ORDER BY id",
        bench.application_id,
    )
    return [messages_pb2.RecordAccess.FromString(row["payload"]) for row in rows]


async def test_an_approver_reads_decisions_once_the_reason_is_on_record_and_the_read_is_logged(
    bench: Bench, office: Office, desk: Desk
) -> None:
    decision_id = await decided_by_officer(bench, office, desk)
    before = len(await reads(bench))
    with pytest.raises(MatterNotOpen):
        await listed(desk, bench, approver())
    assert len(await reads(bench)) == before, "what was not shown was not read"
    request = opening(bench)
    answer = await desk.decisions.open_matter(request, approver())
    assert await desk.decisions.open_matter(request, approver()) == answer
    assert (answer.matter.reason, answer.matter.opened_by) == ("A tip-off.", "papprover")
    assert [each.id for each in await listed(desk, bench, approver())] == [decision_id]
    access = (await reads(bench))[-1]
    assert (access.reader, access.role, access.purpose) == ("papprover", "approver", "AMEND_DECISION")
    assert "decision.reasons" in access.fields
    with pytest.raises(MatterNotOpen):
        await listed(desk, bench, approver("pcolleague"))
    with pytest.raises(NotFound):
        await listed(desk, bench, approver(department="fire-rescue"))
    request.reason = "another"
    with pytest.raises(RequestIdReused):
        await desk.decisions.open_matter(request, approver())


async def test_the_reason_is_sealed_and_supervisors_of_the_department_read_it(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await decided_by_officer(bench, office, desk)
    await desk.decisions.open_matter(opening(bench, reason="王小明 wrote to us."), approver())
    kept = await bench.pool.fetchval(
        "SELECT sealed_reason FROM matters WHERE application_id = $1", bench.application_id
    )
    answers = await bench.pool.fetch("SELECT answer FROM requests WHERE caller = 'papprover'")
    assert not any("王小明".encode() in each for each in [kept, *(row["answer"] for row in answers)])
    request = supervision_pb.GetCaseRequest(id=f"{bench.application_id}.{ITEM.code}")
    (matter,) = (await desk.supervision.get_case(request, supervisor(DEPARTMENT))).matters
    assert (matter.reason, matter.kind) == ("王小明 wrote to us.", REVOCATION)
    assert "matter.reason" in (await reads(bench))[-1].fields


async def test_a_matter_ends_after_its_days(bench: Bench, office: Office, desk: Desk) -> None:
    await decided_by_officer(bench, office, desk)
    await desk.decisions.open_matter(opening(bench), approver())
    today = office.day_of(office.clock.now())
    about = bench.application_id, "papprover"
    async with bench.pool.acquire() as connection:
        assert await matters.is_open(connection, *about, today + timedelta(days=MATTER_DAYS))  # pyright: ignore[reportArgumentType]
        assert not await matters.is_open(connection, *about, today + timedelta(days=MATTER_DAYS + 1))  # pyright: ignore[reportArgumentType]


async def test_only_who_could_amend_the_decision_opens_a_matter_about_it(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await decided_by_officer(bench, office, desk, review_pb.TASK_OUTCOME_REFUSE)
    for call, kind, error in (
        (DECIDER, CORRECTION, OwnDecision),
        (approver("papplicant"), CORRECTION, OwnApplication),
        (approver(), REVOCATION, NotAGrant),
        (approver(department="fire-rescue"), CORRECTION, NotFound),
    ):
        with pytest.raises(error):
            await desk.decisions.open_matter(opening(bench, kind), call)
    with pytest.raises(InvalidInput) as caught:
        await desk.decisions.open_matter(pb.OpenMatterRequest(application_id="a\0b"), approver())
    assert {each.field for each in caught.value.fields} == {"application_id", "request_id", "kind", "reason"}
    assert not await bench.pool.fetchval("SELECT count(*) FROM matters WHERE application_id = $1", bench.application_id)


async def test_what_was_taken_back_is_no_matter_any_more(bench: Bench, office: Office, desk: Desk) -> None:
    decision_id = await decided_by_officer(bench, office, desk)
    revocation = pb.RevokeDecisionRequest(id=decision_id, request_id=new_id(), reason="Forged.")
    await desk.decisions.revoke_decision(revocation, approver())
    with pytest.raises(AlreadyRevoked):
        await desk.decisions.open_matter(opening(bench), approver())


async def test_a_review_that_the_applicant_asked_for_is_a_matter_until_it_is_answered(
    bench: Bench, office: Office, desk: Desk
) -> None:
    department = f"d{new_id()}"
    decision = await granted(bench, office, desk, sampling(0, department))
    call = approver(department=department)
    with pytest.raises(MatterNotOpen):
        await listed(desk, bench, call)
    await desk.decisions.request_human_review(ask(decision.id), APPLICANT)
    assert [each.id for each in await listed(desk, bench, call)] == [decision.id]
    correction = {"reason": "A slip.", "corrected_reasons": "As it should read."}
    request = pb.CorrectDecisionRequest(id=decision.id, request_id=new_id(), **correction)
    await desk.decisions.correct_decision(request, call)
    with pytest.raises(MatterNotOpen):
        await listed(desk, bench, call)
    assert (await listed(desk, bench, APPLICANT))[0].human_review.answer
