"""Uploads: streamed and sealed, then examined and scanned; deleted after days in which they are given with nothing."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta

from contracts.errors.uploads import UnsupportedContent, UploadTooLarge
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1.events_pb2 import ScanState
from runtime.errors import FieldViolation, LimitExceeded, Unavailable
from runtime.ids import new_id
from runtime.tokens import Principal
from services.intake.office import Office
from services.intake.store import StoredMaterial
from services.intake.uploads.detecting import SNIFFED_BYTES, agrees, type_of
from services.intake.uploads.faults import Unacceptable
from services.intake.uploads.inspector import error_of
from services.intake.uploads.storeroom import Storeroom

BYTES_MAX = 20 * 1024 * 1024
# Of an upload over the limit so much more is read and thrown away: an HTTP/1.1 client that is still sending reads no
# answer, and would see only a broken connection.
BYTES_DISCARDED_MAX = 2 * BYTES_MAX
UNATTACHED_A_DAY_MAX = 100
DAY = timedelta(days=1)
# Uploads that were never given with an application are deleted after this.
KEPT_UNATTACHED = timedelta(days=3)
SWEPT_AT_ONCE = 200


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
        """Return the first bytes, enough to know the type. Raises ExecutableContent, UnsupportedContent or
        UploadTooLarge."""
        start = b""
        async for piece in self._pieces():
            start += piece
            if len(start) >= SNIFFED_BYTES:
                break
        if not start:
            raise _unsupported("the upload is empty")
        try:
            found = type_of(start)
        except Unacceptable as refusal:
            raise error_of(refusal) from None
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


async def upload(
    office: Office,
    storeroom: Storeroom,
    requests: AsyncIterator[service_pb2.UploadMaterialRequest],
    caller: Principal,
) -> service_pb2.UploadMaterialResponse:
    """Store an upload, for nobody yet. Raises LimitExceeded, UploadTooLarge, Unavailable, or what is wrong with it.

    What can be wrong is told by `uploads.inspector` and `uploads.scanning`; nothing of it stays then.
    """
    now = office.clock.now()
    if await office.store.materials.unattached_count(caller.subject, now - DAY) >= UNATTACHED_A_DAY_MAX:
        raise LimitExceeded(
            "too many uploads wait to be given with an application", retry_after_seconds=DAY.total_seconds() / 24
        )
    reading = _Reading(requests)
    start = await reading.start()
    material_id, object_name = new_id(), new_id()
    # Noted first: bytes that a crash leaves behind are found by it (`sweep`).
    await office.store.materials.announce(object_name, now)
    try:
        await storeroom.objects.put(object_name, material_id, reading.whole(start))
        scan_state = await _admit(storeroom, object_name, material_id)
    except BaseException:
        # Where the store is away the sweep deletes it later, and the caller is told the first error.
        with contextlib.suppress(Unavailable):
            await storeroom.objects.delete([object_name])
            await office.store.materials.arrived([object_name])
        raise
    material = StoredMaterial(
        id=material_id,
        object_name=object_name,
        uploaded_by=caller.subject,
        held_for=None,
        content_type=reading.content_type,
        size_bytes=reading.size,
        sha256=reading.sha256,
        scan_state=scan_state,
    )
    await office.store.materials.add(material, now)
    return service_pb2.UploadMaterialResponse(
        material_id=material.id,
        content_type=material.content_type,
        size_bytes=material.size_bytes,
        sha256=material.sha256,
        scan_state=scan_state,
    )


async def _admit(storeroom: Storeroom, object_name: str, material_id: str) -> ScanState:
    """Have the bytes examined and scanned as they are kept. Raises what is wrong with them."""
    # Read back, not looked at while they come: a slow sender then holds neither memory nor the examiner.
    await storeroom.inspector.examine(lambda: storeroom.objects.get(object_name, material_id))
    return await storeroom.scanner.scan(storeroom.objects.get(object_name, material_id))


async def sweep(office: Office, storeroom: Storeroom) -> int:
    """Delete uploads that were never given with an application, or that never came to their end; returns how many.

    Safe beside other replicas.
    """
    now, materials = office.clock.now(), office.store.materials
    abandoned = await materials.abandoned(now - KEPT_UNATTACHED, SWEPT_AT_ONCE)
    names = await materials.forget([material_id for material_id, _ in abandoned]) if abandoned else []
    lost = await materials.lost(now - DAY, SWEPT_AT_ONCE)
    await storeroom.objects.delete([*names, *lost])
    await materials.arrived(lost)
    return len(names) + len(lost)
