"""Deadlines 期限: what stops, restarts or extends a case's clock moves its limits, its lights and everybody's dates."""

from __future__ import annotations

from temporalio import workflow

from workflows.course import Course
from workflows.facts import Move
from workflows.lights import Lights
from workflows.limits.case_clock import CaseClock, concerns
from workflows.steps.clocks import deadline_moved
from workflows.steps.review import Dossier


class Deadlines:
    """The decision limits of an application's cases, from acceptance on."""

    def __init__(self, course: Course, lights: Lights) -> None:
        self._course = course
        self._lights = lights
        self._dossier: Dossier | None = None
        self._told: set[Move] = set()
        self._seen = 0

    def begin(self, dossier: Dossier) -> None:
        """The application is accepted: the decision limit of every open case runs and is watched."""
        self._dossier = dossier
        for case in dossier.matter.cases:
            if case.id not in self._course.facts.outcomes:
                self._lights.watch(case, None, dossier.accepted.effective)

    async def run(self) -> None:
        """Tells of moves for ever, in the order in which they happened."""
        while True:
            await workflow.wait_condition(lambda: self._dossier is not None and self._unseen())
            self._seen = self._course.facts.moves_count
            for move in [move for move in self._course.facts.moves if move not in self._told]:
                self._told.add(move)
                await self._tell(self._dossier, move)

    def _unseen(self) -> bool:
        return self._course.facts.moves_count > self._seen

    async def _tell(self, dossier: Dossier | None, move: Move) -> None:
        course = self._course
        if dossier is None:
            return
        for case in course.matter.cases:
            if case.id not in course.facts.outcomes and concerns(course.matter, case, move.case_id):
                clock, stages = CaseClock(course.matter, case, course.facts), self._lights.stage_dues(case)
                await course.establish(deadline_moved(clock, move, dossier.accepted.effective, stages, course.now()))
                await self._lights.move(case)
