"""The RPCs of EvidenceService about certificates and documents."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import asyncpg
from google.api import httpbody_pb2

from onetrip.verification.v1 import evidence_service_pb2 as pb
from runtime.errors import FieldViolation, InvalidInput
from runtime.grpc_server import Context
from runtime.ids import new_id
from runtime.outbox import Relay
from runtime.pages import BadPageToken, PageTokens, page_size_of
from runtime.typesetting import CONTENT_TYPE, Typesetter
from services.verification import codes, store
from services.verification.evidence import attesting, certificate_store, certificates
from services.verification.evidence.held import Evidence
from services.verification.evidence.signatures import CHARACTERS_MAX
from services.verification.printing.certificates import printed
from services.verification.registers.representing import Representatives, log_named

PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX = 50, 200
NEWEST = (datetime.max.replace(tzinfo=UTC), "")
SHOWN_BY_CONSENT = "CERTIFICATE_SHOWN_BY_CONSENT"
# Nobody is named by a token here: whoever was told the code.
READER = "holder-of-consent-code"
SHOWN_FIELDS = ("certificate", "name")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)


class CertificateRpcs:
    """Own certificates, and those of an organisation that the caller represents: any other is as absent as none."""

    def __init__(self, pool: asyncpg.Pool, evidence: Evidence, relay: Relay, representatives: Representatives) -> None:
        self._connections = pool
        self._evidence = evidence
        self._relay = relay
        self._representatives = representatives
        self._typesetter = Typesetter()
        self._pages = PageTokens(evidence.sealer, "ListCertificates")

    async def list_certificates(
        self, request: pb.ListCertificatesRequest, context: Context
    ) -> pb.ListCertificatesResponse:
        """List a holder's certificates, newest first. Raises InvalidInput, BadPageToken, and what `_holder` does."""
        person, filters = context.caller.subject, (request.credit_code,) if request.credit_code else ()
        size = page_size_of(request.page_size, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)
        before = _position(self._pages.read(request.page_token, person, filters))
        holder = await self._holder(request.credit_code, context)
        rows = await certificate_store.of_holder(self._connections, holder, before, size + 1)
        shown, more = rows[:size], len(rows) > size
        token = self._pages.make(person, filters, [shown[-1]["issued_at"].isoformat(), shown[-1]["id"]]) if more else ""
        found = [certificates.certificate_of(self._evidence, row, whole=False) for row in shown]
        return pb.ListCertificatesResponse(certificates=found, next_page_token=token)

    async def get_certificate(self, request: pb.GetCertificateRequest, context: Context) -> pb.GetCertificateResponse:
        """Return one certificate, with its code and signature. Raises NotFound, and what `_holder` does."""
        return pb.GetCertificateResponse(certificate=await self._own(request, context))

    async def download_certificate(
        self, request: pb.DownloadCertificateRequest, context: Context
    ) -> AsyncIterator[httpbody_pb2.HttpBody]:
        """Yield a certificate as PDF, made now. Raises NotFound, and what `_holder` does."""
        pdf = await printed(self._typesetter, await self._own(request, context))
        yield httpbody_pb2.HttpBody(content_type=CONTENT_TYPE, data=pdf)

    async def create_consent_code(
        self, request: pb.CreateConsentCodeRequest, context: Context
    ) -> pb.CreateConsentCodeResponse:
        """Make a consent code. Raises InvalidInput, NotFound, RequestIdReused, and what `_holder` does."""
        _check_request_id(request.request_id)
        whose = (context.caller.subject, await self._holder(request.credit_code, context))
        return await certificates.consent(self._evidence, self._connections, request, *whose)

    async def verify_certificate(
        self, request: pb.VerifyCertificateRequest, context: Context
    ) -> pb.VerifyCertificateResponse:
        """Say whether a certificate is in force. What is shown by consent goes to the holder's access log."""
        _check_verify(request)
        if not request.consent_code:
            # Nothing can be used up, so one statement without a transaction is all there is to do, whoever asks.
            answer, _ = await certificates.verify(self._evidence, self._connections, request)
            return answer
        async with self._connections.acquire() as connection, connection.transaction():
            answer, shown = await certificates.verify(self._evidence, connection, request)
            if shown is not None:
                person, application_id = shown
                now = self._evidence.clock.now()
                read = store.Read(person, READER, SHOWN_BY_CONSENT, application_id, SHOWN_FIELDS, now)
                await store.log_read(connection, new_id(), read)
        return answer

    async def list_certificate_keys(
        self, request: pb.ListCertificateKeysRequest, context: Context
    ) -> pb.ListCertificateKeysResponse:
        """Return the public keys."""
        keys = [pb.CertificateKey(**key) for key in self._evidence.keys.public()]
        return pb.ListCertificateKeysResponse(keys=keys)

    async def attest_material(self, request: pb.AttestMaterialRequest, context: Context) -> pb.AttestMaterialResponse:
        """Raise a document from C to B. Raises what `attesting.attest` does."""
        _check_request_id(request.request_id)
        async with self._connections.acquire() as connection, connection.transaction():
            answer = await attesting.attest(self._evidence, connection, request, context.caller)
        self._relay.wake()
        return answer

    async def _holder(self, credit_code: str, context: Context) -> str:
        """Whose certificates the caller asks for: their own, or those of an organisation that they represent.

        Raises InvalidInput, Unavailable, and NotFound for an organisation that somebody else represents, or nobody.
        """
        person = context.caller.subject
        if credit_code:
            named = await self._representatives.named(credit_code)
            async with self._connections.acquire() as connection:
                await log_named(connection, named, self._evidence.clock.now())
            if named != person:
                raise certificates.absent()
        return self._evidence.holder(person, credit_code)

    async def _own(
        self, request: pb.GetCertificateRequest | pb.DownloadCertificateRequest, context: Context
    ) -> pb.Certificate:
        holder = await self._holder(request.credit_code, context)
        row = await certificate_store.own(self._connections, holder, request.id)
        if row is None:
            raise certificates.absent()
        return certificates.certificate_of(self._evidence, row, whole=True)


def _check_request_id(request_id: str) -> None:
    if not _REQUEST_ID.fullmatch(request_id):
        raise _invalid("request_id", "8 to 64 characters of A-Z a-z 0-9 _ -")


def _check_verify(request: pb.VerifyCertificateRequest) -> None:
    if request.request_id:
        _check_request_id(request.request_id)
    if len(request.signed) > CHARACTERS_MAX:
        raise _invalid("signed", f"at most {CHARACTERS_MAX} characters")
    for field in ("number", "code", "consent_code"):
        if len(getattr(request, field)) > codes.TYPED_CHARACTERS_MAX:
            raise _invalid(field, f"at most {codes.TYPED_CHARACTERS_MAX} characters")
    if not request.signed and not (request.number and request.code):
        raise _invalid("number", "give the number and the code, or what the square holds as signed")


def _invalid(field: str, why: str) -> InvalidInput:
    return InvalidInput("the request is not valid", fields=[FieldViolation(field, why)])


def _position(position: list[str] | None) -> tuple[datetime, str]:
    if position is None:
        return NEWEST
    try:
        issued_at, certificate_id = position
        return datetime.fromisoformat(issued_at), certificate_id
    except ValueError:
        raise BadPageToken from None
