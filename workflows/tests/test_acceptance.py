"""From filing to acceptance: the window, supplements, silence, registers that do not answer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from temporalio.testing import WorkflowEnvironment

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as verification
from workflows import policies
from workflows.limits.calendar import WorkingCalendar
from workflows.limits.clocks import deadline_of
from workflows.tests import filings
from workflows.tests.filings import missing, verified
from workflows.tests.workers import NEXT, worker_for
from workflows.tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

INCOMPLETE = verification.VERIFICATION_OUTCOME_INCOMPLETE
UNAVAILABLE = verification.VERIFICATION_OUTCOME_UNAVAILABLE
CALENDAR = WorkingCalendar.from_message(filings.CALENDAR)


def by_people(world: World) -> World:
    """Officers approve whatever stage they are asked for."""
    return world.on(commands.ReviewCase, lambda review: filings.decided(review.case_id))


def day(world_time: datetime) -> date:
    return CALENDAR.date_of(world_time)


async def test_one_notice_names_all_that_is_missing_and_the_application_goes_on_when_it_is_in(world: World) -> None:
    by_people(world).on(commands.AskSupplement, filings.asked)
    world.verifies(verified(1, INCOMPLETE, [missing("layout"), missing("late", promised=True)]), verified(2))
    await world.start(filings.submitted(filings.item(), await world.now()))
    step = await world.until_step("supplement-requested:1")
    await world.pass_time(timedelta(days=3))
    await world.tell(filings.supplemented(1, await world.now(), "layout"))

    assert await world.ends() == [
        "supplement-proposed:1", "supplement-requested:1", "verify:2", "acceptance", "decided", "completed",
    ]  # fmt: skip
    [notice] = world.heard(process.SupplementRequested)
    assert [material.material_code for material in notice.missing] == ["layout", "late"]
    noticed_on = day(step.record.time.ToDatetime(UTC))
    assert notice.due.date == CALENDAR.working_day_after(noticed_on, 15).isoformat()
    again = world.heard(verification.VerifyApplication)[1]
    assert [material.code for material in again.materials] == ["layout"]
    assert again.sealed_form == b"sealed again"


async def test_whoever_accepts_or_reviews_is_told_what_may_be_the_same(world: World) -> None:
    by_people(world).on(commands.AskSupplement, filings.asked)
    world.on(commands.RequestAcceptance, lambda _: filings.window_decided(received))
    world.verifies(verified(1, INCOMPLETE, [missing("layout")]), verified(2))
    received = await world.now()
    filed = filings.submitted(filings.item(window=True), received)
    filed.possible_duplicates.append("other")
    await world.start(filed)
    await world.until_step("supplement-requested:1")
    supplement = filings.supplemented(1, await world.now(), "layout")
    supplement.possible_duplicates.extend(["another", "other"])
    await world.tell(supplement)
    await world.ends()
    for kind in (commands.RequestAcceptance, commands.ReviewCase):
        assert [list(each.possible_duplicates) for each in world.heard(kind)] == [["other", "another"]]


async def test_a_partial_supplement_leaves_the_wait_open_without_a_second_notice(world: World) -> None:
    by_people(world).on(commands.AskSupplement, filings.asked)
    world.verifies(
        verified(1, INCOMPLETE, [missing("layout"), missing("lease")]),
        verified(2, INCOMPLETE, [missing("lease")]),
        verified(3),
    )
    await world.start(filings.submitted(filings.item(), await world.now()))
    await world.until_step("supplement-requested:1")
    await world.tell(filings.supplemented(1, await world.now(), "layout"))
    await world.until_step("verify:2")
    await world.pass_time(timedelta(days=2))
    assert "acceptance" not in world.step_ids
    await world.tell(filings.supplemented(2, await world.now(), "lease"))

    assert await world.ends() == [
        "supplement-proposed:1", "supplement-requested:1", "verify:2", "verify:3", "acceptance", "decided", "completed",
    ]  # fmt: skip
    assert len(world.heard(process.SupplementRequested)) == 1


async def test_a_supplement_that_does_not_come_is_reminded_of_and_then_lapses(world: World) -> None:
    world.on(commands.AskSupplement, filings.asked).verifies(verified(1, INCOMPLETE, [missing("layout")]))
    world.on(
        commands.EndUndecided,
        lambda end: approval.UndecidedEnded(
            application_id=filings.APPLICATION, ended_case_ids=[filings.case()], reason=end.reason
        ),
    )
    await world.start(filings.submitted(filings.item(), await world.now()))

    assert await world.ends() == [
        "supplement-proposed:1", "supplement-requested:1", "supplement-reminded:1", "lapse-asked:1", "lapsed",
    ]  # fmt: skip
    [notice], [reminder], [lapse] = (
        world.heard(kind)
        for kind in (process.SupplementRequested, process.SupplementReminded, process.ApplicationLapsed)
    )
    last_day = date.fromisoformat(notice.due.date)
    reminded_on = day(reminder.remind_time.ToDatetime(UTC))
    assert CALENDAR.working_days_between(reminded_on, last_day) == 3
    assert timedelta() < lapse.lapse_time.ToDatetime(UTC) - CALENDAR.end_of(last_day) < timedelta(minutes=1)
    assert [material.material_code for material in lapse.missing] == ["layout"]
    assert world.heard(commands.EndUndecided)[0].reason == commands.END_REASON_LAPSED


async def test_without_a_notice_in_time_it_is_accepted_from_the_day_of_receipt(world: World) -> None:
    by_people(world)
    received = await world.now()
    await world.start(filings.submitted(filings.item(window=True), received))

    assert (await world.ends())[:2] == ["light-yellow:@acceptance", "acceptance"]
    [accepted] = world.heard(process.ApplicationAccepted)
    assert accepted.basis == process.ACCEPTANCE_BASIS_SILENCE
    assert accepted.effective_date == day(received).isoformat()
    last_day = CALENDAR.working_day_after(day(received), 5)
    assert timedelta() < accepted.accept_time.ToDatetime(UTC) - CALENDAR.end_of(last_day) < timedelta(minutes=1)
    due = deadline_of(CALENDAR, day(received), [], 20)
    assert due and accepted.cases[0].due.date == due.isoformat()


async def test_silence_after_a_supplement_accepts_from_the_day_it_was_complete(world: World) -> None:
    by_people(world).on(commands.AskSupplement, filings.asked)
    world.verifies(verified(1, INCOMPLETE, [missing("layout")]), verified(2))
    await world.start(filings.submitted(filings.item(window=True), await world.now()))
    await world.until_step("supplement-requested:1")
    await world.pass_time(timedelta(days=12))
    supplied = await world.now()
    await world.tell(filings.supplemented(1, supplied, "layout"))

    assert "acceptance" in await world.ends()
    [accepted] = world.heard(process.ApplicationAccepted)
    assert (accepted.basis, accepted.effective_date) == (
        process.ACCEPTANCE_BASIS_SILENCE,
        day(supplied).isoformat(),
    )


async def test_the_window_accepts_from_the_date_of_its_answer(world: World) -> None:
    by_people(world).verifies(verified())
    await world.start(filings.submitted(filings.item(window=True), await world.now()))
    await world.until_step("acceptance-requested:1")
    await world.pass_time(timedelta(days=1))
    answered = await world.now()
    await world.tell(filings.window_decided(answered))

    await world.ends()
    [accepted] = world.heard(process.ApplicationAccepted)
    assert accepted.basis == process.ACCEPTANCE_BASIS_WINDOW
    assert accepted.effective_date == day(answered).isoformat()


async def test_the_window_can_name_another_body_and_not_accept(world: World) -> None:
    world.verifies(verified())
    now = await world.now()
    world.on(commands.RequestAcceptance, lambda _: filings.window_decided(now, accepted=False))
    await world.start(filings.submitted(filings.item(window=True), now))

    assert await world.ends() == ["acceptance-requested:1", "acceptance"]
    [refused] = world.heard(process.ApplicationNotAccepted)
    assert (refused.sealed_reasons, refused.right_body) == (b"sealed: another body", "市监局")
    assert world.steps[-1].closes


async def test_the_window_asks_for_a_supplement_and_then_accepts(world: World) -> None:
    by_people(world).verifies(verified(1), verified(2), verified(3))
    now = await world.now()
    wanted = approval.SupplementAsked(
        application_id=filings.APPLICATION, round=1, missing=[missing("fire-plan")], department="human-resources"
    )
    world.on(commands.RequestAcceptance, lambda ask: wanted if ask.round == 1 else filings.window_decided(now))
    await world.start(filings.submitted(filings.item(window=True), now))
    await world.until_step("supplement-requested:1")
    await world.tell(filings.supplemented(1, now, "something-else"))
    await world.until_step("verify:2")
    await world.tell(filings.supplemented(2, now, "fire-plan"))

    assert await world.ends() == [
        "acceptance-requested:1", "supplement-requested:1", "verify:2", "verify:3", "acceptance-requested:2",
        "acceptance", "decided", "completed",
    ]  # fmt: skip
    assert [m.code for m in world.heard(commands.RequestAcceptance)[1].materials] == ["something-else", "fire-plan"]


async def test_a_notice_that_the_ledger_denies_does_not_stop_the_application(world: World) -> None:
    by_people(world).verifies(verified(1, INCOMPLETE, [missing("layout")]))
    world.on(
        commands.AskSupplement,
        lambda ask: approval.SupplementDenied(application_id=filings.APPLICATION, round=ask.round, reason="SECOND"),
    )
    await world.start(filings.submitted(filings.item(rule=True), await world.now()))

    assert await world.ends() == ["supplement-proposed:1", "acceptance", "decided", "completed"]
    assert world.heard(commands.ReviewCase)[0].stage == "review", "what is missing is judged by a person"


async def test_what_is_promised_for_later_alone_sends_no_notice(world: World) -> None:
    by_people(world).verifies(verified(1, INCOMPLETE, [missing("late", promised=True)]))
    await world.start(filings.submitted(filings.item(), await world.now()))

    assert await world.ends() == ["acceptance", "decided", "completed"]


async def test_a_register_that_is_down_is_asked_again_and_the_applicant_is_not(world: World) -> None:
    away = [facts.Finding(kind=facts.FINDING_KIND_UNAVAILABLE, item_code="permit", source="education")]
    by_people(world).verifies(verified(1, UNAVAILABLE, [], away), verified(2, UNAVAILABLE, [], away), verified(3))
    await world.start(filings.submitted(filings.item(rule=True), await world.now()))

    assert await world.ends() == [
        "register-awaited:1", "verify:2", "register-awaited:2", "verify:3", "acceptance", "decided", "completed",
    ]  # fmt: skip
    first, second = world.heard(process.RegisterAwaited)
    assert list(first.registers) == ["education"]
    waits = [
        again.start_time.ToDatetime() - awaited.wait_time.ToDatetime()
        for awaited, again in zip([first, second], world.heard(process.VerificationStarted)[1:], strict=True)
    ]
    assert timedelta(minutes=1) <= waits[0] < timedelta(minutes=2)
    assert timedelta(minutes=5) <= waits[1] < timedelta(minutes=6)
    assert world.heard(commands.ReviewCase)[0].stage == "", "all facts are in: the rule may decide"


@pytest.mark.parametrize("heals", [True, False])
async def test_a_register_that_is_down_for_a_day_is_waited_for_and_then_left_to_a_person(
    temporal: WorkflowEnvironment, heals: bool
) -> None:
    world = by_people(World(temporal))
    away = [facts.Finding(kind=facts.FINDING_KIND_UNAVAILABLE, item_code="permit", source="education")]
    asked_for_a_day = len(policies.REGISTER_RETRIES) + len(policies.REGISTER_RETRIES_OF_A_DAY)
    down = [verified(round, UNAVAILABLE, [], away) for round in range(1, asked_for_a_day + 1)]
    last = asked_for_a_day + 1
    world.verifies(*down, verified(last) if heals else verified(last, UNAVAILABLE, [], away))
    filed = await world.now()
    async with worker_for(temporal.client, world.activities, release=NEXT):
        await world.start(filings.submitted(filings.item(rule=True), filed))
        await world.ends()

    rounds = world.heard(process.VerificationStarted)
    assert len(rounds) == last
    assert rounds[-1].start_time.ToDatetime(UTC) - filed >= timedelta(days=1)
    assert [awaited.round for awaited in world.heard(process.RegisterAwaited)] == list(range(1, last))
    assert not world.heard(commands.AskSupplement), "nobody is asked for what a register holds"
    [review] = world.heard(commands.ReviewCase)
    assert (review.stage, list(review.findings)) == (("", []) if heals else ("review", away))


async def test_a_register_that_stays_down_is_left_to_a_person(world: World) -> None:
    away = [facts.Finding(kind=facts.FINDING_KIND_UNAVAILABLE, item_code="permit", source="education")]
    by_people(world).verifies(*(verified(round, UNAVAILABLE, [], away) for round in range(1, 9)))
    await world.start(filings.submitted(filings.item(rule=True), await world.now()))

    await world.ends()
    tries = 1 + len(policies.REGISTER_RETRIES) + len(policies.REGISTER_RETRIES_OF_A_DAY)
    assert len(world.heard(verification.VerifyApplication)) == tries
    [review] = world.heard(commands.ReviewCase)
    assert (review.stage, list(review.findings)) == ("review", away)


async def test_an_application_that_began_by_the_older_rules_gets_no_light_that_it_did_not_have(world: World) -> None:
    by_people(world).verifies(verified(1)).rules_version = 0
    await world.start(filings.submitted(filings.item(window=True), await world.now()))
    assert await world.ends() == ["acceptance-requested:1", "acceptance", "decided", "completed"]


async def test_the_light_of_the_days_to_answer_is_told_once_also_when_the_workflow_is_rebuilt(world: World) -> None:
    filed = filings.submitted(filings.item(window=True), await world.now())
    await by_people(world).verifies(verified(1)).start(filed)
    step = await world.until_step_as_time_passes("light-yellow:@acceptance")
    await world.end()
    await world.rebuild(filed, step.journal)
    await world.ends()
    assert [each.stage for each in world.heard(process.LightChanged)] == ["@acceptance"]
    assert step.state == state.APPLICATION_STATE_UNSPECIFIED
