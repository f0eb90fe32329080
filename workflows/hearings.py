"""Hearing whom a decision concerns 陈述、听证: rights are told, days begin, those of a hearing are computed.

Needed only where an item gives a right to a hearing or somebody was named; a hearing itself is a special procedure,
which stops the clock like any other (limits/case_clock.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from temporalio import workflow

from workflows.course import Course
from workflows.matter import Case
from workflows.rules_version import REACHED_BEFORE_HEARD
from workflows.steps.hearings import (
    hearing_times,
    party_reached,
    reached_step,
    rights_step,
    rights_told,
    times_step,
    whom_to_tell,
)


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
        course = self._course
        while True:
            await workflow.wait_condition(lambda: self._begun and self._has_something_to_do())
            for case, person_id in list(self._untold()):
                on_reach = bool(person_id) and course.by_rules(REACHED_BEFORE_HEARD)
                told = rights_told(course.matter, case, person_id, course.now(), on_reach=on_reach)
                await course.establish(told)
            for case, person_id in list(self._unbegun()):
                reached_on = course.facts.reached[person_id, case.id]
                await course.establish(party_reached(course.matter, case, person_id, reached_on, course.now()))
            for case in list(self._uncomputed()):
                asked = course.facts.hearings[case.id]
                await course.establish(hearing_times(course.matter, case, asked, course.now()))

    def _has_something_to_do(self) -> bool:
        return any(self._untold()) or any(self._unbegun()) or any(self._uncomputed())

    def _untold(self) -> Iterator[tuple[Case, str]]:
        """Whom nobody has told yet, of each open case."""
        course = self._course
        for case in course.matter.cases:
            if case.id not in course.facts.outcomes:
                for person_id in whom_to_tell(case, course.facts):
                    if course.record(rights_step(case, person_id)) is None:
                        yield case, person_id

    def _unbegun(self) -> Iterator[tuple[Case, str]]:
        """Whom the notice has reached since, of each open case: their days to ask for a hearing begin."""
        course = self._course
        for case in course.matter.cases:
            if case.id in course.facts.outcomes or not case.item.HasField("hearing"):
                continue
            for person_id in whom_to_tell(case, course.facts):
                told, begun = rights_step(case, person_id), reached_step(case, person_id)
                reached = (person_id, case.id) in course.facts.reached
                if reached and course.record(told) is not None and course.record(begun) is None:
                    yield case, person_id

    def _uncomputed(self) -> Iterator[Case]:
        """Open cases whose hearing was asked for and has no days yet."""
        course = self._course
        for case in course.matter.cases:
            asked = case.id in course.facts.hearings and case.id not in course.facts.outcomes
            if asked and case.item.HasField("hearing") and course.record(times_step(case)) is None:
                yield case
