"""Hearing whom a decision concerns 陈述、听证: their rights are told, and the days of a hearing asked for are computed.

Needed only where an item gives a right to a hearing or somebody was named; a hearing itself is a special procedure,
which stops the clock like any other (limits/case_clock.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from temporalio import workflow

from workflows.course import Course
from workflows.matter import Case
from workflows.steps.hearings import hearing_times, rights_step, rights_told, times_step, whom_to_tell


class Hearings:
    """The rights of those whom an application's cases concern, from acceptance on."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._begun = False

    def begin(self) -> None:
        """The application is accepted: whom it concerns is told."""
        self._begun = True

    async def run(self) -> None:
        """Tells for ever, each once."""
        while True:
            await workflow.wait_condition(lambda: self._begun and (any(self._untold()) or any(self._uncomputed())))
            for case, person_id in list(self._untold()):
                await self._course.establish(rights_told(self._course.matter, case, person_id, self._course.now()))
            for case in list(self._uncomputed()):
                asked = self._course.facts.hearings[case.id]
                await self._course.establish(hearing_times(self._course.matter, case, asked, self._course.now()))

    def _untold(self) -> Iterator[tuple[Case, str]]:
        """Whom nobody has told yet, of each open case."""
        course = self._course
        for case in course.matter.cases:
            if case.id not in course.facts.outcomes:
                for person_id in whom_to_tell(case, course.facts):
                    if course.record(rights_step(case, person_id)) is None:
                        yield case, person_id

    def _uncomputed(self) -> Iterator[Case]:
        """Open cases whose hearing was asked for and has no days yet."""
        course = self._course
        for case in course.matter.cases:
            asked = case.id in course.facts.hearings and case.id not in course.facts.outcomes
            if asked and case.item.HasField("hearing") and course.record(times_step(case)) is None:
                yield case
