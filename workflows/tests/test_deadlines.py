"""Pauses, the extension, lights of stages: over the real workflow, with dates that a lawyer can count."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import CauseCorrection, OperatorAction, StepRecord
from workflows import policies
from workflows.limits.calendar import WorkingCalendar
from workflows.operators import text as operator_text
from workflows.operators.search_attributes import DEADLINE, LIGHT
from workflows.tests import filings
from workflows.tests.filings import bundle, case, decided, item, stage, submitted, verified
from workflows.tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

CALENDAR = WorkingCalendar.from_message(filings.CALENDAR)
DAY = timedelta(days=1)


class Clock:
    """An application under review, and what is done to the clock of its one case."""

    def __init__(self, world: World, accepted: date) -> None:
        self.world = world
        self.accepted = accepted
        self.now = datetime.now(UTC)

    @classmethod
    async def of(cls, world: World, definition: catalog.ServiceItem | None = None) -> "Clock":
        world.verifies(verified())
        await world.start(submitted(definition or item(), await world.now()))
        step = await world.until_step("acceptance")
        return cls(world, CALENDAR.date_of(step.record.time.ToDatetime(UTC)))

    async def until_day(self, count: int) -> datetime:
        """Lets time pass until 10:00 of the working day with this number, counted from acceptance."""
        then = CALENDAR.start_of(CALENDAR.working_day_after(self.accepted, count)) + timedelta(hours=10)
        await self.world.pass_time(then - await self.world.now())
        return then

    async def pause(self, id_: str = "p1", code: str = "permit", days: int = 5) -> None:
        await self.world.tell(filings.procedure_started(id_, await self.world.now(), code, days))
        await self.world.until_step(f"clock-paused:{code}:{id_}")

    async def resume(self, id_: str = "p1", code: str = "permit") -> None:
        await self.world.tell(filings.procedure_ended(id_, await self.world.now(), code))
        await self.world.until_step(f"clock-resumed:{code}:{id_}")

    async def extend(self, days: int = 10, case_id: str = case(), code: str = "permit") -> None:
        await self.world.tell(filings.extended(days, await self.world.now(), case_id))
        await self.world.until_step(f"deadline-extended:{code}")

    def day(self, count: int) -> str:
        """The working day with this number after acceptance."""
        return CALENDAR.working_day_after(self.accepted, count).isoformat()

    def lights(self, stage_code: str = "") -> list[tuple[str, str]]:
        """Each change of light with the day on which it came."""
        return [
            (
                state.Light.Name(each.light).removeprefix("LIGHT_"),
                CALENDAR.date_of(each.change_time.ToDatetime(UTC)).isoformat(),
            )
            for each in self.world.heard(process.LightChanged)
            if each.stage == stage_code
        ]

    async def decide_on_day(self, count: int) -> None:
        await self.until_day(count)
        await self.world.tell(decided(case()))
        await self.world.ends()

    def after(self, day: str) -> str:
        """Red begins at 24:00 of a day."""
        return (date.fromisoformat(day) + DAY).isoformat()


def without_stage_limit() -> catalog.ServiceItem:
    return item(stages=[stage("review", days=0)])


async def test_a_special_procedure_moves_the_limits_by_the_working_days_it_took(world: World) -> None:
    clock = await Clock.of(world, without_stage_limit())
    await clock.until_day(3)
    await clock.pause(days=4)
    await clock.until_day(10)
    await clock.resume()
    await clock.decide_on_day(40)

    paused, resumed = world.heard(process.DeadlineMoved)
    assert (paused.cause, resumed.cause) == (process.MOVE_CAUSE_PAUSED, process.MOVE_CAUSE_RESUMED)
    assert paused.due == process.DueDate(date=clock.day(24), provisional=True), "as expected; it may still move"
    assert (paused.paused, paused.working_days, paused.sealed_reasons) == (True, 4, b"sealed")
    # Days 3 to 9 are not used, day 10, on which it ended, is.
    assert resumed.due == process.DueDate(date=clock.day(27))
    assert resumed.promised == process.DueDate(date=clock.day(17)), "the promise stands still with the law's limit"
    assert not resumed.paused and not resumed.sealed_reasons
    assert clock.lights() == [("YELLOW", clock.day(23)), ("RED", clock.after(clock.day(27)))]
    assert [move.due for move in world.heard(commands.MoveDeadline)] == [paused.due, resumed.due]


async def test_overlapping_procedures_count_once(world: World) -> None:
    clock = await Clock.of(world, without_stage_limit())
    await clock.until_day(3)
    await clock.pause("p1")
    await clock.until_day(5)
    await clock.pause("p2")
    await clock.until_day(8)
    await clock.resume("p1")
    await clock.until_day(11)
    await clock.resume("p2")
    await clock.decide_on_day(12)

    moves = world.heard(process.DeadlineMoved)
    assert [move.paused for move in moves] == [True, True, True, False]
    assert moves[-1].due.date == clock.day(28), "days 3 to 10, once"


async def test_the_light_stays_what_it_was_while_the_clock_stands_still(world: World) -> None:
    clock = await Clock.of(world, without_stage_limit())
    await clock.until_day(17)
    await clock.pause()
    await clock.until_day(60)
    assert clock.lights() == [("YELLOW", clock.day(16))]
    await clock.resume()
    await clock.decide_on_day(64)
    assert clock.lights()[1:] == [("RED", clock.after(clock.day(63)))], "day 17 to 59 are not used; yellow comes once"


async def test_a_procedure_that_starts_on_the_last_day_leaves_the_day_it_ends_as_the_last(world: World) -> None:
    clock = await Clock.of(world, without_stage_limit())
    await clock.until_day(20)
    await clock.pause()
    await clock.until_day(30)
    assert [light for light, _ in clock.lights()] == ["YELLOW"]
    await clock.resume()
    await clock.decide_on_day(31)
    assert world.heard(process.DeadlineMoved)[-1].due.date == clock.day(30)
    assert clock.lights()[-1] == ("RED", clock.after(clock.day(30)))


async def test_a_procedure_cannot_revive_a_limit_that_is_past(world: World) -> None:
    clock = await Clock.of(world, without_stage_limit())
    await clock.until_day(22)
    await clock.pause()
    await clock.until_day(25)
    await clock.resume()
    await clock.decide_on_day(26)
    assert [move.due.date for move in world.heard(process.DeadlineMoved)] == [clock.day(20)] * 2
    assert [light for light, _ in clock.lights()] == ["YELLOW", "RED"]


async def test_an_extension_moves_the_limit_of_the_law_and_not_the_promise(world: World) -> None:
    clock = await Clock.of(world, without_stage_limit())
    await clock.until_day(5)
    await clock.extend(10)
    await clock.decide_on_day(40)

    [moved] = world.heard(process.DeadlineMoved)
    assert (moved.cause, moved.due.date, moved.working_days) == (process.MOVE_CAUSE_EXTENDED, clock.day(30), 10)
    assert moved.promised.date == clock.day(10)
    assert (moved.sealed_reasons, moved.department) == (b"sealed", "human-resources")
    assert clock.lights() == [("YELLOW", clock.day(24)), ("RED", clock.after(clock.day(30)))]


async def test_an_extension_takes_a_yellow_light_back_until_it_is_due_again(world: World) -> None:
    clock = await Clock.of(world, without_stage_limit())
    await clock.until_day(18)
    await clock.extend(10)
    await clock.decide_on_day(40)
    assert clock.lights() == [
        ("YELLOW", clock.day(16)), ("GREEN", clock.day(18)), ("YELLOW", clock.day(24)),
        ("RED", clock.after(clock.day(30))),
    ]  # fmt: skip


async def test_a_second_extension_moves_nothing(world: World) -> None:
    clock = await Clock.of(world, without_stage_limit())
    await clock.extend(10)
    await clock.extend(5)
    await clock.decide_on_day(2)
    assert [move.due.date for move in world.heard(process.DeadlineMoved)] == [clock.day(30)]


async def test_a_paused_limit_can_be_extended(world: World) -> None:
    clock = await Clock.of(world, without_stage_limit())
    await clock.until_day(10)
    await clock.pause(days=3)
    await clock.extend(10)
    await clock.until_day(15)
    await clock.resume()
    await clock.decide_on_day(16)
    assert [move.due.date for move in world.heard(process.DeadlineMoved)] == [
        clock.day(23), clock.day(33), clock.day(35),
    ]  # fmt: skip


async def test_events_that_come_again_move_nothing_again(world: World) -> None:
    clock = await Clock.of(world, without_stage_limit())
    for _ in range(3):
        await clock.pause()
    for _ in range(3):
        await clock.resume()
    await clock.decide_on_day(2)
    assert [move.cause for move in world.heard(process.DeadlineMoved)] == [
        process.MOVE_CAUSE_PAUSED, process.MOVE_CAUSE_RESUMED,
    ]  # fmt: skip


async def test_each_stage_has_lights_of_its_own(world: World) -> None:
    stages = [stage("papers", days=2), stage("head", "papers", days=5, department="housing")]
    clock = await Clock.of(world, item(stages=stages))
    await clock.until_day(4)
    done = approval.StageCompleted(application_id=filings.APPLICATION, case_id=case(), stage="papers")
    await world.tell(done)
    await world.until_step("stage:permit:head")
    await clock.decide_on_day(12)

    assert clock.lights("papers") == [("YELLOW", clock.day(2)), ("RED", clock.after(clock.day(2)))]
    assert clock.lights("head") == [("YELLOW", clock.day(8)), ("RED", clock.after(clock.day(9)))]
    assert clock.lights() == [], "the case itself is in time"
    assert {light.department for light in world.heard(process.LightChanged) if light.stage == "head"} == {"housing"}


async def test_a_stage_that_is_done_in_time_shows_no_light(world: World) -> None:
    stages = [stage("papers", days=5), stage("head", "papers", days=10)]
    clock = await Clock.of(world, item(stages=stages))
    await clock.until_day(3)
    await world.tell(approval.StageCompleted(application_id=filings.APPLICATION, case_id=case(), stage="papers"))
    await clock.decide_on_day(10)
    assert world.heard(process.LightChanged) == []


async def test_a_procedure_moves_the_limit_of_the_stage_under_way_too(world: World) -> None:
    clock = await Clock.of(world, item(stages=[stage("review", days=5)]))
    await clock.until_day(2)
    await clock.pause(days=4)
    await clock.until_day(9)
    await clock.resume()
    await clock.decide_on_day(16)
    assert [[each.due.date for each in move.stages] for move in world.heard(commands.MoveDeadline)] == [
        [clock.day(9)], [clock.day(12)],
    ]  # fmt: skip
    assert clock.lights("review") == [("YELLOW", clock.day(11)), ("RED", clock.after(clock.day(12)))]


async def test_a_stage_that_opens_after_a_move_is_asked_for_with_the_limit_as_it_is_then(world: World) -> None:
    stages = [stage("papers", days=0), stage("head", "papers", days=3)]
    clock = await Clock.of(world, item(stages=stages))
    await clock.extend(10)
    await clock.until_day(5)
    await world.tell(approval.StageCompleted(application_id=filings.APPLICATION, case_id=case(), stage="papers"))
    await world.until_step("stage:permit:head")
    await clock.decide_on_day(6)
    first, second = world.heard(commands.ReviewCase)
    assert (first.due.date, second.due.date) == (clock.day(20), clock.day(30))
    assert second.stage_due.date == clock.day(8)
    [said] = world.heard(process.ApplicationDecided)
    assert said.cases[0].due.date == clock.day(30)


async def test_what_happens_to_one_case_leaves_the_others_alone(world: World) -> None:
    definition = bundle((item("licence"), ()), (item("fire"), ()))
    clock = await Clock.of(world, definition)
    await clock.extend(10, case("fire"), "fire")
    for code in ("licence", "fire"):
        await world.tell(decided(case(code)))
    await world.ends()
    assert [move.case_id for move in world.heard(process.DeadlineMoved)] == [case("fire")]


async def test_cases_handled_jointly_share_one_limit_its_pauses_and_its_extension(world: World) -> None:
    definition = bundle((item("licence"), ()), (item("fire"), ()))
    definition.limits.CopyFrom(filings.LIMITS)
    definition.limits.statutory_working_days, definition.limits.promised_working_days = 45, 40
    definition.limits.joint = True
    clock = await Clock.of(world, definition)
    [accepted] = world.heard(process.ApplicationAccepted)
    assert {each.due.date for each in accepted.cases} == {clock.day(45)}
    await clock.until_day(5)
    await clock.pause(code="fire")
    await clock.until_day(8)
    await clock.resume(code="fire")
    await clock.extend(15, "", "licence")
    for code in ("licence", "fire"):
        await world.tell(decided(case(code)))
    await world.ends()
    moves = world.heard(process.DeadlineMoved)
    assert [move.case_id for move in moves] == [case("licence"), case("fire")] * 3
    assert all(move.joint for move in moves)
    assert {move.due.date for move in moves[-2:]} == {clock.day(63)}
    assert [move.by_government for move in moves] == [False] * 4 + [True] * 2
    assert {move.promised.date for move in moves[-2:]} == {clock.day(43)}


async def test_the_wait_for_a_supplement_takes_no_day_of_the_decision(world: World) -> None:
    incomplete = filings.verification.VERIFICATION_OUTCOME_INCOMPLETE
    world.on(commands.AskSupplement, filings.asked)
    world.verifies(verified(1, incomplete, [filings.missing("lease")]), verified(2))
    await world.start(submitted(item(), await world.now()))
    await world.until_step("supplement-requested:1")
    await world.pass_time(8 * DAY)
    await world.tell(filings.supplemented(1, await world.now(), "lease"))
    step = await world.until_step("acceptance")
    await world.tell(decided(case()))
    await world.ends()
    [accepted] = world.heard(process.ApplicationAccepted)
    day = CALENDAR.date_of(step.record.time.ToDatetime(UTC))
    assert accepted.cases[0].due.date == CALENDAR.working_day_after(day, 20).isoformat()


async def test_operators_find_it_by_the_limit_as_it_is_and_by_the_worst_light(world: World) -> None:
    clock = await Clock.of(world, item(stages=[stage("review", days=2)]))

    async def found() -> tuple[object, object]:
        attributes = (await world.handle.describe()).typed_search_attributes
        return attributes.get(LIGHT), attributes.get(DEADLINE)

    await world.settled()
    assert await found() == ("GREEN", CALENDAR.end_of(date.fromisoformat(clock.day(20))))
    await clock.until_day(4)
    await clock.extend(10)
    await world.settled()
    assert await found() == ("RED", CALENDAR.end_of(date.fromisoformat(clock.day(30)))), "the stage is late"
    await clock.pause(days=3)
    await world.settled()
    assert (await found())[1] == CALENDAR.end_of(date.fromisoformat(clock.day(33)))
    await clock.decide_on_day(5)


async def correct(clock: Clock, request_id: str = "r1", first: int = 1, **wanted: Any) -> str:
    """An operator corrects the record; approval numbers corrections. Returns the refusal, or nothing."""
    numbers = itertools.count(first)

    def answer(asked: commands.CorrectProcedure) -> approval.ProcedureCorrected:
        corrected = approval.ProcedureCorrected(number=next(numbers), correct_time=filings.at(clock.now))
        for name in ("application_id", "case_id", "procedure_id", "request_id", "kind"):
            setattr(corrected, name, getattr(asked, name))
        corrected.start_time.CopyFrom(asked.start_time)
        if asked.HasField("end_time"):
            corrected.end_time.CopyFrom(asked.end_time)
        return corrected

    clock.now = await clock.world.now()
    clock.world.on(commands.CorrectProcedure, answer)
    correction = CauseCorrection(**{"procedure_id": "p1", **wanted})
    sent = OperatorAction(request_id=request_id, operator="li.wei", reason="登记有误", correction=correction)
    await clock.world.settled()
    try:
        await clock.world.handle.execute_update(policies.CORRECT_CAUSE_UPDATE, sent, result_type=StepRecord)
    except WorkflowUpdateFailedError as error:
        assert isinstance(error.cause, ApplicationError)
        return error.cause.message
    return ""


async def test_a_corrected_interval_moves_the_limits_as_if_it_had_been_recorded_so(world: World) -> None:
    clock = await Clock.of(world, without_stage_limit())
    began = await clock.until_day(3)
    await clock.pause(days=4)
    await clock.until_day(10)
    await clock.resume()
    # It was over on day 6 already, and had begun a day later.
    end = CALENDAR.start_of(CALENDAR.working_day_after(clock.accepted, 6)) + timedelta(hours=9)
    start = CALENDAR.start_of(CALENDAR.working_day_after(clock.accepted, 4))
    assert await correct(clock, start_time=filings.at(start), end_time=filings.at(end)) == ""
    await world.until_step("cause-corrected:permit:p1:1")
    assert await correct(clock, start_time=filings.at(start), end_time=filings.at(end)) == "", "the same request"
    await clock.decide_on_day(40)

    assert began < start
    [_, resumed, corrected] = world.heard(process.DeadlineMoved)
    assert resumed.due == process.DueDate(date=clock.day(27))
    assert (corrected.cause, corrected.correction, corrected.same_dates) == (process.MOVE_CAUSE_CORRECTED, 1, False)
    assert corrected.due == process.DueDate(date=clock.day(22)), "days 4 and 5 are not used"
    assert corrected.promised == process.DueDate(date=clock.day(12))
    assert corrected.procedure_end_time.ToDatetime(UTC) == end
    assert world.heard(commands.MoveDeadline)[-1].due == corrected.due
    assert clock.lights()[-1] == ("RED", clock.after(clock.day(22)))
    assert len(world.heard(commands.CorrectProcedure)) == 1


async def test_what_was_no_special_procedure_is_corrected_to_no_time_at_all(world: World) -> None:
    clock = await Clock.of(world, without_stage_limit())
    await clock.until_day(3)
    await clock.pause(days=4)
    await clock.until_day(5)
    await clock.resume()
    begun = world.heard(process.DeadlineMoved)[0].move_time
    began = await _began(world)
    assert begun.seconds >= began.seconds
    assert await correct(clock, end_time=began) == ""
    step = await world.until_step("cause-corrected:permit:p1:1")
    assert step.messages
    assert world.heard(process.DeadlineMoved)[-1].due == process.DueDate(date=clock.day(20))
    await world.end()


async def test_a_light_that_was_wrong_is_taken_back_by_each_correction_and_turns_again(world: World) -> None:
    clock = await Clock.of(world, without_stage_limit())
    await clock.until_day(3)
    await clock.pause(days=4)
    await clock.until_day(5)
    await clock.resume()
    await clock.until_day(23)
    for number, over_on in enumerate((9, 14), 1):
        end = CALENDAR.start_of(CALENDAR.working_day_after(clock.accepted, over_on)) + timedelta(hours=9)
        assert await correct(clock, f"r{number}", number, end_time=filings.at(end)) == ""
        await world.until_step(f"cause-corrected:permit:p1:{number}")
        await world.settled()
    await clock.decide_on_day(40)

    assert clock.lights() == [
        ("YELLOW", clock.day(18)), ("RED", clock.after(clock.day(22))),
        ("YELLOW", clock.day(23)), ("GREEN", clock.day(23)),
        ("YELLOW", clock.day(27)), ("RED", clock.after(clock.day(31))),
    ]  # fmt: skip
    assert [light.turn for light in world.heard(process.LightChanged)] == [0, 0, 1, 2, 2, 2]
    assert len(set(world.message_ids)) == len(world.message_ids)


async def _began(world: World) -> Timestamp:
    [started] = [told for told in world.told.values() if isinstance(told, approval.SpecialProcedureStarted)]
    return started.start_time


async def test_a_correction_that_cannot_be_is_refused_and_names_what_is_recorded(world: World) -> None:
    clock = await Clock.of(world, without_stage_limit())
    assert await correct(clock) == operator_text.NO_PROCEDURE
    await clock.until_day(3)
    await clock.pause(days=4)
    later, before = filings.at(await world.now() + DAY), filings.at(await world.now() - 30 * DAY)
    assert "p1 专家评审" in await correct(clock, procedure_id="other")
    assert await correct(clock) == operator_text.NOTHING_CORRECTED
    assert await correct(clock, end_time=filings.at(await world.now())) == operator_text.NOT_ENDED
    for wrong in (later, before):
        assert await correct(clock, start_time=wrong) == operator_text.BAD_INTERVAL
    assert world.heard(commands.CorrectProcedure) == []
    await world.end()
