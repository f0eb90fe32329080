"""Late material 容缺: reviews run while what the applicant promised is awaited, reminded of, in, or missed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from onetrip.process.v1 import state_pb2 as state
from onetrip.verification.v1.facts_pb2 import MissingMaterial
from workflows import patches, policies, rules_version
from workflows.cases import dossier_of
from workflows.course import Course
from workflows.limits.alarms import Alarm
from workflows.matter import Case
from workflows.operators import text as operator_text
from workflows.promises import Promise, came_in_time, last_day, missing_material, promises_for, reminder_day
from workflows.steps import late as late_steps
from workflows.steps.review import Dossier
from workflows.supplements import Lapsed


async def keep_promises(course: Course, dossier: Dossier, reviews: Awaitable[None]) -> None:
    """Has what was promised come while the reviews run. Raises Lapsed when that ended the whole, and Withdrawn."""
    together = Together()
    waits = together.waits
    waits.extend(Wait(course, dossier, case, together) for case in course.matter.cases)
    await asyncio.gather(reviews, *(wait.run() for wait in waits))
    # One paper can be what several cases waited for.
    missed = {(material.item_code, material.material_code): material for wait in waits for material in wait.missed}
    ended = all(outcome == state.CASE_OUTCOME_ENDED for outcome in course.facts.outcomes.values())
    if missed and ended:
        raise Lapsed(list(missed.values()))


@dataclass
class Together:
    """The waits of all cases of an application, and the days of which all of them were reminded at once."""

    waits: list[Wait] = field(default_factory=list)
    reminded: list[date] = field(default_factory=list)


class Wait:
    """What one case waits for. `missed` is what did not come, once the case has lapsed by it.

    `together` has those of the other cases too.
    """

    def __init__(self, course: Course, dossier: Dossier, case: Case, together: Together) -> None:
        self._course = course
        self._together = together
        self._case = case
        matter = course.matter
        self._accepted = dossier.accepted
        self._promises = promises_for(matter, case, dossier.accepted.late)
        self.missed: Sequence[MissingMaterial] = ()

    async def run(self) -> None:
        """Until all is in, or the case has its outcome. Raises Withdrawn."""
        asked = self._course.record(late_steps.LAPSE_ASKED + self._case.code)
        if asked is not None:
            # It was missed before this run of the workflow began.
            codes = asked.detail.split(" ")
            await self._lapse([promise for promise in self._promises if promise.material_code in codes])
            return
        while (awaited := self._awaited(self._promises)) and not self._decided():
            day = min(self._day(promise) for promise in awaited)
            if not await self._come([promise for promise in awaited if self._day(promise) == day], day):
                await self._lapse([promise for promise in self._awaited(awaited) if self._day(promise) == day])
                return
        if self._promises and not self._decided():
            await self._release()

    def _decided(self) -> bool:
        return self._case.id in self._course.facts.outcomes

    def _day(self, promise: Promise) -> date:
        return last_day(self._course.matter, promise)

    def _awaited(self, promises: Sequence[Promise]) -> list[Promise]:
        matter, supplements = self._course.matter, self._course.facts.supplements
        return [promise for promise in promises if not came_in_time(matter, promise, supplements)]

    async def _come(self, promises: Sequence[Promise], day: date) -> bool:
        """Waits for what is due on a day; reminds once. Returns whether it came, or is not needed any more."""
        course = self._course

        def came() -> bool:
            return self._decided() or not self._awaited(promises)

        lapse = course.lapse_after(day, operator_text.late_timer(day))
        reminder = self._reminder(promises)
        if reminder is not None and not await course.until(came, reminder):
            await self._remind(day)
        in_time = await course.until(came, lapse)
        for alarm in (lapse, reminder):
            if alarm is not None:
                course.alarms.clear(alarm)
        return in_time

    def due_on(self, day: date) -> list[Promise]:
        """What the case still waits for until a day; nothing once it has its outcome."""
        return [] if self._decided() else [each for each in self._awaited(self._promises) if self._day(each) == day]

    async def _remind(self, day: date) -> None:
        """Reminds of what is due on a day: once, whichever of several cases that wait comes first."""
        course, matter, together = self._course, self._course.matter, self._together
        if day in together.reminded:
            return
        waiting = [wait for wait in together.waits if wait.due_on(day)]
        several = len(waiting) > 1 and patches.taken(patches.ONE_LATE_REMINDER)
        if several:
            together.reminded.append(day)
        due = [each for wait in (waiting if several else [self]) for each in wait.due_on(day)]
        missing = [missing_material(matter, each) for each in {each.material_code: each for each in due}.values()]
        case = None if several else self._case
        await course.establish(late_steps.reminded(matter, case, missing, day, course.now()))

    def _reminder(self, promises: Sequence[Promise]) -> Alarm | None:
        """In the morning of the working day before; None where there is none, or the day is over by a new calendar."""
        matter = self._course.matter
        before = reminder_day(matter, promises[0])
        if before is None or (self._waits_for_calendars and self._course.today() > self._day(promises[0])):
            return None
        morning = matter.calendar.start_of(before) + timedelta(hours=policies.REMIND_AT_HOUR)
        if self._reminded_since(morning, promises):
            return None
        return self._course.alarm_at(morning, operator_text.LATE_REMINDER, by_calendar=True)

    def _reminded_since(self, morning: datetime, promises: Sequence[Promise]) -> bool:
        """Whether they were reminded of in time already, before a calendar moved the day and told so."""
        if not self._course.by_rules(rules_version.REMINDED_WHEN_DUE):
            return False
        reminded: set[str] = set()
        for record in self._course.records:
            if record.id.startswith(late_steps.REMINDED) and record.time.ToDatetime(UTC) >= morning:
                reminded.update(record.detail.split(" "))
        return {promise.material_code for promise in promises} <= reminded

    @property
    def _waits_for_calendars(self) -> bool:
        return self._course.by_rules(rules_version.NO_PROVISIONAL_LAPSE)

    async def _release(self) -> None:
        course, supplements = self._course, self._course.facts.supplements
        latest = supplements[max(supplements)].receive_time
        draft = late_steps.received(dossier_of(course, self._accepted), self._case, latest, course.now())
        await course.establish(draft)
        await course.answered(draft.commands, lambda: self._decided() or self._case.id in course.facts.released)

    async def _lapse(self, promises: Sequence[Promise]) -> None:
        """Has approval, the one referee, end the case if it is undecided."""
        course, case = self._course, self._case
        missing = [missing_material(course.matter, promise) for promise in promises]
        draft = late_steps.lapse_asked(course.matter, case, missing, course.now())
        await course.establish(draft)
        await course.answered(draft.commands, lambda: self._decided() or case.id in course.facts.lapsed_cases)
        if case.id in course.facts.lapsed_cases:
            self.missed = missing
            if len(course.matter.cases) > 1:
                await course.establish(late_steps.missed(course.matter, case, missing, course.now()))
