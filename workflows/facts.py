"""What a workflow has been told: events folded into facts, in whatever order and however often they come.

Folding only adds, so neither the order of two topics nor a repetition changes what is known in the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.notification.v1 import events_pb2 as notification
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.verification.v1 import messages_pb2 as verification


@dataclass(frozen=True)
class Move:
    """That a case's clock was stopped, started or extended. `working_days`: the length told, or the extension."""

    cause: process.MoveCause
    time: datetime
    case_id: str
    """Empty: the joint limit of all cases."""
    procedure_id: str = ""
    procedure: state.SpecialProcedure = state.SPECIAL_PROCEDURE_UNSPECIFIED
    working_days: int = 0
    department: str = ""
    sealed_reasons: bytes = b""
    by_government: bool = False
    correction: int = 0
    """Which correction of the procedure."""


@dataclass(frozen=True)
class Interval:
    """A special procedure as it counts: as it was recorded, or corrected last. `end` None: under way."""

    kind: state.SpecialProcedure
    start: datetime
    end: datetime | None


@dataclass
class Facts:
    """What other parts have said of one application. Rounds and sequences count from 1."""

    verifications: dict[int, verification.VerificationCompleted] = field(default_factory=dict)
    supplements: dict[int, intake.ApplicationSupplemented] = field(default_factory=dict)
    asked: dict[int, approval.SupplementAsked] = field(default_factory=dict)
    denied: dict[int, approval.SupplementDenied] = field(default_factory=dict)
    later: approval.LaterSupplementAsked | None = None
    """What officers asked for after acceptance (补交告知): once at most."""
    window: approval.AcceptanceDecided | None = None
    declined: set[str] = field(default_factory=set)
    """Cases that the instant rule did not grant."""
    stages_done: set[tuple[str, str]] = field(default_factory=set)
    """(case, stage)."""
    outcomes: dict[str, state.CaseOutcome] = field(default_factory=dict)
    """By case."""
    ended_at: dict[str, datetime] = field(default_factory=dict)
    """When approval decided or ended each case, by its own clock."""
    terminated: approval.UndecidedEnded | None = None
    """That approval has ended the whole application for an operator."""
    operators_answered: dict[str, approval.UndecidedEnded | approval.ProcedureCorrected] = field(default_factory=dict)
    """Approval's answers to operators, by their request."""
    corrections: dict[tuple[str, int], approval.ProcedureCorrected] = field(default_factory=dict)
    """By procedure and number: the highest counts."""
    withdrawn: bool = False
    """Whether the whole application was withdrawn, before any case was decided."""
    procedures: dict[str, approval.SpecialProcedureStarted] = field(default_factory=dict)
    procedures_ended: dict[str, approval.SpecialProcedureEnded] = field(default_factory=dict)
    extensions: dict[str, approval.DeadlineExtended] = field(default_factory=dict)
    """By case; empty: the joint limit of all cases."""
    lapsed: approval.UndecidedEnded | None = None
    lapsed_cases: set[str] = field(default_factory=set)
    """Cases that ended because what was asked for or promised did not come."""
    withheld: set[str] = field(default_factory=set)
    """Cases whose last stage is approved while something is to come late."""
    released: set[str] = field(default_factory=set)
    """Cases that approval holds back no more."""
    interested: set[tuple[str, str]] = field(default_factory=set)
    """(person, case) of those whose interests the licence bears on; an empty case: all."""
    reached: dict[tuple[str, str], date] = field(default_factory=dict)
    """On which day the notice of their rights reached an interested party: by (person, case)."""
    waived: set[tuple[str, str]] = field(default_factory=set)
    """(person, case): who gave the right to a hearing up; an empty person is the applicant's side."""
    hearings: dict[str, approval.HearingRequested] = field(default_factory=dict)
    """Hearings that were asked for, by case."""
    delivered: bool = False
    delivery_stopped: bool = False
    """Whether all that was decided was revoked before it was in hand."""
    fact_changes: set[tuple[str, int]] = field(default_factory=set)
    """(ticket, answer): facts that were disputed, or whose source has answered."""

    @property
    def latest_supplied(self) -> intake.ApplicationSupplemented:
        """The latest supplement; one that only corrects counts where there is no other. Raises ValueError for none."""
        real = [number for number, each in self.supplements.items() if not each.corrections_only]
        return self.supplements[max(real or self.supplements)]

    def corrections_after(self, supplement: int) -> int:
        """How many corrections on the spot (licensing law, art. 32(3)) came after the `supplement`-th."""
        return sum(bool(each.corrections) for number, each in self.supplements.items() if number > supplement)

    @property
    def latest_verification(self) -> verification.VerificationCompleted | None:
        """The answer of the latest round; one after acceptance counts only when every register has answered."""
        rounds = [number for number, answer in self.verifications.items() if not _knows_less(answer)]
        return self.verifications[max(rounds)] if rounds else None

    @property
    def delivery_over(self) -> bool:
        """Whether nothing is on its way any more: in hand, or stopped."""
        return self.delivered or self.delivery_stopped

    @property
    def moves_count(self) -> int:
        """How often a clock was stopped, started or extended."""
        return len(self.procedures) + len(self.procedures_ended) + len(self.extensions) + len(self.corrections)

    @property
    def moves(self) -> list[Move]:
        """What was done to the clocks, oldest first."""
        return sorted(
            [
                *(_paused(each) for each in self.procedures.values()),
                *(
                    _resumed(self.procedures[id_], each)
                    for id_, each in self.procedures_ended.items()
                    if id_ in self.procedures
                ),
                *(_prolonged(each) for each in self.extensions.values()),
                *(
                    _corrected(self.procedures[id_], each)
                    for (id_, _), each in self.corrections.items()
                    if id_ in self.procedures
                ),
            ],
            key=lambda move: (move.time, move.cause, move.procedure_id, move.correction),
        )

    def interval(self, started: approval.SpecialProcedureStarted) -> Interval:
        """A procedure as it counts."""
        id_, numbers = (
            started.procedure_id,
            [number for known, number in self.corrections if known == started.procedure_id],
        )
        ended = self.procedures_ended.get(id_)
        end = ended.end_time.ToDatetime(UTC) if ended else None
        if not numbers:
            return Interval(started.kind, started.start_time.ToDatetime(UTC), end)
        corrected = self.corrections[id_, max(numbers)]
        if corrected.HasField("end_time"):
            end = corrected.end_time.ToDatetime(UTC)
        return Interval(corrected.kind, corrected.start_time.ToDatetime(UTC), end)

    def expiry(self, item_code: str) -> date | None:
        """The last day of the licence that an item renews, as the latest round that knew it has it."""
        answer = self._answer_with_expiry(item_code)
        dates = {expiry.item_code: expiry.date for expiry in answer.expiries} if answer else {}
        return date.fromisoformat(dates[item_code]) if dates else None

    def facts_of_expiry(self, item_code: str) -> bytes:
        """The sealed facts that say so."""
        answer = self._answer_with_expiry(item_code)
        return answer.sealed_facts if answer else b""

    def _answer_with_expiry(self, item_code: str) -> verification.VerificationCompleted | None:
        rounds = [
            number
            for number, answer in self.verifications.items()
            if any(expiry.item_code == item_code for expiry in answer.expiries)
        ]
        return self.verifications[max(rounds)] if rounds else None

    def granted(self, case_id: str) -> bool:
        """Whether a case is decided and granted."""
        return self.outcomes.get(case_id) == state.CASE_OUTCOME_GRANTED

    def take(self, message: Message) -> None:
        """Adds what an event says; an event of no concern changes nothing."""
        fold = _FOLDS.get(message.DESCRIPTOR.full_name)
        if fold is not None:
            fold(self, message)

    def _end(self, case_ids: Iterable[str], at: Timestamp) -> None:
        for case_id in case_ids:
            self.outcomes.setdefault(case_id, state.CASE_OUTCOME_ENDED)
            self._note_end(case_id, at)

    def _note_end(self, case_id: str, at: Timestamp) -> None:
        if at.seconds:
            self.ended_at.setdefault(case_id, at.ToDatetime(UTC))


def message_of(type_name: str, payload: bytes) -> Message | None:
    """Parses an event that a workflow is told; None for a type of no concern. Raises DecodeError."""
    message_class = EVENTS.get(type_name)
    return None if message_class is None else message_class.FromString(payload)


def _paused(event: approval.SpecialProcedureStarted) -> Move:
    return Move(
        process.MOVE_CAUSE_PAUSED,
        event.start_time.ToDatetime(UTC),
        event.case_id,
        event.procedure_id,
        event.kind,
        event.expected_working_days,
        event.department,
        event.sealed_reasons,
    )


def _resumed(started: approval.SpecialProcedureStarted, ended: approval.SpecialProcedureEnded) -> Move:
    return Move(
        process.MOVE_CAUSE_RESUMED,
        ended.end_time.ToDatetime(UTC),
        started.case_id,
        started.procedure_id,
        started.kind,
        department=started.department,
    )


def _prolonged(event: approval.DeadlineExtended) -> Move:
    return Move(
        process.MOVE_CAUSE_EXTENDED,
        event.extend_time.ToDatetime(UTC),
        event.case_id,
        working_days=event.working_days,
        department=event.department,
        sealed_reasons=event.sealed_reasons,
        by_government=event.by_government,
    )


def _corrected(started: approval.SpecialProcedureStarted, event: approval.ProcedureCorrected) -> Move:
    return Move(
        process.MOVE_CAUSE_CORRECTED,
        event.correct_time.ToDatetime(UTC),
        started.case_id,
        started.procedure_id,
        event.kind,
        department=started.department,
        correction=event.number,
    )


def _verified(facts: Facts, event: verification.VerificationCompleted) -> None:
    facts.verifications.setdefault(event.round, event)


def _knows_less(answer: verification.VerificationCompleted) -> bool:
    """Whether a round after acceptance leaves open what an earlier one knew."""
    return answer.anew and answer.outcome == verification.VERIFICATION_OUTCOME_UNAVAILABLE


def _fact_changed(facts: Facts, event: verification.FactsChanged) -> None:
    facts.fact_changes.add((event.ticket_id or event.certificate_id, event.answer))


def _supplemented(facts: Facts, event: intake.ApplicationSupplemented) -> None:
    facts.supplements.setdefault(event.sequence, event)


def _asked(facts: Facts, event: approval.SupplementAsked) -> None:
    facts.asked.setdefault(event.round, event)


def _denied(facts: Facts, event: approval.SupplementDenied) -> None:
    facts.denied.setdefault(event.round, event)


def _later_asked(facts: Facts, event: approval.LaterSupplementAsked) -> None:
    facts.later = facts.later or event


def _window_answered(facts: Facts, event: approval.AcceptanceDecided) -> None:
    facts.window = facts.window or event


def _declined(facts: Facts, event: approval.InstantDeclined) -> None:
    facts.declined.add(event.case_id)


def _stage_completed(facts: Facts, event: approval.StageCompleted) -> None:
    facts.stages_done.add((event.case_id, event.stage))


def _case_withheld(facts: Facts, event: approval.CaseWithheld) -> None:
    facts.withheld.add(event.case_id)
    facts.stages_done.add((event.case_id, event.stage))


def _case_released(facts: Facts, event: approval.CaseReleased) -> None:
    facts.released.add(event.case_id)


def _case_decided(facts: Facts, event: approval.CaseDecided) -> None:
    facts.outcomes[event.case_id] = event.outcome
    facts._note_end(event.case_id, event.decide_time)


def _undecided_ended(facts: Facts, event: approval.UndecidedEnded) -> None:
    facts._end(event.ended_case_ids, event.end_time)
    if event.reason == commands.END_REASON_LAPSED:
        facts.lapsed = facts.lapsed or event
        facts.lapsed_cases.update(event.ended_case_ids)
    elif event.reason == commands.END_REASON_TERMINATED:
        facts.operators_answered.setdefault(event.request_id, event)
        facts.terminated = facts.terminated or (event if event.ended_case_ids else None)


def _withdrawal_settled(facts: Facts, event: approval.WithdrawalSettled) -> None:
    facts._end(event.withdrawn_case_ids, event.settle_time)
    facts.withdrawn = facts.withdrawn or (event.withdrawn and not event.decided_case_ids)


def _procedure_started(facts: Facts, event: approval.SpecialProcedureStarted) -> None:
    facts.procedures.setdefault(event.procedure_id, event)


def _procedure_ended(facts: Facts, event: approval.SpecialProcedureEnded) -> None:
    facts.procedures_ended.setdefault(event.procedure_id, event)


def _procedure_corrected(facts: Facts, event: approval.ProcedureCorrected) -> None:
    facts.operators_answered.setdefault(event.request_id, event)
    if event.number:
        facts.corrections.setdefault((event.procedure_id, event.number), event)


def _extended(facts: Facts, event: approval.DeadlineExtended) -> None:
    facts.extensions.setdefault(event.case_id, event)


def _party_named(facts: Facts, event: approval.InterestedPartyNamed) -> None:
    facts.interested.add((event.person_id, event.case_id))


def _party_reached(facts: Facts, event: notification.PartyReached) -> None:
    if event.kind == notification.NOTICE_KIND_RIGHTS:
        facts.reached.setdefault((event.person_id, event.case_id), date.fromisoformat(event.reach_date))


def _hearing_waived(facts: Facts, event: approval.HearingWaived) -> None:
    facts.waived.add((event.person_id, event.case_id))


def _hearing_requested(facts: Facts, event: approval.HearingRequested) -> None:
    facts.hearings.setdefault(event.case_id, event)


def _delivered(facts: Facts, _event: approval.ResultDelivered) -> None:
    facts.delivered = True


def _delivery_stopped(facts: Facts, _event: approval.DeliveryStopped) -> None:
    facts.delivery_stopped = True


_TABLE: Mapping[type[Message], Callable[..., None]] = {
    verification.VerificationCompleted: _verified,
    verification.FactsChanged: _fact_changed,
    intake.ApplicationSupplemented: _supplemented,
    approval.SupplementAsked: _asked,
    approval.SupplementDenied: _denied,
    approval.LaterSupplementAsked: _later_asked,
    approval.AcceptanceDecided: _window_answered,
    approval.InstantDeclined: _declined,
    approval.StageCompleted: _stage_completed,
    approval.CaseWithheld: _case_withheld,
    approval.CaseReleased: _case_released,
    approval.CaseDecided: _case_decided,
    approval.UndecidedEnded: _undecided_ended,
    approval.WithdrawalSettled: _withdrawal_settled,
    approval.SpecialProcedureStarted: _procedure_started,
    approval.SpecialProcedureEnded: _procedure_ended,
    approval.ProcedureCorrected: _procedure_corrected,
    approval.DeadlineExtended: _extended,
    approval.InterestedPartyNamed: _party_named,
    notification.PartyReached: _party_reached,
    approval.HearingRequested: _hearing_requested,
    approval.HearingWaived: _hearing_waived,
    approval.ResultDelivered: _delivered,
    approval.DeliveryStopped: _delivery_stopped,
}
_FOLDS: Mapping[str, Callable[..., None]] = {
    message_class.DESCRIPTOR.full_name: fold for message_class, fold in _TABLE.items()
}
EVENTS: Mapping[str, type[Message]] = {message_class.DESCRIPTOR.full_name: message_class for message_class in _TABLE}
"""What a workflow is told, by full protobuf name."""
