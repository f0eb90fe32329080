"""Paths on which dates decide: calendars that come late, joint limits, stages in their order, results on their way."""

from __future__ import annotations

from datetime import date, timedelta

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.verification.v1 import messages_pb2 as verification
from workflows import policies
from workflows.tests import filings
from workflows.tests.filings import bundle, case, decided, item, missing, stage, submitted, verified
from workflows.tests.world import World

INCOMPLETE = verification.VERIFICATION_OUTCOME_INCOMPLETE


async def light_taken_back(world: World) -> None:
    """A calendar is loaded by which a red light was wrong, of the case and of its stage: it is taken back."""
    world.verifies(verified())
    await world.start(submitted(item(stages=[stage("review", days=15)]), await world.now()))
    await world.until_step("acceptance")
    began = (await world.now()).date()
    await world.pass_time(timedelta(days=32))
    await _load(world, days_off=[began + timedelta(days=number) for number in range(5, 19)])
    await world.pass_time(timedelta(days=30))
    await world.tell(decided(case()))


async def provisional_day_waited_for(world: World) -> None:
    """What was asked for does not come, but its last day is provisional: it lapses when a calendar has made it firm."""
    now = await world.now()
    world.calendar = Calendar(version="before", number=1, published_years=range(2020, now.year))
    world.calendar.time_zone = filings.CALENDAR.time_zone
    world.verifies(verified(1, INCOMPLETE, [missing("layout")])).on(commands.AskSupplement, filings.asked)
    world.on(commands.EndUndecided, lambda end: filings.ended(case(), reason=end.reason))
    await world.start(submitted(item(), now))
    await world.until_step("supplement-requested:1")
    await world.pass_time(timedelta(days=40))
    await _load(world)


async def joint_limit_extended(world: World) -> None:
    """Cases under one joint limit: what stops it stops it for all, and the government extends it."""
    definition = bundle(*((item(code, stages=[stage("review", days=0)]), ()) for code in ("licence", "fire")))
    definition.limits.CopyFrom(filings.LIMITS)
    definition.limits.statutory_working_days, definition.limits.joint = 45, True
    await world.verifies(verified()).start(submitted(definition, await world.now()))
    await world.until_step("acceptance")
    await world.tell(filings.procedure_started("p1", await world.now(), "fire"))
    await world.until_step("clock-paused:licence:p1")
    await world.pass_time(timedelta(days=7))
    await world.tell(filings.procedure_ended("p1", await world.now(), "fire"))
    await world.tell(filings.extended(15, await world.now(), ""))
    await world.until_step("deadline-extended:fire")
    await world.pass_time(timedelta(days=100))
    for code in ("licence", "fire"):
        await world.tell(decided(case(code)))


async def stages_in_order(world: World) -> None:
    """A construction permit: papers, an expert review that stops the clock, two officers on site, the lead closes."""
    stages = [stage("papers", days=5), stage("experts", "papers"), stage("site", "experts"), stage("head", "site")]
    await world.verifies(verified()).start(submitted(item(stages=stages, hearing=True), await world.now()))
    await world.until_step("rights:permit:applicant")
    for done in ("papers", "experts", "site"):
        await world.pass_time(timedelta(days=3))
        if done == "experts":
            await world.tell(filings.procedure_started("p1", await world.now()))
            await world.until_step("clock-paused:permit:p1")
            await world.tell(filings.extended(10, await world.now()))
            await world.pass_time(timedelta(days=10))
            await world.tell(filings.procedure_ended("p1", await world.now()))
            await world.until_step("clock-resumed:permit:p1")
        await world.tell(approval.StageCompleted(application_id=filings.APPLICATION, case_id=case(), stage=done))
        await world.settled()
    await world.until_step("stage:permit:head")
    await world.tell(decided(case()))


async def several_reminded_at_once(world: World) -> None:
    """Two cases wait for one paper: one reminder, and both go on when it is in."""
    world.verifies(verified(lacks=[missing("photo", "food", promised=True)]))
    world.on(commands.ReviewCase, lambda review: filings.withheld(review.case_id))
    world.on(commands.ReleaseCase, lambda release: [filings.released(release.case_id), decided(release.case_id)])
    items = ((item(code, late=("photo", 3)), ()) for code in ("food", "sign"))
    await world.start(submitted(bundle(*items), await world.now()))
    await world.until_step("acceptance")
    await world.until_step_as_time_passes("late-reminded:")
    await world.tell(filings.supplemented(1, await world.now(), "photo"))


async def chosen_late(world: World) -> None:
    """The applicant answers the notice by choosing to bring the paper late, and brings it."""
    world.verifies(verified(1, INCOMPLETE, [missing("photo")]), verified(2, lacks=[missing("photo", promised=True)]))
    world.on(commands.AskSupplement, filings.asked)
    world.on(commands.ReviewCase, lambda review: filings.withheld(review.case_id))
    world.on(commands.ReleaseCase, lambda release: [filings.released(release.case_id), decided(release.case_id)])
    await world.start(submitted(item(late=("photo", 3)), await world.now()))
    await world.until_step("supplement-requested:1")
    chosen = filings.supplemented(1, await world.now())
    chosen.late_materials.append("photo")
    await world.tell(chosen)
    await world.until_step("acceptance")
    await world.tell(filings.supplemented(2, await world.now(), "photo"))


async def heard_of_days_later(world: World) -> None:
    """The process hears of a decision days after it was made: the days to hand the result over count from it."""
    world.verifies(verified()).on(commands.DeliverResults, lambda _: None)
    await world.start(submitted(item(), await world.now(), catalog.DELIVERY_METHOD_COLLECTION))
    await world.until_step("acceptance")
    granted = decided(case())
    granted.decide_time.CopyFrom(filings.at(await world.now()))
    await world.pass_time(timedelta(days=6))
    await world.tell(granted)
    await world.until_step("decided")
    await world.pass_time(timedelta(days=10))
    await world.tell(approval.ResultDelivered(application_id=filings.APPLICATION))


async def one_of_a_bundle_renewed_by_silence(world: World) -> None:
    """Nobody decides a renewal by its licence's last day, while another case of the bundle is refused later."""
    stand = item("stand")
    stand.renewal.CopyFrom(catalog.Renewal(expires_on_fact="expires_on", ask_before_days=30))
    answer, last_day = verified(), await world.now() + timedelta(days=31)
    answer.expiries.add(item_code="stand", date=last_day.date().isoformat())
    world.verifies(answer).on(commands.GrantBySilence, lambda ask: decided(ask.case_id))
    await world.start(submitted(bundle((stand, ()), (item("food"), ())), await world.now()))
    await world.until_step_as_time_passes("silence-renews:stand")
    await world.tell(decided(case("food"), state.CASE_OUTCOME_REFUSED))


async def told_too_much(world: World) -> None:
    """More is told than a workflow keeps by ids alone: copies are dropped, the decision is not."""
    filed = submitted(item(), await world.now())
    await world.verifies(verified()).start(filed)
    step = await world.until_step("acceptance")
    await world.end()
    journal = step.journal
    same = journal.events[-1]
    journal.events.extend(
        type(same)(id=f"e{number}", type=same.type) for number in range(len(journal.events), policies.EVENTS_MAX)
    )
    await world.rebuild(filed, journal)
    await world.settled()
    await world.tell(decided(case()))


async def _load(world: World, days_off: list[date] | None = None) -> None:
    """A calendar comes into force."""
    loaded = Calendar()
    loaded.CopyFrom(filings.CALENDAR)
    loaded.version, loaded.number = "loaded", world.calendar.number + 1
    loaded.days_off.extend(day.isoformat() for day in days_off or [] if day.weekday() < 5)
    world.calendar = loaded
    await world.tell(loaded)
    await world.until_step(f"calendar:{loaded.number}")


DATED_PATHS = (
    light_taken_back,
    provisional_day_waited_for,
    joint_limit_extended,
    stages_in_order,
    several_reminded_at_once,
    chosen_late,
    heard_of_days_later,
    one_of_a_bundle_renewed_by_silence,
    told_too_much,
)
