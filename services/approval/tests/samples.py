"""Definitions, facts and commands to test with; the items are cut down from the real catalogue's."""

from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from onetrip.approval.v1.commands_pb2 import (
    AskSupplement,
    DeliverResults,
    EndUndecided,
    OpenApplication,
    RequestAcceptance,
    ReviewCase,
)
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import GivenMaterial
from onetrip.process.v1.events_pb2 import DueDate
from onetrip.verification.v1.facts_pb2 import FACT_QUALITY_FRESH, Fact, FactSet, Finding, MissingMaterial
from services.approval.definitions import case_id, items_of
from services.approval.handlers.office import Office

APPLICANT, AGENT = "papplicant", "pagent"
RECEIVED = Timestamp()
RECEIVED.FromDatetime(datetime(2026, 11, 22, 17, 0, tzinfo=UTC))  # 23 November in Beijing


def text(words: str) -> catalog.LocalizedText:
    """The same words in both languages, told apart."""
    return catalog.LocalizedText(zh=f"中 {words}", en=words)


def graduate() -> catalog.ServiceItem:
    """An item that a rule can grant, without a visit."""
    return catalog.ServiceItem(
        code="graduate-residence",
        kind=catalog.ITEM_KIND_ITEM,
        version=1,
        name=text("graduate residence"),
        lead_department="human-resources",
        visits=0,
        acceptance=catalog.ACCEPTANCE_MODE_AUTOMATIC,
        form=[catalog.FormField(name="degree", type=catalog.VALUE_TYPE_ENUM)],
        facts=[
            catalog.FactNeed(name="degree", type=catalog.VALUE_TYPE_ENUM, required=True),
            catalog.FactNeed(name="graduation_date", type=catalog.VALUE_TYPE_DATE, required=True),
            catalog.FactNeed(name="criminal_record", type=catalog.VALUE_TYPE_BOOLEAN, required=True),
            catalog.FactNeed(name="degree_number", type=catalog.VALUE_TYPE_TEXT, required=True),
        ],
        stages=[catalog.Stage(code="personal-review", kind=catalog.STAGE_KIND_REVIEW, department="human-resources")],
        instant=catalog.InstantRule(
            version="2026-11-01",
            clauses=[
                catalog.RuleClause(code="degree-as-stated", cel="degree == form.degree", text=text("as stated")),
                catalog.RuleClause(
                    code="graduated-recently",
                    cel="graduation_date <= received_on && years_between(graduation_date, received_on) < 2",
                    text=text("recently"),
                ),
                catalog.RuleClause(code="no-record", cel="criminal_record == false", text=text("no record")),
            ],
        ),
        certificate=catalog.CertificateType(
            kind="household-transfer-permit", name=text("transfer permit"), validity_days=40
        ),
        delivery=[catalog.DELIVERY_METHOD_ELECTRONIC, catalog.DELIVERY_METHOD_COLLECTION],
        remedy=text("reconsideration within 60 days"),
    )


def food_licence() -> catalog.ServiceItem:
    """An item with a check on site that needs the applicant."""
    return catalog.ServiceItem(
        code="food-business-licence",
        kind=catalog.ITEM_KIND_ITEM,
        version=1,
        name=text("food licence"),
        lead_department="market-regulation",
        visits=1,
        acceptance=catalog.ACCEPTANCE_MODE_WINDOW,
        form=[catalog.FormField(name="seats", type=catalog.VALUE_TYPE_NUMBER)],
        materials=[
            catalog.Material(code="kitchen-layout", name=text("kitchen layout"), required=True),
            catalog.Material(
                code="business-licence",
                name=text("business licence"),
                supplied_by=["certificate:business-licence", "fact:company_status"],
            ),
        ],
        stages=[
            catalog.Stage(code="document-review", kind=catalog.STAGE_KIND_REVIEW, department="market-regulation"),
            catalog.Stage(
                code="site-inspection",
                kind=catalog.STAGE_KIND_INSPECTION,
                department="market-regulation",
                after=["document-review"],
                needs_applicant=True,
                officers=2,
            ),
        ],
        certificate=catalog.CertificateType(kind="food-business-licence", name=text("food licence")),
        delivery=[catalog.DELIVERY_METHOD_ELECTRONIC],
        remedy=text("reconsideration"),
    )


def fire_check() -> catalog.ServiceItem:
    """An item of one stage without a visit."""
    return catalog.ServiceItem(
        code="restaurant-fire-check",
        kind=catalog.ITEM_KIND_ITEM,
        version=1,
        name=text("fire check"),
        lead_department="fire-rescue",
        acceptance=catalog.ACCEPTANCE_MODE_WINDOW,
        stages=[catalog.Stage(code="document-review", kind=catalog.STAGE_KIND_REVIEW, department="fire-rescue")],
        certificate=catalog.CertificateType(kind="fire-safety-opinion", name=text("fire safety opinion")),
        delivery=[catalog.DELIVERY_METHOD_ELECTRONIC],
        remedy=text("reconsideration"),
    )


def restaurant() -> catalog.ServiceItem:
    """A bundle whose one visit is the check on site."""
    return catalog.ServiceItem(
        code="restaurant-opening",
        kind=catalog.ITEM_KIND_BUNDLE,
        version=1,
        name=text("restaurant opening"),
        lead_department="market-regulation",
        visits=1,
        acceptance=catalog.ACCEPTANCE_MODE_WINDOW,
        items=[catalog.BundleItem(item=food_licence()), catalog.BundleItem(item=fire_check())],
        delivery=[catalog.DELIVERY_METHOD_COURIER, catalog.DELIVERY_METHOD_COLLECTION],
        remedy=text("reconsideration"),
    )


def opening(
    application_id: str,
    definition: catalog.ServiceItem,
    *,
    in_person: bool = False,
    delivery: catalog.DeliveryMethod = catalog.DELIVERY_METHOD_ELECTRONIC,
    filed_by: str = APPLICANT,
) -> OpenApplication:
    """The command that opens an application."""
    return OpenApplication(
        application_id=application_id,
        tracking_number=f"T{application_id}",
        definition=definition,
        applicant_id=APPLICANT,
        filed_by=filed_by,
        filed_in_person=in_person,
        delivery_method=delivery,
        receive_time=RECEIVED,
    )


def graduate_facts(**changed: str) -> FactSet:
    """Facts under which the graduate's rule grants; an empty text leaves a fact out."""
    values = {
        "degree": "bachelor",
        "graduation_date": "2026-06-30",
        "criminal_record": "false",
        "degree_number": "D1",
        **changed,
    }
    types = {"graduation_date": catalog.VALUE_TYPE_DATE, "criminal_record": catalog.VALUE_TYPE_BOOLEAN}
    return FactSet(
        applicant_name="王小明",
        answers={"degree": "bachelor"},
        facts=[
            Fact(
                name=name,
                item_code="graduate-residence",
                type=types.get(name, catalog.VALUE_TYPE_TEXT),
                value=value,
                source="education",
                quality=FACT_QUALITY_FRESH,
                as_of_time=RECEIVED,
            )
            for name, value in values.items()
            if value
        ],
    )


def sealed(office: Office, application_id: str, facts: FactSet) -> bytes:
    """A FactSet as verification seals it."""
    return office.sealer.seal(f"application/{application_id}", facts.SerializeToString(), f"FactSet:{application_id}")


def review(
    office: Office,
    application_id: str,
    item: catalog.ServiceItem,
    stage: str = "",
    *,
    facts: FactSet | None = None,
    findings: list[Finding] | None = None,
    round_: int = 1,
    due: str = "2026-12-21",
) -> ReviewCase:
    """The command that has a rule (no stage) or a department review a case."""
    return ReviewCase(
        application_id=application_id,
        case_id=case_id(application_id, item.code),
        item_code=item.code,
        stage=stage,
        round=round_,
        findings=findings or [],
        sealed_facts=sealed(office, application_id, facts if facts is not None else graduate_facts()),
        materials=[GivenMaterial(code="kitchen-layout", material_id="m1", content_type="application/pdf")],
        due=DueDate(date=due),
        accepted_date="2026-11-24",
    )


def acceptance(
    office: Office, application_id: str, round_: int = 1, due: str = "2026-11-30", findings: list[Finding] | None = None
) -> RequestAcceptance:
    """The command that has the window accept."""
    return RequestAcceptance(
        application_id=application_id,
        round=round_,
        findings=findings or [],
        sealed_facts=sealed(office, application_id, FactSet(applicant_name="王小明")),
        due=DueDate(date=due),
    )


def supplement(application_id: str, round_: int = 1) -> AskSupplement:
    """The command that asks the ledger for a notice."""
    missing = MissingMaterial(item_code="food-business-licence", material_code="kitchen-layout")
    return AskSupplement(application_id=application_id, round=round_, missing=[missing])


def end(application_id: str, reason: int, *items: str, needed: str = "") -> EndUndecided:
    """The command that ends what is undecided; ``needed``: the item that was not granted."""
    return EndUndecided(
        application_id=application_id,
        case_ids=[case_id(application_id, item) for item in items],
        reason=reason,
        needed_case_ids=[case_id(application_id, needed)] if needed else [],
    )


def deliver(application_id: str) -> DeliverResults:
    """The command that hands over the results."""
    return DeliverResults(application_id=application_id)


def cases(application_id: str, definition: catalog.ServiceItem) -> list[str]:
    """Ids of an application's cases."""
    return [case_id(application_id, item.code) for item in items_of(definition)]
