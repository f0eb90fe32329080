"""Review, decision, delivery: rules, people, stages, bundles, lights."""

from datetime import UTC, timedelta

import pytest

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.verification.v1 import messages_pb2 as verification
from workflows.limits.calendar import WorkingCalendar
from workflows.tests import filings
from workflows.tests.filings import bundle, case, decided, item, stage, submitted, verified
from workflows.tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEEDS_PERSON = verification.VERIFICATION_OUTCOME_NEEDS_PERSON
CALENDAR = WorkingCalendar.from_message(filings.CALENDAR)


def completed(review: commands.ReviewCase) -> approval.StageCompleted:
    return approval.StageCompleted(application_id=review.application_id, case_id=review.case_id, stage=review.stage)


async def test_a_contradicted_fact_goes_to_an_officer_and_not_to_the_rule(world: World) -> None:
    world.verifies(verified(1, NEEDS_PERSON, findings=[filings.contradicted()]))
    world.on(commands.ReviewCase, lambda review: decided(review.case_id))
    await world.start(submitted(item(rule=True), await world.now()))

    assert await world.ends() == ["acceptance", "decided", "completed"]
    [review] = world.heard(commands.ReviewCase)
    assert (review.stage, review.final_stage, list(review.findings)) == ("review", True, [filings.contradicted()])
    assert review.sealed_facts == b"facts"


async def test_what_the_rule_does_not_grant_people_decide(world: World) -> None:
    world.verifies(verified())
    world.on(
        commands.ReviewCase,
        lambda review: (
            decided(review.case_id, state.CASE_OUTCOME_REFUSED)
            if review.stage
            else approval.InstantDeclined(application_id=review.application_id, case_id=review.case_id, clauses=["age"])
        ),
    )
    await world.start(submitted(item(rule=True), await world.now()))

    assert await world.ends() == ["acceptance", "people:permit", "decided", "completed"]
    [said] = world.heard(process.ApplicationDecided)
    assert said.cases[0].outcome == state.CASE_OUTCOME_REFUSED
    assert len(world.heard(commands.DeliverResults)) == 1, "a refusal is delivered too"


async def test_stages_are_opened_when_those_before_them_are_done(world: World) -> None:
    stages = [stage("papers"), stage("site"), stage("experts", "papers", "site"), stage("head", "experts")]
    world.verifies(verified())
    world.on(
        commands.ReviewCase,
        lambda review: decided(review.case_id) if review.stage == "head" else completed(review),
    )
    await world.start(submitted(item(stages=stages), await world.now()))

    assert await world.ends() == [
        "acceptance", "stage:permit:experts", "stage:permit:head", "decided", "completed",
    ]  # fmt: skip
    assert [review.stage for review in world.heard(commands.ReviewCase)] == ["papers", "site", "experts", "head"]
    assert [review.final_stage for review in world.heard(commands.ReviewCase)] == [False, False, False, True]


async def test_a_refusal_at_an_early_stage_decides_the_case(world: World) -> None:
    world.verifies(verified())
    world.on(commands.ReviewCase, lambda review: decided(review.case_id, state.CASE_OUTCOME_REFUSED))
    await world.start(submitted(item(stages=[stage("papers"), stage("head", "papers")]), await world.now()))

    assert await world.ends() == ["acceptance", "decided", "completed"]
    assert [review.stage for review in world.heard(commands.ReviewCase)] == ["papers"]


async def test_cases_of_a_bundle_run_beside_each_other_and_one_that_needs_another_waits_for_it(world: World) -> None:
    definition = bundle((item("licence"), ()), (item("food"), ("licence",)), (item("fire"), ()))
    world.verifies(verified())
    await world.start(submitted(definition, await world.now()))
    await world.until_step("acceptance")
    assert [review.item_code for review in world.heard(commands.ReviewCase)] == ["licence", "fire"]
    await world.tell(decided(case("licence")))
    await world.until_step("case-started:food")
    await world.tell(decided(case("fire")))
    await world.tell(decided(case("food")))

    assert await world.ends() == ["acceptance", "case-started:food", "decided", "completed"]
    [said] = world.heard(process.ApplicationDecided)
    assert {progress.case_id: progress.outcome for progress in said.cases} == {
        case(code): state.CASE_OUTCOME_GRANTED for code in ("licence", "food", "fire")
    }


async def test_a_case_ends_when_one_that_it_needs_is_refused(world: World) -> None:
    world.verifies(verified())
    world.on(commands.ReviewCase, lambda review: decided(review.case_id, state.CASE_OUTCOME_REFUSED))
    world.on(
        commands.EndUndecided,
        lambda end: approval.UndecidedEnded(
            application_id=end.application_id, ended_case_ids=end.case_ids, reason=end.reason
        ),
    )
    definition = bundle((item("licence"), ()), (item("food"), ("licence",)), (item("sign"), ("food",)))
    await world.start(submitted(definition, await world.now()))

    assert await world.ends() == [
        "acceptance", "prerequisite-failed:food", "prerequisite-failed:sign", "decided", "completed",
    ]  # fmt: skip
    assert [list(end.case_ids) for end in world.heard(commands.EndUndecided)] == [[case("food")], [case("sign")]]


async def test_a_rule_decides_one_case_of_a_bundle_while_a_person_looks_at_another(world: World) -> None:
    world.verifies(verified(1, NEEDS_PERSON, findings=[filings.contradicted("licence")]))
    world.on(commands.ReviewCase, lambda review: decided(review.case_id))
    definition = bundle((item("licence", rule=True), ()), (item("food", rule=True), ()))
    await world.start(submitted(definition, await world.now()))

    await world.ends()
    assert [(review.item_code, review.stage) for review in world.heard(commands.ReviewCase)] == [
        ("licence", "review"), ("food", ""),
    ]  # fmt: skip


async def test_lights_turn_yellow_at_four_fifths_and_red_after_the_last_day(world: World) -> None:
    world.verifies(verified())
    await world.start(submitted(item(stages=[stage("review", days=0)]), await world.now()))
    accepted = await world.until_step("acceptance")
    await world.pass_time(timedelta(days=60))
    await world.tell(decided(case()))

    assert await world.ends() == [
        "acceptance", "light-yellow:permit", "light-red:permit", "decided", "completed",
    ]  # fmt: skip
    yellow, red = world.heard(process.LightChanged)
    from_day = CALENDAR.date_of(accepted.record.time.ToDatetime(UTC))
    sixteenth = CALENDAR.working_day_after(from_day, 16)
    last = CALENDAR.working_day_after(from_day, 20)
    assert yellow.light == state.LIGHT_YELLOW and red.light == state.LIGHT_RED
    assert abs(yellow.change_time.ToDatetime(UTC) - CALENDAR.start_of(sixteenth)) < timedelta(minutes=1)
    assert timedelta() <= red.change_time.ToDatetime(UTC) - CALENDAR.end_of(last) < timedelta(minutes=1)
    assert red.due.date == last.isoformat()


async def test_a_courier_takes_the_time_that_it_takes(world: World) -> None:
    world.verifies(verified())
    world.on(commands.ReviewCase, lambda review: decided(review.case_id))
    world.on(commands.DeliverResults, lambda _: None)
    await world.start(submitted(item(), await world.now(), catalog.DELIVERY_METHOD_COURIER))
    await world.until_step("decided")
    await world.pass_time(timedelta(days=4))
    assert world.asked_again == [], "nobody is urged by a machine's clock"
    await world.tell(approval.ResultDelivered(application_id=filings.APPLICATION))

    assert await world.ends() == ["acceptance", "decided", "completed"]
    assert world.steps[-1].closes
