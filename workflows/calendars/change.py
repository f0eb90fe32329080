"""The step by which an open application comes under a newer calendar 工作日历更新, as a pure function.

Every open limit is computed again; what was established before stays: an acceptance by silence and a lapse are acts of
their day, and a calendar that is published later does not undo them. A light that is too dark by it is taken back where
lights are kept, in `lights.py` (decision record 0016).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from onetrip.approval.v1 import commands_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import OutgoingMessage
from workflows.engine.outgoing import WHOLE, command, due_date, event, timestamp
from workflows.limits.calendar import WorkingCalendar
from workflows.limits.case_clock import CaseClock, is_joint
from workflows.limits.open_deadlines import (
    Known,
    Limit,
    MovedDeadline,
    awaited_promises,
    later_notice,
    moved_deadlines,
    open_deadlines,
    open_notice,
    rights_since,
)
from workflows.matter import Case
from workflows.promises import Promise, last_day, late_material, missing_material
from workflows.steps import late as late_steps
from workflows.steps import later as later_steps
from workflows.steps.application import ACCEPTANCE, Draft
from workflows.steps.hearings import open_right, reached_step, set_times, told
from workflows.steps.review import Accepted

_OF_APPLICATION: Mapping[Limit, process.ApplicationLimit] = {
    Limit.ANSWER: process.APPLICATION_LIMIT_ANSWER,
    Limit.SUPPLEMENT: process.APPLICATION_LIMIT_SUPPLEMENT,
    Limit.DELIVERY: process.APPLICATION_LIMIT_DELIVERY,
}
_TOLD_APART = frozenset({Limit.HEARING_REQUEST, Limit.HEARING})
_SHOWN_BY_APPROVAL = frozenset({Limit.ANSWER, Limit.DELIVERY})


def calendar_loaded(known: Known, calendar: state.Calendar, now: datetime) -> Draft:
    """The application is computed by `calendar` from here on. The detail says how many dates moved.

    Whoever shows a due date is told; the applicant is written to only where the date is theirs to keep: the law wants
    no notice of a limit that runs for the agency and has the same number of working days as before.
    """
    change = _Change(known.by(WorkingCalendar.from_message(calendar)), calendar.number, now)
    moved = moved_deadlines(known, change.after)
    said_and_asked = [*change.of_application(moved), *change.of_cases(moved)]
    return Draft(
        id=f"calendar:{calendar.number}",
        time=now,
        state=state.APPLICATION_STATE_UNSPECIFIED,
        events=[*(said for said, _ in said_and_asked), *change.notices(moved), *change.rights(moved)],
        commands=[*(asked for _, asked in said_and_asked if asked is not None), *change.hearings(moved)],
        detail=str(sum(deadline.date_moved for deadline in moved)),
    )


class _Change:
    """What is said of one change: `after` is the application under calendar number `number`."""

    def __init__(self, after: Known, number: int, now: datetime) -> None:
        self.after = after
        self._matter = after.matter
        self._number = number
        self._now = now

    def of_application(
        self, moved: Sequence[MovedDeadline]
    ) -> Iterator[tuple[OutgoingMessage, OutgoingMessage | None]]:
        """Limits of the whole application; the window's task shows the one to answer, couriers the one to deliver."""
        for deadline in moved:
            if deadline.limit not in _OF_APPLICATION:
                continue
            said = process.DeadlineMoved(
                application_id=self._matter.application_id,
                cause=process.MOVE_CAUSE_CALENDAR,
                limit=_OF_APPLICATION[deadline.limit],
                due=deadline.due,
                same_dates=not deadline.date_moved,
                calendar_number=self._number,
                move_time=timestamp(self._now),
            )
            request = approval.MoveDeadline(
                application_id=self._matter.application_id, due=deadline.due, limit=_OF_APPLICATION[deadline.limit]
            )
            yield (
                event(self._matter, WHOLE, "deadline-moved-calendar", self._number, said),
                command(self._matter, WHOLE, "move-deadline-calendar", self._number, request)
                if deadline.limit in _SHOWN_BY_APPROVAL
                else None,
            )

    def of_cases(self, moved: Sequence[MovedDeadline]) -> Iterator[tuple[OutgoingMessage, OutgoingMessage]]:
        """Each case of which something moved, with all its limits as they are now."""
        running = [deadline for deadline in open_deadlines(self.after) if deadline.case_id]
        for case in self._matter.cases:
            of_case = [each for each in moved if each.case_id == case.id and each.limit not in _TOLD_APART]
            if not of_case:
                continue
            dues = {each.limit: each.due for each in running if each.case_id == case.id}
            stages = [
                process.StageDue(stage=each.stage, due=each.due)
                for each in running
                if each.case_id == case.id and each.limit is Limit.STAGE
            ]
            paused = bool(CaseClock(self._matter, case, self.after.facts).open_procedures)
            said = process.DeadlineMoved(
                application_id=self._matter.application_id,
                case_id=case.id,
                cause=process.MOVE_CAUSE_CALENDAR,
                due=dues[Limit.DECISION],
                promised=dues[Limit.PROMISED],
                stages=stages,
                paused=paused,
                department=case.item.lead_department,
                same_dates=not any(each.date_moved for each in of_case),
                calendar_number=self._number,
                joint=is_joint(self._matter),
                late_materials=[late_material(self._matter, promise) for promise in self._promises(case)],
                move_time=timestamp(self._now),
            )
            request = approval.MoveDeadline(
                application_id=self._matter.application_id,
                case_id=case.id,
                due=dues[Limit.DECISION],
                stages=stages,
                paused=paused,
            )
            yield (
                event(self._matter, case.code, "deadline-moved-calendar", self._number, said),
                command(self._matter, case.code, "move-deadline-calendar", self._number, request),
            )

    def notices(self, moved: Sequence[MovedDeadline]) -> Iterator[OutgoingMessage]:
        """The date that the applicant was given in writing is another now: the same notice again, with the new one."""
        yield from self._late_notices({each.case_id for each in moved if each.limit is Limit.LATE and each.date_moved})
        later = later_notice(self.after)
        if later is not None and any(each.limit is Limit.SUPPLEMENT and each.date_moved for each in moved):
            matter, day = self._matter, later.last_day
            draft = later_steps.reminded(matter, later.case, later.round, later.missing, day, self._now, self._number)
            yield from draft.events
        notice = open_notice(self.after)
        if notice is None or not any(deadline.date_moved for deadline in moved):
            return
        reminded = process.SupplementReminded(
            application_id=self._matter.application_id,
            round=notice.round,
            missing=notice.missing,
            due=due_date(self._matter, notice.last_day),
            remind_time=timestamp(self._now),
            calendar_number=self._number,
        )
        yield event(self._matter, WHOLE, "supplement-due-moved", self._number, reminded)

    def _late_notices(self, case_ids: Collection[str]) -> Iterator[OutgoingMessage]:
        """One for each day, though several cases wait for what is due on it."""
        matter = self._matter
        moved = [(case, each) for case in matter.cases if case.id in case_ids for each in self._promises(case)]
        for day in sorted({last_day(matter, each) for _, each in moved}):
            due = {each.material_code: each for _, each in moved if last_day(matter, each) == day}
            waiting = {case.id: case for case, each in moved if last_day(matter, each) == day}
            case = next(iter(waiting.values())) if len(waiting) == 1 else None
            missing = [missing_material(matter, each) for each in due.values()]
            yield from late_steps.reminded(matter, case, missing, day, self._now, self._number).events

    def rights(self, moved: Sequence[MovedDeadline]) -> Iterator[OutgoingMessage]:
        """The day until which a hearing can be asked for was told in writing: so is another one.

        Whose days count from when they were reached was told that, and of no day.
        """
        for case, person_id, since, deadline in self._rights(moved):
            if deadline.date_moved and reached_step(case, person_id) not in self.after.records:
                yield told(self._matter, case, person_id, since, self._now, self._number)

    def hearings(self, moved: Sequence[MovedDeadline]) -> Iterator[OutgoingMessage]:
        """Approval takes requests, and sets dates, by the days as they are now."""
        for case, person_id, since, _ in self._rights(moved):
            yield open_right(self._matter, case, person_id, since, self._number)
        held = {each.case_id for each in moved if each.limit is Limit.HEARING}
        for case in self._matter.cases:
            if case.id in held:
                yield set_times(self._matter, case, self.after.facts.hearings[case.id], self._number)

    def _rights(self, moved: Sequence[MovedDeadline]) -> Iterator[tuple[Case, str, date, MovedDeadline]]:
        by_right = {(each.case_id, each.stage): each for each in moved if each.limit is Limit.HEARING_REQUEST}
        for case in self._matter.cases:
            for person_id, since in rights_since(self.after, case):
                if deadline := by_right.get((case.id, person_id)):
                    yield case, person_id, since, deadline

    def _promises(self, case: Case) -> list[Promise]:
        return awaited_promises(self.after, Accepted.from_detail(self.after.records[ACCEPTANCE].detail), case)
