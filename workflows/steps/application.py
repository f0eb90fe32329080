"""Steps: what each step of an application establishes and asks, as pure functions.

Ids are made of what is said (`application:case:kind:round`), never of a counter: a step that runs again after a crash
says the same under the same ids, and the outbox keeps one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from google.protobuf.message import Message

from onetrip.approval.v1 import commands_pb2 as approval
from onetrip.approval.v1.events_pb2 import SupplementAsked
from onetrip.intake.v1.events_pb2 import ApplicationSupplemented, GivenMaterial, SignedCommitment
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import OperatorAction, OutgoingMessage
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as verification
from workflows.engine.outgoing import WHOLE, command, due_date, event, timestamp
from workflows.facts import Facts
from workflows.limits.legal_limits import supplement_deadline
from workflows.matter import Case, Matter

# The step that accepts an application, or does not.
ACCEPTANCE = "acceptance"
_NOTICE = "supplement-requested"
# What an operator did about registers that do not answer, by the round that waits.
REGISTERS_AGAIN, TO_PERSON = "registers-again", "to-person"
# An operator has asked for its end.
END_ASKED = "end-asked"
# An operator has asked for the correction of what stopped a clock.
CORRECTION_ASKED = "correction-asked"


@dataclass(frozen=True)
class Draft:
    """A step to establish. `detail` says which way it went, where there are several.

    `state` is the application's after it; unspecified where it leaves that as it is.
    """

    id: str
    time: datetime
    state: state.ApplicationState
    events: Sequence[OutgoingMessage] = ()
    commands: Sequence[OutgoingMessage] = ()
    detail: str = ""
    closes: bool = field(default=False)
    action: OperatorAction | None = None

    @property
    def messages(self) -> list[OutgoingMessage]:
        """All that it publishes."""
        return [*self.events, *self.commands]


def materials_given(matter: Matter, supplements: Mapping[int, ApplicationSupplemented]) -> list[GivenMaterial]:
    """Every document given so far, in the order in which they came."""
    return [*matter.submitted.materials, *(item for _, s in sorted(supplements.items()) for item in s.materials)]


def materials_at_hand(matter: Matter, known: Facts) -> list[GivenMaterial]:
    """What reviewers read: every document given, and those of earlier applications that the latest round reused."""
    latest = known.latest_verification
    reused = [one.material for one in latest.reused if one.HasField("material")] if latest else []
    return [*materials_given(matter, known.supplements), *reused]


def late_choice(matter: Matter, supplements: Mapping[int, ApplicationSupplemented]) -> list[str]:
    """Codes of what the applicant chose to bring late (容缺), so far."""
    chosen = [*matter.submitted.late_materials, *(c for _, s in sorted(supplements.items()) for c in s.late_materials)]
    return list(dict.fromkeys(chosen))


def possible_duplicates(matter: Matter, supplements: Mapping[int, ApplicationSupplemented]) -> list[str]:
    """Ids of applications that may be about the same matter, by what was filed and supplied so far."""
    later = (each for _, supplement in sorted(supplements.items()) for each in supplement.possible_duplicates)
    return list(dict.fromkeys((*matter.submitted.possible_duplicates, *later)))


def commitments_signed(
    matter: Matter, supplements: Mapping[int, ApplicationSupplemented]
) -> dict[str, SignedCommitment]:
    """What the applicant has signed instead of giving documents (告知承诺), so far, by the document's code."""
    later = (one for _, supplement in sorted(supplements.items()) for one in supplement.commitments)
    return {one.material_code: one for one in (*matter.submitted.commitments, *later)}


def commitments_counting(
    matter: Matter,
    supplements: Mapping[int, ApplicationSupplemented],
    answer: verification.VerificationCompleted | None,
) -> list[SignedCommitment]:
    """Those that stand for a document: what verification counts; before it has answered, what is not given as well."""
    signed = commitments_signed(matter, supplements)
    if answer is not None:
        return [one for code, one in signed.items() if code in set(answer.commitments)]
    given = {material.code for material in materials_given(matter, supplements)}
    return [one for code, one in signed.items() if code not in given]


def opening(matter: Matter) -> OutgoingMessage:
    """The command that opens the application's cases at approval."""
    submitted = matter.submitted
    request = approval.OpenApplication(
        application_id=submitted.application_id,
        tracking_number=submitted.tracking_number,
        definition=submitted.definition,
        applicant_id=submitted.applicant_id,
        applicant_kind=submitted.applicant_kind,
        filed_by=submitted.filed_by,
        filed_in_person=submitted.filed_in_person,
        delivery_method=submitted.delivery_method,
        receive_time=submitted.receive_time,
        interested_parties=submitted.interested_parties,
        organisation=submitted.organisation,
    )
    return command(matter, WHOLE, "open", 1, request)


def verification_started(
    matter: Matter, round: int, supplements: Mapping[int, ApplicationSupplemented], now: datetime
) -> Draft:
    """Registers are asked. The first round also opens the application; it is established with the start itself."""
    submitted, request = matter.submitted, _verify(matter, round, supplements)
    started = process.VerificationStarted(
        application_id=submitted.application_id, round=round, start_time=timestamp(now)
    )
    verify = command(matter, WHOLE, "verify", round, request)
    return Draft(
        id=f"verify:{round}",
        time=now,
        state=state.APPLICATION_STATE_VERIFYING,
        events=[event(matter, WHOLE, "verification-started", round, started)],
        commands=[opening(matter), verify] if round == 1 else [verify],
        detail=str(max(supplements, default=0)),
    )


def verified_anew(
    matter: Matter,
    stands: state.ApplicationState,
    round: int,
    supplements: Mapping[int, ApplicationSupplemented],
    changes: int,
    now: datetime,
) -> Draft:
    """Registers are asked after acceptance. `changes`: how many changes of facts this round answers."""
    request = _verify(matter, round, supplements)
    request.anew = True
    return Draft(
        id=f"verify-anew:{round}",
        time=now,
        state=stands,
        commands=[command(matter, WHOLE, "verify", round, request)],
        detail=str(changes),
    )


def facts_renewed(
    matter: Matter,
    stands: state.ApplicationState,
    number: int,
    answer: verification.VerificationCompleted,
    cases: Sequence[approval.RenewedCase],
    materials: Sequence[GivenMaterial],
    alike: Sequence[str],
    now: datetime,
) -> Draft:
    """Whoever has the application before them is shown the facts as they are now.

    `materials`: every document given, where something was corrected.
    """
    request = approval.RenewFacts(
        application_id=matter.application_id,
        round=answer.round,
        sealed_facts=answer.sealed_facts,
        cases=cases,
        materials=materials,
        possible_duplicates=alike,
    )
    return Draft(
        id=f"facts-renewed:{number}",
        time=now,
        state=stands,
        commands=[command(matter, WHOLE, "renew-facts", number, request)],
    )


def acceptance_renewed(
    matter: Matter,
    number: int,
    answer: verification.VerificationCompleted,
    materials: Sequence[GivenMaterial],
    commitments: Sequence[SignedCommitment],
    alike: Sequence[str],
    now: datetime,
) -> Draft:
    """The window is shown what was corrected on the spot. `number`: the supplement that brought it."""
    acceptance = approval.RenewedCase(findings=answer.findings, commitments=commitments)
    request = approval.RenewFacts(
        application_id=matter.application_id,
        round=answer.round,
        sealed_facts=answer.sealed_facts,
        cases=[acceptance],
        materials=materials,
        possible_duplicates=alike,
    )
    return Draft(
        id=f"corrected:{number}",
        time=now,
        state=state.APPLICATION_STATE_VERIFYING,
        commands=[command(matter, WHOLE, "renew-acceptance", number, request)],
    )


def register_awaited(matter: Matter, round: int, registers: Sequence[str], now: datetime) -> Draft:
    """A register does not answer; it is asked again later."""
    said = process.RegisterAwaited(
        application_id=matter.application_id, registers=registers, wait_time=timestamp(now), round=round
    )
    return Draft(
        id=f"register-awaited:{round}",
        time=now,
        state=state.APPLICATION_STATE_VERIFYING,
        events=[event(matter, WHOLE, "register-awaited", round, said)],
    )


def supplement_proposed(matter: Matter, round: int, missing: Sequence[facts.MissingMaterial], now: datetime) -> Draft:
    """What is missing is put to the ledger of supplement notices."""
    request = approval.AskSupplement(application_id=matter.application_id, round=round, missing=missing)
    return Draft(
        id=f"supplement-proposed:{round}",
        time=now,
        state=state.APPLICATION_STATE_VERIFYING,
        commands=[command(matter, WHOLE, "ask-supplement", round, request)],
    )


def supplement_due(matter: Matter, noticed_at: datetime) -> date:
    """The last day on which what a notice asks for is awaited."""
    return supplement_deadline(matter.calendar, matter.today(noticed_at), matter.days("supplement_working_days"))


def is_notice(step_id: str) -> bool:
    """Whether a step sent a supplement notice out."""
    return step_id.partition(":")[0] == _NOTICE


def supplement_requested(
    matter: Matter,
    asked: SupplementAsked,
    handled: int,
    now: datetime,
    verified: verification.VerificationCompleted,
) -> Draft:
    """The one notice 一次告知 is out, as the ledger allowed it. `handled` is the last supplement that came before it.

    `verified`: the latest verification, whose word on what a bad credit record bars goes along as it came.
    """
    said = process.SupplementRequested(
        application_id=matter.application_id,
        round=asked.round,
        missing=asked.missing,
        due=due_date(matter, supplement_due(matter, now)),
        sealed_new_fact=asked.sealed_new_fact,
        request_time=timestamp(now),
        late_barred=verified.late_barred,
        commitment_barred=verified.commitment_barred,
        sealed_barred=verified.sealed_barred,
        department=asked.department,
    )
    return Draft(
        id=f"{_NOTICE}:{asked.round}",
        time=now,
        state=state.APPLICATION_STATE_SUPPLEMENT_REQUESTED,
        events=[event(matter, WHOLE, "supplement-requested", asked.round, said)],
        detail=str(handled),
    )


def supplement_reminded(
    matter: Matter, round: int, missing: Sequence[facts.MissingMaterial], last_day: date, now: datetime
) -> Draft:
    """The same notice once more, as a reminder."""
    said = process.SupplementReminded(
        application_id=matter.application_id,
        round=round,
        missing=missing,
        due=due_date(matter, last_day),
        remind_time=timestamp(now),
    )
    return Draft(
        id=f"supplement-reminded:{round}",
        time=now,
        state=state.APPLICATION_STATE_SUPPLEMENT_REQUESTED,
        events=[event(matter, WHOLE, "supplement-reminded", round, said)],
    )


def lapse_asked(matter: Matter, round: int, now: datetime) -> Draft:
    """What was asked for did not come in time: approval is asked to end what is undecided."""
    request = approval.EndUndecided(application_id=matter.application_id, reason=approval.END_REASON_LAPSED)
    return Draft(
        id=f"lapse-asked:{round}",
        time=now,
        state=state.APPLICATION_STATE_SUPPLEMENT_REQUESTED,
        commands=[command(matter, WHOLE, "lapse", round, request)],
    )


def acceptance_requested(
    matter: Matter,
    round: int,
    answer: verification.VerificationCompleted,
    materials: Sequence[GivenMaterial],
    commitments: Sequence[SignedCommitment],
    alike: Sequence[str],
    last_day: date,
    now: datetime,
) -> Draft:
    """The lead department's window is asked to accept."""
    request = approval.RequestAcceptance(
        application_id=matter.application_id,
        round=round,
        findings=answer.findings,
        sealed_facts=answer.sealed_facts,
        materials=materials,
        due=due_date(matter, last_day),
        commitments=commitments,
        possible_duplicates=alike,
    )
    return Draft(
        id=f"acceptance-requested:{round}",
        time=now,
        state=state.APPLICATION_STATE_VERIFYING,
        commands=[command(matter, WHOLE, "accept", round, request)],
    )


def silence_renews(matter: Matter, case: Case, sealed_facts: bytes, now: datetime) -> Draft:
    """Nobody has decided a renewal by the licence's last day: approval is to grant it (licensing law, art. 50)."""
    request = approval.GrantBySilence(
        application_id=matter.application_id,
        case_id=case.id,
        item_code=case.code,
        sealed_facts=sealed_facts,
    )
    return Draft(
        id=f"silence-renews:{case.code}",
        time=now,
        state=state.APPLICATION_STATE_UNSPECIFIED,
        commands=[command(matter, case.code, "grant-by-silence", 1, request)],
    )


def lapsed(matter: Matter, missing: Sequence[facts.MissingMaterial], now: datetime) -> Draft:
    """The application has lapsed, the missing things named."""
    said = process.ApplicationLapsed(application_id=matter.application_id, missing=missing, lapse_time=timestamp(now))
    return _end(matter, "lapsed", state.APPLICATION_STATE_LAPSED, said, now)


def withdrawn(matter: Matter, now: datetime) -> Draft:
    """The applicant has withdrawn it."""
    said = process.ApplicationWithdrawn(application_id=matter.application_id, withdraw_time=timestamp(now))
    return _end(matter, "withdrawn", state.APPLICATION_STATE_WITHDRAWN, said, now)


def completed(matter: Matter, now: datetime) -> Draft:
    """The result is in hand."""
    said = process.ApplicationCompleted(application_id=matter.application_id, complete_time=timestamp(now))
    return _end(matter, "completed", state.APPLICATION_STATE_COMPLETED, said, now)


def revoked(matter: Matter, now: datetime) -> Draft:
    """All that was decided was revoked before it was in hand: there is nothing left to hand over."""
    said = process.ApplicationRevoked(application_id=matter.application_id, revoke_time=timestamp(now))
    return _end(matter, "revoked", state.APPLICATION_STATE_REVOKED, said, now)


def _verify(
    matter: Matter, round: int, supplements: Mapping[int, ApplicationSupplemented]
) -> verification.VerifyApplication:
    submitted = matter.submitted
    return verification.VerifyApplication(
        application_id=submitted.application_id,
        round=round,
        definition=submitted.definition,
        applicant_id=submitted.applicant_id,
        applicant_kind=submitted.applicant_kind,
        sealed_form=_latest_form(matter, supplements),
        materials=materials_given(matter, supplements),
        receive_time=submitted.receive_time,
        late_materials=late_choice(matter, supplements),
        commitments=sorted(commitments_signed(matter, supplements)),
    )


def _end(matter: Matter, kind: str, final: state.ApplicationState, said: Message, now: datetime) -> Draft:
    return Draft(id=kind, time=now, state=final, events=[event(matter, WHOLE, kind, 1, said)], closes=True)


def _latest_form(matter: Matter, supplements: Mapping[int, ApplicationSupplemented]) -> bytes:
    forms = [supplement.sealed_form for _, supplement in sorted(supplements.items()) if supplement.sealed_form]
    return forms[-1] if forms else matter.submitted.sealed_form
