"""From an application to the questions its registers are asked."""

from dataclasses import dataclass

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import FormContent
from onetrip.registers.v1 import registers_pb2 as registers
from onetrip.verification.v1.messages_pb2 import VerifyApplication
from services.verification.domain import FORM_SUBJECT, Document, Need
from services.verification.registers.client import Purpose, Question, Subject

POPULATION = "population"
COMPANY = "company"
CREDIT = "credit"
# Whom to address, and where: asked for every applicant, so that a person without an account gets their notices.
CONTACT_FIELDS = ("name", "phone", "household_address")
ONCE_ONLY_LAW = "国务院令第716号第七条"
PURPOSE_LENGTH_MAX = 200

SUBJECT_KIND_OF_TYPE = {
    catalog.VALUE_TYPE_RESIDENT_ID: registers.SUBJECT_KIND_RESIDENT_ID,
    catalog.VALUE_TYPE_CREDIT_CODE: registers.SUBJECT_KIND_CREDIT_CODE,
}


@dataclass(frozen=True)
class Inquiry:
    """An application as verification sees it: its items, what is needed, and whom to ask about."""

    command: VerifyApplication
    form: FormContent
    # Who caused it; empty where the process asks by itself.
    officer: str = ""

    @property
    def items(self) -> list[catalog.ServiceItem]:
        """The item, or a bundle's items."""
        definition = self.command.definition
        return [entry.item for entry in definition.items] or [definition]

    @property
    def subject_fields(self) -> frozenset[str]:
        """The fields of the form that say what the application is about."""
        return frozenset(name for item in (*self.items, self.command.definition) for name in item.subject_fields)

    @property
    def by_organisation(self) -> bool:
        """Whether an organisation applies."""
        return self.command.applicant_kind == catalog.APPLICANT_KIND_ORGANISATION

    @property
    def again(self) -> bool:
        """Whether its registers were asked before: what they say now is wanted, as a fact may have been corrected."""
        return self.command.anew or self.command.round > 1

    def needs(self) -> list[Need]:
        """Every fact that any of the items needs."""
        return [
            Need(
                item.code,
                need.name,
                need.register,
                need.field,
                need.subject,
                need.required,
                need.freshness_days,
                need.claimed_by_form_field,
                need.type,
                tuple((one.register, one.field) for one in need.also_from),
            )
            for item in self.items
            for need in item.facts
        ]

    def documents(self) -> list[Document]:
        """Every material that any of the items, or the bundle itself, needs."""
        definition = self.command.definition
        owners = [*self.items, definition] if definition.items else self.items
        return [
            Document(
                item.code,
                one.code,
                one.required,
                one.secondary,
                tuple(one.supplied_by),
                awaited=not self._issued_before(item.code).isdisjoint(one.supplied_by),
            )
            for item in owners
            for one in item.materials
        ]

    def about_subject(self, document: Document) -> bool:
        """Whether a document is about what the subject fields name, such as a child or premises: not one for which a
        register stands that is asked about the applicant.
        """
        names = {one.removeprefix("fact:") for one in document.supplied_by}
        asked = [need.subject for need in self.needs() if need.item_code == document.item_code and need.name in names]
        return bool(self.subject_fields) and (not asked or any(one.startswith(FORM_SUBJECT) for one in asked))

    def material(self, document: Document) -> catalog.Material:
        """The catalogue's material of a document."""
        for item in [*self.items, self.command.definition]:
            for one in item.materials:
                if (item.code, one.code) == (document.item_code, document.code):
                    return one
        raise KeyError(document.code)

    def question(self, need: Need) -> Question | None:
        """The question for a need; None when the form does not say about whom or what."""
        return next(iter(self.questions(need)), None)

    def questions(self, need: Need) -> list[Question]:
        """A question to each source of a need; none when the form does not say about whom or what."""
        subject = self._subject(need)
        return [Question(register, subject, field) for register, field in need.sources] if subject.value else []

    def contact_questions(self) -> dict[str, Question]:
        """Name, telephone and address of the applicant or representative, by field."""
        return {field: Question(POPULATION, self._person(), field) for field in CONTACT_FIELDS}

    def company_questions(self) -> dict[str, Question]:
        """Name and representative of the organisation, by field; empty when a person applies."""
        if not self.by_organisation:
            return {}
        company = Subject(registers.SUBJECT_KIND_CREDIT_CODE, self.form.credit_code)
        return {field: Question(COMPANY, company, field) for field in ("name", "legal_representative")}

    def credit_question(self) -> Question | None:
        """Whether the applicant's credit record bars late material and commitments; None when there is neither."""
        given = {material.code for material in self.command.materials}
        if not self.command.commitments and not any(
            one.secondary and one.required and one.code not in given for one in self.documents()
        ):
            return None
        company = Subject(registers.SUBJECT_KIND_CREDIT_CODE, self.form.credit_code)
        return Question(CREDIT, company if self.by_organisation else self._person(), "bad_record")

    def purpose(self) -> Purpose:
        """Why the registers are asked."""
        definition = self.command.definition
        basis = "; ".join(f"{basis.law}{basis.article}" for basis in definition.legal_basis[:1])
        return Purpose(
            application_id=self.command.application_id,
            text=f"核验申请:{definition.name.zh}"[:PURPOSE_LENGTH_MAX],
            legal_basis=f"{ONCE_ONLY_LAW}; {basis}"[:PURPOSE_LENGTH_MAX],
            rule=f"{definition.code}/{definition.version}/verification",
            officer=self.officer,
            anew=self.again,
        )

    def _issued_before(self, item_code: str) -> frozenset[str]:
        """The certificates that the bundle's items needed by this one will have issued by its turn."""
        entries = {entry.item.code: entry for entry in self.command.definition.items}
        needed = entries[item_code].needs if item_code in entries else ()
        return frozenset(f"certificate:{entries[code].item.certificate.kind}" for code in needed if code in entries)

    def _person(self) -> Subject:
        return Subject(registers.SUBJECT_KIND_PERSON_ID, self.command.applicant_id)

    def _subject(self, need: Need) -> Subject:
        if need.subject == "applicant":
            return self._person()
        if need.subject == "organisation":
            return Subject(registers.SUBJECT_KIND_CREDIT_CODE, self.form.credit_code)
        field = need.subject.removeprefix(FORM_SUBJECT)
        return Subject(self._kind_of_field(need.item_code, field), self.form.answers.get(field, ""))

    def _kind_of_field(self, item_code: str, field: str) -> registers.SubjectKind:
        for item in [*(item for item in self.items if item.code == item_code), self.command.definition]:
            for one in item.form:
                if one.name == field:
                    return SUBJECT_KIND_OF_TYPE.get(one.type, registers.SUBJECT_KIND_NUMBER)
        return registers.SUBJECT_KIND_NUMBER
