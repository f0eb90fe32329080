"""The certificate of a grant (电子证照): its number, validity and holder, signed."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from onetrip.approval.v1.events_pb2 import CaseDecided, CertificateContent, IssuedCertificate
from onetrip.catalog.v1.catalog_pb2 import ServiceItem
from onetrip.verification.v1.facts_pb2 import FactSet
from services.approval.codec import date_of
from services.approval.domain.certificates import certificate_number, valid_until
from services.approval.handlers.office import Office
from services.approval.policy import SERIAL_BYTES
from services.approval.store.outcomes import Issue

# 80 random bits: sixteen characters that a person can type, and nobody can try through (product).
CODE_BYTES = 10


def issue_of(office: Office, item: ServiceItem, now: datetime) -> Issue | None:
    """What a grant of an item issues; None for an item without a certificate."""
    if not item.HasField("certificate"):
        return None
    certificate, today = item.certificate, office.day_of(now)
    serial = base64.b32encode(os.urandom(SERIAL_BYTES)).decode()
    return Issue(
        number=certificate_number(certificate.kind, today, serial),
        kind=certificate.kind,
        valid_from=today,
        name_zh=certificate.name.zh,
        name_en=certificate.name.en,
        valid_until=valid_until(today, certificate.validity_days),
    )


def issue_said(said: CaseDecided) -> Issue | None:
    """What a decision issued that was told before; None for one without a certificate."""
    if not said.HasField("certificate"):
        return None
    certificate, name = said.certificate, said.certificate_name
    valid_from, last_day = date.fromisoformat(certificate.valid_from), date_of(certificate.valid_until)
    return Issue(said.certificate_number, certificate.kind, valid_from, name.zh, name.en, last_day)


def certified(
    office: Office, owner: tuple[str, str], definition: ServiceItem, item: ServiceItem, issue: Issue, known: FactSet
) -> IssuedCertificate:
    """Sign what a grant issues. `owner`: application and applicant; `known`: whom and what it names."""
    application_id, applicant_id = owner
    content = CertificateContent(
        number=issue.number,
        code=base64.b32encode(os.urandom(CODE_BYTES)).decode("ascii"),
        holder_name=known.applicant_name,
        subject=_subject(definition, item, known.answers),
    )
    last_day = issue.valid_until.isoformat() if issue.valid_until else ""
    certificate = IssuedCertificate(
        kind=issue.kind, valid_from=issue.valid_from.isoformat(), valid_until=last_day, applicant_id=applicant_id
    )
    department = item.lead_department or definition.lead_department
    content.signed = office.signer.sign(_payload(content, certificate, item, department))
    certificate.sealed_certificate = office.seal_certificate(application_id, content)
    return certificate


def _subject(definition: ServiceItem, item: ServiceItem, answers: Mapping[str, str]) -> dict[str, str]:
    """What the matter is about: the answers by which the catalogue tells two applications apart."""
    fields = {*definition.subject_fields, *item.subject_fields}
    return {name: answers[name] for name in sorted(fields) if answers.get(name)}


def _payload(
    content: CertificateContent, certificate: IssuedCertificate, item: ServiceItem, department: str
) -> Mapping[str, Any]:
    return {
        "iss": department,
        "jti": content.number,
        "code": content.code,
        "kind": certificate.kind,
        "name": {"zh": item.certificate.name.zh, "en": item.certificate.name.en},
        "item": item.code,
        "holder": content.holder_name,
        "subject": dict(content.subject),
        "valid_from": certificate.valid_from,
        "valid_until": certificate.valid_until,
    }
