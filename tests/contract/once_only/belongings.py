"""What the applicant of a row has: certificates, and documents whose originals a clerk has seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from onetrip.approval.v1.events_pb2 import CertificateContent
from onetrip.intake.v1.events_pb2 import GivenMaterial
from services.verification.evidence.held import Evidence, Holdings
from services.verification.evidence.reuse import CERTIFICATE_PREFIX, AttestedMaterial, HeldCertificate
from services.verification.registers.questions import Inquiry

RECEIVED = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
_TODAY, _DAY = date(2026, 11, 27), timedelta(days=1)
# How a row says until when it is good.
_UNTIL = {
    "": _TODAY + 30 * _DAY,
    "without end": None,
    "whose last day is today": _TODAY,
    "which expired yesterday": _TODAY - _DAY,
    "which ran out yesterday": _TODAY - _DAY,
    "which was revoked": _TODAY + 30 * _DAY,
    "of something else": _TODAY + 30 * _DAY,
    "which is revoked on the way": _TODAY + 30 * _DAY,
}


@dataclass
class Belongings:
    """Certificates by their kind, each with how it is with them; attested documents by their code."""

    certificates: dict[str, str] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)

    def hold(self, kind: str, how: str) -> None:
        """The applicant holds a certificate. Raises ValueError for words that mean nothing."""
        self.certificates[kind] = _known(how)

    def attest(self, code: str, how: str) -> None:
        """A clerk has compared a document with its original. Raises ValueError for words that mean nothing."""
        self.documents[code] = _known(how)

    def standing(self, evidence: Evidence, inquiry: Inquiry) -> Holdings:
        """What of it stands for documents, as verification finds it."""
        holder = evidence.holder_of(inquiry)
        certificates = [_certificate(evidence, holder, inquiry, *one) for one in self.certificates.items()]
        attested = [_attested(code, how) for code, how in self.documents.items()]
        fallen = {kind for kind, how in self.certificates.items() if how == "which is revoked on the way"}
        before = [
            (document.item_code, document.code, source)
            for document in inquiry.documents()
            for source in document.supplied_by
            if source.removeprefix(CERTIFICATE_PREFIX) in fallen
        ]
        return evidence.standing(inquiry, certificates, attested, before)


def _known(how: str) -> str:
    if how not in _UNTIL:
        raise ValueError(f"not understood: {how}")
    return how


def _certificate(evidence: Evidence, holder: str, inquiry: Inquiry, kind: str, how: str) -> HeldCertificate:
    """One about the very matter that is applied for, unless it is of something else."""
    about = {name: "something else" if how == "of something else" else value for name, value in _subject(inquiry)}
    content = CertificateContent(number=f"{kind}-1")
    return HeldCertificate(
        id=kind,
        kind=kind,
        valid_until=_UNTIL[how],
        issued_at=RECEIVED - 30 * _DAY,
        revoked="revoked" in how,
        subject={name: evidence.subject_hash(name, value) for name, value in about.items()},
        sealed_content=evidence.sealer.seal(holder, content.SerializeToString(), f"Certificate:{kind}"),
    )


def _subject(inquiry: Inquiry) -> list[tuple[str, str]]:
    return [(name, inquiry.form.answers[name]) for name in inquiry.command.definition.subject_fields]


def _attested(code: str, how: str) -> AttestedMaterial:
    until = _UNTIL[how] or _TODAY
    given = GivenMaterial(code=code, material_id=f"earlier-{code}").SerializeToString()
    return AttestedMaterial(f"earlier-{code}", code, until, RECEIVED - 30 * _DAY, given, {})
