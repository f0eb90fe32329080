"""Lights 红黄灯: yellow warns the handler, red escalates to the supervisor; for each case and each of its stages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from temporalio import workflow

from onetrip.catalog.v1.catalog_pb2 import Stage
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.events_pb2 import DueDate
from workflows import rules_version
from workflows.course import Course
from workflows.limits.alarms import Alarm
from workflows.limits.case_clock import CaseClock
from workflows.matter import Case
from workflows.operators import text as operator_text
from workflows.operators import view as operator_view
from workflows.steps.clocks import CORRECTED, light_changed, light_step

_DARKEST_FIRST = (state.LIGHT_RED, state.LIGHT_YELLOW, state.LIGHT_GREEN)


@dataclass(frozen=True)
class _Change:
    """A change of light ahead: on the morning of `day` (yellow), or after it (red)."""

    light: state.Light
    day: date
    alarm: Alarm


@dataclass(eq=False)
class _Watch:
    """A limit that is watched: of a stage, or of the whole case when `stage` is None. `start` is its day 0."""

    case: Case
    stage: Stage | None
    start: date
    ahead: list[_Change] = field(default_factory=list)

    @property
    def stage_code(self) -> str:
        return self.stage.code if self.stage else ""


class Lights:
    """The lights of an application. A colour is shown once for a limit, unless it was taken back.

    An extension takes a light back that it makes too dark; a corrected cause and a later calendar do, by which it was
    wrong (decisions 0016, 0054).
    """

    def __init__(self, course: Course) -> None:
        self._course = course
        self._watches: list[_Watch] = []
        # Those whose light may be wrong since an earlier run of the workflow.
        self._doubtful: list[_Watch] = []
        self._worst: state.Light = state.LIGHT_GREEN

    def watch(self, case: Case, stage: Stage | None, start: date) -> None:
        """From now on the limit of a case, or of one of its stages, is watched; it counts from `start`."""
        watch = _Watch(case, stage, start)
        self._watches.append(watch)
        if self._may_be_wrong(watch):
            self._doubtful.append(watch)
        self._set(watch)
        self._note()

    def put_out(self, case: Case, stage_code: str | None = None) -> None:
        """The stage is done, or (none named) the case has its outcome: nothing of it changes any more."""
        for watch in [each for each in self._watches if each.case is case and stage_code in (None, each.stage_code)]:
            self._clear(watch)
            self._watches.remove(watch)
        self._show()

    def stage_dues(self, case: Case) -> dict[str, DueDate]:
        """The limits of the case's stages under way, as they are now; one without its own has the case's."""
        clock = self._clock(case)
        return {
            watch.stage_code: clock.due(watch.start, self._days(watch))
            for watch in self._watches
            if watch.case is case and watch.stage is not None and watch.stage.limit_working_days
        }

    async def move(self, case: Case) -> None:
        """The case's clock was stopped, started or extended: its lights change on other days from now on."""
        for watch in [each for each in self._watches if each.case is case]:
            await self._look_again(watch)

    async def run(self) -> None:
        """Establishes changes for ever."""
        while True:
            await workflow.wait_condition(lambda: bool(self._doubtful) or self._any_rung())
            while self._doubtful:
                watch = self._doubtful.pop(0)
                if watch in self._watches:
                    await self._look_again(watch)
            for watch in list(self._watches):
                for change in [change for change in watch.ahead if change.alarm.rung]:
                    await self._ring(watch, change)

    def _any_rung(self) -> bool:
        return any(change.alarm.rung for watch in self._watches for change in watch.ahead)

    async def _ring(self, watch: _Watch, change: _Change) -> None:
        """Looks again when a timer fires: the clock may have been moved in this very moment."""
        if change not in watch.ahead or watch not in self._watches:
            return
        watch.ahead.remove(change)
        if watch.case.id in self._course.facts.outcomes:
            return
        if self._day(watch, change.light) != change.day:
            self._clear(watch)
            self._set(watch)
        elif change.light > self._shown(watch):
            await self._establish(watch, change.light)
        else:
            self._show()

    async def _look_again(self, watch: _Watch) -> None:
        self._clear(watch)
        await self._take_back(watch)
        self._set(watch)

    async def _take_back(self, watch: _Watch) -> None:
        """A light that was shown can be too dark: after an extension, or because it was wrong."""
        clock = self._clock(watch.case)
        light = clock.light(watch.start, self._days(watch), self._course.today())
        if light >= self._shown(watch):
            return
        if self._may_be_wrong(watch):
            await self._establish(watch, light, self._turn(watch, self._extended(watch)) + 1)
        elif self._extended(watch):
            await self._establish(watch, light)

    def _may_be_wrong(self, watch: _Watch) -> bool:
        """Whether a cause was corrected, or another calendar came into force, since the light was shown."""
        wrong_by = [f"{CORRECTED}:{watch.case.code}:"]
        if self._course.by_rules(rules_version.LIGHTS_BY_CALENDAR):
            wrong_by.append("calendar:")
        shown = self._shown_by(watch)
        if shown is None:
            return False
        steps = [record.id for record in self._course.records]
        return any(each.startswith(tuple(wrong_by)) for each in steps[steps.index(shown[1]) :])

    async def _establish(self, watch: _Watch, light: state.Light, turn: int | None = None) -> None:
        clock = self._clock(watch.case)
        department = watch.stage.department if watch.stage else watch.case.item.lead_department
        due = clock.due(watch.start, self._days(watch))
        now = self._course.now()
        if turn is None:
            turn = self._turn(watch, self._extended(watch))
        await self._course.establish(light_changed(clock, watch.stage_code, department, light, due, now, turn))
        self._show()

    def _set(self, watch: _Watch) -> None:
        """Sets the alarms of the changes ahead."""
        course, calendar, shown = self._course, self._course.matter.calendar, self._shown(watch)
        yellow, red = self._day(watch, state.LIGHT_YELLOW), self._day(watch, state.LIGHT_RED)
        if yellow is not None and shown < state.LIGHT_YELLOW:
            summary = operator_text.light_timer("yellow", watch.case, watch.stage)
            alarm = course.alarm_at(calendar.start_of(yellow), summary, by_calendar=True)
            watch.ahead.append(_Change(state.LIGHT_YELLOW, yellow, alarm))
        if red is not None and shown < state.LIGHT_RED:
            alarm = course.alarm_after(red, operator_text.light_timer("red", watch.case, watch.stage))
            watch.ahead.append(_Change(state.LIGHT_RED, red, alarm))

    def _clear(self, watch: _Watch) -> None:
        for change in watch.ahead:
            self._course.alarms.clear(change.alarm)
        watch.ahead.clear()

    def _day(self, watch: _Watch, light: state.Light) -> date | None:
        clock, days = self._clock(watch.case), self._days(watch)
        if not days:
            return None
        return clock.last_day(watch.start, days) if light == state.LIGHT_RED else clock.yellow_day(watch.start, days)

    def _days(self, watch: _Watch) -> int:
        return watch.stage.limit_working_days if watch.stage else self._clock(watch.case).statutory_days

    def _clock(self, case: Case) -> CaseClock:
        return CaseClock(self._course.matter, case, self._course.facts)

    def _shown(self, watch: _Watch) -> state.Light:
        """The light that was shown last, as the steps established so far say."""
        shown = self._shown_by(watch)
        return shown[0] if shown else state.LIGHT_GREEN

    def _shown_by(self, watch: _Watch) -> tuple[state.Light, str] | None:
        """The light that was shown last, and the step that showed it; None before the first."""
        for extended in (True, False) if self._extended(watch) else (False,):
            for turn in range(self._turn(watch, extended), -1, -1):
                for light in _DARKEST_FIRST:
                    step = light_step(light, watch.case.code, watch.stage_code, extended, turn)
                    if self._course.record(step):
                        return light, step
        return None

    def _turn(self, watch: _Watch, extended: bool) -> int:
        """How often a light that was wrong was taken back, before or after the extension."""
        turn = 0
        while any(
            self._course.record(light_step(light, watch.case.code, watch.stage_code, extended, turn + 1))
            for light in _DARKEST_FIRST
        ):
            turn += 1
        return turn

    def _extended(self, watch: _Watch) -> bool:
        """Whether its limit was extended; that of a stage never is."""
        return watch.stage is None and self._clock(watch.case).extended

    def _show(self) -> None:
        """Operators search for the worst of all lights."""
        lights = [self._shown(watch) for watch in self._watches]
        if lights and max(lights) != self._worst:
            self._worst = max(lights)
            operator_view.show_light(self._worst)
        self._note()
        operator_view.show_table(self._course)

    def _note(self) -> None:
        """Each case shows the worst of its own."""
        lights: dict[str, state.Light] = {}
        for watch in self._watches:
            lights[watch.case.id] = max(lights.get(watch.case.id, state.LIGHT_GREEN), self._shown(watch))
        self._course.lights = lights
