"""Renewal by silence: asked for in time, not decided by 24:00 of the licence's last day (licensing law, art. 50)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.verification.v1 import messages_pb2 as verification
from workflows.tests import filings
from workflows.tests.filings import case, decided, item, missing, submitted, verified
from workflows.tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

INCOMPLETE = verification.VERIFICATION_OUTCOME_INCOMPLETE
BEIJING = ZoneInfo("Asia/Shanghai")


def renewal(window: bool = False) -> catalog.ServiceItem:
    """An item that renews a licence: to be asked for thirty calendar days before it expires."""
    definition = item(window=window)
    definition.renewal.CopyFrom(catalog.Renewal(expires_on_fact="expires_on", ask_before_days=30))
    return definition


def expiring(answer: verification.VerificationCompleted, day: date) -> verification.VerificationCompleted:
    """What a register says of the licence's last day."""
    answer.expiries.add(item_code="permit", date=day.isoformat())
    return answer


async def last_day(world: World, days: int) -> date:
    """The date in so many calendar days."""
    return (await world.now()).astimezone(BEIJING).date() + timedelta(days=days)


def granted_by_silence(ask: commands.GrantBySilence) -> approval.CaseDecided:
    grant = decided(ask.case_id)
    grant.by_silence = True
    return grant


async def grant_time(world: World) -> datetime:
    step = next(step for step in world.steps if step.record.id == "silence-renews:permit")
    return step.record.time.ToDatetime(UTC)


def end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING) + timedelta(days=1)


@pytest.mark.parametrize("days", [30, 45])
async def test_what_was_asked_in_time_is_granted_at_24_00_of_the_last_day(world: World, days: int) -> None:
    expires_on = await last_day(world, days)
    world.verifies(expiring(verified(), expires_on)).on(commands.GrantBySilence, granted_by_silence)
    await world.start(submitted(renewal(), await world.now()))

    ids = [step for step in await world.ends() if not step.startswith("light-")]

    assert ids == ["acceptance", "silence-renews:permit", "decided", "completed"]
    assert timedelta() <= await grant_time(world) - end_of(expires_on) < timedelta(minutes=1)
    [ask] = world.heard(commands.GrantBySilence)
    assert (ask.case_id, ask.sealed_facts) == (case(), b"facts")
    [said] = world.heard(process.ApplicationDecided)
    assert said.cases[0].outcome == state.CASE_OUTCOME_GRANTED


async def test_what_was_asked_too_late_silence_does_not_grant(world: World) -> None:
    world.verifies(expiring(verified(), await last_day(world, 29)))
    await world.start(submitted(renewal(), await world.now()))
    await world.pass_time(timedelta(days=60))
    await world.tell(decided(case()))

    assert not [step for step in await world.ends() if step.startswith("silence")]


async def test_what_was_decided_in_time_silence_leaves_alone(world: World) -> None:
    world.verifies(expiring(verified(), await last_day(world, 40)))
    world.on(commands.ReviewCase, lambda review: decided(review.case_id, state.CASE_OUTCOME_REFUSED))
    world.on(commands.DeliverResults, lambda _: None)
    await world.start(submitted(renewal(), await world.now()))
    await world.pass_time(timedelta(days=60))
    await world.tell(approval.ResultDelivered(application_id=filings.APPLICATION))

    ids = [step for step in await world.ends() if not step.startswith("light-")]
    assert ids == ["acceptance", "decided", "completed"]


async def test_a_pause_and_an_extension_do_not_move_the_day(world: World) -> None:
    expires_on = await last_day(world, 35)
    world.verifies(expiring(verified(), expires_on)).on(commands.GrantBySilence, granted_by_silence)
    await world.start(submitted(renewal(), await world.now()))
    await world.until_step("acceptance")
    await world.tell(filings.extended(10, await world.now()))
    await world.tell(filings.procedure_started("p1", await world.now()))

    await world.ends()

    assert timedelta() <= await grant_time(world) - end_of(expires_on) < timedelta(minutes=1)


async def test_an_open_supplement_does_not_move_the_day(world: World) -> None:
    expires_on = await last_day(world, 30)
    lacking = verified(1, INCOMPLETE, [missing("layout")])
    world.verifies(expiring(lacking, expires_on)).on(commands.AskSupplement, filings.asked)
    world.on(commands.GrantBySilence, granted_by_silence)
    definition = renewal()
    definition.limits.supplement_working_days = 60
    await world.start(submitted(definition, await world.now()))

    ids = await world.ends()

    assert ids == [
        "supplement-proposed:1", "supplement-requested:1", "silence-renews:permit", "decided", "completed",
    ]  # fmt: skip
    assert world.heard(process.ApplicationLapsed) == []
    assert len(world.heard(commands.DeliverResults)) == 1, "the certificate is handed over"


async def test_a_lapse_that_comes_second_says_so(world: World) -> None:
    world.verifies(expiring(verified(1, INCOMPLETE, [missing("layout")]), await last_day(world, 90)))
    world.on(commands.AskSupplement, filings.asked)
    silent = decided(case())
    silent.by_silence = True
    world.on(
        commands.EndUndecided,
        lambda end: [
            silent,
            approval.UndecidedEnded(application_id=end.application_id, decided_case_ids=[case()], reason=end.reason),
        ],
    )
    await world.start(submitted(renewal(), await world.now()))

    ids = await world.ends()

    assert ids[-2:] == ["decided", "completed"] and "lapsed" not in ids


async def test_the_referees_answer_stands_when_somebody_was_first(world: World) -> None:
    expires_on = await last_day(world, 40)
    world.verifies(expiring(verified(), expires_on))
    world.on(commands.GrantBySilence, lambda ask: decided(ask.case_id, state.CASE_OUTCOME_REFUSED))
    await world.start(submitted(renewal(), await world.now()))
    await world.ends()
    [said] = world.heard(process.ApplicationDecided)
    assert said.cases[0].outcome == state.CASE_OUTCOME_REFUSED


async def test_a_later_round_that_knows_another_last_day_is_the_one_that_counts(world: World) -> None:
    first, second = await last_day(world, 40), await last_day(world, 60)
    world.verifies(expiring(verified(1, INCOMPLETE, [missing("layout")]), first), expiring(verified(2), second))
    world.on(commands.AskSupplement, filings.asked).on(commands.GrantBySilence, granted_by_silence)
    await world.start(submitted(renewal(), await world.now()))
    await world.until_step("supplement-requested:1")
    await world.tell(filings.supplemented(1, await world.now(), "layout"))

    await world.ends()

    assert timedelta() <= await grant_time(world) - end_of(second) < timedelta(minutes=1)
    assert len(world.heard(commands.GrantBySilence)) == 1
