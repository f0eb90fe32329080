"""Applications and events for tests, as short as they can be said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from google.protobuf.timestamp_pb2 import Timestamp

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.process.v1.state_pb2 import CASE_OUTCOME_GRANTED, SPECIAL_PROCEDURE_EXPERT_REVIEW, Calendar, CaseOutcome
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as verification

APPLICATION = "a" * 26
CALENDAR = Calendar(version="test", time_zone="Asia/Shanghai", published_years=range(2020, 2060))

LIMITS = catalog.Limits(
    statutory_working_days=20,
    promised_working_days=10,
    delivery_working_days=10,
    supplement_working_days=15,
    acceptance_working_days=5,
)


HEARING = catalog.Hearing(request_working_days=5, hold_working_days=20, notice_working_days=7)


def at(instant: datetime) -> Timestamp:
    """An instant as a message holds it."""
    message = Timestamp()
    message.FromDatetime(instant.astimezone(UTC))
    return message


def stage(code: str, *after: str, department: str = "human-resources", days: int = 5) -> catalog.Stage:
    """A review stage."""
    return catalog.Stage(code=code, department=department, after=after, limit_working_days=days, officers=1)


def item(
    code: str = "permit",
    *,
    window: bool = False,
    rule: bool = False,
    stages: Sequence[catalog.Stage] = (),
    late: tuple[str, int] | None = None,
    hearing: bool = False,
) -> catalog.ServiceItem:
    """A service item, accepted automatically and decided by people unless said otherwise."""
    return catalog.ServiceItem(
        code=code,
        kind=catalog.ITEM_KIND_ITEM,
        version=1,
        name=catalog.LocalizedText(zh="许可", en="Permit"),
        lead_department="human-resources",
        departments=[catalog.Department(code="human-resources", name=catalog.LocalizedText(zh="人社局", en="HR"))],
        limits=LIMITS,
        acceptance=catalog.ACCEPTANCE_MODE_WINDOW if window else catalog.ACCEPTANCE_MODE_AUTOMATIC,
        stages=stages or [stage("review")],
        instant=catalog.InstantRule(version="1") if rule else None,
        delivery=[catalog.DELIVERY_METHOD_ELECTRONIC],
        materials=[late_paper(*late)] if late else [],
        hearing=HEARING if hearing else None,
    )


def bundle(*entries: tuple[catalog.ServiceItem, tuple[str, ...]], window: bool = False) -> catalog.ServiceItem:
    """A bundle of items, each with the items that it needs first."""
    whole = item("bundle", window=window)
    whole.ClearField("stages")
    whole.kind = catalog.ITEM_KIND_BUNDLE
    whole.items.extend(catalog.BundleItem(item=each, needs=needs) for each, needs in entries)
    return whole


def submitted(
    definition: catalog.ServiceItem,
    received: datetime,
    delivery: catalog.DeliveryMethod = catalog.DELIVERY_METHOD_ELECTRONIC,
    application_id: str = APPLICATION,
) -> intake.ApplicationSubmitted:
    """A filed application."""
    return intake.ApplicationSubmitted(
        application_id=application_id,
        tracking_number="OT-2026-0001",
        definition=definition,
        channel=catalog.CHANNEL_ONLINE,
        applicant_id="p" + "b" * 26,
        filed_by="p" + "b" * 26,
        delivery_method=delivery,
        sealed_form=b"sealed",
        receive_time=at(received),
    )


def case(code: str = "permit") -> str:
    """The id of a case."""
    return f"{APPLICATION}.{code}"


def missing(code: str, item_code: str = "permit", promised: bool = False) -> facts.MissingMaterial:
    """A missing material; one that is promised comes late, as the applicant chose."""
    return facts.MissingMaterial(
        item_code=item_code,
        material_code=code,
        name=catalog.LocalizedText(zh=code),
        secondary=promised,
        promised=promised,
    )


def late_paper(code: str, days: int) -> catalog.Material:
    """A material that may come late, within working days of acceptance."""
    return catalog.Material(
        code=code, name=catalog.LocalizedText(zh=code), required=True, secondary=True, late_working_days=days
    )


def verified(
    round: int = 1,
    outcome: verification.VerificationOutcome = verification.VERIFICATION_OUTCOME_COMPLETE,
    lacks: Sequence[facts.MissingMaterial] = (),
    findings: Sequence[facts.Finding] = (),
) -> verification.VerificationCompleted:
    """The answer of a round of verification."""
    return verification.VerificationCompleted(
        application_id=APPLICATION,
        round=round,
        outcome=outcome,
        missing=lacks,
        findings=findings,
        sealed_facts=b"facts",
        sealed_contact=b"contact",
    )


def contradicted(item_code: str = "permit") -> facts.Finding:
    """A fact that contradicts the applicant."""
    return facts.Finding(kind=facts.FINDING_KIND_CONTRADICTED, item_code=item_code, fact="degree", source="education")


def supplemented(sequence: int, received: datetime, *codes: str) -> intake.ApplicationSupplemented:
    """A supplement of documents."""
    return intake.ApplicationSupplemented(
        application_id=APPLICATION,
        sequence=sequence,
        materials=[intake.GivenMaterial(code=code, material_id=f"m{sequence}") for code in codes],
        sealed_form=b"sealed again",
        receive_time=at(received),
    )


def asked(request: commands.AskSupplement) -> approval.SupplementAsked:
    """The ledger allows a notice that verification asks for."""
    return approval.SupplementAsked(application_id=APPLICATION, round=request.round, missing=request.missing)


def decided(case_id: str, outcome: CaseOutcome = CASE_OUTCOME_GRANTED) -> approval.CaseDecided:
    """A case is decided."""
    return approval.CaseDecided(
        application_id=APPLICATION, case_id=case_id, item_code=case_id.partition(".")[2], outcome=outcome
    )


def withheld(case_id: str, stage: str = "review") -> approval.CaseWithheld:
    """Officers have passed the last stage while something is to come late."""
    return approval.CaseWithheld(application_id=APPLICATION, case_id=case_id, stage=stage)


def released(case_id: str) -> approval.CaseReleased:
    """Approval holds a case back no more."""
    return approval.CaseReleased(application_id=APPLICATION, case_id=case_id)


def ended(*case_ids: str, reason: commands.EndReason = commands.END_REASON_LAPSED) -> approval.UndecidedEnded:
    """Cases ended without a decision."""
    return approval.UndecidedEnded(application_id=APPLICATION, ended_case_ids=case_ids, reason=reason)


def window_decided(when: datetime, accepted: bool = True) -> approval.AcceptanceDecided:
    """The window's answer."""
    return approval.AcceptanceDecided(
        application_id=APPLICATION,
        accepted=accepted,
        sealed_reasons=b"" if accepted else b"sealed: another body",
        right_body="" if accepted else "市监局",
        decide_time=at(when),
    )


def procedure_started(
    id_: str, when: datetime, code: str = "permit", days: int = 5
) -> approval.SpecialProcedureStarted:
    """An expert review begins; it is expected to take so many working days."""
    return approval.SpecialProcedureStarted(
        application_id=APPLICATION,
        case_id=case(code),
        stage="review",
        procedure_id=id_,
        kind=SPECIAL_PROCEDURE_EXPERT_REVIEW,
        expected_working_days=days,
        sealed_reasons=b"sealed",
        department="human-resources",
        start_time=at(when),
    )


def procedure_ended(id_: str, when: datetime, code: str = "permit") -> approval.SpecialProcedureEnded:
    """It is over."""
    return approval.SpecialProcedureEnded(
        application_id=APPLICATION, case_id=case(code), procedure_id=id_, end_time=at(when)
    )


def extended(days: int, when: datetime, case_id: str = f"{APPLICATION}.permit") -> approval.DeadlineExtended:
    """The head extends the limit of a case; an empty one means the joint limit, which the government extends."""
    return approval.DeadlineExtended(
        application_id=APPLICATION,
        case_id=case_id,
        working_days=days,
        sealed_reasons=b"sealed",
        department="human-resources",
        extend_time=at(when),
        by_government=not case_id,
    )


def day_after(day: date, days: int) -> date:
    """A calendar day later."""
    return day + timedelta(days=days)
