"""The days in which the agency must answer whether an application is complete: licensing law, art. 32 (4)."""

from __future__ import annotations

from datetime import date

from workflows import operator_text
from workflows.alarms import Alarm
from workflows.course import Course
from workflows.legal_limits import answer_deadline


class Silence(Exception):
    """The days to answer are over and nobody has answered: that counts as acceptance."""


class AnswerDays:
    """They run from the day of receipt, stop with a notice, and run anew from the day a supplement came."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self.opened_on = course.matter.received_on
        self.alarm = self._alarm()

    @property
    def last_day(self) -> date:
        """The last day to answer."""
        matter = self._course.matter
        return answer_deadline(matter.calendar, self.opened_on, matter.days("acceptance_working_days"))

    def answered(self) -> None:
        """There is an answer: silence means nothing any more."""
        self._course.alarms.clear(self.alarm)

    def open_again(self, day: date) -> None:
        """A supplement came on `day`: new days run."""
        self.answered()
        self.opened_on = day
        self.alarm = self._alarm()

    def _alarm(self) -> Alarm:
        return self._course.alarm_after(self.last_day, operator_text.ANSWER_DUE)
