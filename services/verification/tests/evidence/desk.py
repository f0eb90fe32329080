"""What happens to evidence, in a test's words: an application is verified, a case granted, a paper attested."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
from google.protobuf.message import Message
from joserfc import jws
from joserfc.jwk import ECKey

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import FormContent, GivenMaterial
from onetrip.verification.v1 import evidence_service_pb2 as pb
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as messages
from runtime.clock import Clock
from runtime.ids import new_id
from runtime.messages import Envelope, type_of
from runtime.sealing import LookupHash, Sealer
from runtime.tests.suite import DATA_KEYS, SUITE
from runtime.tokens import Principal
from services.verification.api import EvidenceService
from services.verification.domain import Answer, Answered
from services.verification.evidence.held import Evidence
from services.verification.evidence.signatures import KeyRing
from services.verification.handlers import Verifier
from services.verification.registers.client import Purpose, Question
from services.verification.registers.representing import Representatives
from services.verification.tickets.api import DataQualityService
from services.verification.tickets.disputing import Disputes
from services.verification.tickets.ticketing import TicketDesk
from services.verification.wording import Wording

# Noon of Wednesday 25 November 2026 in Beijing.
CATALOG = Path(__file__).parents[4] / "catalog"
NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
KIND = "household-registration"
KEY, OTHER_KEY = (ECKey.generate_key("P-256", private=True) for _ in range(2))
# Evidence has no part in proactive runs.
NO_RUNS: Any = SimpleNamespace(find=None)
PUBLIC = json.dumps({"keys": [{**KEY.as_dict(private=False), "kid": "k1"}]})


def certificate_item(code: str = "social-security-card", *, trust_min: int = 0) -> catalog.ServiceItem:
    """An item that needs a certificate of another item, and a paper that nobody but the applicant has."""
    text = catalog.LocalizedText(zh="材料", en="paper")
    return catalog.ServiceItem(
        code=code,
        name=text,
        materials=[
            catalog.Material(code="registration", name=text, required=True, supplied_by=[f"certificate:{KIND}"]),
            catalog.Material(code="photo", name=text, required=True, trust_min=trust_min),  # pyright: ignore
        ],
    )


class NoRegisters:
    """Registers that hold nothing but the applicant's name."""

    async def ask(self, questions: Sequence[Question], purpose: Purpose) -> dict[Question, Answer]:
        """See Registers."""
        return {one: Answer(Answered.FRESH, "张三", one.register, NOW) for one in questions}


class CompanyRegister(NoRegisters):
    """The company register: `representative` represents every company."""

    representative = ""
    silent = False

    async def ask(self, questions: Sequence[Question], purpose: Purpose) -> dict[Question, Answer]:
        """See Registers."""
        if self.silent:
            return dict.fromkeys(questions, Answer(Answered.UNAVAILABLE))
        return {one: Answer(Answered.FRESH, self.representative, one.register, NOW) for one in questions}


class Frozen(Clock):
    """A clock that a test sets."""

    def __init__(self) -> None:
        super().__init__(NOW, NOW, 1.0)
        self.instant = NOW

    def now(self) -> datetime:
        return self.instant


class SilentRelay:
    """A relay that sends nothing."""

    def wake(self) -> None:
        """See Relay."""


@dataclass(frozen=True)
class Call:
    """The part of a Context that the RPCs read."""

    caller: Principal

    @property
    def principal(self) -> Principal:
        """The caller again."""
        return self.caller


class Desk:
    """Verification over a real database. Contexts are typed loosely: a Call stands for one."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool, self.clock = pool, Frozen()
        self.sealer = Sealer({"test": bytes(32)}, "test", SUITE, DATA_KEYS)
        self.evidence = Evidence(
            self.sealer, LookupHash(bytes(32), SUITE), KeyRing(PUBLIC), self.clock, ZoneInfo("Asia/Shanghai")
        )
        tickets, relay = TicketDesk(self.sealer, LookupHash(bytes(32), SUITE), {}), SilentRelay()
        self.verifier = Verifier(NoRegisters(), self.sealer, self.clock, tickets, self.evidence)
        disputes = Disputes(tickets, self.clock)
        wording = Wording.load(CATALOG / "departments.yaml", CATALOG / "registers", "Asia/Shanghai")
        self.register = CompanyRegister()
        representatives = Representatives(self.register)
        self.service: Any = EvidenceService(
            pool,
            self.sealer,
            relay,
            disputes,
            wording,
            self.evidence,
            representatives,  # pyright: ignore
        )
        self.quality = DataQualityService(pool, relay, tickets, self.clock)  # pyright: ignore[reportArgumentType]
        self.person = f"p{new_id()}"
        self.company, self.other_company = (f"9135{new_id()[:14].upper()}" for _ in range(2))

    def call(self, subject: str = "", role: str = "applicant", department: str | None = None) -> Any:
        """A call by somebody; by the applicant when nobody is named."""
        return Call(Principal(subject or self.person, frozenset({role}), department, 2, None))

    async def verified(
        self,
        item: catalog.ServiceItem | None = None,
        *,
        person: str = "",
        child: str = "B1",
        given: Mapping[str, str] | None = None,
        application_id: str = "",
        round_: int = 1,
        credit_code: str = "",
    ) -> messages.VerificationCompleted:
        """Verify an application about a child; `given`: material code to id."""
        application_id = application_id or new_id()
        form = FormContent(answers={"birth_certificate_number": child}, credit_code=credit_code)
        command = messages.VerifyApplication(
            application_id=application_id,
            round=round_,
            definition=item or certificate_item(),
            applicant_id=person or self.person,
            applicant_kind=catalog.APPLICANT_KIND_ORGANISATION if credit_code else catalog.APPLICANT_KIND_PERSON,
            sealed_form=self._seal(application_id, form),
            materials=[GivenMaterial(code=code, material_id=id_) for code, id_ in (given or {}).items()],
        )
        command.receive_time.FromDatetime(self.clock.now())
        await self._send(application_id, command)
        payload = await self.pool.fetchval(
            "SELECT payload FROM outbox WHERE key = $1 AND type LIKE '%VerificationCompleted' ORDER BY id DESC LIMIT 1",
            application_id,
        )
        return messages.VerificationCompleted.FromString(payload)

    def facts_of(self, completed: messages.VerificationCompleted) -> facts.FactSet:
        """The sealed facts of a round."""
        id_ = completed.application_id
        return facts.FactSet.FromString(
            self.sealer.open(f"application/{id_}", completed.sealed_facts, f"FactSet:{id_}")
        )

    async def granted(
        self,
        *,
        child: str = "B1",
        valid_until: str = "",
        application_id: str = "",
        key: Any = KEY,
        credit_code: str = "",
    ) -> approval.CertificateContent:
        """An application of the person's, or of their organisation's, is granted, and issues a certificate."""
        application_id = application_id or (await self.verified(child=child, credit_code=credit_code)).application_id
        number = f"HR{new_id()}".upper()
        content = approval.CertificateContent(
            number=number, code="ABCDEFGH22345677", holder_name="张三", subject={"birth_certificate_number": child}
        )
        payload = json.dumps({"jti": number, "code": content.code, "holder": "张三"}).encode()
        content.signed = jws.serialize_compact({"alg": "ES256", "kid": "k1"}, payload, key, algorithms=["ES256"])
        event = approval.CaseDecided(
            application_id=application_id,
            case_id=f"{application_id}.item",
            item_code="item",
            department="public-security",
            certificate_name=catalog.LocalizedText(zh="户口页", en="Register page"),
            certificate=approval.IssuedCertificate(
                kind=KIND,
                valid_from="2026-11-25",
                valid_until=valid_until,
                applicant_id=self.person,
                sealed_certificate=self._seal(application_id, content),
            ),
        )
        event.decide_time.FromDatetime(self.clock.now())
        await self._send(application_id, event)
        await self._send(application_id, event)
        return content

    async def taken_over(
        self, *, child: str = "B1", valid_until: str = "", credit_code: str = ""
    ) -> approval.CertificateContent:
        """A case that another system granted to the person, or their organisation, is taken in with its certificate."""
        application_id = new_id()
        content = approval.CertificateContent(
            number=f"户字{new_id()}".upper(),
            code="ABCDEFGH22345677",
            holder_name="张三",
            subject={"birth_certificate_number": child},
        )
        command = messages.KeepFormerCertificate(
            application_id=application_id,
            case_id=f"{application_id}.item",
            applicant_id=self.person,
            sealed_form=self._seal(application_id, FormContent(credit_code=credit_code)),
            item_code="item",
            department="public-security",
            kind=KIND,
            name=catalog.LocalizedText(zh="户口页", en="Register page"),
            valid_from="2019-03-20",
            valid_until=valid_until,
            sealed_certificate=self._seal(application_id, content),
        )
        command.issue_time.FromDatetime(datetime(2019, 3, 20, tzinfo=UTC))
        await self._send(application_id, command)
        await self._send(application_id, command)
        return content

    async def voided(self, certificate: pb.Certificate) -> None:
        """The other department has revoked it since."""
        id_ = certificate.application_id
        command = messages.VoidFormerCertificate(application_id=id_, case_id=f"{id_}.item")
        command.revoke_time.FromDatetime(self.clock.now())
        await self._send(id_, command)

    async def revoked(self, certificate: pb.Certificate) -> None:
        """The grant behind a certificate is taken back."""
        id_ = certificate.application_id
        event = approval.DecisionRevoked(application_id=id_, case_id=f"{id_}.item")
        event.revoke_time.FromDatetime(self.clock.now())
        await self._send(id_, event)

    async def certificates(self, person: str = "") -> Sequence[pb.Certificate]:
        """A person's certificates."""
        request = pb.ListCertificatesRequest()
        return (await self.service.list_certificates(request, self.call(person))).certificates

    async def verify(self, **shown: str) -> pb.VerifyCertificateResponse:
        """Somebody without an account has a certificate verified."""
        return await self.service.verify_certificate(pb.VerifyCertificateRequest(**shown), None)

    async def attest(self, material_id: str, clerk: str = "pclerk", **more: str) -> pb.AttestMaterialResponse:
        """A clerk has seen the original."""
        request = pb.AttestMaterialRequest(id=material_id, **{"request_id": new_id(), **more})
        return await self.service.attest_material(request, self.call(clerk, "clerk"))

    async def reads(self) -> Sequence[Any]:
        """The person's access log: who read, why, what."""
        return await self.pool.fetch(
            "SELECT reader, role, purpose, fields FROM access_log WHERE person_id = $1 AND purpose <> 'VERIFICATION'",
            self.person,
        )

    def _seal(self, application_id: str, message: Message) -> bytes:
        associated = f"{message.DESCRIPTOR.name}:{application_id}"
        return self.sealer.seal(f"application/{application_id}", message.SerializeToString(), associated)

    async def _send(self, application_id: str, message: Message) -> None:
        envelope = Envelope(
            id=new_id(),
            type=type_of(message),
            source="test",
            subject=application_id,
            time=self.clock.now(),
            payload=message.SerializeToString(),
            traceparent=None,
            topic="test",
            partition=0,
            offset=0,
        )
        async with self.pool.acquire() as connection, connection.transaction():
            await self.verifier.table(NO_RUNS).handle(connection, envelope)
