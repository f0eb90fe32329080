"""Late material 容缺 across cases: each waits for its own, and the workflow comes back to where it stood.

Dates and states are in the table (rules/rules.yaml); what one message says to which part is here.
"""

import re
from datetime import timedelta

import pytest
from temporalio.testing import WorkflowEnvironment

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.verification.v1 import messages_pb2 as verification
from workflows import patches
from workflows.tests import filings, paths
from workflows.tests.filings import bundle, case, decided, item, missing, stage, submitted, verified
from workflows.tests.workers import worker_for
from workflows.tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")


def _undated(step_id: str) -> str:
    """A step's id without the day that is part of a reminder's."""
    return re.sub(r":\d{4}-\d{2}-\d{2}$", "", step_id)


def waits_for_photo(world: World, code: str = "permit") -> World:
    world.verifies(verified(lacks=[missing("photo", code, promised=True)]))
    return world.on(commands.ReleaseCase, lambda release: filings.released(release.case_id))


async def test_a_missed_promise_lapses_its_case_and_the_others_of_the_bundle_are_handed_over(world: World) -> None:
    await paths.late_missed(world)

    assert [_undated(id_) for id_ in await world.ends()] == [
        "acceptance", "late-reminded:food", "late-lapse-asked:food", "late-missed:food", "decided", "completed",
    ]  # fmt: skip
    [asked] = world.heard(commands.EndUndecided)
    assert (list(asked.case_ids), asked.reason) == ([case("food")], commands.END_REASON_LAPSED)
    [said] = world.heard(process.ApplicationDecided)
    assert [progress.outcome for progress in said.cases] == [state.CASE_OUTCOME_ENDED, state.CASE_OUTCOME_GRANTED]
    [missed] = world.heard(process.LateMaterialMissed)
    assert [material.material_code for material in missed.missing] == ["photo"]


async def test_a_case_that_needs_one_that_lapsed_ends_and_when_nothing_is_left_the_application_lapses(
    world: World,
) -> None:
    waits_for_photo(world, "food")
    world.on(commands.EndUndecided, lambda end: filings.ended(*end.case_ids, reason=end.reason))
    definition = bundle((item("food", late=("photo", 3)), ()), (item("sign"), ("food",)))
    await world.start(submitted(definition, await world.now()))

    assert (await world.ends())[-1] == "lapsed"
    assert [end.reason for end in world.heard(commands.EndUndecided)] == [
        commands.END_REASON_LAPSED, commands.END_REASON_PREREQUISITE_REFUSED,
    ]  # fmt: skip
    [lapsed] = world.heard(process.ApplicationLapsed)
    assert [material.material_code for material in lapsed.missing] == ["photo"]


async def test_a_lapse_names_once_the_paper_that_several_cases_waited_for(world: World) -> None:
    waits_for_photo(world, "food")
    world.on(commands.EndUndecided, lambda end: filings.ended(*end.case_ids, reason=end.reason))
    definition = bundle((item("food", late=("photo", 3)), ()), (item("sign", late=("photo", 3)), ()))
    await world.start(submitted(definition, await world.now()))

    assert (await world.ends())[-1] == "lapsed"
    [lapsed] = world.heard(process.ApplicationLapsed)
    assert [material.material_code for material in lapsed.missing] == ["photo"]


async def test_the_review_is_told_what_is_to_come_and_the_release_brings_every_document(world: World) -> None:
    await paths.late_material(world)

    assert [_undated(id_) for id_ in await world.ends()] == [
        "acceptance", "late-reminded:permit", "late-received:permit", "decided", "completed",
    ]  # fmt: skip
    [review] = world.heard(commands.ReviewCase)
    assert [material.material_code for material in review.late_materials] == ["photo"]
    [release] = world.heard(commands.ReleaseCase)
    assert [material.code for material in release.materials] == ["photo"]
    [accepted] = world.heard(process.ApplicationAccepted)
    assert [list(late.case_ids) for late in accepted.late_materials] == [[case()]]


async def test_stages_that_follow_get_what_came_late_among_their_documents(world: World) -> None:
    waits_for_photo(world)
    stages = [stage("papers", days=0), stage("head", "papers", days=0)]
    await world.start(submitted(item(late=("photo", 3), stages=stages), await world.now()))
    await world.until_step("acceptance")
    await world.tell(filings.supplemented(1, await world.now(), "photo"))
    await world.until_step("late-received:permit")
    await world.tell(approval.StageCompleted(application_id=filings.APPLICATION, case_id=case(), stage="papers"))
    await world.until_step("stage:permit:head")
    await world.tell(decided(case()))
    await world.ends()

    first, second = world.heard(commands.ReviewCase)
    assert [[material.code for material in review.materials] for review in (first, second)] == [[], ["photo"]]


async def test_no_rule_is_asked_about_a_case_that_something_is_to_come_for(world: World) -> None:
    waits_for_photo(world)
    await world.start(submitted(item(rule=True, late=("photo", 3)), await world.now()))
    await world.until_step("acceptance")
    await world.tell(decided(case()))

    assert (await world.ends())[-1] == "completed"
    assert [review.stage for review in world.heard(commands.ReviewCase)] == ["review"]


async def test_a_refusal_needs_nothing_that_was_to_come(world: World) -> None:
    waits_for_photo(world).on(commands.ReviewCase, lambda review: decided(review.case_id, state.CASE_OUTCOME_REFUSED))
    await world.start(submitted(item(late=("photo", 3)), await world.now()))

    assert await world.ends() == ["acceptance", "decided", "completed"]


async def test_the_choice_goes_to_verification_with_the_filing_and_with_the_answer_to_a_notice(world: World) -> None:
    lacks = [missing("photo"), missing("plan", promised=True)]
    world.verifies(
        verified(1, verification.VERIFICATION_OUTCOME_INCOMPLETE, lacks),
        verified(2, lacks=[missing("photo", promised=True), missing("plan", promised=True)]),
    ).on(commands.AskSupplement, filings.asked)
    filed = submitted(item(late=("photo", 3)), await world.now())
    filed.late_materials.append("plan")
    await world.start(filed)
    await world.until_step("supplement-requested:1")
    answer = filings.supplemented(1, await world.now())
    answer.late_materials.append("photo")
    await world.tell(answer)
    await world.until_step("acceptance")
    await world.tell(decided(case()))

    assert (await world.ends())[-1] == "completed"
    asked = world.heard(verification.VerifyApplication)
    assert [list(request.late_materials) for request in asked] == [["plan"], ["plan", "photo"]]


async def test_after_silence_approval_is_asked_again_to_release(world: World) -> None:
    answers = iter([None, filings.released(case())])
    waits_for_photo(world).on(commands.ReleaseCase, lambda _: next(answers))
    await world.start(submitted(item(late=("photo", 3)), await world.now()))
    await world.until_step("acceptance")
    await world.tell(filings.supplemented(1, await world.now(), "photo"))
    await world.until_step("late-received:permit")
    await world.pass_time(timedelta(minutes=1))

    assert [tail.partition(":")[2] for asked in world.asked_again for tail in asked] == [
        "application:open:1", "permit:release:1",
    ]  # fmt: skip
    await world.tell(decided(case()))
    assert (await world.ends())[-1] == "completed"


async def test_a_lapse_that_was_under_way_when_the_workflow_was_lost_is_finished(world: World) -> None:
    waits_for_photo(world)
    filed = submitted(item(late=("photo", 3)), await world.now())
    await world.start(filed)
    lost = await world.until_step_as_time_passes("late-lapse-asked:permit")
    await world.settled()
    await world.end()
    world.on(commands.EndUndecided, lambda end: filings.ended(*end.case_ids, reason=end.reason))
    await world.rebuild(filed, lost.journal)

    assert (await world.ends())[-2:] == ["late-lapse-asked:permit", "lapsed"]
    [said] = world.heard(process.ApplicationLapsed)
    assert [material.material_code for material in said.missing] == ["photo"]


def _two_cases_wait_for_one_photo(world: World) -> catalog.ServiceItem:
    waits_for_photo(world, "food")
    food, sign = item("food", late=("photo", 3)), item("sign", late=("photo", 3))
    world.on(commands.EndUndecided, lambda end: filings.ended(*end.case_ids, reason=end.reason))
    return bundle((food, ()), (sign, ()))


@pytest.mark.parametrize(
    ("release", "reminders"),
    [
        (patches.ONE_LATE_REMINDER.brought_by, ["food", "sign"]),
        (patches.ONE_LATE_REMINDER.switched_on_by, [""]),
    ],
)
async def test_one_paper_that_several_cases_wait_for_is_reminded_of_once(
    temporal: WorkflowEnvironment, release: str, reminders: list[str]
) -> None:
    world = World(temporal)
    definition = _two_cases_wait_for_one_photo(world)
    async with worker_for(temporal.client, world.activities, release=release):
        await world.start(submitted(definition, await world.now()))
        assert (await world.ends())[-1] == "lapsed"
    told = world.heard(process.LateMaterialReminded)
    assert [each.case_id for each in told] == [case(code) if code else "" for code in reminders]
    assert all([material.material_code for material in each.missing] == ["photo"] for each in told)
