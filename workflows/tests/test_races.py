"""Races, repetitions, disorder, loss: the application comes to the same end."""

from datetime import timedelta

import pytest

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.verification.v1 import messages_pb2 as verification
from workflows.limits.calendar import WorkingCalendar
from workflows.tests import filings
from workflows.tests.filings import bundle, case, decided, item, missing, submitted, verified
from workflows.tests.world import World

CALENDAR = WorkingCalendar.from_message(filings.CALENDAR)

pytestmark = pytest.mark.asyncio(loop_scope="module")


def withdrawal(*withdrawn: str, stands: tuple[str, ...] = ()) -> approval.WithdrawalSettled:
    return approval.WithdrawalSettled(
        application_id=filings.APPLICATION, withdrawn=True, withdrawn_case_ids=withdrawn, decided_case_ids=stands
    )


async def test_a_withdrawal_before_any_decision_ends_the_application(world: World) -> None:
    world.verifies(verified())
    await world.start(submitted(item(), await world.now()))
    await world.until_step("acceptance")
    await world.tell(withdrawal(case()))

    assert await world.ends() == ["acceptance", "withdrawn"]
    assert world.steps[-1].state == state.APPLICATION_STATE_WITHDRAWN
    assert len(world.heard(process.ApplicationWithdrawn)) == 1


async def test_a_withdrawal_while_registers_are_asked_ends_the_application(world: World) -> None:
    await world.start(submitted(item(), await world.now()))
    await world.tell(withdrawal())

    assert await world.ends() == ["withdrawn"]


async def test_a_withdrawal_leaves_what_was_decided_first_and_delivers_it(world: World) -> None:
    world.verifies(verified())
    await world.start(submitted(bundle((item("licence"), ()), (item("food"), ())), await world.now()))
    await world.until_step("acceptance")
    await world.tell(decided(case("licence")))
    await world.tell(withdrawal(case("food"), stands=(case("licence"),)))

    assert await world.ends() == ["acceptance", "decided", "completed"]
    [said] = world.heard(process.ApplicationDecided)
    assert [progress.outcome for progress in said.cases] == [state.CASE_OUTCOME_GRANTED, state.CASE_OUTCOME_ENDED]


async def test_a_withdrawal_after_the_decision_changes_nothing(world: World) -> None:
    world.verifies(verified())
    world.on(commands.ReviewCase, lambda review: decided(review.case_id))
    world.on(commands.DeliverResults, lambda _: None)
    await world.start(submitted(item(), await world.now()))
    await world.until_step("decided")
    await world.tell(approval.WithdrawalSettled(application_id=filings.APPLICATION, decided_case_ids=[case()]))
    await world.tell(approval.ResultDelivered(application_id=filings.APPLICATION))

    assert await world.ends() == ["acceptance", "decided", "completed"]


async def test_events_five_times_and_out_of_order_have_their_effect_once(world: World) -> None:
    world.verifies()
    world.on(commands.DeliverResults, lambda _: None)
    await world.start(submitted(item(), await world.now()))
    events = [approval.ResultDelivered(application_id=filings.APPLICATION), decided(case()), verified()]
    for _ in range(5):
        for number, event in enumerate(events):
            await world.tell(event, event_id=f"same{number}")

    assert await world.ends() == ["acceptance", "decided", "completed"]
    assert len(set(world.message_ids)) == len(world.message_ids)


async def test_an_unanswered_command_goes_out_again_under_the_same_id_at_growing_intervals(world: World) -> None:
    world.on(commands.ReviewCase, lambda review: decided(review.case_id))
    began = await world.now()
    await world.start(submitted(item(), began))
    await world.pass_time(timedelta(minutes=80))
    first = [filings.APPLICATION + tail for tail in (":application:open:1", ":application:verify:1")]
    assert world.asked_again == [first] * 4, "after 30 s, 2 min, 10 min, then hourly"
    world.verifies(verified())

    assert await world.ends() == ["acceptance", "decided", "completed"]
    assert world.asked_again == [first] * 5
    assert len(world.heard(verification.VerifyApplication)) == 1


async def test_a_lost_answer_of_the_rule_is_asked_for_again_with_the_opening(world: World) -> None:
    answers = iter([None, decided(case())])
    world.verifies(verified()).on(commands.ReviewCase, lambda _: next(answers))
    await world.start(submitted(item(rule=True), await world.now()))

    assert await world.ends() == ["acceptance", "decided", "completed"]
    assert world.asked_again == [[filings.APPLICATION + tail for tail in (":application:open:1", ":permit:review:1")]]


async def test_a_refusal_of_the_window_that_crosses_acceptance_by_silence_ends_the_application(world: World) -> None:
    world.verifies(verified())
    await world.start(submitted(item(window=True), await world.now()))
    await world.pass_time(timedelta(days=10))
    await world.until_step("acceptance")
    await world.tell(filings.window_decided(await world.now(), accepted=False))

    assert await world.ends() == [
        "acceptance-requested:1", "light-yellow:@acceptance", "acceptance", "not-accepted",
    ]  # fmt: skip
    assert world.steps[-1].state == state.APPLICATION_STATE_NOT_ACCEPTED


async def test_a_notice_of_the_window_that_crosses_acceptance_by_silence_is_sent_to_nobody_and_approval_is_told(
    world: World,
) -> None:
    world.verifies(verified())
    await world.start(submitted(item(window=True), await world.now()))
    await world.pass_time(timedelta(days=10))
    await world.until_step("acceptance")
    await world.tell(approval.SupplementAsked(application_id=filings.APPLICATION, round=1, missing=[missing("layout")]))
    await world.tell(decided(case()))

    assert (await world.ends())[-2:] == ["decided", "completed"]
    assert not world.heard(process.SupplementRequested)
    [review] = world.heard(commands.ReviewCase)
    assert review.HasField("notices_sent") and review.notices_sent == 0


async def test_a_notice_that_was_sent_before_acceptance_is_said_to_have_been(world: World) -> None:
    world.on(commands.AskSupplement, filings.asked).on(commands.ReviewCase, lambda ask: decided(ask.case_id))
    world.verifies(verified(1, verification.VERIFICATION_OUTCOME_INCOMPLETE, [missing("layout")]), verified(2))
    await world.start(submitted(item(), await world.now()))
    await world.until_step("supplement-requested:1")
    await world.tell(filings.supplemented(1, await world.now(), "layout"))

    await world.ends()
    [review] = world.heard(commands.ReviewCase)
    assert review.notices_sent == 1


async def test_a_step_that_was_established_before_a_crash_stands_as_it_was(world: World) -> None:
    world.verifies(verified())
    day_before = CALENDAR.date_of(await world.now()) - timedelta(days=1)
    await world.established_before("acceptance", f"SILENCE {day_before.isoformat()}")
    await world.start(submitted(item(), await world.now()))
    await world.tell(decided(case()))

    assert await world.ends() == ["decided", "completed"]
    [said] = world.heard(process.ApplicationDecided)
    assert said.cases[0].due.date == CALENDAR.working_day_after(day_before, 20).isoformat()
