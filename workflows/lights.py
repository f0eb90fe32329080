"""Lights 红黄灯: yellow warns the handler of a case, red escalates it to the supervisor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from temporalio import workflow

from onetrip.process.v1 import state_pb2 as state
from workflows import operator_text, operator_view, review_steps
from workflows.alarms import Alarm
from workflows.clocks import yellow_day_of
from workflows.course import Course
from workflows.legal_limits import NO_PAUSES
from workflows.matter import Case
from workflows.review_steps import Dossier


@dataclass(frozen=True)
class _Change:
    case: Case
    light: state.Light
    last_day: date
    alarm: Alarm


class Lights:
    """The lights of an application's cases, by the decision limit of the law."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._dossier: Dossier | None = None
        self._ahead: list[_Change] = []

    def light(self, dossier: Dossier) -> None:
        """Lights every case green; from now on the changes are watched for."""
        self._dossier = dossier
        for case in dossier.matter.cases:
            if case.id not in self._course.facts.outcomes:
                self._ahead += self._changes(dossier, case)

    def put_out(self, case: Case) -> None:
        """The case has its outcome: its light does not change any more."""
        for change in [change for change in self._ahead if change.case is case]:
            self._ahead.remove(change)
            self._course.alarms.clear(change.alarm)

    async def run(self) -> None:
        """Establishes changes for ever."""
        while True:
            await workflow.wait_condition(lambda: any(change.alarm.rung for change in self._ahead))
            for change in [change for change in self._ahead if change.alarm.rung]:
                self._ahead.remove(change)
                await self._establish(change)

    async def _establish(self, change: _Change) -> None:
        if self._dossier is None or change.case.id in self._course.facts.outcomes:
            return
        now = self._course.now()
        draft = review_steps.light_changed(self._dossier, change.case, change.light, change.last_day, now)
        await self._course.establish(draft)
        operator_view.show_light(change.light)

    def _changes(self, dossier: Dossier, case: Case) -> list[_Change]:
        course, calendar, limit = self._course, dossier.matter.calendar, case.item.limits.statutory_working_days
        last_day = review_steps.decision_due(dossier, limit)
        yellow_day = yellow_day_of(calendar, dossier.accepted.effective, NO_PAUSES, limit) or last_day
        yellow = course.alarm_at(calendar.start_of(yellow_day), operator_text.light_timer("yellow", case))
        red = course.alarm_after(last_day, operator_text.light_timer("red", case))
        return [_Change(case, state.LIGHT_YELLOW, last_day, yellow), _Change(case, state.LIGHT_RED, last_day, red)]
