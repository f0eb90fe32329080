"""Events as other parts send them, about one application each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.verification.v1 import messages_pb2 as verification
from onetrip.verification.v1.facts_pb2 import Contact, MissingMaterial
from runtime.ids import new_id
from services.notification.office import Office

# Noon of Wednesday 25 November 2026 in Beijing.
NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
GRANTED, REFUSED = state.CASE_OUTCOME_GRANTED, state.CASE_OUTCOME_REFUSED
SEALING_KEY, LOOKUP_KEY = bytes(range(32)), bytes(32)


def named(zh: str, en: str) -> catalog.LocalizedText:
    return catalog.LocalizedText(zh=zh, en=en)


LAYOUT = MissingMaterial(
    item_code="food-licence",
    material_code="kitchen-layout",
    name=named("厨房布局图", "Kitchen layout"),
    obtained_from=named("设计单位", "the designer"),
)
SIGN = MissingMaterial(
    item_code="signboard", material_code="sign-photo", name=named("招牌效果图", "Picture of the sign")
)


def definition() -> catalog.ServiceItem:
    """A bundle of two items of two departments."""
    food = catalog.ServiceItem(
        code="food-licence",
        name=named("食品经营许可", "Food licence"),
        lead_department="market-regulation",
        departments=[
            catalog.Department(
                code="market-regulation", name=named("市场监管局", "Market Regulation"), document_word="市监"
            )
        ],
        materials=[catalog.Material(code="kitchen-layout", name=named("厨房布局图", "Kitchen layout"))],
    )
    sign = catalog.ServiceItem(
        code="signboard",
        name=named("招牌设置", "Signboard"),
        lead_department="urban-management",
        departments=[catalog.Department(code="urban-management", name=named("城管局", "Urban Management"))],
    )
    return catalog.ServiceItem(
        code="restaurant",
        kind=catalog.ITEM_KIND_BUNDLE,
        name=named("开办餐饮店", "Opening a restaurant"),
        lead_department="market-regulation",
        items=[catalog.BundleItem(item=food), catalog.BundleItem(item=sign)],
    )


@dataclass
class Story:
    """The events of one application."""

    office: Office
    id: str
    applicant: str

    @classmethod
    def begin(cls, office: Office) -> Story:
        return cls(office, new_id(), f"p{new_id()}")

    @property
    def tracking_number(self) -> str:
        return f"26-{self.id[:6].upper()}"

    def submitted(self, *, filed_by: str = "", filed_as: int = intake.FILING_ROLE_APPLICANT, **contact: str) -> Message:
        """`contact`: fields of the form, such as phone; what the applicant left empty is left out."""
        form = intake.FormContent(answers={"premises": "x"}, comment="see http://evil.example", **contact)
        return intake.ApplicationSubmitted(
            application_id=self.id,
            tracking_number=self.tracking_number,
            definition=definition(),
            channel=catalog.CHANNEL_ONLINE,
            applicant_id=self.applicant,
            filed_by=filed_by or self.applicant,
            filed_as=intake.FilingRole.Name(filed_as),
            materials=[intake.GivenMaterial(code="kitchen-layout")],
            sealed_form=self.office.seal(self.id, form),
            receive_time=NOW,
        )

    def verified(
        self, outcome: int = verification.VERIFICATION_OUTCOME_COMPLETE, round_: int = 1, **contact: str
    ) -> Message:
        return verification.VerificationCompleted(
            application_id=self.id,
            round=round_,
            outcome=verification.VerificationOutcome.Name(outcome),
            sealed_contact=self.office.seal(self.id, Contact(**contact)),
        )

    def accepted(self) -> Message:
        cases = [
            process.CaseProgress(
                case_id=f"{self.id}.{item}",
                item_code=item,
                department=department,
                due=process.DueDate(date="2026-12-23"),
                promised=process.DueDate(date="2027-01-05", provisional=True),
            )
            for item, department in (("food-licence", "market-regulation"), ("signboard", "urban-management"))
        ]
        return process.ApplicationAccepted(
            application_id=self.id,
            basis=process.ACCEPTANCE_BASIS_WINDOW,
            effective_date="2026-11-25",
            cases=cases,
            accept_time=NOW,
        )

    def supplement(self, round_: int = 1) -> Message:
        return process.SupplementRequested(
            application_id=self.id,
            round=round_,
            missing=[LAYOUT, SIGN],
            due=process.DueDate(date="2026-12-16"),
            request_time=NOW,
        )

    def decided(self, item_code: str = "food-licence", outcome: int = GRANTED, **more: Any) -> Message:
        reasons = approval.DecisionText(reasons=more.pop("reasons", "符合条件 {not a placeholder}"))
        return approval.CaseDecided(
            application_id=self.id,
            case_id=f"{self.id}.{item_code}",
            item_code=item_code,
            department=more.pop("department", "market-regulation"),
            outcome=state.CaseOutcome.Name(outcome),
            sealed_reasons=self.office.seal(self.id, reasons),
            remedy=named("可在60日内申请行政复议", "Reconsideration within 60 days"),
            decide_time=NOW,
            **more,
        )

    def moved(self, cause: process.MoveCause, **more: Any) -> Message:
        reasons = approval.DecisionText(reasons="案情复杂")
        return process.DeadlineMoved(
            application_id=self.id,
            case_id=f"{self.id}.food-licence",
            cause=cause,
            due=process.DueDate(date="2027-01-12", provisional=True),
            department="market-regulation",
            sealed_reasons=self.office.seal(self.id, reasons),
            move_time=NOW,
            **more,
        )

    def delivered(self) -> Message:
        return approval.ResultDelivered(
            application_id=self.id,
            delivery_id=new_id(),
            delivery_method=catalog.DELIVERY_METHOD_ELECTRONIC,
            deliver_time=NOW,
        )
