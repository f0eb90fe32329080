"""What the state holds already and may use instead of asking: certificates and attested documents. Pure.

Trust (domain.md, "Evidence"; 2016 national technical guide): a certificate is A, a document that a clerk compared with
the original is B; both are reused by every later application of the same person or organisation while in force.
Validity is judged on the day of receipt; the last day is still good.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto

CERTIFICATE_PREFIX = "certificate:"
MATERIAL = "material"
# catalog.v1.TrustLevel: a smaller number is more trust; 0 asks for none.
TRUST_A, TRUST_B = 1, 2


class CertificateState(Enum):
    """Whether a certificate is in force."""

    VALID = auto()
    EXPIRED = auto()
    REVOKED = auto()


@dataclass(frozen=True)
class HeldCertificate:
    """A certificate of the applicant's. `subject`: what it is about, by form field, as keyed hashes."""

    id: str
    kind: str
    valid_until: date | None
    issued_at: datetime
    revoked: bool
    subject: Mapping[str, str]
    sealed_content: bytes = b""
    name_zh: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class AttestedMaterial:
    """A document of the applicant's that a clerk compared with the original. `given`: a GivenMaterial.

    `subject`: what it is about beside them, by form field, as keyed hashes; None: given before that was kept.
    """

    material_id: str
    code: str
    valid_until: date
    attested_at: datetime
    given: bytes = b""
    subject: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Wanted:
    """A document that an item needs: what could stand for it, and how much trust that must have.

    `about_subject`: it is about what the application is about, such as a child or premises, not about the applicant.
    """

    item_code: str
    code: str
    supplied_by: Sequence[str]
    trust_min: int
    about_subject: bool = False


Held = HeldCertificate | AttestedMaterial


def state_of(valid_until: date | None, revoked: bool, today: date) -> CertificateState:
    """Whether a certificate is in force on a day; revoked stays revoked."""
    if revoked:
        return CertificateState.REVOKED
    return CertificateState.EXPIRED if valid_until is not None and today > valid_until else CertificateState.VALID


def reusable(
    wanted: Iterable[Wanted],
    certificates: Sequence[HeldCertificate],
    attested: Sequence[AttestedMaterial],
    subject: Mapping[str, str],
    received_on: date,
) -> dict[tuple[str, str], Held]:
    """What stands for each wanted document, by (item, code): a certificate before a document.

    `subject`: what the application is about, as keyed hashes: evidence about something else stands for nothing.
    """
    found: dict[tuple[str, str], Held] = {}
    for one in wanted:
        held = _certificate(one, certificates, subject, received_on) or _material(one, attested, subject, received_on)
        if held is not None:
            found[one.item_code, one.code] = held
    return found


def _certificate(
    wanted: Wanted, certificates: Sequence[HeldCertificate], subject: Mapping[str, str], on: date
) -> HeldCertificate | None:
    fitting = [
        one
        for one in certificates
        if CERTIFICATE_PREFIX + one.kind in wanted.supplied_by
        and state_of(one.valid_until, one.revoked, on) is CertificateState.VALID
        and all(subject[field] == value for field, value in one.subject.items() if field in subject)
    ]
    return max(fitting, key=lambda one: (one.valid_until or date.max, one.issued_at), default=None)


def _material(
    wanted: Wanted, attested: Sequence[AttestedMaterial], subject: Mapping[str, str], on: date
) -> AttestedMaterial | None:
    if 0 < wanted.trust_min < TRUST_B:
        return None
    fitting = [
        one
        for one in attested
        if one.code == wanted.code and one.valid_until >= on and _about_the_same(wanted, one.subject, subject)
    ]
    return max(fitting, key=lambda one: (one.valid_until, one.attested_at), default=None)


def _about_the_same(wanted: Wanted, about: Mapping[str, str] | None, subject: Mapping[str, str]) -> bool:
    """Whether a document is about what the application is about: a code alone does not tell one child from another."""
    if about is None:
        return not wanted.about_subject
    return all(subject.get(field) == value for field, value in about.items())
