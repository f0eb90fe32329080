"""The days in which the agency must answer whether an application is complete: licensing law, art. 32 (4)."""

from __future__ import annotations

from datetime import date

from temporalio import workflow

from onetrip.process.v1 import state_pb2 as state
from workflows import rules_version
from workflows.course import Course
from workflows.limits.alarms import Alarm
from workflows.limits.clocks import yellow_day_of, yellow_share_of
from workflows.limits.legal_limits import NO_PAUSES, answer_deadline
from workflows.limits.open_deadlines import Known, Limit, open_deadlines
from workflows.operators import text as operator_text
from workflows.operators import view as operator_view
from workflows.steps.application import is_notice
from workflows.steps.clocks import TAKEN_BACK, answer_light, answer_step


class Silence(Exception):
    """The days to answer are over and nobody has answered: that counts as acceptance."""


class AnswerDays:
    """They run from the day of receipt, stop with a notice, and run anew from the day a supplement came.

    Their light turns yellow as that of the decision limit does, and is taken back when a later calendar makes it
    wrong; at their end silence accepts, so they are never red.
    """

    def __init__(self, course: Course) -> None:
        self._course = course
        self.opened_on = course.matter.received_on
        # The supplement that they run from; 0: the receipt.
        self._supplement = 0
        self._warned = False
        self.alarm = self._alarm()
        self._yellow = self._yellow_alarm()

    @property
    def last_day(self) -> date:
        """The last day to answer."""
        return answer_deadline(self._course.matter.calendar, self.opened_on, self._days)

    async def run(self) -> None:
        """Warns for ever."""
        while True:
            await workflow.wait_condition(lambda: self._rings() or self._is_wrong())
            if self._rings():
                self._yellow = None
                await self._warn()
            else:
                await self._take_back()

    def _rings(self) -> bool:
        return self._yellow is not None and self._yellow.rung

    def _is_wrong(self) -> bool:
        """Whether yellow was shown, and by a calendar that came into force since it is not yet due (decision 0016)."""
        course = self._course
        if not course.by_rules(rules_version.EVERY_LIGHT_BY_CALENDAR):
            return False
        if self._yellow is None or course.today() >= self._yellow_day:
            return False
        shown = answer_step(state.LIGHT_YELLOW, self._turn)
        if course.record(shown) is None or course.record(answer_step(state.LIGHT_GREEN, self._turn + TAKEN_BACK)):
            return False
        steps = [record.id for record in course.records]
        since = steps[steps.index(shown) :]
        if any(map(is_notice, since)) or not any(each.startswith("calendar:") for each in since):
            return False
        known = Known(course.matter, course.facts, {record.id: record for record in course.records})
        return any(each.limit is Limit.ANSWER for each in open_deadlines(known))

    @property
    def _turn(self) -> int:
        """Of which days it is the light, and how often it was taken back."""
        turn = self._supplement
        while self._course.record(answer_step(state.LIGHT_GREEN, turn + TAKEN_BACK)):
            turn += TAKEN_BACK
        return turn

    async def _take_back(self) -> None:
        await self._establish(state.LIGHT_GREEN, self._turn + TAKEN_BACK)
        self._warned = False
        self._show(state.LIGHT_GREEN)

    def answered(self) -> None:
        """There is an answer: silence means nothing any more, and nothing is warned of."""
        for alarm in (self.alarm, self._yellow):
            if alarm is not None:
                self._course.alarms.clear(alarm)
        self._yellow = None
        if self._warned:
            self._warned = False
            self._show(state.LIGHT_GREEN)

    def open_again(self, day: date, supplement: int) -> None:
        """A supplement, the so-manieth, came on `day`: new days run."""
        self.answered()
        self.opened_on, self._supplement = day, supplement
        self.alarm = self._alarm()
        self._yellow = self._yellow_alarm()

    @property
    def _days(self) -> int:
        return self._course.matter.days("acceptance_working_days")

    async def _warn(self) -> None:
        self._warned = True
        self._show(state.LIGHT_YELLOW)
        await self._establish(state.LIGHT_YELLOW, self._turn)

    async def _establish(self, light: state.Light, turn: int) -> None:
        course = self._course
        cases = [case for case in course.matter.cases if case.id not in course.facts.outcomes]
        await course.establish(answer_light(course.matter, cases, light, turn, self.last_day, course.now()))

    def _show(self, light: state.Light) -> None:
        course = self._course
        course.lights = dict.fromkeys((case.id for case in course.matter.cases), light)
        operator_view.show_light(light)
        operator_view.show_table(course)

    def _alarm(self) -> Alarm:
        return self._course.alarm_after(self.last_day, operator_text.ANSWER_DUE)

    def _yellow_alarm(self) -> Alarm | None:
        """On the day from which the item's share of the days is used (domain.md, "Clocks")."""
        course, calendar = self._course, self._course.matter.calendar
        if not course.by_rules(rules_version.ANSWER_LIGHT):
            return None
        morning = calendar.start_of(self._yellow_day)
        return course.alarm_at(morning, operator_text.answer_timer("yellow"), by_calendar=True)

    @property
    def _yellow_day(self) -> date:
        matter = self._course.matter
        share = yellow_share_of(matter.definition.limits.yellow_percent)
        return yellow_day_of(matter.calendar, self.opened_on, NO_PAUSES, self._days, share) or self.last_day
