"""EvidenceService: what a person may see of what was used and read about them, and say against it."""

from datetime import UTC, datetime

import asyncpg

from onetrip.verification.v1 import evidence_service_pb2 as pb
from runtime.grpc_server import Context
from runtime.pages import BadPageToken, PageTokens, page_size_of
from runtime.relay import Relay
from runtime.sealing import Sealer
from services.verification import store
from services.verification.checks import Violations
from services.verification.evidence.certificate_api import CertificateRpcs
from services.verification.evidence.held import Evidence
from services.verification.registers.representing import Representatives
from services.verification.tickets.disputing import Disputes
from services.verification.wording import Wording

PAGE_SIZE_DEFAULT = 50
PAGE_SIZE_MAX = 200
STATEMENT_LENGTH_MAX = 500
# Later than any read: where the first page starts.
NEWEST = (datetime.max.replace(tzinfo=UTC), "")


class EvidenceService(CertificateRpcs):
    """Implements `onetrip.verification.v1.EvidenceService`."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        sealer: Sealer,
        relay: Relay,
        disputes: Disputes,
        wording: Wording,
        evidence: Evidence,
        representatives: Representatives,
    ) -> None:
        super().__init__(pool, evidence, relay, representatives)
        self._pool = pool
        self._relay = relay
        self._disputes = disputes
        self._wording = wording
        self._tokens = PageTokens(sealer, "ListAccesses")

    async def list_accesses(self, request: pb.ListAccessesRequest, context: Context) -> pb.ListAccessesResponse:
        """List who read the caller's data, newest first. Raises InvalidInput for a bad page size or token."""
        person = context.caller.subject
        size = page_size_of(request.page_size, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)
        position = _position(self._tokens.read(request.page_token, person, ()))
        reads = await store.list_reads(self._pool, person, position, size + 1)
        shown, more = reads[:size], len(reads) > size
        token = self._tokens.make(person, (), [shown[-1].read_at.isoformat(), shown[-1].id]) if more else ""
        return pb.ListAccessesResponse(accesses=[self._entry(read) for read in shown], next_page_token=token)

    async def list_facts(self, request: pb.ListFactsRequest, context: Context) -> pb.ListFactsResponse:
        """List the facts used about the caller in an application. Raises NotFound, InvalidInput."""
        violations = Violations()
        violations.id("application_id", request.application_id)
        violations.finish()
        async with self._pool.acquire() as connection:
            used = await self._disputes.list_facts(connection, context.caller.subject, request.application_id)
        return pb.ListFactsResponse(facts=used)

    async def dispute_fact(self, request: pb.DisputeFactRequest, context: Context) -> pb.DisputeFactResponse:
        """Have a fact's source look at it. Raises NotFound, SourceNotAsked, InvalidInput, RequestIdReused."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        request.statement = violations.text("statement", request.statement, STATEMENT_LENGTH_MAX)
        violations.finish()
        async with self._pool.acquire() as connection, connection.transaction():
            ticket = await self._disputes.dispute(connection, context.caller.subject, request)
        self._relay.wake()
        return pb.DisputeFactResponse(ticket=ticket)

    def _entry(self, read: store.Read) -> pb.AccessEntry:
        entry = pb.AccessEntry(
            id=read.id,
            reader=read.reader,
            role=read.role,
            department=read.department,
            purpose=read.purpose,
            application_id=read.application_id,
            fields=read.fields,
            words=self._wording.of(read),
        )
        entry.read_time.FromDatetime(read.read_at)
        return entry


def _position(position: list[str] | None) -> tuple[datetime, str]:
    if position is None:
        return NEWEST
    try:
        read_at, entry_id = position
        return datetime.fromisoformat(read_at), entry_id
    except ValueError:
        raise BadPageToken from None
