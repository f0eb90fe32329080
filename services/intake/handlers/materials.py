"""Uploads and downloads: streamed, of a type that is taken, and of nobody else."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

from google.api import httpbody_pb2

from contracts.errors import UnsupportedContent, UploadTooLarge
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from runtime.errors import FieldViolation, LimitExceeded, NotFound
from runtime.ids import new_id
from runtime.sealing import SealBroken
from runtime.tokens import Principal
from services.intake.checks import is_id
from services.intake.content_types import SNIFFED_BYTES, agrees, detected
from services.intake.handlers.access import Purpose, concerns, record_access
from services.intake.objects import Objects
from services.intake.office import Office
from services.intake.roles import CLERK, OFFICER
from services.intake.store import Stored, StoredMaterial

BYTES_MAX = 20 * 1024 * 1024
# Of an upload over the limit so much more is read and thrown away: an HTTP/1.1 client that is still sending reads no
# answer, and would see only a broken connection.
BYTES_DISCARDED_MAX = 2 * BYTES_MAX
UNATTACHED_A_DAY_MAX = 100
DAY = timedelta(days=1)
# Uploads that were never given with an application are deleted after this.
KEPT_UNATTACHED = timedelta(days=3)
SWEPT_AT_ONCE = 200
GRANT_SCOPE = "material-grant"
GRANT_CHARACTERS_MAX = 2048


class _Reading:
    """The bytes of one upload on their way through: counted, hashed, and refused when they are not what they say."""

    def __init__(self, requests: AsyncIterator[service_pb2.UploadMaterialRequest]) -> None:
        self._requests = requests
        self._digest = hashlib.sha256()
        self.size = 0
        self.content_type = ""
        self._declared: str | None = None

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    async def start(self) -> bytes:
        """Return the first bytes, enough to know the type. Raises UnsupportedContent or UploadTooLarge."""
        start = b""
        async for piece in self._pieces():
            start += piece
            if len(start) >= SNIFFED_BYTES:
                break
        if not start:
            raise _unsupported("the upload is empty")
        found = detected(start)
        if found is None:
            raise _unsupported("taken are PDF, JPEG, PNG, WebP and HEIC")
        if not agrees(self._declared or "", found):
            raise _unsupported(f"the bytes are {found}, not what they were said to be")
        self.content_type = found
        return start

    async def whole(self, start: bytes) -> AsyncIterator[bytes]:
        """Yield the start again, then the rest."""
        yield start
        async for piece in self._pieces():
            yield piece

    async def _pieces(self) -> AsyncIterator[bytes]:
        async for request in self._requests:
            if self._declared is None:
                self._declared = request.content.content_type
            data = request.content.data
            self.size += len(data)
            if self.size > BYTES_MAX:
                await self._discard()
                raise UploadTooLarge(f"at most {BYTES_MAX} bytes", metadata={"bytes_max": str(BYTES_MAX)})
            if data:
                self._digest.update(data)
                yield data

    async def _discard(self) -> None:
        async for request in self._requests:
            self.size += len(request.content.data)
            if self.size > BYTES_MAX + BYTES_DISCARDED_MAX:
                return


def _unsupported(why: str) -> UnsupportedContent:
    return UnsupportedContent("the upload is not taken", fields=[FieldViolation("content", why)])


def _absent() -> NotFound:
    return NotFound("there is no such material, or it is not yours to see")


async def upload(
    office: Office, objects: Objects, requests: AsyncIterator[service_pb2.UploadMaterialRequest], caller: Principal
) -> service_pb2.UploadMaterialResponse:
    """Store an upload, for nobody yet. Raises UnsupportedContent, UploadTooLarge, LimitExceeded."""
    now = office.clock.now()
    if await office.store.materials.unattached_count(caller.subject, now - DAY) >= UNATTACHED_A_DAY_MAX:
        raise LimitExceeded(
            "too many uploads wait to be given with an application", retry_after_seconds=DAY.total_seconds() / 24
        )
    reading = _Reading(requests)
    start = await reading.start()
    material_id, object_name = new_id(), new_id()
    await objects.put(object_name, material_id, reading.whole(start))
    material = StoredMaterial(
        id=material_id,
        object_name=object_name,
        uploaded_by=caller.subject,
        held_for=None,
        content_type=reading.content_type,
        size_bytes=reading.size,
        sha256=reading.sha256,
    )
    await office.store.materials.add(material, now)
    return service_pb2.UploadMaterialResponse(
        material_id=material.id,
        content_type=material.content_type,
        size_bytes=material.size_bytes,
        sha256=material.sha256,
    )


async def download(
    office: Office, objects: Objects, request: service_pb2.DownloadMaterialRequest, caller: Principal
) -> AsyncIterator[httpbody_pb2.HttpBody]:
    """Yield a material's bytes. Raises NotFound for one that is not there or not the caller's to see."""
    material = await office.store.materials.read(request.id) if is_id(request.id) else None
    if material is None or not await _may_read(office, material, request.grant, caller):
        raise _absent()
    content_type = material.content_type
    async for chunk in objects.get(material.object_name, material.id):
        yield httpbody_pb2.HttpBody(content_type=content_type, data=chunk)
        content_type = ""


async def _may_read(office: Office, material: StoredMaterial, grant: str, caller: Principal) -> bool:
    """Whether the caller may read it; a read by an officer or a clerk is logged."""
    if grant:
        return OFFICER in caller.roles and await _granted(office, material, grant, caller)
    if material.uploaded_by == caller.subject:
        return True
    for giving in await office.store.materials.given_with(material.id):
        stored = await office.store.applications.read(giving.application_id)
        if stored is None:
            continue
        if await concerns(office, caller, stored):
            return True
        if CLERK in caller.roles:
            await _log(office, caller, stored, Purpose.COUNTER_LOOKUP, giving.code)
            return True
    return False


async def _granted(office: Office, material: StoredMaterial, grant: str, caller: Principal) -> bool:
    """Whether approval's grant is for this officer and this material and has not run out; the read is logged."""
    content = _opened(office, material.id, grant)
    if content is None or content.get("officer") != caller.subject or content.get("material_id") != material.id:
        return False
    if not office.clock.now() < _expiry(content.get("expires")):
        return False
    givings = await office.store.materials.given_with(material.id)
    stored = await office.store.applications.read(givings[0].application_id) if givings else None
    if stored is None:
        return False
    await _log(office, caller, stored, Purpose.REVIEW_TASK, givings[0].code)
    return True


def _opened(office: Office, material_id: str, grant: str) -> dict[str, Any] | None:
    """Return what a grant says: base64url of a sealed JSON object; None when approval did not make it."""
    if len(grant) > GRANT_CHARACTERS_MAX or not grant.isascii():
        return None
    try:
        sealed = base64.urlsafe_b64decode(grant + "=" * (-len(grant) % 4))
        content = json.loads(office.sealer.open(GRANT_SCOPE, sealed, material_id))
    except (SealBroken, binascii.Error, ValueError):
        return None
    return content if isinstance(content, dict) else None


def _expiry(value: Any) -> datetime:
    """Return when a grant ends: an ISO instant, or seconds since 1970."""
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    return datetime.fromtimestamp(float(value or 0), UTC)


async def _log(office: Office, caller: Principal, stored: Stored, purpose: Purpose, code: str) -> None:
    async with office.store.transaction() as tables:
        await record_access(tables, office, caller, stored, purpose, (f"material:{code}",))


async def sweep(office: Office, objects: Objects) -> int:
    """Delete uploads that were never given with an application; returns how many. Safe beside other replicas."""
    before = office.clock.now() - KEPT_UNATTACHED
    abandoned = await office.store.materials.abandoned(before, SWEPT_AT_ONCE)
    if not abandoned:
        return 0
    names = await office.store.materials.forget([material_id for material_id, _ in abandoned])
    await objects.delete(names)
    return len(names)
