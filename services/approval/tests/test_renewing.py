"""Facts verified anew: officers see them, a held task's etag goes stale, the rule may grant and never refuses."""

import pytest

from contracts.errors.applications import EtagMismatch
from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1.facts_pb2 import FINDING_KIND_CONTRADICTED, FactSet, Finding
from runtime.ids import new_id
from services.approval.definitions import case_id
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.desk import Desk, officer
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines

ITEM = "graduate-residence"
CONTRADICTED = Finding(kind=FINDING_KIND_CONTRADICTED, item_code=ITEM, fact="degree", source="education")
OFFICER = officer(department="human-resources")


async def with_an_officer(bench: Bench, office: Office, desk: Desk) -> pb.Task:
    """A case that came to people because its degree was contradicted; an officer holds it."""
    item = samples.graduate()
    await bench.send(samples.opening(bench.application_id, item), new_id())
    review = samples.review(office, bench.application_id, item, stage="personal-review")
    review.findings.append(CONTRADICTED)
    await bench.send(review, new_id())
    return await desk.claimed(OFFICER, bench.application_id)


def renewal(office: Office, bench: Bench, facts: FactSet, *findings: Finding, by_rule: bool) -> commands.RenewFacts:
    """Facts verified anew."""
    case = commands.RenewedCase(
        case_id=case_id(bench.application_id, ITEM), item_code=ITEM, findings=findings, by_rule=by_rule
    )
    return commands.RenewFacts(
        application_id=bench.application_id,
        round=1010,
        sealed_facts=samples.sealed(office, bench.application_id, facts),
        cases=[case],
    )


async def test_the_rule_grants_once_nobody_has_to_look_any_more(bench: Bench, office: Office, desk: Desk) -> None:
    await with_an_officer(bench, office, desk)
    await bench.send(renewal(office, bench, samples.graduate_facts(), by_rule=True), new_id())
    decided = (await bench.said())[-1]
    assert decided.outcome == state_pb2.CASE_OUTCOME_GRANTED  # type: ignore[attr-defined]
    assert decided.rule_version == "2026-11-01"  # type: ignore[attr-defined]
    assert await desk.tasks(OFFICER, bench.application_id) == []


@pytest.mark.parametrize(("findings", "by_rule"), [((CONTRADICTED,), False), ((CONTRADICTED,), True), ((), False)])
async def test_what_somebody_has_to_look_at_stays_with_the_officer_who_sees_the_new_facts(
    bench: Bench, office: Office, desk: Desk, findings: tuple[Finding, ...], by_rule: bool
) -> None:
    task = await with_an_officer(bench, office, desk)
    newer = samples.graduate_facts(degree="doctor")
    await bench.send(renewal(office, bench, newer, *findings, by_rule=by_rule), new_id())
    assert "CaseDecided" not in await bench.names()
    seen = (await desk.review.get_task(pb.GetTaskRequest(id=task.id), OFFICER)).task
    assert {fact.name: fact.value for fact in seen.facts.facts}["degree"] == "doctor"
    assert list(seen.findings) == list(findings)
    with pytest.raises(EtagMismatch):
        await desk.decide(OFFICER, task, pb.TASK_OUTCOME_APPROVE)


async def test_a_rule_that_does_not_grant_refuses_nothing(bench: Bench, office: Office, desk: Desk) -> None:
    await with_an_officer(bench, office, desk)
    worse = samples.graduate_facts(criminal_record="true")
    await bench.send(renewal(office, bench, worse, by_rule=True), new_id())
    assert "CaseDecided" not in await bench.names()
    assert len(await desk.tasks(OFFICER, bench.application_id)) == 1


async def test_what_is_decided_stays_decided(bench: Bench, office: Office, desk: Desk) -> None:
    task = await with_an_officer(bench, office, desk)
    await desk.decide(OFFICER, task, pb.TASK_OUTCOME_REFUSE)
    said = await bench.said()
    await bench.send(renewal(office, bench, samples.graduate_facts(), by_rule=True), new_id())
    assert await bench.said() == said
