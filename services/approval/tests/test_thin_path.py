"""An instant application from its opening to the result in hand, on a real PostgreSQL."""

import pytest

from onetrip.approval.v1 import events_pb2 as events
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1.facts_pb2 import FINDING_KIND_CONTRADICTED, Finding
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.ids import new_id
from services.approval.handlers.office import Office
from services.approval.tests import samples
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
    assert (
        await bench.pool.fetchval("SELECT count(*) FROM outcomes WHERE application_id = $1", declined.application_id)
        == 0
    )


async def test_a_finding_keeps_the_rule_from_granting(bench: Bench, office: Office) -> None:
    item = samples.graduate()
    await bench.send(samples.opening(bench.application_id, item), new_id())
    finding = Finding(kind=FINDING_KIND_CONTRADICTED, item_code=item.code, fact="degree", source="education")
    await bench.send(samples.review(office, bench.application_id, item, findings=[finding]), new_id())
    assert await bench.names() == ["ApplicationOpened", "InstantDeclined"]
