"""What the state holds is looked up instead of asked for, and the officer sees it come (order 716, art. 7)."""

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from contracts.errors.supplements import StateAlreadyHolds
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.approval.v1.corrections_pb2 import RequestCorrectionRequest
from onetrip.approval.v1.events_pb2 import SupplementAsked
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import GivenMaterial
from onetrip.verification.v1 import facts_pb2, messages_pb2
from runtime.ids import new_id
from services.approval.domain.supplements import Notice
from services.approval.handlers.office import Office
from services.approval.store import reask_report, tasks
from services.approval.tests import samples
from services.approval.tests.desk import Desk, officer
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines
ITEM = "food-business-licence"


def licence() -> catalog.ServiceItem:
    """The food licence with the fact that supplies the business licence."""
    item = samples.food_licence()
    item.facts.add(name="company_status", register="company", field="status", subject="organisation", required=True)
    item.facts.add(name="premises_use", register="premises", field="use", subject="organisation")
    return item


async def refused(bench: Bench, office: Office, desk: Desk) -> tuple[pb.Task, messages_pb2.LookUpFacts]:
    """A window's task whose officer asked for the business licence, and the look-up that came of it."""
    await bench.send(samples.opening(bench.application_id, licence()), new_id())
    await bench.send(samples.acceptance(office, bench.application_id), new_id())
    task = await desk.claimed(officer(), bench.application_id)
    with pytest.raises(StateAlreadyHolds) as caught:
        await desk.ask(officer(), task, "business-licence", "kitchen-layout")
    assert caught.value.metadata["sources"] == "register:company"
    (command,) = await commands(bench)
    return task, command


async def commands(bench: Bench) -> list[messages_pb2.LookUpFacts]:
    """What approval has asked verification to look up."""
    rows = await bench.pool.fetch(
        "SELECT payload FROM outbox WHERE key = $1 AND type LIKE '%LookUpFacts' ORDER BY id", bench.application_id
    )
    return [messages_pb2.LookUpFacts.FromString(row["payload"]) for row in rows]


def answer(
    office: Office, command: messages_pb2.LookUpFacts, value: str, *kinds: facts_pb2.FindingKind
) -> messages_pb2.FactsLookedUp:
    """What verification answers."""
    held = [facts_pb2.Fact(name="company_status", item_code=ITEM, value=value, source="company")] if value else []
    facts = facts_pb2.FactSet(facts=held)
    return messages_pb2.FactsLookedUp(
        application_id=command.application_id,
        lookup_id=command.lookup_id,
        findings=[facts_pb2.Finding(kind=kind, item_code=ITEM, fact="company_status") for kind in kinds],
        sealed_facts=samples.sealed(office, command.application_id, facts),
    )


def correction(task: pb.Task, *documents: str) -> RequestCorrectionRequest:
    """An officer asks for new copies."""
    return RequestCorrectionRequest(id=task.id, request_id=new_id(), material_codes=documents, reasons="Blurred.")


async def seen(desk: Desk, task: pb.Task) -> pb.Task:
    """The task as its officer sees it now."""
    return (await desk.review.get_task(pb.GetTaskRequest(id=task.id), officer())).task


async def test_a_refused_request_is_looked_up_with_only_what_supplies_it(
    bench: Bench, office: Office, desk: Desk
) -> None:
    task, command = await refused(bench, office, desk)
    assert [need.name for need in command.item.facts] == ["company_status"]
    assert [material.code for material in command.item.materials] == ["business-licence"]
    assert (command.officer_id, command.department) == ("pofficer", "market-regulation")
    (lookup,) = (await seen(desk, task)).lookups
    assert (lookup.material_code, lookup.outcome) == ("business-licence", pb.LOOKUP_OUTCOME_UNSPECIFIED)
    assert lookup.answer_time == Timestamp()


async def test_while_it_is_being_looked_up_asking_again_asks_no_register_again(
    bench: Bench, office: Office, desk: Desk
) -> None:
    task, _ = await refused(bench, office, desk)
    with pytest.raises(StateAlreadyHolds):
        await desk.ask(officer(), task, "business-licence")
    assert len(await commands(bench)) == 1


async def test_the_officer_sees_the_fact_come(bench: Bench, office: Office, desk: Desk) -> None:
    task, command = await refused(bench, office, desk)
    for _ in range(2):
        await bench.send(answer(office, command, "active"), new_id())
    after = await seen(desk, task)
    assert [(fact.name, fact.value) for fact in after.facts.facts] == [("company_status", "active")]
    assert [lookup.outcome for lookup in after.lookups] == [pb.LOOKUP_OUTCOME_HELD]
    assert int(after.etag) == int(task.etag) + 1, "the same answer twice changes nothing"


@pytest.mark.parametrize("kind", [facts_pb2.FINDING_KIND_NO_RECORD, facts_pb2.FINDING_KIND_SUBJECT_UNKNOWN])
async def test_when_the_source_has_no_record_or_cannot_be_asked_the_applicant_may_be(
    bench: Bench, office: Office, desk: Desk, kind: facts_pb2.FindingKind
) -> None:
    task, command = await refused(bench, office, desk)
    await bench.send(answer(office, command, "", kind), new_id())
    assert [lookup.outcome for lookup in (await seen(desk, task)).lookups] == [pb.LOOKUP_OUTCOME_NO_RECORD]
    asked = await desk.ask(officer(), task, "business-licence")
    assert asked.task.state == pb.TASK_STATE_ENDED


async def test_a_source_that_is_silent_is_asked_again_and_the_applicant_never(
    bench: Bench, office: Office, desk: Desk
) -> None:
    task, command = await refused(bench, office, desk)
    await bench.send(answer(office, command, "", facts_pb2.FINDING_KIND_UNAVAILABLE), new_id())
    with pytest.raises(StateAlreadyHolds):
        await desk.ask(officer(), task, "business-licence")
    first, second = await commands(bench)
    assert first.lookup_id != second.lookup_id


async def test_after_acceptance_too_it_is_looked_up(bench: Bench, office: Office, desk: Desk) -> None:
    item = licence()
    await bench.send(samples.opening(bench.application_id, item), new_id())
    await bench.send(samples.review(office, bench.application_id, item, "document-review"), new_id())
    task = await desk.claimed(officer(), bench.application_id)
    with pytest.raises(StateAlreadyHolds):
        await desk.ask(officer(), task, "business-licence")
    (command,) = await commands(bench)
    await bench.send(answer(office, command, "active"), new_id())
    assert "company_status" in {fact.name for fact in (await seen(desk, task)).facts.facts}


async def test_no_new_copy_is_asked_of_what_a_register_supplies(bench: Bench, office: Office, desk: Desk) -> None:
    """A copy that cannot be read is no reason to ask again; of what the state does not hold a new one is."""
    item = licence()
    await bench.send(samples.opening(bench.application_id, item), new_id())
    review = samples.review(office, bench.application_id, item, "document-review")
    review.materials.append(GivenMaterial(code="business-licence", material_id="m2"))
    await bench.send(review, new_id())
    task = await desk.claimed(officer(), bench.application_id)
    with pytest.raises(StateAlreadyHolds) as caught:
        await desk.review.request_correction(correction(task, "kitchen-layout", "business-licence"), officer())
    assert [wrong.field for wrong in caught.value.fields] == ["material_codes[1]"]
    (command,) = await commands(bench)
    assert [need.name for need in command.item.facts] == ["company_status"]
    assert "CorrectionRequested" not in await bench.names()
    await bench.send(answer(office, command, "", facts_pb2.FINDING_KIND_NO_RECORD), new_id())
    await desk.review.request_correction(correction(task, "kitchen-layout", "business-licence"), officer())
    assert (await bench.names())[-1] == "CorrectionRequested"


async def test_at_the_window_no_new_copy_is_asked_of_it_either(bench: Bench, office: Office, desk: Desk) -> None:
    await bench.send(samples.opening(bench.application_id, licence()), new_id())
    acceptance = samples.acceptance(office, bench.application_id)
    acceptance.materials.append(GivenMaterial(code="business-licence", material_id="m2"))
    await bench.send(acceptance, new_id())
    task = await desk.claimed(officer(), bench.application_id)
    with pytest.raises(StateAlreadyHolds):
        await desk.review.request_correction(correction(task, "business-licence"), officer())
    assert [each.item.code for each in await commands(bench)] == [ITEM]


async def test_who_does_not_hold_the_task_has_nothing_looked_up(bench: Bench, office: Office, desk: Desk) -> None:
    item = licence()
    await bench.send(samples.opening(bench.application_id, item), new_id())
    await bench.send(samples.review(office, bench.application_id, item, "document-review"), new_id())
    task = await desk.claimed(officer(), bench.application_id)
    with pytest.raises(StateAlreadyHolds):
        await desk.ask(officer("pother"), task, "business-licence")
    assert await commands(bench) == []


async def test_the_report_lists_each_refused_attempt_and_finds_nothing_asked_again(
    bench: Bench, office: Office, desk: Desk
) -> None:
    task, command = await refused(bench, office, desk)
    await bench.send(answer(office, command, "", facts_pb2.FINDING_KIND_NO_RECORD), new_id())
    await desk.ask(officer(), task, "business-licence", "kitchen-layout")
    async with bench.pool.acquire() as connection:
        asked = await reask_report.asked(connection)  # pyright: ignore[reportArgumentType] - a pooled connection is one
        listed = [each async for each in reask_report.refused(connection)]  # pyright: ignore[reportArgumentType]
    assert asked.reasks == ()
    assert asked.documents >= 2
    (attempt,) = [each for each in listed if each.application_id == bench.application_id]
    assert (attempt.documents, attempt.came) == (("business-licence",), ("no_record",))
    assert (attempt.officer, attempt.department) == ("pofficer", "market-regulation")


async def test_a_notice_that_names_what_the_state_holds_would_show_in_the_report(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await bench.send(samples.opening(bench.application_id, licence()), new_id())
    asked = SupplementAsked(
        application_id=bench.application_id,
        missing=[facts_pb2.MissingMaterial(item_code=ITEM, material_code="business-licence")],
    )
    async with bench.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        notice, now = Notice(1, "market-regulation", ""), office.clock.now()
        await tasks.note_notice(
            connection,  # pyright: ignore[reportArgumentType]
            bench.application_id,
            notice,
            asked.SerializeToString(),
            "by mistake",
            now,
        )
        found = await reask_report.asked(connection)  # pyright: ignore[reportArgumentType]
        await transaction.rollback()
    assert [line for line in found.reasks if bench.application_id in line] == [
        f"T{bench.application_id}: business-licence"
    ]


async def test_what_an_optional_fact_stands_for_may_be_asked_when_its_register_holds_none(
    bench: Bench, office: Office, desk: Desk
) -> None:
    item = licence()
    item.facts[0].required = False
    await bench.send(samples.opening(bench.application_id, item), new_id())
    nothing = facts_pb2.Finding(
        kind=facts_pb2.FINDING_KIND_NO_RECORD, item_code=ITEM, fact="company_status", source="company"
    )
    known = facts_pb2.FactSet(without_record=[nothing])
    window = samples.acceptance(office, bench.application_id)
    window.sealed_facts = samples.sealed(office, bench.application_id, known)
    await bench.send(window, new_id())
    task = await desk.claimed(officer(), bench.application_id)
    assert list(task.findings) == [nothing]
    asked = await desk.ask(officer(), task, "business-licence")
    assert asked.task.state == pb.TASK_STATE_ENDED
    async with bench.pool.acquire() as connection:
        report = await reask_report.asked(connection)  # pyright: ignore[reportArgumentType]
    assert not [line for line in report.reasks if bench.application_id in line]
