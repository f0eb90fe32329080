"""The check of a commitment 告知承诺 after the grant: its terms, and what each of its steps says. Pure.

Source: domain.md, "Evidence"; 国办发〔2020〕42号; the right to be heard: licensing law, arts. 7, 47 and 48. The terms
are local: the check's is the catalogue's, the others are settings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from google.protobuf.message import Message

from contracts.topics.names import APPROVAL_COMMANDS, PROCESS_EVENTS
from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import OutgoingMessage, StartCommitmentCheck, StepRecord
from workflows.engine.outgoing import timestamp
from workflows.limits.calendar import WorkingCalendar
from workflows.limits.process_clock import ProcessClock
from workflows.limits.terms import Term

# What the check of a commitment is told, by full protobuf name.
EVENTS: Mapping[str, type[Message]] = {
    message.DESCRIPTOR.full_name: message
    for message in (approval.CommitmentChecked, approval.DecisionRevoked, approval.StatementWaived)
}
# Stand for a stage in lights; no stage of the catalogue can be called so.
CHECK, REVOCATION = "@commitment", "@revocation"
# The steps after which another term runs.
PROPOSED, REVOCATION_ASKED = "proposed", "revocation-asked"


@dataclass(frozen=True, slots=True)
class Draft:
    """A step to establish. `closes`: the check is over after it."""

    id: str
    time: datetime
    messages: Sequence[OutgoingMessage]
    closes: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A grant that rests on a commitment, with the calendar, clock and terms by which it is checked."""

    decided: approval.CaseDecided
    calendar: WorkingCalendar
    clock: ProcessClock
    statement_working_days: int
    revocation_working_days: int

    @classmethod
    def of(cls, start: StartCommitmentCheck) -> Check:
        """Reads what a workflow is started with. Raises ValueError for a calendar that contradicts itself."""
        calendar, clock = WorkingCalendar.from_message(start.calendar), ProcessClock(start.clock)
        return cls(start.decided, calendar, clock, start.statement_working_days, start.revocation_working_days)

    @property
    def checking(self) -> Term:
        """The time to check it, from the decision: the shortest of what the catalogue gives."""
        days = min(each.check_working_days for each in self.decided.commitments)
        return self._term(self.decided.decide_time.ToDatetime(UTC), days)

    def hearing(self, proposed_at: datetime) -> Term:
        """The time for the applicant to be heard, from the notice."""
        return self._term(proposed_at, self.statement_working_days)

    def revoking(self, asked_at: datetime) -> Term:
        """The time to revoke the grant or uphold it, from when the applicant was heard."""
        return self._term(asked_at, self.revocation_working_days)

    def by(self, calendar: WorkingCalendar) -> Check:
        """The same under another calendar."""
        return replace(self, calendar=calendar)

    def running(self, steps: Mapping[str, StepRecord]) -> Term:
        """The term that runs after these steps."""
        if asked := steps.get(REVOCATION_ASKED):
            return self.revoking(asked.time.ToDatetime(UTC))
        if told := steps.get(PROPOSED):
            return self.hearing(told.time.ToDatetime(UTC))
        return self.checking

    def _term(self, start: datetime, working_days: int) -> Term:
        day = self.calendar.date_of(start)
        return Term(self.calendar, day, working_days, self.decided.yellow_percent)


def opened(check: Check, now: datetime) -> Draft:
    """The check begins: the department gets a task, the applicant is told by when."""
    decided, due = check.decided, check.checking.due
    said = process.CommitmentCheckOpened(
        application_id=decided.application_id,
        case_id=decided.case_id,
        department=decided.department,
        due=due,
        open_time=timestamp(now),
    )
    request = commands.CheckCommitment(application_id=decided.application_id, case_id=decided.case_id, due=due)
    messages = [
        _message(check, PROCESS_EVENTS, "commitment-check-opened", said),
        _message(check, APPROVAL_COMMANDS, "check-commitment", request),
    ]
    return Draft("opened", now, messages)


def proposed(check: Check, found: approval.CommitmentChecked, now: datetime) -> Draft:
    """It was found false: the applicant is told why, and until when they are heard."""
    said = _proposal(check, found.sealed_reasons, now)
    request = commands.HearStatement(
        application_id=check.decided.application_id, case_id=check.decided.case_id, due=said.due
    )
    messages = [
        _message(check, PROCESS_EVENTS, "revocation-proposed", said),
        _message(check, APPROVAL_COMMANDS, "hear-statement", request),
    ]
    return Draft(PROPOSED, now, messages)


def calendar_loaded(
    check: Check, number: int, before: Check, steps: Mapping[str, StepRecord], found: bytes, now: datetime
) -> Draft:
    """It is computed by the calendar of this number from here on. The detail says how many dates moved.

    Where its day is another one, or certain now, the task shows it; an applicant who was told in writing until when
    they are heard is told again (decision 0016). `found`: the sealed reasons that they were told.
    """
    term, was = check.running(steps), before.running(steps)
    messages: list[OutgoingMessage] = []
    if term.due != was.due:
        messages.append(_moved(check, term.due, steps, number))
    if term.last_day != was.last_day and PROPOSED in steps and REVOCATION_ASKED not in steps:
        said = _proposal(check, found, steps[PROPOSED].time.ToDatetime(UTC))
        said.calendar_number = number
        messages.append(_message(check, PROCESS_EVENTS, "revocation-proposed-calendar", said, number))
    return Draft(f"calendar:{number}", now, messages, detail=str(int(term.last_day != was.last_day)))


def revocation_asked(check: Check, now: datetime) -> Draft:
    """The applicant was heard: an approver is asked to revoke the grant or to uphold it. No machine does either."""
    decided, due = check.decided, check.revoking(now).due
    request = commands.ReviewRevocation(application_id=decided.application_id, case_id=decided.case_id, due=due)
    return Draft(REVOCATION_ASKED, now, [_message(check, APPROVAL_COMMANDS, "review-revocation", request)])


def light_changed(check: Check, stage: str, light: state.Light, due: process.DueDate, now: datetime) -> Draft:
    """A light changes: yellow warns the department, red the supervisor."""
    said = process.LightChanged(
        application_id=check.decided.application_id,
        case_id=check.decided.case_id,
        department=check.decided.department,
        light=light,
        due=due,
        change_time=timestamp(now),
        stage=stage,
    )
    name = state.Light.Name(light).removeprefix("LIGHT_").lower()
    kind = f"light-{name}-{stage.removeprefix('@')}"
    return Draft(f"light-{name}:{stage}", now, [_message(check, PROCESS_EVENTS, kind, said)])


def closed(check: Check, outcome: process.CommitmentOutcome, sealed_reasons: bytes, now: datetime) -> Draft:
    """It is over."""
    said = process.CommitmentCheckClosed(
        application_id=check.decided.application_id,
        case_id=check.decided.case_id,
        item_code=check.decided.item_code,
        department=check.decided.department,
        outcome=outcome,
        sealed_reasons=sealed_reasons,
        close_time=timestamp(now),
    )
    return Draft("closed", now, [_message(check, PROCESS_EVENTS, "commitment-check-closed", said)], closes=True)


def _proposal(check: Check, sealed_reasons: bytes, proposed_at: datetime) -> process.RevocationProposed:
    return process.RevocationProposed(
        application_id=check.decided.application_id,
        case_id=check.decided.case_id,
        item_code=check.decided.item_code,
        department=check.decided.department,
        sealed_reasons=sealed_reasons,
        due=check.hearing(proposed_at).due,
        propose_time=timestamp(proposed_at),
    )


def _moved(check: Check, due: process.DueDate, steps: Mapping[str, StepRecord], number: int) -> OutgoingMessage:
    """The request that runs, once more with the day as it is now."""
    about = {"application_id": check.decided.application_id, "case_id": check.decided.case_id}
    if REVOCATION_ASKED in steps:
        kind, request = "review-revocation", commands.ReviewRevocation(**about, due=due)
    elif PROPOSED in steps:
        kind, request = "hear-statement", commands.HearStatement(**about, due=due)
    else:
        kind, request = "check-commitment", commands.CheckCommitment(**about, due=due)
    return _message(check, APPROVAL_COMMANDS, f"{kind}-calendar", request, number)


def _message(check: Check, topic: str, kind: str, message: Message, round_: int = 1) -> OutgoingMessage:
    return OutgoingMessage(
        topic=topic,
        id=f"{check.decided.application_id}:{check.decided.item_code}:{kind}:{round_}",
        type=message.DESCRIPTOR.full_name,
        payload=message.SerializeToString(),
    )
