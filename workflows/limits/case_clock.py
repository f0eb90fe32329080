"""The clocks of a case 办理时限: which limit it has, what stopped it and what extended it. Derived, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from onetrip.approval.v1.events_pb2 import SpecialProcedureStarted
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.events_pb2 import DueDate
from workflows.facts import Facts
from workflows.limits.clocks import (
    Light,
    Pause,
    deadline_of,
    pauses_between,
    read_clock,
    yellow_day_of,
    yellow_share_of,
)
from workflows.matter import Case, Matter

LIGHTS = {Light.GREEN: state.LIGHT_GREEN, Light.YELLOW: state.LIGHT_YELLOW, Light.RED: state.LIGHT_RED}


def is_joint(matter: Matter) -> bool:
    """Whether the cases share one limit: a bundle that declares joint handling (licensing law, art. 42)."""
    return matter.definition.kind == catalog.ITEM_KIND_BUNDLE and matter.definition.limits.joint


def concerns(matter: Matter, case: Case, case_id: str) -> bool:
    """Whether what stops or extends the clock of `case_id` (empty: the joint one) does so for this case."""
    return is_joint(matter) or case_id == case.id


@dataclass(frozen=True)
class CaseClock:
    """One case with what is known of its clock as of now.

    Pauses are those of licensing law, art. 45. The wait for a supplement is none of them: it lies before acceptance,
    from which the limits count, and after acceptance none stops the clock (domain.md, "Applications and cases").
    """

    matter: Matter
    case: Case
    facts: Facts

    @property
    def statutory_days(self) -> int:
        """The decision limit by law with its extension, in working days."""
        extended = (each.working_days for each in self.facts.extensions.values() if self._concerns(each.case_id))
        return self._limits.statutory_working_days + sum(extended)

    @property
    def promised_days(self) -> int:
        """The promised limit, in working days: an extension does not move it (domain.md, "Clocks")."""
        return self._limits.promised_working_days

    @property
    def extended(self) -> bool:
        """Whether the one extension was given."""
        return self.statutory_days != self._limits.statutory_working_days

    @property
    def open_procedures(self) -> list[SpecialProcedureStarted]:
        """The special procedures under way; while there is one, the clock stands still."""
        return [each for each in self._procedures if each.procedure_id not in self.facts.procedures_ended]

    def due(self, start: date, working_days: int) -> DueDate:
        """The last day of a limit from `start` (day 0), as a message has it.

        While the clock stands still it is the day that it will be if the procedure takes the time told, and may move;
        a limit that was past before stays where it was.
        """
        calendar, waiting = self.matter.calendar, self.last_day(start, working_days) is None
        last_day = deadline_of(calendar, start, self._pauses(expected=True), working_days)
        if last_day is None:
            raise ValueError("with every pause closed a limit has a last day")
        return DueDate(date=last_day.isoformat(), provisional=waiting or calendar.is_provisional(last_day))

    def last_day(self, start: date, working_days: int) -> date | None:
        """The last day of a limit from `start`; None while the clock stands still before it is used up."""
        return deadline_of(self.matter.calendar, start, self._pauses(), working_days)

    def yellow_day(self, start: date, working_days: int) -> date | None:
        """The day from which a limit's light is yellow; None while the clock stands still before it."""
        return yellow_day_of(self.matter.calendar, start, self._pauses(), working_days, self._yellow_share)

    def light(self, start: date, working_days: int, today: date) -> state.Light:
        """The light of a limit from `start`, as of `today`."""
        pauses, share = self._pauses(), self._yellow_share
        reading = read_clock(self.matter.calendar, start, pauses, working_days, today, share)
        return LIGHTS[reading.light]

    @property
    def _limits(self) -> catalog.Limits:
        return self.matter.definition.limits if is_joint(self.matter) else self.case.item.limits

    @property
    def _yellow_share(self) -> tuple[int, int]:
        return yellow_share_of(self._limits.yellow_percent)

    @property
    def _procedures(self) -> list[SpecialProcedureStarted]:
        return [each for each in self.facts.procedures.values() if self._concerns(each.case_id)]

    def _concerns(self, case_id: str) -> bool:
        return concerns(self.matter, self.case, case_id)

    def _pauses(self, *, expected: bool = False) -> Sequence[Pause]:
        """The pauses so far; `expected`: those still open closed as the applicant was told."""
        return pauses_between(self.matter.calendar, [self._interval(each, expected) for each in self._procedures])

    def _interval(self, started: SpecialProcedureStarted, expected: bool) -> tuple[datetime, datetime | None]:
        counts, calendar = self.facts.interval(started), self.matter.calendar
        if counts.end is not None or not expected:
            return counts.start, counts.end
        start = counts.start
        # The day on which a procedure starts is not used, the day on which it ends is: so many days it takes.
        return start, calendar.start_of(
            calendar.working_day_after(calendar.date_of(start), started.expected_working_days)
        )
