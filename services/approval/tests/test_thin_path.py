"""An instant application from its opening to the result in hand, on a real PostgreSQL."""

import pytest

from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.catalog.v1.catalog_pb2 import RuleClause
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1.facts_pb2 import FINDING_KIND_CONTRADICTED, Finding
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.ids import new_id
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.desk import Call, Desk, officer
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines

# What the sample's clauses name, as far as it is known.
READ = ["criminal_record", "degree", "graduation_date", "form.degree"]


async def test_an_instant_application_is_granted_and_delivered_at_once(bench: Bench, office: Office) -> None:
    item = samples.graduate()
    await bench.send(samples.opening(bench.application_id, item), "open-" + bench.application_id)
    await bench.send(samples.review(office, bench.application_id, item), "review-" + bench.application_id)
    await bench.send(samples.deliver(bench.application_id), "deliver-" + bench.application_id)
    opened, decided, delivered = await bench.said()
    assert isinstance(opened, events.ApplicationOpened)
    assert (opened.visits_budget, opened.visits_used) == (0, 0)
    assert isinstance(decided, events.CaseDecided)
    assert decided.outcome == state_pb2.CASE_OUTCOME_GRANTED
    assert decided.rule_version == "2026-11-01"
    assert decided.certificate_number.startswith("HTP20261125")
    assert isinstance(delivered, events.ResultDelivered)


async def test_what_a_rule_read_is_in_the_persons_access_log_once(bench: Bench, office: Office) -> None:
    item = samples.graduate()
    await bench.send(samples.opening(bench.application_id, item), new_id())
    for _ in range(2):
        await bench.send(samples.review(office, bench.application_id, item), new_id())
    (payload,) = await bench.pool.fetch(
        "SELECT payload FROM outbox WHERE key = $1 AND topic = 'verification.commands.v1'", bench.application_id
    )
    access = RecordAccess.FromString(payload["payload"])
    assert (access.person_id, access.role, access.purpose) == (samples.APPLICANT, "rule", "INSTANT_RULE")
    assert access.reader == f"{item.code}@2026-11-01"
    assert access.department == item.lead_department
    assert list(access.fields) == READ


async def test_commands_repeated_under_new_ids_change_nothing_and_are_answered_again(
    bench: Bench, office: Office
) -> None:
    item = samples.graduate()
    commands = [
        samples.opening(bench.application_id, item),
        samples.review(office, bench.application_id, item),
        samples.deliver(bench.application_id),
    ]
    for command in commands:
        await bench.send(command, new_id())
    before = await bench.said()
    await bench.mark_all_sent()
    for command in commands:
        await bench.send(command, new_id())
    assert await bench.said() == before
    assert await bench.unsent() == ["ApplicationOpened", "CaseDecided", "ResultDelivered"]


@pytest.mark.parametrize(
    "changed", [{"degree": "master"}, {"degree_number": ""}, {"criminal_record": "true"}, {"graduation_date": "?"}]
)
async def test_a_machine_never_refuses(bench: Bench, office: Office, changed: dict[str, str]) -> None:
    item = samples.graduate()
    await bench.send(samples.opening(bench.application_id, item), new_id())
    facts = samples.graduate_facts(**changed)
    await bench.send(samples.review(office, bench.application_id, item, facts=facts), new_id())
    declined = (await bench.said())[-1]
    assert isinstance(declined, events.InstantDeclined)
    assert declined.sealed_clauses and not declined.clauses
    assert (
        await bench.pool.fetchval("SELECT count(*) FROM outcomes WHERE application_id = $1", declined.application_id)
        == 0
    )


async def test_which_clause_failed_is_sealed_and_only_who_handles_the_case_reads_it(
    bench: Bench, office: Office, desk: Desk
) -> None:
    item, handler = samples.graduate(), officer(department="human-resources")
    convict = samples.graduate_facts(criminal_record="true")
    await bench.send(samples.opening(bench.application_id, item), new_id())
    await bench.send(samples.review(office, bench.application_id, item, facts=convict), new_id())
    await bench.send(samples.review(office, bench.application_id, item, "personal-review", facts=convict), new_id())
    (listed,) = await desk.tasks(handler, bench.application_id)
    assert not listed.declined_clauses
    codes = [each.code for each in await shown(desk, handler, listed.id)]
    assert codes == ["no-record"]
    for row in await bench.pool.fetch("SELECT face FROM tasks WHERE id = $1", listed.id):
        assert b"no-record" not in row["face"]
    # As release 0.2.0 kept it.
    old = "UPDATE cases SET sealed_tried = NULL, declined_clauses = '{degree-as-stated}' WHERE application_id = $1"
    assert await bench.pool.fetchval(f"{old} RETURNING declined_version", bench.application_id) == "2026-11-01"
    assert [each.code for each in await shown(desk, handler, listed.id)] == ["degree-as-stated"]


async def shown(desk: Desk, handler: Call, task_id: str) -> list[RuleClause]:
    """Why a machine did not decide, as the handler of the case reads it."""
    answer = await desk.review.get_task(pb.GetTaskRequest(id=task_id), handler)
    return list(answer.task.declined_clauses)


async def test_how_a_rule_came_out_is_equally_long_whichever_clause_failed(office: Office) -> None:
    outcomes = [{"short": True, "longer-code": False}, {"short": False, "longer-code": True}]
    assert len({len(office.seal_tried("a1", each)) for each in outcomes}) == 1
    assert [office.failed_clauses("a1", office.seal_tried("a1", each)) for each in outcomes] == [
        ["longer-code"],
        ["short"],
    ]


async def test_a_finding_keeps_the_rule_from_granting(bench: Bench, office: Office) -> None:
    item = samples.graduate()
    await bench.send(samples.opening(bench.application_id, item), new_id())
    finding = Finding(kind=FINDING_KIND_CONTRADICTED, item_code=item.code, fact="degree", source="education")
    await bench.send(samples.review(office, bench.application_id, item, findings=[finding]), new_id())
    assert await bench.names() == ["ApplicationOpened", "InstantDeclined"]
