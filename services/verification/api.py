"""EvidenceService: what a person may see of what was read about them."""

from datetime import UTC, datetime

import asyncpg

from onetrip.verification.v1 import evidence_service_pb2 as pb
from runtime.grpc_server import Context
from runtime.pages import BadPageToken, PageTokens, page_size_of
from runtime.sealing import Sealer
from services.verification import store

PAGE_SIZE_DEFAULT = 50
PAGE_SIZE_MAX = 200
# Later than any read: where the first page starts.
NEWEST = (datetime.max.replace(tzinfo=UTC), "")


class EvidenceService:
    """Implements `onetrip.verification.v1.EvidenceService`."""

    def __init__(self, pool: asyncpg.Pool, sealer: Sealer) -> None:
        self._pool = pool
        self._tokens = PageTokens(sealer, "ListAccesses")

    async def list_accesses(self, request: pb.ListAccessesRequest, context: Context) -> pb.ListAccessesResponse:
        """List who read the caller's data, newest first. Raises InvalidInput for a bad page size or token."""
        person = context.caller.subject
        size = page_size_of(request.page_size, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)
        position = _position(self._tokens.read(request.page_token, person, ()))
        reads = await store.list_reads(self._pool, person, position, size + 1)
        shown, more = reads[:size], len(reads) > size
        token = self._tokens.make(person, (), [shown[-1].read_at.isoformat(), shown[-1].id]) if more else ""
        return pb.ListAccessesResponse(accesses=[_entry(read) for read in shown], next_page_token=token)


def _position(position: list[str] | None) -> tuple[datetime, str]:
    if position is None:
        return NEWEST
    try:
        read_at, entry_id = position
        return datetime.fromisoformat(read_at), entry_id
    except ValueError:
        raise BadPageToken from None


def _entry(read: store.Read) -> pb.AccessEntry:
    entry = pb.AccessEntry(
        id=read.id,
        reader=read.reader,
        role=read.role,
        department=read.department,
        purpose=read.purpose,
        application_id=read.application_id,
        fields=read.fields,
    )
    entry.read_time.FromDatetime(read.read_at)
    return entry
