"""Evidence of the applicant's own: looked for before any register is asked, and kept when approval issues it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from contracts.errors.applications import UnknownMatter
from contracts.topics.names import VERIFICATION, VERIFICATION_EVENTS
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import FormContent, GivenMaterial
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as messages
from runtime.clock import Clock
from runtime.data_keys import in_use
from runtime.ids import id_of
from runtime.messages import Envelope, Outbound
from runtime.outbox import enqueue
from runtime.sealing import LookupHash, Sealer
from services.verification import codes
from services.verification.domain import Document
from services.verification.evidence import store as evidence_store
from services.verification.evidence.reuse import (
    CERTIFICATE_PREFIX,
    MATERIAL,
    AttestedMaterial,
    Held,
    HeldCertificate,
    Wanted,
    reusable,
)
from services.verification.evidence.signatures import KeyRing
from services.verification.registers.questions import Inquiry
from services.verification.tickets.domain import Disputed


@dataclass(frozen=True)
class Holdings:
    """What stands for documents of one application, by (item, material), and what did so before and does no more."""

    found: Mapping[tuple[str, str], Held] = field(default_factory=dict)
    before: Sequence[tuple[str, str, str]] = ()

    def called_wrong(self, disputed: Disputed) -> list[tuple[str, str, str]]:
        """(item, material, source) of the certificates that their holder calls wrong."""
        certificates = [(key, held) for key, held in self.found.items() if isinstance(held, HeldCertificate)]
        return [(*key, source_of(held)) for key, held in certificates if key in disputed]

    @property
    def withdrawn(self) -> list[tuple[str, str, str]]:
        """(item, material, source) of what an earlier round counted and this one does not."""
        return [one for one in self.before if one[:2] not in self.found]


@dataclass(frozen=True)
class Described:
    """What a certificate is, apart from what it says. `days`: the first and the last, YYYY-MM-DD; '' for no last."""

    case_id: str
    application_id: str
    kind: str
    name: catalog.LocalizedText
    item_code: str
    department: str
    days: tuple[str, str]
    issued_at: datetime


@dataclass(frozen=True)
class Evidence:
    """Looks for evidence, keeps what is issued, and hears what is revoked."""

    sealer: Sealer
    lookup: LookupHash
    keys: KeyRing
    clock: Clock
    zone: ZoneInfo

    def holder_of(self, inquiry: Inquiry) -> str:
        """The scope of an applicant's evidence: their person id, or the keyed hash of their organisation's code."""
        return self.holder(inquiry.command.applicant_id, inquiry.form.credit_code if inquiry.by_organisation else "")

    def holder(self, person_id: str, credit_code: str) -> str:
        """The scope of a person's own evidence, or of the organisation's with this code."""
        if credit_code:
            return f"organisation/{self.lookup.of(f'credit-code:{credit_code}').hex()}"
        return f"person/{person_id}"

    async def note(self, connection: Any, inquiry: Inquiry) -> None:
        """Note whose the application is, and what documents were given with it."""
        command = inquiry.command
        # The same document may come twice, with the form and with a supplement.
        given = {(one.material_id, one.code): one.SerializeToString() for one in command.materials}
        whose = (command.applicant_id, self.holder_of(inquiry))
        about = {one.code: self._about(inquiry, one) for one in inquiry.documents()}
        rows = [(*key, content, about.get(key[1], {})) for key, content in given.items()]
        await evidence_store.note_application(connection, command.application_id, whose, rows, self.clock.now())

    async def held(self, connection: Any, inquiry: Inquiry, *, to_use: bool = False) -> Holdings:
        """What stands for the documents that were not given.

        ``to_use``: a revocation waits until the transaction has noted the use, and then finds the application.
        """
        wanted = _not_given(inquiry)
        holder = self.holder_of(inquiry)
        kinds = {
            source.removeprefix(CERTIFICATE_PREFIX)
            for one in wanted
            for source in one.supplied_by
            if source.startswith(CERTIFICATE_PREFIX)
        }
        certificates = await evidence_store.certificates_of(connection, holder, sorted(kinds), to_use=to_use)
        attested = await evidence_store.attested_of(connection, holder, sorted({one.code for one in wanted}))
        before = await evidence_store.used(connection, inquiry.command.application_id)
        return self.standing(inquiry, certificates, attested, before)

    def standing(
        self,
        inquiry: Inquiry,
        certificates: Sequence[HeldCertificate],
        attested: Sequence[AttestedMaterial],
        before: Sequence[tuple[str, str, str]],
    ) -> Holdings:
        """What of the applicant's evidence stands for documents that were not given, on the day of receipt."""
        wanted = _not_given(inquiry)
        received = inquiry.command.receive_time.ToDatetime(tzinfo=UTC).astimezone(self.zone).date()
        found = reusable(wanted, certificates, attested, self._subject(inquiry), received)
        asked_for = {(one.item_code, one.code) for one in wanted}
        return Holdings(found, [one for one in before if one[:2] in asked_for])

    async def note_used(self, connection: Any, application_id: str, holdings: Holdings) -> None:
        """Note what the application was spared by what."""
        rows = [(*key, source_of(held), _id(held)) for key, held in holdings.found.items()]
        await evidence_store.note_used(connection, application_id, rows)

    def facts_of(self, inquiry: Inquiry, holdings: Holdings, disputed: Disputed = frozenset()) -> list[facts.Fact]:
        """Certificates as facts of trust A, so that officers and applicants see what a decision rests on.

        One that its holder calls wrong is contradicted until who issued it has answered; it is not asked for meanwhile.
        """
        found = [
            self._fact(self.holder_of(inquiry), key, held)
            for key, held in holdings.found.items()
            if isinstance(held, HeldCertificate)
        ]
        for fact in found:
            if (fact.item_code, fact.name) in disputed:
                fact.quality = facts.FACT_QUALITY_CONTRADICTED
        return found

    async def keep(self, connection: Any, envelope: Envelope, event: approval.CaseDecided) -> None:
        """Keep the certificate of a grant. Raises UnknownMatter for one whose signature our keys do not check."""
        if not event.HasField("certificate"):
            return
        issued, application_id = event.certificate, event.application_id
        content = self._issued(application_id, issued.sealed_certificate)
        if self.keys.payload(content.signed) is None:
            raise UnknownMatter("a certificate is signed with a key that is not among the public ones")
        whose = await evidence_store.holder_of(connection, application_id)
        described = Described(
            case_id=event.case_id,
            application_id=application_id,
            kind=issued.kind,
            name=event.certificate_name,
            item_code=event.item_code,
            department=event.department,
            days=(issued.valid_from, issued.valid_until),
            issued_at=event.decide_time.ToDatetime(tzinfo=UTC),
        )
        await self._keep(
            connection, whose or (issued.applicant_id, f"person/{issued.applicant_id}"), content, described
        )

    async def keep_former(self, connection: Any, envelope: Envelope, command: messages.KeepFormerCertificate) -> None:
        """Keep a certificate that another system issued: nobody here has signed it, so that its code alone tells it."""
        application_id = command.application_id
        content = self._issued(application_id, command.sealed_certificate)
        opened = self.sealer.open(f"application/{application_id}", command.sealed_form, f"FormContent:{application_id}")
        whose = (command.applicant_id, self.holder(command.applicant_id, FormContent.FromString(opened).credit_code))
        await evidence_store.note_application(connection, application_id, whose, [], self.clock.now())
        described = Described(
            case_id=command.case_id,
            application_id=application_id,
            kind=command.kind,
            name=command.name,
            item_code=command.item_code,
            department=command.department,
            days=(command.valid_from, command.valid_until),
            issued_at=command.issue_time.ToDatetime(tzinfo=UTC),
        )
        await self._keep(connection, whose, content, described)

    def _issued(self, application_id: str, sealed: bytes) -> approval.CertificateContent:
        associated = f"{approval.CertificateContent.DESCRIPTOR.name}:{application_id}"
        return approval.CertificateContent.FromString(
            self.sealer.open(f"application/{application_id}", sealed, associated)
        )

    async def _keep(
        self, connection: Any, whose: tuple[str, str], content: approval.CertificateContent, described: Described
    ) -> None:
        """`whose`: person and holder."""
        certificate_id, (person_id, holder) = id_of("certificate", described.case_id), whose
        await in_use(connection, holder)
        await self.sealer.load([holder], make=True)
        first, last = described.days
        new = evidence_store.NewCertificate(
            id=certificate_id,
            case_id=described.case_id,
            application_id=described.application_id,
            person_id=person_id,
            holder=holder,
            number_hash=codes.hash_of(self.lookup, codes.NUMBER, content.number),
            code_hash=codes.hash_of(self.lookup, codes.CODE, content.code),
            kind=described.kind,
            name_zh=described.name.zh,
            name_en=described.name.en,
            item_code=described.item_code,
            department=described.department,
            subject={name: self.subject_hash(name, value) for name, value in content.subject.items()},
            sealed_content=self.sealer.seal(holder, content.SerializeToString(), f"Certificate:{certificate_id}"),
            valid_from=date.fromisoformat(first),
            valid_until=date.fromisoformat(last) if last else None,
            issued_at=described.issued_at,
        )
        await evidence_store.keep(connection, new)

    async def revoke(self, connection: Any, envelope: Envelope, event: approval.DecisionRevoked) -> None:
        """A certificate is void: what was spared a document by it and is under way is verified again."""
        await self._void(connection, envelope, event)

    async def void_former(self, connection: Any, envelope: Envelope, command: messages.VoidFormerCertificate) -> None:
        """The same of one that another system issued."""
        await self._void(connection, envelope, command)

    async def _void(
        self, connection: Any, envelope: Envelope, event: approval.DecisionRevoked | messages.VoidFormerCertificate
    ) -> None:
        at = event.revoke_time.ToDatetime(tzinfo=UTC)
        revoked = await evidence_store.revoke(connection, event.case_id, at)
        if revoked is None:
            return
        certificate_id, kind, department = revoked
        relying = await evidence_store.relying_on(connection, certificate_id, event.application_id)
        changes = [
            Outbound(
                VERIFICATION_EVENTS,
                application_id,
                f"{application_id}:evidence-withdrawn:{certificate_id}",
                messages.FactsChanged(
                    application_id=application_id,
                    source=CERTIFICATE_PREFIX + kind,
                    department=department,
                    change_time=event.revoke_time,
                    certificate_id=certificate_id,
                ),
                envelope.id,
            )
            for application_id in relying
        ]
        await enqueue(connection, VERIFICATION, self.clock.now(), changes)

    def open_content(self, holder: str, certificate_id: str, sealed: bytes) -> approval.CertificateContent:
        """Open what `keep` sealed. Raises SealBroken."""
        return approval.CertificateContent.FromString(self.sealer.open(holder, sealed, f"Certificate:{certificate_id}"))

    def _about(self, inquiry: Inquiry, document: Document) -> dict[str, str]:
        """What a document is about beside the applicant, as keyed hashes by form field."""
        if not inquiry.about_subject(document):
            return {}
        return {name: hashed for name, hashed in self._subject(inquiry).items() if name in inquiry.subject_fields}

    def _subject(self, inquiry: Inquiry) -> dict[str, str]:
        return {name: self.subject_hash(name, value) for name, value in inquiry.form.answers.items() if value}

    def subject_hash(self, name: str, value: str) -> str:
        """The keyed hash by which what a certificate is about is compared with an answer."""
        return self.lookup.of(f"subject:{name}:{value.strip().upper()}").hex()

    def _fact(self, holder: str, key: tuple[str, str], held: HeldCertificate) -> facts.Fact:
        fact = facts.Fact(
            name=key[1],
            item_code=key[0],
            type=catalog.VALUE_TYPE_TEXT,
            value=self.open_content(holder, held.id, held.sealed_content).number,
            source=CERTIFICATE_PREFIX + held.kind,
            quality=facts.FACT_QUALITY_FRESH,
            trust=catalog.TRUST_LEVEL_A,
        )
        fact.as_of_time.FromDatetime(held.issued_at)
        return fact


def reused(inquiry: Inquiry, holdings: Holdings) -> list[messages.ReusedEvidence]:
    """What the applicant is told was not asked for, because the state held it."""
    told = []
    for document in inquiry.documents():
        held = holdings.found.get((document.item_code, document.code))
        if held is None:
            continue
        one = messages.ReusedEvidence(
            item_code=document.item_code,
            material_code=document.code,
            name=inquiry.material(document).name,
            source=source_of(held),
        )
        if isinstance(held, HeldCertificate):
            one.trust, one.certificate_id = catalog.TRUST_LEVEL_A, held.id
            one.as_of_time.FromDatetime(held.issued_at)
        else:
            one.trust = catalog.TRUST_LEVEL_B
            one.material.CopyFrom(GivenMaterial.FromString(held.given))
            one.as_of_time.FromDatetime(held.attested_at)
        told.append(one)
    return told


def _not_given(inquiry: Inquiry) -> list[Wanted]:
    given = {material.code for material in inquiry.command.materials}
    return [
        Wanted(
            each.item_code,
            each.code,
            each.supplied_by,
            inquiry.material(each).trust_min,
            inquiry.about_subject(each),
        )
        for each in inquiry.documents()
        if not each.awaited and each.code not in given
    ]


def source_of(held: Held) -> str:
    """Where it comes from: "certificate:<kind>", or "material"."""
    return MATERIAL if isinstance(held, AttestedMaterial) else CERTIFICATE_PREFIX + held.kind


def _id(held: Held) -> str:
    return held.material_id if isinstance(held, AttestedMaterial) else held.id
