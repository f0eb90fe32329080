"""Decisions taken back or corrected: with reason, notice and remedy; what was decided stays on record as it was."""

import asyncio
from datetime import date

import pytest

from contracts.errors.applications import RequestIdReused
from contracts.errors.decisions import AlreadyRevoked, NotAGrant, OwnDecision
from contracts.errors.tasks import OwnApplication
from onetrip.approval.v1 import decision_service_pb2 as pb
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as review_pb
from onetrip.intake.v1.events_pb2 import WithdrawalRequested
from onetrip.verification.v1.facts_pb2 import FactSet
from runtime.errors import InvalidInput, NotFound
from runtime.ids import new_id
from services.approval.domain.amendments import Decided, check_correct, check_revoke
from services.approval.domain.outcomes import Outcome
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.desk import Call, Desk, officer, principal
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines

ITEM = samples.graduate()
DEPARTMENT = "human-resources"
OFFICER = officer("pofficer", DEPARTMENT)
# The same person decided, and is an approver too.
DECIDER = Call(principal("pofficer", "officer", "approver", department=DEPARTMENT))
APPLICANT = Call(principal(samples.APPLICANT, "applicant"))


def approver(subject: str = "papprover", department: str = DEPARTMENT) -> Call:
    return Call(principal(subject, "approver", "head", department=department))


async def decided_by_officer(
    bench: Bench,
    office: Office,
    desk: Desk,
    outcome: review_pb.TaskOutcome = review_pb.TASK_OUTCOME_APPROVE,
    facts: FactSet | None = None,
) -> str:
    """An application decided by an officer. Returns the decision's id."""
    await bench.send(samples.opening(bench.application_id, ITEM), new_id())
    await bench.send(samples.review(office, bench.application_id, ITEM, "personal-review", facts=facts), new_id())
    task = await desk.claimed(OFFICER, bench.application_id)
    await desk.decide(OFFICER, task, outcome)
    return (await listed(desk, bench))[0].id


async def listed(desk: Desk, bench: Bench, call: Call = APPLICANT) -> list[pb.Decision]:
    request = pb.ListDecisionsRequest(application_id=bench.application_id)
    return list((await desk.decisions.list_decisions(request, call)).decisions)


def _revoke(decision_id: str, **more: str) -> pb.RevokeDecisionRequest:
    return pb.RevokeDecisionRequest(id=decision_id, **{"request_id": new_id(), "reason": " Forged diploma. ", **more})


def _correct(decision_id: str, **more: str) -> pb.CorrectDecisionRequest:
    fields = {"request_id": new_id(), "reason": "A slip.", "corrected_reasons": "As it should read.", **more}
    return pb.CorrectDecisionRequest(id=decision_id, **fields)


async def test_a_grant_is_taken_back_beside_the_decision_that_stays(bench: Bench, office: Office, desk: Desk) -> None:
    decision_id = await decided_by_officer(bench, office, desk)
    row = await bench.pool.fetchrow("SELECT * FROM outcomes WHERE decision_id = $1", decision_id)
    (before,) = await listed(desk, bench)
    request = _revoke(decision_id)
    answer = await desk.decisions.revoke_decision(request, approver())
    assert await desk.decisions.revoke_decision(request, approver()) == answer
    (after,) = await listed(desk, bench)
    assert after.revoked
    (amendment,) = after.amendments
    assert (amendment.kind, amendment.reason) == (pb.AMENDMENT_KIND_REVOCATION, "Forged diploma.")
    assert amendment.remedy == ITEM.remedy
    del after.amendments[:]
    after.revoked = False
    assert after == before
    assert await bench.pool.fetchrow("SELECT * FROM outcomes WHERE decision_id = $1", decision_id) == row
    (told,) = [event for event in await bench.said() if isinstance(event, events.DecisionRevoked)]
    assert (told.certificate_number, told.remedy) == (before.certificate_number, ITEM.remedy)
    assert b"Forged" not in told.SerializeToString()
    with pytest.raises(RequestIdReused):
        request.reason = "another"
        await desk.decisions.revoke_decision(request, approver())
    for again in (desk.decisions.revoke_decision(_revoke(decision_id), approver()),
                  desk.decisions.correct_decision(_correct(decision_id), approver())):  # fmt: skip
        with pytest.raises(AlreadyRevoked):
            await again


@pytest.mark.parametrize(
    ("outcome", "shown"), [(review_pb.TASK_OUTCOME_APPROVE, "bachelor"), (review_pb.TASK_OUTCOME_REFUSE, "")]
)
async def test_what_an_answer_named_is_explained_by_its_values_to_whoever_was_granted_it_and_to_officers(
    bench: Bench, office: Office, desk: Desk, outcome: review_pb.TaskOutcome, shown: str
) -> None:
    facts = samples.graduate_facts()
    facts.facts[0].named_by_answer = True
    await decided_by_officer(bench, office, desk, outcome, facts=facts)
    (decision,) = await listed(desk, bench)
    (degree,) = [fact for fact in decision.facts if fact.name == "degree"]
    assert (degree.value, degree.withheld) == (shown, not shown)
    assert all(fact.value and not fact.withheld for fact in decision.facts if fact.name != "degree")


async def test_a_decision_is_corrected_as_often_as_needed_and_says_how_it_reads_now(
    bench: Bench, office: Office, desk: Desk
) -> None:
    decision_id = await decided_by_officer(bench, office, desk, review_pb.TASK_OUTCOME_REFUSE)
    for reads in ("first", "second"):
        request = _correct(decision_id, corrected_reasons=reads)
        answer = await desk.decisions.correct_decision(request, approver())
        assert await desk.decisions.correct_decision(request, approver()) == answer
    (decision,) = await listed(desk, bench)
    assert [(each.number, each.corrected_reasons) for each in decision.amendments] == [(1, "first"), (2, "second")]
    assert decision.reasons == "The papers are in order."
    assert not decision.revoked
    told = [event for event in await bench.said() if isinstance(event, events.DecisionCorrected)]
    assert [event.number for event in told] == [1, 2]
    with pytest.raises(NotAGrant):
        await desk.decisions.revoke_decision(_revoke(decision_id), approver())


async def test_nobody_amends_what_they_decided_what_is_theirs_or_another_departments(
    bench: Bench, office: Office, desk: Desk
) -> None:
    decision_id = await decided_by_officer(bench, office, desk)
    for call, error in (
        (DECIDER, OwnDecision),
        (approver(samples.APPLICANT), OwnApplication),
        (approver(department="fire-rescue"), NotFound),
    ):
        with pytest.raises(error):
            await desk.decisions.revoke_decision(_revoke(decision_id), call)
        with pytest.raises(error):
            await desk.decisions.correct_decision(_correct(decision_id), call)
    with pytest.raises(NotFound):
        await desk.decisions.revoke_decision(_revoke(new_id()), approver())
    with pytest.raises(InvalidInput) as caught:
        await desk.decisions.correct_decision(pb.CorrectDecisionRequest(id="a\0b"), approver())
    assert {each.field for each in caught.value.fields} == {"id", "request_id", "reason", "corrected_reasons"}
    assert (await bench.names())[-1] == "CaseDecided"
    reasons = await bench.pool.fetch(
        "SELECT action, reason FROM attempts WHERE application_id = $1 ORDER BY id", bench.application_id
    )
    assert [tuple(each) for each in reasons] == [
        ("RevokeDecision", "OWN_DECISION"),
        ("CorrectDecision", "OWN_DECISION"),
        ("RevokeDecision", "OWN_APPLICATION"),
        ("CorrectDecision", "OWN_APPLICATION"),
    ]


async def test_a_rules_grant_can_be_taken_back_by_any_approver_of_the_department(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await bench.send(samples.opening(bench.application_id, ITEM), new_id())
    await bench.send(samples.review(office, bench.application_id, ITEM), new_id())
    (decision,) = await listed(desk, bench)
    await desk.decisions.revoke_decision(_revoke(decision.id), DECIDER)
    assert (await listed(desk, bench))[0].revoked


async def test_of_two_revocations_at_once_one_is_written(bench: Bench, office: Office, desk: Desk) -> None:
    decision_id = await decided_by_officer(bench, office, desk)
    results = await asyncio.gather(
        *(desk.decisions.revoke_decision(_revoke(decision_id), approver(f"p{number}")) for number in range(4)),
        return_exceptions=True,
    )
    assert [type(result) for result in results if isinstance(result, Exception)] == [AlreadyRevoked] * 3
    assert (await bench.names()).count("DecisionRevoked") == 1


async def test_what_was_withdrawn_has_no_decision_to_amend_and_a_withdrawal_takes_no_amendment_back(
    bench: Bench, office: Office, desk: Desk
) -> None:
    decision_id = await decided_by_officer(bench, office, desk)
    await bench.send(WithdrawalRequested(application_id=bench.application_id), new_id())
    await desk.decisions.revoke_decision(_revoke(decision_id), approver())
    withdrawn = Bench(bench.pool, office, new_id())
    await withdrawn.send(samples.opening(withdrawn.application_id, ITEM), new_id())
    await withdrawn.send(WithdrawalRequested(application_id=withdrawn.application_id), new_id())
    assert await listed(desk, withdrawn) == []
    assert (await bench.names())[-2:] == ["WithdrawalSettled", "DecisionRevoked"]


async def test_the_public_register_names_grants_and_what_was_taken_back_but_nobody(
    bench: Bench, office: Office, desk: Desk
) -> None:
    refused = Bench(bench.pool, office, new_id())
    refused_id = await decided_by_officer(refused, office, desk, review_pb.TASK_OUTCOME_REFUSE)
    granted_id = await decided_by_officer(bench, office, desk)
    other = Bench(bench.pool, office, new_id())
    revoked_id = await decided_by_officer(other, office, desk)
    await desk.decisions.revoke_decision(_revoke(revoked_id), approver())
    entries = await _register(desk)
    assert refused_id not in entries
    assert not entries[granted_id].revoke_date
    today = office.day_of(office.clock.now())
    assert entries[revoked_id].revoke_date == entries[revoked_id].decide_date == today.isoformat()
    assert date.fromisoformat(entries[granted_id].valid_until) > today
    assert entries[granted_id].item_name == ITEM.name
    for word in (samples.APPLICANT, "pofficer", bench.application_id, "王小明", f"T{bench.application_id}"):
        assert word not in str(entries[granted_id])


async def test_a_grant_that_a_law_keeps_out_of_the_register_is_not_in_it(
    bench: Bench, office: Office, desk: Desk
) -> None:
    item = samples.food_licence()
    item.CopyFrom(ITEM)
    item.unpublished_by = "行政许可法第五条"
    await bench.send(samples.opening(bench.application_id, item), new_id())
    await bench.send(samples.review(office, bench.application_id, item, item.stages[0].code), new_id())
    call = officer(department=item.lead_department)
    await desk.decide(call, await desk.claimed(call, bench.application_id), review_pb.TASK_OUTCOME_APPROVE)
    decided = (await bench.said())[-1]
    assert isinstance(decided, events.CaseDecided)
    assert decided.decision_id not in await _register(desk)


async def _register(desk: Desk) -> dict[str, pb.PublicDecision]:
    """The whole register, page by page, read by nobody in particular."""
    entries: dict[str, pb.PublicDecision] = {}
    token = ""
    for _ in range(1000):
        page = await desk.decisions.list_public_decisions(
            pb.ListPublicDecisionsRequest(page_size=3, page_token=token), Anybody()
        )
        assert not entries.keys() & {each.id for each in page.decisions}
        entries |= {each.id: each for each in page.decisions}
        token = page.next_page_token
        if not token:
            return entries
    raise AssertionError("the register has no end")


class Anybody:
    """A call without a token."""

    principal = None


def test_the_rules_ask_first_whose_it_is_then_who_decided_then_what_stands() -> None:
    mine = Decided(Outcome.REFUSED, frozenset({"pa"}), frozenset({"pa"}), 1, True)
    with pytest.raises(OwnApplication):
        check_revoke(mine, "pa")
    with pytest.raises(AlreadyRevoked):
        check_revoke(mine, "pb")
    check_correct(Decided(Outcome.REFUSED, frozenset({"pa"}), frozenset(), 0, False), "pb")
