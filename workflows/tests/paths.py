"""The paths an application can take, one after the other as short as possible: what the committed histories hold."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import ApplicationSupplemented
from onetrip.notification.v1 import events_pb2 as notification
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as verification
from workflows.tests import filings
from workflows.tests.dated_paths import DATED_PATHS
from workflows.tests.filings import bundle, case, decided, item, missing, stage, submitted, verified
from workflows.tests.operated_paths import OPERATED_PATHS
from workflows.tests.rarer_paths import RARER_PATHS
from workflows.tests.world import World

INCOMPLETE = verification.VERIFICATION_OUTCOME_INCOMPLETE
UNAVAILABLE = verification.VERIFICATION_OUTCOME_UNAVAILABLE
NEEDS_PERSON = verification.VERIFICATION_OUTCOME_NEEDS_PERSON


async def instant(world: World) -> None:
    """Granted by the rule."""
    world.verifies(verified()).on(commands.ReviewCase, lambda review: decided(review.case_id))
    await world.start(submitted(item(rule=True), await world.now()))


async def declined_by_rule(world: World) -> None:
    """The rule does not grant; a person refuses."""
    world.verifies(verified())
    world.on(
        commands.ReviewCase,
        lambda review: (
            decided(review.case_id, state.CASE_OUTCOME_REFUSED)
            if review.stage
            else approval.InstantDeclined(application_id=review.application_id, case_id=review.case_id)
        ),
    )
    await world.start(submitted(item(rule=True), await world.now()))


async def contradicted(world: World) -> None:
    """A contradicted fact goes to an officer, the result by courier."""
    world.verifies(verified(1, NEEDS_PERSON, findings=[filings.contradicted()]))
    world.on(commands.ReviewCase, lambda review: decided(review.case_id)).on(commands.DeliverResults, lambda _: None)
    await world.start(submitted(item(rule=True), await world.now(), catalog.DELIVERY_METHOD_COURIER))
    await world.until_step("decided")
    await world.tell(approval.ResultDelivered(application_id=filings.APPLICATION))


async def delivered_late(world: World) -> None:
    """A refusal that a courier brings after its time: yellow, red, then in hand."""
    world.verifies(verified()).on(commands.DeliverResults, lambda _: None)
    world.on(commands.ReviewCase, lambda review: decided(review.case_id, state.CASE_OUTCOME_REFUSED))
    await world.start(submitted(item(), await world.now(), catalog.DELIVERY_METHOD_COURIER))
    await world.until_step("decided")
    await world.pass_time(timedelta(days=30))
    await world.tell(approval.ResultDelivered(application_id=filings.APPLICATION))


async def revoked_on_the_way(world: World) -> None:
    """A grant that is revoked while a courier has it: nothing is left to hand over."""
    world.verifies(verified()).on(commands.DeliverResults, lambda _: None)
    world.on(commands.ReviewCase, lambda review: decided(review.case_id))
    await world.start(submitted(item(rule=True), await world.now(), catalog.DELIVERY_METHOD_COURIER))
    await world.until_step("decided")
    await world.pass_time(timedelta(days=3))
    await world.tell(approval.DeliveryStopped(application_id=filings.APPLICATION))


async def heard(world: World) -> None:
    """A neighbour is named, a hearing asked for, held and decided on."""
    world.verifies(verified())
    await world.start(submitted(item(stages=[stage("review", days=0)], hearing=True), await world.now()))
    await world.until_step("rights:permit:applicant")
    await world.tell(approval.InterestedPartyNamed(application_id=filings.APPLICATION, person_id="neighbour"))
    await world.until_step("rights:permit:neighbour")
    await world.tell(
        notification.PartyReached(
            application_id=filings.APPLICATION,
            kind=notification.NOTICE_KIND_RIGHTS,
            case_id=case(),
            person_id="neighbour",
            reach_date=(await world.now()).date().isoformat(),
        )
    )
    await world.until_step("reached:permit:neighbour")
    now = await world.now()
    await world.tell(
        approval.HearingRequested(application_id=filings.APPLICATION, case_id=case(), request_time=filings.at(now))
    )
    started = filings.procedure_started("hearing", now, days=20)
    started.kind = state.SPECIAL_PROCEDURE_HEARING
    await world.tell(started)
    await world.until_step("hearing-times:permit")
    await world.until_step("clock-paused:permit:hearing")
    await world.pass_time(timedelta(days=14))
    await world.tell(filings.procedure_ended("hearing", await world.now()))
    await world.until_step("clock-resumed:permit:hearing")
    await world.tell(decided(case()))


async def supplemented(world: World) -> None:
    """One notice, a partial supplement, the rest, acceptance."""
    world.on(commands.AskSupplement, filings.asked).on(commands.ReviewCase, lambda review: decided(review.case_id))
    world.verifies(
        verified(1, INCOMPLETE, [missing("layout"), missing("lease")]),
        verified(2, INCOMPLETE, [missing("lease")]),
        verified(3),
    )
    await world.start(submitted(item(), await world.now()))
    await world.until_step("supplement-requested:1")
    await world.tell(filings.supplemented(1, await world.now(), "layout"))
    await world.until_step("verify:2")
    await world.tell(filings.supplemented(2, await world.now(), "lease"))


async def lapsed(world: World) -> None:
    """A supplement that does not come."""
    world.on(commands.AskSupplement, filings.asked).verifies(verified(1, INCOMPLETE, [missing("layout")]))
    world.on(
        commands.EndUndecided,
        lambda end: approval.UndecidedEnded(
            application_id=filings.APPLICATION, ended_case_ids=[case()], reason=end.reason
        ),
    )
    await world.start(submitted(item(), await world.now()))


async def silent_window(world: World) -> None:
    """The window does not answer in time; the lights turn; then it is decided."""
    world.verifies(verified())
    await world.start(submitted(item(window=True), await world.now()))
    await world.pass_time(timedelta(days=60))
    await world.tell(decided(case()))


async def window(world: World) -> None:
    """The window asks for a supplement, then accepts."""
    world.verifies(verified(1), verified(2)).on(commands.ReviewCase, lambda review: decided(review.case_id))
    now = await world.now()
    wanted = approval.SupplementAsked(
        application_id=filings.APPLICATION, round=1, missing=[missing("plan")], department="human-resources"
    )
    world.on(commands.RequestAcceptance, lambda ask: wanted if ask.round == 1 else filings.window_decided(now))
    await world.start(submitted(item(window=True), now))
    await world.until_step("supplement-requested:1")
    await world.tell(filings.supplemented(1, now, "plan"))


async def not_accepted(world: World) -> None:
    """The window does not accept."""
    now = await world.now()
    world.verifies(verified())
    world.on(commands.RequestAcceptance, lambda _: filings.window_decided(now, accepted=False))
    await world.start(submitted(item(window=True), now))


async def bundled(world: World) -> None:
    """Cases in parallel, one that needs another, one that ends because what it needs is refused, stages in order."""
    definition = bundle(
        (item("licence", stages=[stage("papers"), stage("site"), stage("head", "papers", "site")]), ()),
        (item("food", rule=True), ("licence",)),
        (item("fire"), ()),
        (item("sign"), ("fire",)),
    )

    def review(ask: commands.ReviewCase) -> object:
        if ask.item_code == "fire":
            return decided(ask.case_id, state.CASE_OUTCOME_REFUSED)
        if ask.stage in {"papers", "site"}:
            return approval.StageCompleted(application_id=ask.application_id, case_id=ask.case_id, stage=ask.stage)
        return decided(ask.case_id)

    world.verifies(verified()).on(commands.ReviewCase, review)  # pyright: ignore[reportArgumentType]
    world.on(
        commands.EndUndecided,
        lambda end: approval.UndecidedEnded(
            application_id=end.application_id, ended_case_ids=end.case_ids, reason=end.reason
        ),
    )
    await world.start(submitted(definition, await world.now()))


async def register_down(world: World) -> None:
    """A register is down, then answers."""
    away = [facts.Finding(kind=facts.FINDING_KIND_UNAVAILABLE, item_code="permit", source="education")]
    world.verifies(verified(1, UNAVAILABLE, [], away), verified(2))
    world.on(commands.ReviewCase, lambda review: decided(review.case_id))
    await world.start(submitted(item(rule=True), await world.now()))


async def corrected(world: World) -> None:
    """Corrected on the spot while the window has it, and again in review: the rule grants."""
    found = [filings.contradicted()]
    anew = verified(1010)
    anew.anew = True
    world.verifies(verified(1, NEEDS_PERSON, findings=found), verified(2, NEEDS_PERSON, findings=found), anew)
    await world.start(submitted(item(window=True, rule=True), await world.now()))
    await world.until_step("acceptance-requested:1")
    await world.tell(await _correction(world, 1))
    await world.until_step("corrected:1")
    await world.tell(filings.window_decided(await world.now()))
    await world.until_step("acceptance")
    await world.settled()
    world.on(commands.RenewFacts, lambda renewal: decided(renewal.cases[0].case_id))
    await world.tell(await _correction(world, 2))


async def _correction(world: World, sequence: int) -> ApplicationSupplemented:
    supplement = filings.supplemented(sequence, await world.now(), "layout")
    supplement.corrections.append(sequence)
    supplement.corrections_only = True
    return supplement


async def asked_again(world: World) -> None:
    """An answer of the rule is lost and asked for again."""
    answers = iter([None, decided(case())])
    world.verifies(verified()).on(commands.ReviewCase, lambda _: next(answers))
    await world.start(submitted(item(rule=True), await world.now()))


async def withdrawn(world: World) -> None:
    """Withdrawn while officers review."""
    world.verifies(verified())
    await world.start(submitted(item(), await world.now()))
    await world.until_step("acceptance")
    await world.tell(
        approval.WithdrawalSettled(
            application_id=filings.APPLICATION, withdrawn=True, withdrawn_case_ids=[case()], decided_case_ids=[]
        )
    )


async def paused(world: World) -> None:
    """A hearing stops the clock for two weeks; the lights come later by as much."""
    await _reviewed(world)
    await world.tell(filings.procedure_started("p1", await world.now()))
    await world.until_step("clock-paused:permit:p1")
    await world.pass_time(timedelta(days=14))
    await world.tell(filings.procedure_ended("p1", await world.now()))
    await world.pass_time(timedelta(days=60))
    await world.tell(decided(case()))


async def extended(world: World) -> None:
    """The head extends a limit whose light is yellow: it is green again, then yellow, then red."""
    await _reviewed(world)
    await world.pass_time(timedelta(days=25))
    await world.tell(filings.extended(10, await world.now()))
    await world.pass_time(timedelta(days=60))
    await world.tell(decided(case()))


async def paused_and_extended(world: World) -> None:
    """Two procedures overlap, the limit is extended meanwhile, and both end."""
    await _reviewed(world)
    for id_ in ("p1", "p2"):
        await world.tell(filings.procedure_started(id_, await world.now()))
    await world.tell(filings.extended(10, await world.now()))
    await world.pass_time(timedelta(days=10))
    for id_ in ("p2", "p1"):
        await world.tell(filings.procedure_ended(id_, await world.now()))
    await world.until_step("clock-resumed:permit:p1")
    await world.tell(decided(case()))


async def stage_red(world: World) -> None:
    """A stage is late, the case is not."""
    world.verifies(verified())
    await world.start(submitted(item(stages=[stage("papers", days=2), stage("head", "papers")]), await world.now()))
    await world.until_step("acceptance")
    await world.pass_time(timedelta(days=7))
    await world.tell(approval.StageCompleted(application_id=filings.APPLICATION, case_id=case(), stage="papers"))
    await world.until_step("stage:permit:head")
    await world.tell(decided(case()))


async def late_material(world: World) -> None:
    """The review is passed while a document is to come; it comes on the last day, after the reminder."""
    world.verifies(verified(lacks=[missing("photo", promised=True)]))
    world.on(commands.ReviewCase, lambda review: filings.withheld(review.case_id))
    world.on(commands.ReleaseCase, lambda release: [filings.released(release.case_id), decided(release.case_id)])
    await world.start(submitted(item(late=("photo", 3)), await world.now()))
    await world.until_step("acceptance")
    await world.until_step_as_time_passes("late-reminded:permit:")
    await world.tell(filings.supplemented(1, await world.now(), "photo"))


async def late_missed(world: World) -> None:
    """What one case of a bundle waits for does not come: it lapses, and the others are handed over."""
    world.verifies(verified(lacks=[missing("photo", "food", promised=True)]))
    world.on(
        commands.ReviewCase,
        lambda review: filings.withheld(review.case_id) if review.late_materials else decided(review.case_id),
    )
    world.on(commands.EndUndecided, lambda end: filings.ended(*end.case_ids, reason=end.reason))
    await world.start(submitted(bundle((item("food", late=("photo", 3)), ()), (item("sign"), ())), await world.now()))


async def _reviewed(world: World) -> None:
    world.verifies(verified())
    await world.start(submitted(item(stages=[stage("review", days=0)]), await world.now()))
    await world.until_step("acceptance")


async def renewed_by_silence(world: World) -> None:
    """A renewal that nobody decides while a supplement is awaited."""
    definition = item()
    definition.renewal.CopyFrom(catalog.Renewal(expires_on_fact="expires_on", ask_before_days=30))
    definition.limits.supplement_working_days = 60
    answer, last_day = verified(1, INCOMPLETE, [missing("layout")]), await world.now() + timedelta(days=31)
    answer.expiries.add(item_code="permit", date=last_day.date().isoformat())
    world.verifies(answer).on(commands.AskSupplement, filings.asked)
    world.on(commands.GrantBySilence, lambda ask: decided(ask.case_id))
    await world.start(submitted(definition, await world.now()))


async def calendar_loaded(world: World) -> None:
    """A calendar comes into force while officers review, and once more, unheard of, before the light turns."""
    world.verifies(verified())
    await world.start(submitted(item(), await world.now()))
    await world.until_step("acceptance")
    calendar = Calendar()
    calendar.CopyFrom(world.calendar)
    calendar.version, calendar.number = "loaded", world.calendar.number + 1
    calendar.days_off.append("2026-12-25")
    await world.tell(calendar)
    await world.until_step(f"calendar:{calendar.number}")
    world.calendar = Calendar(version="again", number=calendar.number + 1, published_years=range(2020, 2060))
    world.calendar.time_zone = calendar.time_zone
    await world.pass_time(timedelta(days=60))
    await world.tell(decided(case()))


PATHS: Mapping[str, Callable[[World], Awaitable[None]]] = {
    path.__name__.replace("_", "-"): path
    for path in (
        instant,
        declined_by_rule,
        contradicted,
        delivered_late,
        revoked_on_the_way,
        heard,
        supplemented,
        lapsed,
        silent_window,
        window,
        not_accepted,
        bundled,
        register_down,
        corrected,
        asked_again,
        withdrawn,
        paused,
        extended,
        paused_and_extended,
        stage_red,
        renewed_by_silence,
        calendar_loaded,
        late_material,
        late_missed,
        *RARER_PATHS,
        *OPERATED_PATHS,
        *DATED_PATHS,
    )
}
