"""The limits 期限 that run in an open application, and how they move when another calendar comes into force.

A pure function of what is known of the application (facts and steps), so that the workflow and a preview outside of it
say the same. Nothing here is stored: a deadline is derived each time (decision record 0011).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from enum import Enum

from onetrip.catalog.v1.catalog_pb2 import Stage
from onetrip.process.v1.events_pb2 import DueDate
from onetrip.process.v1.workflow_pb2 import StepRecord
from onetrip.verification.v1.facts_pb2 import MissingMaterial
from workflows.engine.outgoing import due_date
from workflows.facts import Facts
from workflows.limits.calendar import WorkingCalendar
from workflows.limits.case_clock import CaseClock
from workflows.limits.legal_limits import answer_deadline
from workflows.matter import Case, Matter
from workflows.missing import later_missing, still_missing
from workflows.promises import Promise, last_day, promises_for
from workflows.steps import application as steps
from workflows.steps import later as later_steps
from workflows.steps.application import ACCEPTANCE
from workflows.steps.hearings import (
    ON_REACH,
    hold_by,
    reached_step,
    request_by,
    rights_step,
    times_step,
    whom_to_tell,
)
from workflows.steps.review import NOT_ACCEPTED, Accepted, decided_on, delivery_due

NOTICES_MAX = 2
"""Supplement notices of one application: one, or one more for a new fact (domain.md)."""


class Limit(Enum):
    """Which limit runs; the value is the word that reports use."""

    ANSWER = "answer"
    SUPPLEMENT = "supplement"
    DECISION = "decision"
    PROMISED = "promised"
    STAGE = "stage"
    LATE = "late material"
    HEARING_REQUEST = "request of a hearing"
    HEARING = "hearing"
    DELIVERY = "delivery"
    FOLLOW_UP = "follow-up"
    COMMITMENT = "commitment"
    ASSIGNMENT = "ticket or review"


@dataclass(frozen=True)
class OpenDeadline:
    """A limit that runs: which, of which case and stage, and when it is due.

    In place of the stage: of what comes late its code, of the right to ask for a hearing whose it is.
    """

    limit: Limit
    case_id: str
    stage: str
    due: DueDate


@dataclass(frozen=True)
class MovedDeadline:
    """A limit under two calendars: its date is another one, or only whether that may still move."""

    limit: Limit
    case_id: str
    stage: str
    was: DueDate
    due: DueDate

    @property
    def date_moved(self) -> bool:
        """Whether the date is another one."""
        return self.was.date != self.due.date


@dataclass(frozen=True)
class OpenNotice:
    """A supplement notice that is still waited for."""

    round: int
    missing: Sequence[MissingMaterial]
    last_day: date


@dataclass(frozen=True)
class LaterNotice:
    """What officers asked a case's applicant for after acceptance (补交告知), while it is waited for."""

    case: Case
    round: int
    missing: Sequence[MissingMaterial]
    last_day: date


@dataclass(frozen=True)
class Known:
    """What is known of an application: as filed, what it was told, what it has established."""

    matter: Matter
    facts: Facts
    records: Mapping[str, StepRecord]

    def by(self, calendar: WorkingCalendar) -> Known:
        """The same under another calendar."""
        return replace(self, matter=replace(self.matter, calendar=calendar))


def open_deadlines(known: Known) -> list[OpenDeadline]:
    """Every limit that runs, in the order of the process and of the cases."""
    if "decided" in known.records:
        return _delivery(known)
    accepted = known.records.get(ACCEPTANCE)
    if accepted is not None:
        return [] if accepted.detail == NOT_ACCEPTED else _decisions(known, Accepted.from_detail(accepted.detail))
    matter, notice = known.matter, open_notice(known)
    if notice is not None:
        return [OpenDeadline(Limit.SUPPLEMENT, "", "", due_date(matter, notice.last_day))]
    last_day = answer_deadline(matter.calendar, _opened_on(known), matter.days("acceptance_working_days"))
    return [OpenDeadline(Limit.ANSWER, "", "", due_date(matter, last_day))]


def moved_deadlines(before: Known, after: Known) -> list[MovedDeadline]:
    """The limits that change between two calendars."""
    return [
        MovedDeadline(old.limit, old.case_id, old.stage, old.due, new.due)
        for old, new in zip(open_deadlines(before), open_deadlines(after), strict=True)
        if old.due != new.due
    ]


def open_notice(known: Known) -> OpenNotice | None:
    """The supplement notice that the applicant's answer is awaited for; None when there is none."""
    record = _last_notice(known)
    if record is None or ACCEPTANCE in known.records:
        return None
    number, facts = int(record.id.partition(":")[2]), known.facts
    asked, before = facts.asked.get(number), int(record.detail or 0)
    if asked is None:
        return None
    missing: Sequence[MissingMaterial] = asked.missing
    if max(facts.supplements, default=0) > before:
        handled, answer = _verified_through(known), facts.latest_verification
        if max(facts.supplements) > handled or answer is None:
            return None  # it is being looked at
        missing = still_missing(facts, asked, range(before + 1, handled + 1), answer)
        if not missing:
            return None
    return OpenNotice(number, missing, steps.supplement_due(known.matter, record.time.ToDatetime(UTC)))


def _last_notice(known: Known) -> StepRecord | None:
    records = (known.records.get(f"supplement-requested:{number}") for number in range(NOTICES_MAX, 0, -1))
    return next((record for record in records if record is not None), None)


def _verified_through(known: Known) -> int:
    """The last supplement that a verification which is answered has seen."""
    rounds = known.facts.verifications
    record = known.records.get(f"verify:{max(rounds)}") if rounds else None
    return int(record.detail or 0) if record is not None else 0


def _opened_on(known: Known) -> date:
    """Since when the days to answer run: receipt, or the day of the supplement that completed it."""
    facts, matter = known.facts, known.matter
    if _last_notice(known) is None or not facts.supplements:
        return matter.received_on
    return matter.receipt(facts.latest_supplied.receive_time.ToDatetime(UTC))


def _decisions(known: Known, accepted: Accepted) -> list[OpenDeadline]:
    found: list[OpenDeadline] = []
    for case in known.matter.cases:
        if case.id in known.facts.outcomes:
            continue
        clock = CaseClock(known.matter, case, known.facts)
        decision = clock.due(accepted.effective, clock.statutory_days)
        found.append(OpenDeadline(Limit.DECISION, case.id, "", decision))
        found.append(OpenDeadline(Limit.PROMISED, case.id, "", clock.due(accepted.effective, clock.promised_days)))
        found += _stages(known, accepted, clock)
        found += _late(known, accepted, case)
        found += _hearings(known, case)
    if later := later_notice(known):
        found.append(OpenDeadline(Limit.SUPPLEMENT, "", "", due_date(known.matter, later.last_day)))
    return found


def later_notice(known: Known) -> LaterNotice | None:
    """The supplement after acceptance that is awaited; None when there is none."""
    matter, facts = known.matter, known.facts
    case = matter.case(facts.later.case_id) if facts.later else None
    if case is None or facts.later is None or case.id in facts.outcomes:
        return None
    told, over = (known.records.get(f"{kind}:{case.code}") for kind in (later_steps.REQUESTED, later_steps.OVER))
    if told is None or over is not None or facts.later.procedure_id in facts.procedures_ended:
        return None
    round, handled = (int(part) for part in told.detail.split(" "))
    missing = later_missing(facts, handled)
    last_day = steps.supplement_due(matter, told.time.ToDatetime(UTC))
    return LaterNotice(case, round, missing, last_day) if missing else None


def _late(known: Known, accepted: Accepted, case: Case) -> list[OpenDeadline]:
    """What the case's result waits for and nobody has brought."""
    matter = known.matter
    return [
        OpenDeadline(Limit.LATE, case.id, promise.material_code, due_date(matter, last_day(matter, promise)))
        for promise in awaited_promises(known, accepted, case)
    ]


def _hearings(known: Known, case: Case) -> list[OpenDeadline]:
    """Until when a hearing can be asked for; once it was, by when it is held."""
    matter, facts = known.matter, known.facts
    if not case.item.HasField("hearing"):
        return []
    if asked := facts.hearings.get(case.id):
        if asked.procedure_id in facts.procedures_ended or times_step(case) not in known.records:
            return []
        return [OpenDeadline(Limit.HEARING, case.id, "", due_date(matter, hold_by(matter, case, asked)))]
    return [
        OpenDeadline(Limit.HEARING_REQUEST, case.id, person_id, due_date(matter, request_by(matter, case, day)))
        for person_id, day in rights_since(known, case)
    ]


def rights_since(known: Known, case: Case) -> list[tuple[str, date]]:
    """Whose days to ask for a hearing run in a case, and since which day: when they were told, or reached.

    Whoever has given the right up has none.
    """
    matter, found = known.matter, []
    for person_id in whom_to_tell(case, known.facts):
        if (person_id, case.id) in known.facts.waived:
            continue
        told, reached = (known.records.get(step(case, person_id)) for step in (rights_step, reached_step))
        if reached is not None:
            found.append((person_id, date.fromisoformat(reached.detail)))
        elif told is not None and told.detail != ON_REACH:
            found.append((person_id, matter.today(told.time.ToDatetime(UTC))))
    return found


def awaited_promises(known: Known, accepted: Accepted, case: Case) -> list[Promise]:
    """What was promised for later, is not brought, and a case waits for."""
    brought = {item.code for s in known.facts.supplements.values() for item in s.materials}
    return [each for each in promises_for(known.matter, case, accepted.late) if each.material_code not in brought]


def _stages(known: Known, accepted: Accepted, clock: CaseClock) -> list[OpenDeadline]:
    """The stages under way that have a limit of their own; the others have the case's."""
    found, case, matter = [], clock.case, clock.matter
    for stage in case.item.stages:
        record = known.records.get(_asked_by(accepted, case, stage))
        done = (case.id, stage.code) in known.facts.stages_done
        if record is not None and not done and stage.limit_working_days:
            due = clock.due(matter.today(record.time.ToDatetime(UTC)), stage.limit_working_days)
            found.append(OpenDeadline(Limit.STAGE, case.id, stage.code, due))
    return found


def _asked_by(accepted: Accepted, case: Case, stage: Stage) -> str:
    """The step that asks officers for a stage: see workflows/cases.py."""
    if stage.after:
        return f"stage:{case.code}:{stage.code}"
    if case.code in accepted.by_rule:
        return f"people:{case.code}"
    return f"case-started:{case.code}" if case.needs else ACCEPTANCE


def _delivery(known: Known) -> list[OpenDeadline]:
    if known.facts.delivery_over:
        return []
    on = decided_on(known.matter, known.records["decided"])
    due = due_date(known.matter, delivery_due(known.matter, on))
    return [OpenDeadline(Limit.DELIVERY, "", "", due)]
