"""Steps from acceptance to the result in hand, as pure functions (the steps before it: application.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import cast

from onetrip.approval.v1 import commands_pb2 as approval
from onetrip.approval.v1.events_pb2 import AcceptanceDecided
from onetrip.catalog.v1.catalog_pb2 import Stage
from onetrip.intake.v1.events_pb2 import GivenMaterial, SignedCommitment
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import OutgoingMessage, StepRecord
from onetrip.verification.v1 import messages_pb2 as verification
from onetrip.verification.v1.facts_pb2 import Finding
from workflows.engine.outgoing import WHOLE, command, due_date, event, timestamp
from workflows.facts import Facts
from workflows.limits.case_clock import CaseClock
from workflows.matter import Case, Matter
from workflows.promises import Promise, late_material, missing_material, promises_for
from workflows.steps.application import ACCEPTANCE, Draft, possible_duplicates

NOT_ACCEPTED = "NOT_ACCEPTED"
# The stage of a command that asks the instant rule.
RULE = ""
# Stands for a stage in the lights of handing the result over; no stage of the catalogue can be called so.
DELIVERY = "@delivery"


@dataclass(frozen=True)
class Accepted:
    """That the application is accepted 受理: on what basis, and from which day every decision limit counts.

    `by_rule` are the cases whose instant rule was asked first, `late` is what was promised for later.
    """

    basis: process.AcceptanceBasis
    effective: date
    by_rule: frozenset[str]
    late: tuple[Promise, ...] = ()

    @property
    def detail(self) -> str:
        """As the step's record keeps it."""
        name = process.AcceptanceBasis.Name(self.basis).removeprefix("ACCEPTANCE_BASIS_")
        promises = [promise.word for promise in self.late]
        return " ".join([name, self.effective.isoformat(), *sorted(self.by_rule), *promises])

    @classmethod
    def from_detail(cls, detail: str) -> Accepted:
        """Reads what `detail` wrote. Raises ValueError for anything else."""
        name, effective, *words = detail.split(" ")
        by_rule = frozenset(word for word in words if not Promise.is_word(word))
        late = tuple(Promise.from_word(word) for word in words if Promise.is_word(word))
        basis = process.AcceptanceBasis.Value(f"ACCEPTANCE_BASIS_{name}")
        return cls(cast(process.AcceptanceBasis, basis), date.fromisoformat(effective), by_rule, late)


@dataclass(frozen=True)
class Dossier:
    """What reviewers are given 卷宗: the facts, what is to be looked at, the documents, the day of acceptance.

    `facts` is what has been heard, as of now: of the clocks it is always read anew. `commitments` stand for documents.
    `notices_sent`: supplement notices, all before acceptance.
    """

    matter: Matter
    answer: verification.VerificationCompleted | None
    materials: Sequence[GivenMaterial]
    accepted: Accepted
    facts: Facts
    commitments: Sequence[SignedCommitment] = ()
    notices_sent: int = 0

    def clock(self, case: Case) -> CaseClock:
        """The clock of a case as of now."""
        return CaseClock(self.matter, case, self.facts)

    def findings(self, case: Case) -> list[Finding]:
        """What a person has to look at in a case."""
        found = self.answer.findings if self.answer else []
        return [finding for finding in found if finding.item_code in {"", case.code}]

    def committed(self, case: Case) -> list[SignedCommitment]:
        """What a case rests on that was committed to instead of proved; what is the bundle's own, every case does."""
        of_case = {material.code for material in [*case.item.materials, *self.matter.definition.materials]}
        return [one for one in self.commitments if one.material_code in of_case]


def accepted(dossier: Dossier, reviews: Sequence[OutgoingMessage], now: datetime) -> Draft:
    """The application is accepted and its first reviews are asked for."""
    matter = dossier.matter
    said = process.ApplicationAccepted(
        application_id=matter.application_id,
        basis=dossier.accepted.basis,
        effective_date=dossier.accepted.effective.isoformat(),
        cases=[progress(dossier, case) for case in matter.cases],
        accept_time=timestamp(now),
        late_materials=[late_material(matter, promise) for promise in dossier.accepted.late],
    )
    return Draft(
        id=ACCEPTANCE,
        time=now,
        state=state.APPLICATION_STATE_IN_REVIEW,
        events=[event(matter, WHOLE, "accepted", 1, said)],
        commands=reviews,
        detail=dossier.accepted.detail,
    )


def not_accepted(matter: Matter, decision: AcceptanceDecided, now: datetime, step_id: str = ACCEPTANCE) -> Draft:
    """The application is not accepted 不予受理, by a person."""
    said = process.ApplicationNotAccepted(
        application_id=matter.application_id,
        sealed_reasons=decision.sealed_reasons,
        right_body=decision.right_body,
        refuse_time=timestamp(now),
        ground=decision.ground,
    )
    return Draft(
        id=step_id,
        time=now,
        state=state.APPLICATION_STATE_NOT_ACCEPTED,
        events=[event(matter, WHOLE, "not-accepted", 1, said)],
        detail=NOT_ACCEPTED,
        closes=True,
    )


def review_of(dossier: Dossier, case: Case, stage: Stage | None, today: date) -> OutgoingMessage:
    """The command to review one stage of a case, or to ask its instant rule when `stage` is None."""
    matter = dossier.matter
    code = stage.code if stage else RULE
    stage_days = stage.limit_working_days if stage else 0
    clock, due = dossier.clock(case), decision_due(dossier, case)
    request = approval.ReviewCase(
        application_id=matter.application_id,
        case_id=case.id,
        item_code=case.code,
        stage=code,
        round=1,
        final_stage=stage is None or not any(code in other.after for other in case.item.stages),
        findings=dossier.findings(case),
        sealed_facts=dossier.answer.sealed_facts if dossier.answer else b"",
        materials=dossier.materials,
        due=due,
        stage_due=clock.due(today, stage_days) if stage_days else due,
        accepted_date=dossier.accepted.effective.isoformat(),
        late_materials=[missing_material(matter, each) for each in promises_for(matter, case, dossier.accepted.late)],
        commitments=dossier.committed(case),
        possible_duplicates=possible_duplicates(matter, dossier.facts.supplements),
        notices_sent=dossier.notices_sent,
    )
    return command(matter, case.code, f"review-{code}" if stage else "review", 1, request)


def reviews_started(step_id: str, reviews: Sequence[OutgoingMessage], now: datetime) -> Draft:
    """Further reviews of a case are asked for."""
    return Draft(step_id, now, state.APPLICATION_STATE_IN_REVIEW, commands=reviews)


def prerequisite_failed(matter: Matter, case: Case, failed: Sequence[str], now: datetime) -> Draft:
    """Cases that this one needs (`failed`) were not granted: approval is asked to end it."""
    request = approval.EndUndecided(
        application_id=matter.application_id,
        case_ids=[case.id],
        reason=approval.END_REASON_PREREQUISITE_REFUSED,
        needed_case_ids=failed,
    )
    return Draft(
        id=f"prerequisite-failed:{case.code}",
        time=now,
        state=state.APPLICATION_STATE_IN_REVIEW,
        commands=[command(matter, case.code, "end", 1, request)],
    )


def decided(
    dossier: Dossier, outcomes: Mapping[str, state.CaseOutcome], now: datetime, decided_at: datetime | None = None
) -> Draft:
    """Every case is decided; the results are to be handed over within the limit of licensing law, art. 44.

    `decided_at`: when approval decided the last of them; the detail keeps its day. None: it counts from the step.
    """
    matter = dossier.matter
    said = process.ApplicationDecided(
        application_id=matter.application_id,
        cases=[progress(dossier, case, outcomes.get(case.id)) for case in matter.cases],
        decide_time=timestamp(now),
    )
    to_hand_over = any(outcome != state.CASE_OUTCOME_ENDED for outcome in outcomes.values())
    decided_on = matter.today(decided_at or now)
    last_day = delivery_due(matter, decided_on)
    request = approval.DeliverResults(application_id=matter.application_id, due=due_date(matter, last_day))
    return Draft(
        id="decided",
        time=now,
        state=state.APPLICATION_STATE_DELIVERING,
        events=[event(matter, WHOLE, "decided", 1, said)],
        commands=[command(matter, WHOLE, "deliver", 1, request)] if to_hand_over else [],
        detail=decided_on.isoformat() if decided_at else "",
    )


def decided_on(matter: Matter, record: StepRecord) -> date:
    """The day of the decision, from which the days to hand its result over count; `record` is that of `decided`."""
    return date.fromisoformat(record.detail) if record.detail else matter.today(record.time.ToDatetime(UTC))


def progress(dossier: Dossier, case: Case, outcome: state.CaseOutcome | None = None) -> process.CaseProgress:
    """A case with its limits, as of now."""
    clock, effective = dossier.clock(case), dossier.accepted.effective
    return process.CaseProgress(
        case_id=case.id,
        item_code=case.code,
        department=case.item.lead_department,
        due=clock.due(effective, clock.statutory_days),
        promised=clock.due(effective, clock.promised_days),
        outcome=outcome or state.CASE_OUTCOME_UNSPECIFIED,
    )


def decision_due(dossier: Dossier, case: Case) -> process.DueDate:
    """The last day to decide a case by law, as of now: licensing law, arts. 42 and 45."""
    clock = dossier.clock(case)
    return clock.due(dossier.accepted.effective, clock.statutory_days)


def delivery_due(matter: Matter, decided_on: date) -> date:
    """The last day to hand over the result: licensing law, art. 44."""
    return matter.calendar.working_day_after(decided_on, matter.days("delivery_working_days"))


def delivery_light_step(light: state.Light, turn: int = 0) -> str:
    """The id of the step that changes the light of handing over; `turn`: how often a wrong one was taken back."""
    name = state.Light.Name(light).removeprefix("LIGHT_").lower()
    return f"light-{name}:{DELIVERY}" + (f":again-{turn}" if turn else "")


def delivery_light(
    matter: Matter,
    outcomes: Mapping[str, state.CaseOutcome],
    light: state.Light,
    last_day: date,
    now: datetime,
    turn: int = 0,
) -> Draft:
    """The time to hand the result over is nearly used up, or past: told to the department of each case decided.

    Also that it is not yet, where a light was wrong by a later calendar.
    """
    name = state.Light.Name(light).removeprefix("LIGHT_").lower()
    decided = [case for case in matter.cases if outcomes.get(case.id) != state.CASE_OUTCOME_ENDED]
    said = [
        process.LightChanged(
            application_id=matter.application_id,
            case_id=case.id,
            department=case.item.lead_department,
            light=light,
            due=due_date(matter, last_day),
            change_time=timestamp(now),
            stage=DELIVERY,
            turn=turn,
        )
        for case in decided
    ]
    return Draft(
        id=delivery_light_step(light, turn),
        time=now,
        state=state.APPLICATION_STATE_DELIVERING,
        events=[
            event(matter, case.code, f"light-{name}-delivery", turn + 1, each)
            for case, each in zip(decided, said, strict=True)
        ],
    )
