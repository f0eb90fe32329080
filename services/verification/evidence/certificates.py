"""Certificates (电子证照) of a person or an organisation: shown to themselves, and verified for whoever is shown one.

A stranger learns whether a certificate is in force and nothing else, unless the holder's consent code says so: a code
for one certificate, that works once and for a short time (docs/decisions/0041). A certificate that never existed takes
the same way as one that did.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from contracts.errors.applications import RequestIdReused
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.verification.v1 import evidence_service_pb2 as pb
from runtime.errors import NotFound
from runtime.sealing import SealBroken
from services.verification import codes
from services.verification.evidence import certificate_store as store
from services.verification.evidence.held import Evidence
from services.verification.evidence.reuse import CertificateState, state_of

# Long enough to read a code out, too short to pass it on (product).
CONSENT_LIFETIME = timedelta(minutes=10)
STATES: Mapping[CertificateState, pb.CertificateState] = {
    CertificateState.VALID: pb.CERTIFICATE_STATE_VALID,
    CertificateState.EXPIRED: pb.CERTIFICATE_STATE_EXPIRED,
    CertificateState.REVOKED: pb.CERTIFICATE_STATE_REVOKED,
}
UNKNOWN = pb.VerifyCertificateResponse(state=pb.CERTIFICATE_STATE_UNKNOWN)


@dataclass(frozen=True)
class Shown:
    """What somebody was shown, as keyed hashes."""

    number_hash: bytes
    code_hash: bytes


def absent() -> NotFound:
    """Return the one answer for what is not there and for what is somebody else's."""
    return NotFound("there is no such certificate, or it is not yours to see")


def certificate_of(evidence: Evidence, row: Any, *, whole: bool) -> pb.Certificate:
    """A certificate as its holder sees it; `whole`: with its code and signature. Raises SealBroken for one in force."""
    today = evidence.clock.now().astimezone(evidence.zone).date()
    revoked_at, last_day = row["revoked_at"], row["valid_until"]
    state = state_of(last_day, revoked_at is not None, today)
    try:
        content = evidence.open_content(row["holder"], row["id"], row["sealed_content"])
    except SealBroken:
        if state is CertificateState.VALID:
            raise
        # Its holder's key was destroyed when nothing of theirs was in force any more (decision 0050).
        content = approval.CertificateContent()
    return pb.Certificate(
        id=row["id"],
        number=content.number,
        kind=row["kind"],
        name=catalog.LocalizedText(zh=row["name_zh"], en=row["name_en"]),
        state=STATES[state],
        department=row["department"],
        holder_name=content.holder_name,
        subject=content.subject,
        valid_from=row["valid_from"].isoformat(),
        valid_until=last_day.isoformat() if last_day else "",
        revoke_time=revoked_at,
        application_id=row["application_id"],
        item_code=row["item_code"],
        verification_code=codes.printed(content.code) if whole else "",
        signed=content.signed if whole else "",
    )


async def consent(
    evidence: Evidence, connection: Any, request: pb.CreateConsentCodeRequest, person_id: str, holder: str
) -> pb.CreateConsentCodeResponse:
    """Make a person's consent code for a certificate of a holder they speak for; the same request gets the same code.

    Raises NotFound, RequestIdReused.
    """
    if await store.own(connection, holder, request.id) is None:
        raise absent()
    # Made of the request and not kept: who asks twice gets the same, who reads the table gets none.
    made = evidence.lookup.of(f"consent:{person_id}:{request.id}:{request.request_id}")
    code = base64.b32encode(made)[: codes.CHARACTERS].decode("ascii")
    expires = evidence.clock.now() + CONSENT_LIFETIME
    hashed = codes.hash_of(evidence.lookup, codes.CONSENT, code)
    kept = await store.consent(connection, hashed, request.id, person_id, request.request_id, expires)
    if kept["code_hash"] != hashed:
        raise RequestIdReused("this request_id was used for another certificate")
    return pb.CreateConsentCodeResponse(consent_code=codes.printed(code), expire_time=kept["expires_at"])


def shown(evidence: Evidence, request: pb.VerifyCertificateRequest) -> Shown:
    """What was shown, as it is looked up; a certificate whose signature is not ours is looked up as nobody's."""
    number, code = request.number.strip().upper(), codes.typed(request.code)
    if request.signed:
        payload = evidence.keys.payload(request.signed) or {}
        number, code = str(payload.get("jti", "")), str(payload.get("code", ""))
    return Shown(codes.hash_of(evidence.lookup, codes.NUMBER, number), codes.hash_of(evidence.lookup, codes.CODE, code))


async def verify(
    evidence: Evidence, connection: Any, request: pb.VerifyCertificateRequest
) -> tuple[pb.VerifyCertificateResponse, tuple[str, str] | None]:
    """Say whether a certificate is in force, and with the holder's consent what it says.

    Returns the answer, and of a certificate that was shown by consent whose consent that was and its application. Where
    there is a consent code, in a transaction: it is used up.
    """
    seen, now = shown(evidence, request), evidence.clock.now()
    consented = codes.hash_of(evidence.lookup, codes.CONSENT, codes.typed(request.consent_code))
    row = await store.verified(connection, (seen.number_hash, seen.code_hash), consented, now)
    if row is None:
        return UNKNOWN, None
    today = now.astimezone(evidence.zone).date()
    state = STATES[state_of(row["valid_until"], row["revoked_at"] is not None, today)]
    answer = pb.VerifyCertificateResponse(state=state)
    if row["consented"] is None:
        return answer, None
    whose = await store.use(connection, consented, request.request_id, now)
    if whose is None:
        return answer, None
    certificate = certificate_of(evidence, row, whole=False)
    certificate.id = certificate.application_id = ""
    answer.certificate.CopyFrom(certificate)
    return answer, (whose, row["application_id"])
