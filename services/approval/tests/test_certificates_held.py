"""A certificate that nobody holds is no reason to refuse a request for the paper; one that is held, or may be, is."""

import pytest

from contracts.errors.supplements import StateAlreadyHolds
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.verification.v1 import facts_pb2, messages_pb2
from runtime.ids import new_id
from services.approval.handlers.office import Office
from services.approval.store import reask_report
from services.approval.tests import samples
from services.approval.tests.desk import Desk, officer
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines
ITEM, PAPER, KIND = "construction-permit", "land-use-approval", "land-use-approval"
SOURCE = f"certificate:{KIND}"


def permit() -> catalog.ServiceItem:
    """An item with a document that only a certificate can supply, as the construction permit has three."""
    item = samples.fire_check()
    item.code = ITEM
    item.materials.add(code=PAPER, name=samples.text("land-use approval"), required=True, supplied_by=[SOURCE])
    return item


def approval_of_land_use() -> catalog.ServiceItem:
    """An item that a rule grants and that issues such a certificate."""
    item = samples.graduate()
    item.certificate.kind = KIND
    return item


async def opened(bench: Bench, item: catalog.ServiceItem, applicant: str, received: str = "") -> None:
    command = samples.opening(bench.application_id, item)
    command.applicant_id = applicant
    if received:
        command.receive_time.FromJsonString(received)
    await bench.send(command, new_id())


async def window(
    bench: Bench, office: Office, desk: Desk, applicant: str, *, found: bool = False, received: str = ""
) -> pb.Task:
    """The task of a window that would like the paper. `found`: verification found a certificate that stands for it."""
    await opened(bench, permit(), applicant, received)
    command = samples.acceptance(office, bench.application_id)
    known = [facts_pb2.Fact(name=PAPER, item_code=ITEM, value="LUA1", source=SOURCE)] if found else []
    command.sealed_facts = samples.sealed(office, bench.application_id, facts_pb2.FactSet(facts=known))
    await bench.send(command, new_id())
    return await desk.claimed(officer(department="fire-rescue"), bench.application_id)


async def issued(bench: Bench, office: Office, applicant: str) -> None:
    """The applicant is granted what issues the certificate, in an application of its own."""
    other, item = Bench(bench.pool, office, new_id()), approval_of_land_use()
    await opened(other, item, applicant)
    await other.send(samples.review(office, other.application_id, item), new_id())
    assert "CaseDecided" in await other.names()


async def ask(desk: Desk, task: pb.Task) -> pb.RequestSupplementResponse:
    return await desk.ask(officer(department="fire-rescue"), task, PAPER, item=ITEM)


async def looked_up(bench: Bench, office: Office, *facts: facts_pb2.Fact) -> None:
    """Verification answers the look-up that waits."""
    row = await bench.pool.fetchrow(
        "SELECT id FROM lookups WHERE application_id = $1 AND answered_at IS NULL", bench.application_id
    )
    answer = messages_pb2.FactsLookedUp(
        application_id=bench.application_id,
        lookup_id=row["id"],
        sealed_facts=samples.sealed(office, bench.application_id, facts_pb2.FactSet(facts=facts)),
    )
    await bench.send(answer, new_id())


async def test_what_only_a_certificate_could_supply_is_asked_for_when_nobody_holds_one(
    bench: Bench, office: Office, desk: Desk
) -> None:
    task = await window(bench, office, desk, f"p{new_id()}")
    asked = await ask(desk, task)
    assert asked.task.state == pb.TASK_STATE_ENDED
    async with bench.pool.acquire() as connection:
        report = await reask_report.asked(connection)  # pyright: ignore[reportArgumentType] - a pooled connection is one
    assert not [line for line in report.reasks if bench.application_id in line]


async def test_a_certificate_that_verification_found_is_not_asked_for(bench: Bench, office: Office, desk: Desk) -> None:
    task = await window(bench, office, desk, f"p{new_id()}", found=True)
    with pytest.raises(StateAlreadyHolds) as caught:
        await ask(desk, task)
    assert caught.value.metadata["sources"] == SOURCE


async def test_one_issued_since_is_looked_up_and_comes_to_the_officer(bench: Bench, office: Office, desk: Desk) -> None:
    applicant = f"p{new_id()}"
    task = await window(bench, office, desk, applicant)
    await issued(bench, office, applicant)
    with pytest.raises(StateAlreadyHolds):
        await ask(desk, task)
    await looked_up(bench, office, facts_pb2.Fact(name=PAPER, item_code=ITEM, value="LUA1", source=SOURCE))
    seen = (await desk.review.get_task(pb.GetTaskRequest(id=task.id), officer(department="fire-rescue"))).task
    assert [lookup.outcome for lookup in seen.lookups] == [pb.LOOKUP_OUTCOME_HELD]
    assert [fact.source for fact in seen.facts.facts] == [SOURCE]
    with pytest.raises(StateAlreadyHolds):
        await ask(desk, task)


async def test_one_that_is_about_something_else_may_be_asked_for_once_that_is_known(
    bench: Bench, office: Office, desk: Desk
) -> None:
    applicant = f"p{new_id()}"
    await issued(bench, office, applicant)
    task = await window(bench, office, desk, applicant)
    with pytest.raises(StateAlreadyHolds):
        await ask(desk, task)
    await looked_up(bench, office)
    seen = (await desk.review.get_task(pb.GetTaskRequest(id=task.id), officer(department="fire-rescue"))).task
    assert [lookup.outcome for lookup in seen.lookups] == [pb.LOOKUP_OUTCOME_NO_RECORD]
    await ask(desk, task)
    async with bench.pool.acquire() as connection:
        report = await reask_report.asked(connection)  # pyright: ignore[reportArgumentType]
    assert not [line for line in report.reasks if bench.application_id in line]


async def test_one_that_had_run_out_or_is_somebody_elses_does_not_count(
    bench: Bench, office: Office, desk: Desk
) -> None:
    applicant = f"p{new_id()}"
    await issued(bench, office, applicant)
    late = await window(bench, office, desk, applicant, received="2027-02-02T04:00:00Z")
    await ask(desk, late)
    other = Bench(bench.pool, office, new_id())
    await ask(desk, await window(other, office, desk, f"p{new_id()}"))


async def test_what_another_item_of_the_same_bundle_issues_is_not_asked_for(
    bench: Bench, office: Office, desk: Desk
) -> None:
    bundle = samples.restaurant()
    bundle.items[1].item.certificate.kind = KIND
    bundle.items[0].item.materials.add(code=PAPER, name=samples.text("approval"), supplied_by=[SOURCE])
    await opened(bench, bundle, f"p{new_id()}")
    await bench.send(samples.acceptance(office, bench.application_id), new_id())
    task = await desk.claimed(officer(), bench.application_id)
    with pytest.raises(StateAlreadyHolds):
        await desk.ask(officer(), task, PAPER)
