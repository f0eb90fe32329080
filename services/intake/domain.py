"""Where an application stands, as the applicant sees it: one value that grows with the news, and what it says.

News comes from five topics: in order within one, in any order across them, and more than once. So nothing here
says "go to state X": each piece of news is remembered by what it is about, and the state is derived from what is
remembered (domain.md, "Applications and cases"). Pure: no I/O, no clock, no messages.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import IntEnum
from typing import Any

from services.intake.asked import Due, Late, Missing, Supplement
from services.intake.corrections import Correction


class State(IntEnum):
    """The states of an application; the numbers are those of `onetrip.process.v1.ApplicationState`."""

    RECEIVED = 1
    VERIFYING = 2
    SUPPLEMENT_REQUESTED = 3
    ACCEPTED = 4
    IN_REVIEW = 5
    DECIDED = 6
    DELIVERING = 7
    COMPLETED = 8
    NOT_ACCEPTED = 9
    WITHDRAWN = 10
    LAPSED = 11
    REVOKED = 12
    TERMINATED = 13


FINAL = frozenset({State.COMPLETED, State.NOT_ACCEPTED, State.WITHDRAWN, State.LAPSED, State.REVOKED, State.TERMINATED})


class Outcome(IntEnum):
    """The outcomes of a case; the numbers are those of `onetrip.process.v1.CaseOutcome`."""

    NONE = 0
    GRANTED = 1
    REFUSED = 2
    ENDED = 3


DECIDED_OUTCOMES = frozenset({Outcome.GRANTED, Outcome.REFUSED})


@dataclass(frozen=True, slots=True)
class Reused:
    """Evidence that the state held already.

    `trust`: catalog.v1.TrustLevel; `source`: "certificate:<kind>" or "material".
    """

    item_code: str
    material_code: str
    name: tuple[str, str]
    trust: int
    source: str
    as_of: datetime
    certificate_id: str = ""
    material_id: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of the highest round of verification.

    `missing`: required documents only the applicant can give. `reused`: what was not asked for, being held already.
    """

    round: int
    at: datetime
    missing: tuple[Missing, ...] = ()
    proofs_spared: int = 0
    reused: tuple[Reused, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One department's piece of work.

    `valid_until`: the last day of a certificate that another system issued; of ours the definition tells it.
    `revoked`: whether the grant was taken back. `claimed`, `released`: when each department last took it and gave it
    back; `stages_done`: when each stage was;
    `procedures`: the special procedures under way, by id: while there is one, the clock stands still;
    `moved_at`: when its limits last moved.
    """

    outcome: Outcome = Outcome.NONE
    light: int = 0
    light_at: datetime | None = None
    due: Due | None = None
    promised: Due | None = None
    certificate_number: str = ""
    valid_until: date | None = None
    revoked: bool = False
    claimed: Mapping[str, datetime] = field(default_factory=dict)
    released: Mapping[str, datetime] = field(default_factory=dict)
    stages_done: Mapping[str, datetime] = field(default_factory=dict)
    procedures: Mapping[str, str] = field(default_factory=dict)
    procedures_over: tuple[str, ...] = ()
    moved_at: datetime | None = None

    def holders(self, department_of_stage: Mapping[str, str]) -> tuple[str, ...]:
        """Departments of which an officer holds the case now."""
        if self.outcome:
            return ()
        done = dict(self.released)
        for stage, at in self.stages_done.items():
            department = department_of_stage.get(stage, "")
            done[department] = max(at, done.get(department, at))
        return tuple(
            department
            for department, at in sorted(self.claimed.items())
            if department not in done or done[department] < at
        )


class VisitState(IntEnum):
    """What became of a presence asked for; the numbers are those of `onetrip.approval.v1.VisitState`."""

    BOOKED = 1
    REFUSED = 2
    CONVERTED = 3
    CANCELLED = 4


@dataclass(frozen=True, slots=True)
class Visit:
    """A presence that a department asked for, by the contract's numbers.

    `at`: when to be there, if booked; `options` and `chosen`: what can replace it and what does, each as (conversion,
    working days); `told_at`: when it was last told.
    """

    department: str
    kind: int
    state: int
    told_at: datetime
    case_id: str = ""
    at: datetime | None = None
    options: tuple[tuple[int, int], ...] = ()
    chosen: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """How the application was rated; for a bad rating until when it is answered, its light, and how that ended.

    Numbers are the contract's: `RatingLevel`, `Channel`, `Light`, `FollowUpOutcome`.
    """

    level: int
    channel: int
    at: datetime
    due: Due | None = None
    light: int = 0
    light_at: datetime | None = None
    outcome: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """The final state, once there is one. It never changes."""

    state: State
    at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """All that is known of an application's way. Instants are None until the news came."""

    cases: Mapping[str, Case] = field(default_factory=dict)
    verifying_round: int = 0
    verifying_at: datetime | None = None
    awaited_round: int = 0
    awaited_registers: tuple[str, ...] = ()
    verification: Verification | None = None
    supplement: Supplement | None = None
    window_claimed: str = ""
    accepted_at: datetime | None = None
    reviewed_at: datetime | None = None
    decided_at: datetime | None = None
    delivering_at: datetime | None = None
    delivered_at: datetime | None = None
    ending: Ending | None = None
    visits_budget: int | None = None
    visits_used: int | None = None
    delivery_method: int = 0
    visits: Mapping[str, Visit] = field(default_factory=dict)
    withdrawal_asked_at: datetime | None = None
    withdrawal_settled_at: datetime | None = None
    supplements: int = 0
    rating: Rating | None = None
    late: tuple[Late, ...] = ()
    stopped_at: datetime | None = None
    corrections: tuple[Correction, ...] = ()

    @property
    def visits_counted(self) -> bool:
        """Whether the count of visits is final: the result is in hand, or handed over no more."""
        return bool(self.delivered_at or self.stopped_at)

    @property
    def state(self) -> State:
        """The state all the news together amounts to."""
        if self.ending:
            return self.ending.state
        for at, state in (
            (self.delivering_at or self.delivered_at, State.DELIVERING),
            (self.decided_at, State.DECIDED),
            (self.reviewed_at, State.IN_REVIEW),
            (self.accepted_at, State.ACCEPTED),
        ):
            if at:
                return state
        return self._state_before_acceptance()

    def _state_before_acceptance(self) -> State:
        """Verifying and waiting for the applicant alternate: whichever began last."""
        steps = [(self.verifying_at, State.VERIFYING)]
        if self.supplement:
            steps.append((self.supplement.asked_at, State.SUPPLEMENT_REQUESTED))
        if self.verification:
            # Something is missing still, after a part was supplied: the notice stands, its wait is open (domain.md).
            waits = self.supplement and (self.verification.missing or self.supplement.not_given)
            steps.append((self.verification.at, State.SUPPLEMENT_REQUESTED if waits else State.VERIFYING))
        begun = [(at, state) for at, state in steps if at]
        return max(begun)[1] if begun else State.RECEIVED

    @property
    def ended(self) -> bool:
        """Whether the state is final."""
        return self.ending is not None

    @property
    def accepted(self) -> bool:
        """Whether acceptance is behind it: from then on nothing can be asked of the applicant."""
        return self.state not in (State.RECEIVED, State.VERIFYING, State.SUPPLEMENT_REQUESTED)

    @property
    def supplement_open(self) -> bool:
        """Whether what was asked for is still awaited."""
        if self.supplement is None:
            return False
        if self.supplement.case_id:
            return bool(self.later_missing)
        if self.accepted:
            return False
        return not self._verified_since or bool(self._missing_since)

    @property
    def still_missing(self) -> tuple[Missing, ...]:
        """What the applicant still has to give; when nothing is awaited any more, what had been asked for."""
        if self.supplement is None:
            return ()
        if self.supplement.case_id:
            return self.later_missing or self.supplement.missing
        if self._verified_since:
            return (self._missing_since if self.supplement_open else ()) or self.supplement.missing
        return self.supplement.not_given or self.supplement.missing

    @property
    def _verified_since(self) -> bool:
        """Whether a verification has answered since the notice."""
        asked, verified = self.supplement, self.verification
        return asked is not None and verified is not None and verified.at > asked.asked_at

    @property
    def _missing_since(self) -> tuple[Missing, ...]:
        """What officers asked for and nobody brought, and what verification last misses: as the process counts it."""
        found = [*(self.supplement.not_given if self.supplement else ())]
        found += self.verification.missing if self.verification else ()
        return tuple({(one.item_code, one.material_code): one for one in found}.values())

    @property
    def later_missing(self) -> tuple[Missing, ...]:
        """What officers asked for after acceptance and still wait for."""
        asked = self.supplement
        if asked is None or not asked.case_id or asked.over or self.ended:
            return ()
        if self.cases.get(asked.case_id, Case()).outcome:
            return ()
        return asked.not_given

    @property
    def corrections_open(self) -> tuple[Correction, ...]:
        """What can be corrected on the spot: something is left, and what it is about is not decided."""
        if self.ended:
            return ()
        return tuple(
            one
            for one in self.corrections
            if one.left and not (self.cases.get(one.case_id, Case()).outcome if one.case_id else self.accepted)
        )

    @property
    def late_awaited(self) -> tuple[Late, ...]:
        """What was promised for later and still has to come: a case that needs it is open."""
        if self.ended:
            return ()
        return tuple(
            late
            for late in self.late
            if not late.received and any(not self.cases.get(id_, Case()).outcome for id_ in late.case_ids)
        )

    @property
    def late_codes(self) -> frozenset[str]:
        """The codes of what was promised for later and still has to come."""
        return frozenset(late.material.material_code for late in self.late_awaited)

    @property
    def granted_whole(self) -> bool:
        """Whether every case was granted and none was taken back."""
        cases = self.cases.values()
        return bool(cases) and all(case.outcome is Outcome.GRANTED and not case.revoked for case in cases)

    @property
    def stands(self) -> bool:
        """Whether filing the same again is answered with this application: it is live, or its result may stand."""
        return not self.ended or (self.state is State.COMPLETED and self.granted_whole)

    @property
    def withdrawal_pending(self) -> bool:
        """Whether a withdrawal was asked for and is not settled."""
        return bool(self.withdrawal_asked_at and not self.withdrawal_settled_at and not self.ended)

    def with_case(self, case_id: str, **changes: Any) -> Progress:
        """Return it with one case changed."""
        case = replace(self.cases.get(case_id, Case()), **changes)
        return replace(self, cases={**self.cases, case_id: case})

    def with_outcome(self, case_id: str, outcome: Outcome, certificate_number: str = "") -> Progress:
        """Return it with a case's outcome. A decision stands: ending a case never takes it back."""
        case = self.cases.get(case_id, Case())
        if case.outcome in DECIDED_OUTCOMES:
            outcome = case.outcome
        number = case.certificate_number or certificate_number
        return self.with_case(case_id, outcome=outcome or case.outcome, certificate_number=number)

    def with_verification(self, verification: Verification) -> Progress:
        """Return it with a round's result, unless a later round's is known."""
        if self.verification and self.verification.round >= verification.round:
            return self
        return replace(self, verification=verification)

    def with_supplement(self, supplement: Supplement) -> Progress:
        """Return it with a notice, unless a later one is known."""
        if self.supplement and self.supplement.round >= supplement.round:
            return self
        return replace(self, supplement=supplement)

    def with_given(self, codes: Collection[str]) -> Progress:
        """Return it with what officers asked for brought."""
        if self.supplement is None or not self.supplement.by_officers:
            return self
        given = tuple(sorted({*self.supplement.given, *codes}))
        return replace(self, supplement=replace(self.supplement, given=given))

    def with_later_over(self, round_: int) -> Progress:
        """Return it with that wait over."""
        if self.supplement is None or not self.supplement.case_id or self.supplement.round != round_:
            return self
        return replace(self, supplement=replace(self.supplement, over=True))

    def with_late_received(self, codes: Collection[str]) -> Progress:
        """Return it with what was promised for later brought."""
        late = (replace(one, received=one.received or one.material.material_code in codes) for one in self.late)
        return replace(self, late=tuple(late))

    def with_corrected(self, fields: Collection[str], codes: Collection[str]) -> Progress:
        """Return it with what these answers and documents correct."""
        open_ones = {one.number for one in self.corrections_open}
        return replace(
            self,
            corrections=tuple(
                one.corrected(fields, codes) if one.number in open_ones else one for one in self.corrections
            ),
        )

    def with_late_due(self, days: Mapping[str, Due | None]) -> Progress:
        """Return it with other days by which what was promised for later has to come, by code."""
        late = (replace(one, due=days.get(one.material.material_code) or one.due) for one in self.late)
        return replace(self, late=tuple(late))

    def with_visit(self, visit_id: str, visit: Visit) -> Progress:
        """Return it with what became of a visit, unless something later is known."""
        known = self.visits.get(visit_id)
        return (
            self if known and known.told_at > visit.told_at else replace(self, visits={**self.visits, visit_id: visit})
        )

    def verifying(self, round_: int, at: datetime) -> Progress:
        """Return it with a round of verification begun, unless a later one was."""
        if self.verifying_round >= round_:
            return self
        return replace(self, verifying_round=round_, verifying_at=at)

    def reached(self, milestone: str, at: datetime) -> Progress:
        """Return it with a milestone (a field ending in `_at`) passed; the earliest instant told is kept."""
        known: datetime | None = getattr(self, milestone)
        return self if known and known <= at else replace(self, **{milestone: at})

    def finished(self, state: State, at: datetime) -> Progress:
        """Return it ended. A final state never changes."""
        if state not in FINAL:
            raise ValueError("only a final state ends an application")
        return self if self.ending else replace(self, ending=Ending(state, at))


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline. `key` is the same whenever the same thing is told; `details` fill its text."""

    key: str
    kind: str
    at: datetime
    case_id: str = ""
    department: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
