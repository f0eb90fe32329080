"""Uploads and downloads over real tables and a real folder."""

import base64
import json
import os
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from google.api import httpbody_pb2

from cli.journeys.papers import paper
from contracts.errors.uploads import BrokenContent, ExecutableContent, UnsupportedContent, UploadTooLarge
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import events_pb2
from onetrip.verification.v1 import messages_pb2 as verification
from runtime.errors import InvalidInput, LimitExceeded, NotFound, Unavailable
from runtime.tokens import Principal
from services.intake.handlers import materials, uploading
from services.intake.handlers.submit import submit
from services.intake.office import Office
from services.intake.tests.bench import FrozenClock, principal, sealer
from services.intake.tests.samples import fresh, graduate
from services.intake.uploads.objects import CHUNK_BYTES
from services.intake.uploads.storeroom import Storeroom

pytestmark = pytest.mark.engines

PDF = paper("A page", b"x" * 1000)


async def chunks(
    data: bytes, content_type: str = "application/pdf", size: int = 4096
) -> AsyncIterator[service_pb2.UploadMaterialRequest]:
    for start in range(0, max(len(data), 1), size):
        body = httpbody_pb2.HttpBody(content_type=content_type if start == 0 else "", data=data[start : start + size])
        yield service_pb2.UploadMaterialRequest(content=body)


async def upload(office: Office, storeroom: Storeroom, caller: Principal, data: bytes = PDF) -> str:
    return (await uploading.upload(office, storeroom, chunks(data), caller)).material_id


async def download(office: Office, storeroom: Storeroom, material_id: str, caller: Principal, grant: str = "") -> bytes:
    request = service_pb2.DownloadMaterialRequest(id=material_id, grant=grant)
    return b"".join([body.data async for body in materials.download(office, storeroom.objects, request, caller)])


def files(folder: Path) -> Sequence[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [10, CHUNK_BYTES - 9, CHUNK_BYTES, 3 * CHUNK_BYTES + 7])
async def test_what_was_uploaded_comes_back_and_is_unreadable_at_rest(
    office: Office, storeroom: Storeroom, tmp_path: Path, size: int
) -> None:
    caller = principal(fresh(), "applicant")
    data = paper("A page", b"CANARY" + os.urandom(size))
    material_id = await upload(office, storeroom, caller, data)
    assert await download(office, storeroom, material_id, caller) == data
    (file,) = files(tmp_path)
    assert b"CANARY" not in file.read_bytes()
    assert material_id not in str(file)


async def test_an_object_that_was_cut_off_or_swapped_is_not_served(
    office: Office, storeroom: Storeroom, tmp_path: Path
) -> None:
    caller = principal(fresh(), "applicant")
    material_id = await upload(office, storeroom, caller, paper("A page", os.urandom(2 * CHUNK_BYTES)))
    (file,) = files(tmp_path)
    whole = file.read_bytes()
    length = 4 + int.from_bytes(whole[:4], "big")
    file.write_bytes(whole[:length])
    with pytest.raises(Exception, match="altered"):
        await download(office, storeroom, material_id, caller)


async def test_an_object_that_is_not_there_is_told_as_away_and_served_when_it_is_back(
    office: Office, storeroom: Storeroom, tmp_path: Path
) -> None:
    caller = principal(fresh(), "applicant")
    material_id = await upload(office, storeroom, caller)
    (file,) = files(tmp_path)
    content = file.read_bytes()
    file.unlink()
    with pytest.raises(Unavailable):
        await download(office, storeroom, material_id, caller)
    file.write_bytes(content)
    assert await download(office, storeroom, material_id, caller) == PDF


async def test_an_upload_while_the_store_is_away_is_told_as_later_and_what_it_may_have_left_is_swept(
    office: Office, storeroom: Storeroom, tmp_path: Path, clock: FrozenClock
) -> None:
    caller = principal(fresh(), "applicant")
    folder = tmp_path / "materials"
    folder.rename(tmp_path / "aside")
    folder.touch()
    with pytest.raises(Unavailable):
        await upload(office, storeroom, caller)
    folder.unlink()
    (tmp_path / "aside").rename(folder)
    assert await download(office, storeroom, await upload(office, storeroom, caller), caller) == PDF
    clock.instant += timedelta(days=2)
    assert len(await office.store.materials.lost(clock.now() - timedelta(days=1), 10)) == 1
    await uploading.sweep(office, storeroom)
    assert not await office.store.materials.lost(clock.now(), 10)


@pytest.mark.parametrize(
    ("data", "declared", "error"),
    [
        (b"", "application/pdf", UnsupportedContent),
        (PDF, "image/png", UnsupportedContent),
        (b"MZ" + bytes(100), "", ExecutableContent),
        (PDF[:-100], "", BrokenContent),
    ],
)
async def test_what_is_not_taken_leaves_nothing(
    office: Office,
    storeroom: Storeroom,
    tmp_path: Path,
    pool: asyncpg.Pool,
    data: bytes,
    declared: str,
    error: type[InvalidInput],
) -> None:
    with pytest.raises(error) as refused:
        await uploading.upload(office, storeroom, chunks(data, declared), principal(fresh(), "applicant"))
    assert [violation.field for violation in refused.value.fields] == ["content"]
    assert not files(tmp_path)
    assert not await pool.fetchval("SELECT count(*) FROM incoming_uploads")


async def test_an_upload_over_its_limit_leaves_nothing(office: Office, storeroom: Storeroom, tmp_path: Path) -> None:
    caller = principal(fresh(), "applicant")
    content = paper("A page", bytes(uploading.BYTES_MAX - 2000))
    at_limit = paper("A page", bytes(uploading.BYTES_MAX - 2000 + uploading.BYTES_MAX - len(content)))
    response = await uploading.upload(office, storeroom, chunks(at_limit, size=1 << 20), caller)
    assert response.size_bytes == uploading.BYTES_MAX
    before = files(tmp_path)
    with pytest.raises(UploadTooLarge):
        await uploading.upload(office, storeroom, chunks(at_limit + b"x", size=1 << 20), caller)
    assert files(tmp_path) == before


async def test_uploads_that_belong_to_nothing_are_bounded_and_swept(
    office: Office, storeroom: Storeroom, tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "UNATTACHED_A_DAY_MAX", 2)
    caller = principal(fresh(), "applicant")
    first = await upload(office, storeroom, caller)
    await upload(office, storeroom, caller)
    with pytest.raises(LimitExceeded) as refused:
        await upload(office, storeroom, caller)
    assert refused.value.retry_after_seconds
    await submit(
        office, graduate(materials=[service_pb2.MaterialRef(code="resident-id-card", material_id=first)]), caller
    )
    clock.instant += timedelta(days=4)
    assert await uploading.sweep(office, storeroom) >= 1
    assert len(files(tmp_path)) == 1
    assert await download(office, storeroom, first, caller) == PDF


async def test_bytes_that_a_crash_left_behind_are_swept(
    office: Office, storeroom: Storeroom, tmp_path: Path, clock: FrozenClock
) -> None:
    async def cut_off() -> AsyncIterator[bytes]:
        yield PDF

    await office.store.materials.announce("left-behind", clock.now())
    await storeroom.objects.put("left-behind", "m", cut_off())
    assert len(files(tmp_path)) == 1
    clock.instant += timedelta(days=2)
    assert await uploading.sweep(office, storeroom) >= 1
    assert not files(tmp_path)
    assert not await office.store.materials.lost(clock.now(), 10)


async def test_a_document_is_given_with_an_application_by_its_uploader(
    office: Office, storeroom: Storeroom, pool: asyncpg.Pool
) -> None:
    caller, other = principal(fresh(), "applicant"), principal(fresh(), "applicant")
    material_id = await upload(office, storeroom, caller)
    reference = service_pb2.MaterialRef(code="graduation-certificate", material_id=material_id)
    application = (await submit(office, graduate(materials=[reference]), caller)).application
    assert [given.material_id for given in application.materials] == [material_id]
    payload = await pool.fetchval("SELECT payload FROM outbox WHERE key = $1", application.id)
    assert events_pb2.ApplicationSubmitted.FromString(payload).materials == application.materials
    with pytest.raises(InvalidInput) as refused:
        await submit(office, graduate(materials=[reference]), other)
    assert [violation.field for violation in refused.value.fields] == ["materials[0].material_id"]
    with pytest.raises(NotFound):
        await download(office, storeroom, material_id, other)


async def test_an_officer_reads_by_a_grant_only_and_every_read_is_logged(
    office: Office, storeroom: Storeroom, pool: asyncpg.Pool, clock: FrozenClock
) -> None:
    caller = principal(fresh(), "applicant")
    officer, colleague = principal(fresh(), "officer"), principal(fresh(), "officer")
    material_id = await upload(office, storeroom, caller)
    reference = service_pb2.MaterialRef(code="graduation-certificate", material_id=material_id)
    application = (await submit(office, graduate(materials=[reference]), caller)).application

    def grant(**changes: object) -> str:
        expires = (clock.now() + timedelta(minutes=15)).isoformat()
        content = {"material_id": material_id, "officer": officer.subject, "task_id": "t", "expires": expires}
        sealed = sealer().seal("material-grant", json.dumps({**content, **changes}).encode(), material_id)
        return base64.urlsafe_b64encode(sealed).decode()

    assert await download(office, storeroom, material_id, officer, grant()) == PDF
    row = await pool.fetchval(
        "SELECT payload FROM outbox WHERE key = $1 AND topic = 'verification.commands.v1'", application.id
    )
    access = verification.RecordAccess.FromString(row)
    assert (access.purpose, access.reader, access.person_id) == ("REVIEW_TASK", officer.subject, caller.subject)
    assert list(access.fields) == ["material:graduation-certificate"]
    past = (clock.now() - timedelta(seconds=1)).isoformat()
    for refused_caller, refused_grant in (
        (officer, ""),
        (colleague, grant()),
        (officer, grant(expires=past)),
        (officer, grant(expires=1)),
        (officer, "AAAA"),
        (officer, "é"),
    ):
        with pytest.raises(NotFound):
            await download(office, storeroom, material_id, refused_caller, refused_grant)
