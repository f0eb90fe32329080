"""A calendar comes into force while applications are open: every limit is computed again, in the running workflow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.testing import WorkflowEnvironment

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import ClockSetting
from onetrip.verification.v1 import messages_pb2 as verification
from workflows import rules_version
from workflows.operators.search_attributes import CALENDAR_VERSION
from workflows.tests import filings
from workflows.tests.filings import case, decided, item, missing, stage, submitted, verified
from workflows.tests.workers import worker_for
from workflows.tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

INCOMPLETE = verification.VERIFICATION_OUTCOME_INCOMPLETE
ZONE = "Asia/Shanghai"
# 2027 is not published: 1 January, a Friday, counts as worked. Then it is: that day is off, so is Monday the 4th, and
# Saturday the 9th is worked.
BEFORE = Calendar(version="2026", time_zone=ZONE, published_years=range(2020, 2027), number=1)
AFTER = Calendar(
    version="2027",
    time_zone=ZONE,
    published_years=range(2020, 2028),
    days_off=["2027-01-01", "2027-01-04"],
    make_up_days=["2027-01-09"],
    number=2,
)
# Noon of Monday 21 December 2026 in Beijing.
MONDAY = datetime(2026, 12, 21, 4, tzinfo=UTC)

Opening = Callable[[datetime, Calendar], Awaitable[World]]


@pytest.fixture
def opening(temporal: WorkflowEnvironment) -> Callable[..., object]:
    @asynccontextmanager
    async def open_at(instant: datetime = MONDAY) -> AsyncIterator[World]:
        """A world in which it is `instant` now, under the calendar of 2026."""
        clock = ClockSetting(factor=1.0)
        clock.epoch.FromDatetime(instant)
        clock.origin.FromDatetime((await temporal.get_current_time()).astimezone(UTC))
        world = World(temporal, clock, BEFORE)
        async with worker_for(temporal.client, world.activities):
            yield world

    return open_at


def moves(world: World) -> list[tuple[str, str, bool]]:
    """What is told of: which limit, until when now, and whether it may still move."""
    found = []
    for said in world.heard(process.DeadlineMoved):
        assert (said.cause, said.calendar_number) == (process.MOVE_CAUSE_CALENDAR, 2)
        dues = [(process.ApplicationLimit.Name(said.limit).removeprefix("APPLICATION_LIMIT_"), said.due)]
        if not said.limit:
            dues = [
                ("DECISION", said.due),
                ("PROMISED", said.promised),
                *((each.stage, each.due) for each in said.stages),
            ]
        found += [(name, due.date, due.provisional) for name, due in dues]
    return found


async def test_decision_promise_and_stage_are_computed_again(opening: Callable[..., object]) -> None:
    async with opening() as world:  # pyright: ignore[reportGeneralTypeIssues]
        world.verifies(verified())
        await world.start(submitted(item(stages=[stage("review", days=9)]), await world.now()))
        await world.until_step("acceptance")

        await world.tell(AFTER)
        step = await world.until_step("calendar:2")

        assert (step.calendar_version, step.record.detail) == ("2027", "3")
        assert step.state == state.APPLICATION_STATE_UNSPECIFIED, "the state stays what it was"
        assert moves(world) == [
            ("DECISION", "2027-01-19", False),
            ("PROMISED", "2027-01-06", False),
            ("review", "2027-01-05", False),
        ]
        [told] = world.heard(commands.MoveDeadline)
        assert (told.case_id, told.due.date) == (case(), "2027-01-19")
        assert [(each.stage, each.due.date) for each in told.stages] == [("review", "2027-01-05")]
        await world.pass_time(timedelta(days=60))
        await world.tell(decided(case()))
        await world.ends()
        of_case = [said for said in world.heard(process.LightChanged) if not said.stage]
        lights = [(said.light, said.due.date) for said in of_case]
        assert lights == [(state.LIGHT_YELLOW, "2027-01-19"), (state.LIGHT_RED, "2027-01-19")]
        red = of_case[1].change_time.ToDatetime(UTC)
        assert red - datetime(2027, 1, 19, 16, tzinfo=UTC) < timedelta(minutes=1), "red begins at 24:00 of the new day"


async def test_the_window_has_until_the_new_day_and_silence_counts_from_then(opening: Callable[..., object]) -> None:
    async with opening(datetime(2026, 12, 28, 4, tzinfo=UTC)) as world:  # pyright: ignore[reportGeneralTypeIssues]
        world.verifies(verified())
        await world.start(submitted(item(window=True), await world.now()))
        await world.until_step("acceptance-requested:1")

        await world.tell(AFTER)
        await world.until_step("calendar:2")

        assert moves(world) == [("ANSWER", "2027-01-06", False)]
        [told] = world.heard(commands.MoveDeadline)
        assert (told.case_id, told.due.date) == ("", "2027-01-06")
        await world.pass_time(timedelta(days=8))
        assert "acceptance" not in world.step_ids, "the day of the older calendar is past, and means nothing"
        await world.pass_time(timedelta(days=2))
        accepted = await world.until_step("acceptance")
        assert accepted.record.detail.startswith("SILENCE 2026-12-28")
        await world.tell(decided(case()))
        await world.ends()


async def test_the_applicant_is_written_to_when_the_day_that_they_were_given_moves(
    opening: Callable[..., object],
) -> None:
    async with opening() as world:  # pyright: ignore[reportGeneralTypeIssues]
        world.on(commands.AskSupplement, filings.asked).verifies(
            verified(1, INCOMPLETE, [missing("layout"), missing("lease")]), verified(2, INCOMPLETE, [missing("lease")])
        )
        world.on(commands.EndUndecided, lambda end: approval.UndecidedEnded(reason=end.reason, ended_case_ids=[case()]))
        await world.start(submitted(item(), await world.now()))
        await world.until_step("supplement-requested:1")
        await world.tell(filings.supplemented(1, await world.now(), "layout"))
        await world.until_step("verify:2")

        await world.tell(AFTER)
        await world.until_step("calendar:2")

        assert moves(world) == [("SUPPLEMENT", "2027-01-12", False)]
        [notice] = world.heard(process.SupplementReminded)
        assert (notice.round, notice.due.date, notice.calendar_number) == (1, "2027-01-12", 2)
        assert [each.material_code for each in notice.missing] == ["lease"], "what came in between is not asked again"
        await world.ends()
        lapsed = world.heard(process.ApplicationLapsed)[0].lapse_time.ToDatetime(UTC)
        assert timedelta() < lapsed - datetime(2027, 1, 12, 16, tzinfo=UTC) < timedelta(minutes=1)
        reminders = [said.due.date for said in world.heard(process.SupplementReminded)]
        assert reminders == ["2027-01-12", "2027-01-12"], "the reminder before the end goes out as well"


async def test_the_day_to_deliver_is_computed_again(opening: Callable[..., object]) -> None:
    async with opening() as world:  # pyright: ignore[reportGeneralTypeIssues]
        world.verifies(verified()).on(commands.ReviewCase, lambda review: decided(review.case_id))
        world.on(commands.DeliverResults, lambda _: None)
        await world.start(submitted(item(), await world.now(), catalog.DELIVERY_METHOD_COURIER))
        await world.until_step("decided")

        await world.tell(AFTER)
        await world.until_step("calendar:2")

        assert moves(world) == [("DELIVERY", "2027-01-06", False)]
        [told] = world.heard(commands.MoveDeadline)
        assert (told.limit, told.due.date) == (process.APPLICATION_LIMIT_DELIVERY, "2027-01-06")
        await world.tell(approval.ResultDelivered(application_id=filings.APPLICATION))
        assert (await world.ends())[-1] == "completed"


async def test_a_timer_set_by_an_older_calendar_looks_before_it_acts(opening: Callable[..., object]) -> None:
    async with opening() as world:  # pyright: ignore[reportGeneralTypeIssues]
        world.on(commands.AskSupplement, filings.asked).verifies(verified(1, INCOMPLETE, [missing("layout")]))
        world.on(commands.EndUndecided, lambda end: approval.UndecidedEnded(reason=end.reason, ended_case_ids=[case()]))
        await world.start(submitted(item(), await world.now()))
        await world.until_step("supplement-requested:1")

        world.calendar = AFTER  # in force, but this application has not been told of it yet
        await world.ends()

        assert "calendar:2" in world.step_ids
        lapsed = world.heard(process.ApplicationLapsed)[0].lapse_time.ToDatetime(UTC)
        assert lapsed > datetime(2027, 1, 12, 16, tzinfo=UTC), "not on 11 January, as the older calendar had it"


async def test_it_keeps_its_calendar_and_takes_no_older_one_and_none_twice(opening: Callable[..., object]) -> None:
    async with opening() as world:  # pyright: ignore[reportGeneralTypeIssues]
        world.verifies(verified())
        await world.start(submitted(item(), await world.now()))
        await world.until_step("acceptance")
        await world.tell(AFTER)
        await world.until_step("calendar:2")

        await world.tell(AFTER)
        await world.tell(BEFORE)
        # A mistake is put right by loading the earlier one again: it has a higher number then.
        corrected = Calendar()
        corrected.CopyFrom(BEFORE)
        corrected.number = 3
        await world.tell(corrected)
        step = await world.until_step("calendar:3")

        assert step.calendar_version == "2026"
        async with asyncio.timeout(10):
            while True:
                described = await world.handle.describe()
                if described.typed_search_attributes.get(CALENDAR_VERSION) == "2026":
                    break
                await asyncio.sleep(0.01)
        await world.tell(decided(case()))
        assert await world.ends() == ["acceptance", "calendar:2", "calendar:3", "decided", "completed"]
        assert len(set(world.message_ids)) == len(world.message_ids)


async def test_a_pause_and_an_extension_are_computed_by_the_new_calendar_too(opening: Callable[..., object]) -> None:
    async with opening() as world:  # pyright: ignore[reportGeneralTypeIssues]
        world.verifies(verified())
        await world.start(submitted(item(stages=[stage("review", days=0)]), await world.now()))
        await world.until_step("acceptance")
        await world.tell(filings.procedure_started("p1", await world.now()))
        await world.until_step("clock-paused:permit:p1")
        await world.pass_time(timedelta(days=2))
        await world.tell(filings.procedure_ended("p1", await world.now()))
        await world.until_step("clock-resumed:permit:p1")
        await world.tell(filings.extended(10, await world.now()))
        extended = await world.until_step("deadline-extended:permit")

        await world.tell(AFTER)
        await world.until_step("calendar:2")

        *_, before, after = world.heard(process.DeadlineMoved)
        assert extended.calendar_version == "2026"
        assert (before.due.date, after.due.date) == ("2027-02-02", "2027-02-03"), "30 days and one of the hearing"
        assert (before.promised.date, after.promised.date) == ("2027-01-05", "2027-01-07")
        await world.tell(decided(case()))
        await world.ends()


async def test_what_silence_has_accepted_a_later_calendar_does_not_undo(opening: Callable[..., object]) -> None:
    async with opening(datetime(2026, 12, 28, 4, tzinfo=UTC)) as world:  # pyright: ignore[reportGeneralTypeIssues]
        world.verifies(verified())
        await world.start(submitted(item(window=True), await world.now()))
        await world.pass_time(timedelta(days=8))
        accepted = await world.until_step("acceptance")

        await world.tell(AFTER)
        await world.until_step("calendar:2")

        assert accepted.record.detail.startswith("SILENCE 2026-12-28")
        assert ("DECISION", "2027-01-26", False) in moves(world)
        await world.tell(decided(case()))
        assert (await world.ends()).count("acceptance") == 1


async def test_the_day_to_ask_for_a_hearing_moves_and_who_was_told_is_told_again(
    opening: Callable[..., object],
) -> None:
    """Licensing law, arts. 47 and 82: five working days, of the calendar that is in force."""
    async with opening(datetime(2026, 12, 28, 4, tzinfo=UTC)) as world:  # pyright: ignore[reportGeneralTypeIssues]
        await _rights_told(world)

        await world.tell(AFTER)
        await world.until_step("calendar:2")

        before, after = world.heard(process.RightsTold)
        assert (before.request_by.date, after.request_by.date) == ("2027-01-04", "2027-01-06")
        assert (before.request_by.provisional, after.request_by.provisional) == (True, False)
        opened = [each.request_by.date for each in world.heard(commands.OpenHearingRight)]
        assert opened == ["2027-01-04", "2027-01-06"], "until then approval takes a request, and decides nothing"
        await world.tell(decided(case()))
        await world.ends()


async def test_the_last_day_to_hold_a_hearing_moves_and_its_days_are_named_again(
    opening: Callable[..., object],
) -> None:
    """Licensing law, arts. 47, 48 and 82: within twenty working days, notice seven before."""
    async with opening(datetime(2026, 12, 28, 4, tzinfo=UTC)) as world:  # pyright: ignore[reportGeneralTypeIssues]
        await _rights_told(world)
        now = filings.at(await world.now())
        asked = approval.HearingRequested(application_id=filings.APPLICATION, case_id=case(), request_time=now)
        await world.tell(asked)
        await world.until_step("hearing-times:permit")

        await world.tell(AFTER)
        await world.until_step("calendar:2")

        before, after = world.heard(commands.SetHearingTimes)
        assert (before.hold_by.date, after.hold_by.date) == ("2027-01-25", "2027-01-26")
        assert {"2027-01-01", "2027-01-04"} <= set(before.working_days)
        assert not {"2027-01-01", "2027-01-04"} & set(after.working_days)
        assert "2027-01-09" in after.working_days, "a Saturday that is worked"
        assert len(world.heard(process.RightsTold)) == 1, "the right was made use of: its last day is nobody's any more"
        await world.tell(decided(case()))
        await world.ends()


async def _rights_told(world: World) -> None:
    world.verifies(verified())
    await world.start(submitted(item(stages=[stage("review", days=0)], hearing=True), await world.now()))
    await world.until_step("rights:permit:applicant")


@pytest.mark.parametrize("version", [rules_version.ANSWER_LIGHT, rules_version.NO_PROVISIONAL_LAPSE])
async def test_only_what_began_by_older_rules_lapses_on_a_provisional_day(
    opening: Callable[..., object], version: int
) -> None:
    async with opening() as world:  # pyright: ignore[reportGeneralTypeIssues]
        world.rules_version = version
        world.verifies(verified(1, INCOMPLETE, [missing("layout")])).on(commands.AskSupplement, filings.asked)
        await world.start(submitted(item(), await world.now()))
        await world.until_step("supplement-requested:1")
        await world.pass_time(timedelta(days=40))
        await world.settled()
        lapses = any(step_id.startswith("lapse") for step_id in world.step_ids)
        assert lapses == (version < rules_version.NO_PROVISIONAL_LAPSE)
        await world.end()


@pytest.mark.parametrize("version", [rules_version.NO_PROVISIONAL_LAPSE, rules_version.LIGHTS_BY_CALENDAR])
async def test_only_what_began_by_older_rules_keeps_a_light_that_a_later_calendar_makes_wrong(
    opening: Callable[..., object], version: int
) -> None:
    async with opening() as world:  # pyright: ignore[reportGeneralTypeIssues]
        world.rules_version = version
        await world.verifies(verified()).start(submitted(item(stages=[stage("review", days=0)]), await world.now()))
        await world.until_step("acceptance")
        await world.pass_until(datetime(2027, 1, 18, 17, tzinfo=UTC))
        await world.tell(AFTER)
        await world.until_step("calendar:2")
        await world.settled()
        lights = [said.light for said in world.heard(process.LightChanged)]
        taken_back = version >= rules_version.LIGHTS_BY_CALENDAR
        assert lights == [state.LIGHT_YELLOW, state.LIGHT_RED, *([state.LIGHT_YELLOW] if taken_back else [])]
        await world.end()


@pytest.mark.parametrize("version", [rules_version.LIGHTS_BY_CALENDAR, rules_version.REGISTERS_WAITED_FOR_ONCE])
async def test_only_what_began_by_older_rules_is_accepted_by_a_silence_that_a_notice_has_broken(
    opening: Callable[..., object], version: int
) -> None:
    """Registers were away twice before the notice; the next run begins when the days to answer would be over."""
    away = [filings.facts.Finding(kind=filings.facts.FINDING_KIND_UNAVAILABLE, item_code="permit", source="education")]
    unavailable = verification.VERIFICATION_OUTCOME_UNAVAILABLE
    async with opening() as world:  # pyright: ignore[reportGeneralTypeIssues]
        world.rules_version = version
        world.on(commands.AskSupplement, filings.asked)
        answers = {1: unavailable, 2: unavailable, 3: INCOMPLETE}
        world.on(
            verification.VerifyApplication,
            lambda ask: verified(ask.round, answers[ask.round], [missing("layout")] if ask.round == 3 else [], away),
        )
        await world.start(submitted(item(), await world.now()))
        await world.until_step_as_time_passes("supplement-requested:1")
        await world.pass_time(timedelta(days=12))
        await world.tell(AFTER)
        await world.until_step("calendar:2")
        await world.settled()
        assert ("acceptance" in world.step_ids) == (version < rules_version.REGISTERS_WAITED_FOR_ONCE)
        await world.end()
