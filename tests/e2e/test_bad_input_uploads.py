"""Files: what they really are, how large they may be, who may read them; streamed, so that memory stays flat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx
import psutil
import pytest

from cli.client import Caller
from cli.journeys.papers import paper
from deploy.local.stack import Stack
from tests.e2e.conftest import Enter
from tests.e2e.filing import CONTRADICTING, claimed, filed, form, submit, written
from tests.e2e.refusals import INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, RESOURCE_EXHAUSTED, assert_refused

MATERIALS = "/v1/materials"
MEBIBYTE = 1024 * 1024
BYTES_MAX = 20 * MEBIBYTE
PDF, PNG = b"%PDF-1.4\n", b"\x89PNG\r\n\x1a\n"
# An upload is on its way in parts of 5 MiB (S3's smallest), one filled, one written, one read back, and in the buffers
# of flow control: that much for each at once, and no more however many follow one another.
IN_FLIGHT_BYTES_MAX = 20 * MEBIBYTE
LOOK_SECONDS = 0.05
ONE_AFTER_ANOTHER, AT_ONCE = 8, 4

REFUSED = {
    "empty": (b"", "application/pdf", "UNSUPPORTED_CONTENT"),
    "a text that is called a PDF": (b"hello, this is text", "application/pdf", "UNSUPPORTED_CONTENT"),
    "a PDF that is called a picture": (PDF + b"1", "image/png", "UNSUPPORTED_CONTENT"),
    "a picture that is called a PDF": (PNG + b"1", "application/pdf", "UNSUPPORTED_CONTENT"),
    "a page with a script": (b"<html><script>alert(1)</script>", "text/html", "UNSUPPORTED_CONTENT"),
    "half a signature": (b"%PD", "application/pdf", "UNSUPPORTED_CONTENT"),
    "a program": (b"\x7fELF\x02\x01\x01", "application/octet-stream", "EXECUTABLE_CONTENT"),
    "a script": (b"#!/bin/sh\necho", "application/pdf", "EXECUTABLE_CONTENT"),
    "a drawing with a script": (b"<svg onload='alert(1)'/>", "image/svg+xml", "ACTIVE_CONTENT"),
    "a PDF that was cut off": (paper("A degree")[:-50], "application/pdf", "BROKEN_CONTENT"),
    "an archive that is none": (b"PK\x03\x04" + b"x" * 100, "application/zip", "BROKEN_CONTENT"),
}


async def upload(caller: Caller, content: bytes, content_type: str = "application/pdf") -> httpx.Response:
    """Send a file once."""
    return await caller.request("POST", MATERIALS, content=content, headers={"content-type": content_type})


@pytest.mark.parametrize("what", REFUSED)
async def test_a_file_that_is_not_what_it_says_is_refused(enter: Enter, stack: Stack, what: str) -> None:
    sender = await enter("graduate-0170")
    content, content_type, reason = REFUSED[what]
    response = await upload(sender, content, content_type)
    assert_refused(response, INVALID_ARGUMENT, reason, "content")
    assert await stored(stack, sender) == 0


@pytest.mark.parametrize("excess", [1, 5 * MEBIBYTE])
async def test_a_file_over_its_limit_is_refused_and_leaves_nothing(enter: Enter, stack: Stack, excess: int) -> None:
    sender = await enter("graduate-0170")
    response = await upload(sender, PDF.ljust(BYTES_MAX + excess, b"x"))
    assert_refused(response, RESOURCE_EXHAUSTED, "UPLOAD_TOO_LARGE")
    assert await stored(stack, sender) == 0


async def test_files_at_the_limit_pass_in_a_stream_and_memory_stays_flat(enter: Enter, stack: Stack) -> None:
    sender = await enter("graduate-0171")
    content = at_limit()

    async def there_and_back() -> None:
        sent = await upload(sender, content)
        assert sent.status_code == 200, sent.text
        assert (sent.json()["sizeBytes"], sent.json()["scanState"]) == (str(BYTES_MAX), "SCAN_STATE_NOT_SCANNED")
        read = await sender.request("GET", f"{MATERIALS}/{sent.json()['materialId']}:download")
        assert read.content == content

    await there_and_back()
    async with growth(stack) as grown:
        await asyncio.gather(*(there_and_back() for _ in range(AT_ONCE)))
    assert max(grown.values()) < AT_ONCE * IN_FLIGHT_BYTES_MAX, grown
    # From the mark that those at once have left: eight files that stayed would be ten times what may come on top.
    async with growth(stack) as grown:
        for _ in range(ONE_AFTER_ANOTHER):
            await there_and_back()
    assert max(grown.values()) < IN_FLIGHT_BYTES_MAX, grown


async def test_a_document_is_read_by_its_owner_and_an_officer_with_a_grant(enter: Enter) -> None:
    owner, stranger, agent = await enter("graduate-0172"), await enter("graduate-0173"), await enter("agent")
    officer, colleague = await enter("officer-human-resources-2"), await enter("officer-human-resources", "officer")
    content = paper("A degree")
    uploaded = (await upload(owner, content)).json()["materialId"]
    path = f"{MATERIALS}/{uploaded}:download"
    for caller in (stranger, agent):
        assert_refused(await caller.request("GET", path), NOT_FOUND, "NOT_FOUND")
    materials = [{"code": "graduation-certificate", "material_id": uploaded}]
    application = await filed(owner, answers=CONTRADICTING, materials=materials)
    taken = await claimed(officer, application["id"])
    task = (await officer.request("GET", f"/v1/tasks/{taken['id']}")).json()["task"]
    grant = task["materials"][0]["grant"]
    own = await owner.request("GET", path)
    assert (own.status_code, own.content, own.headers["content-type"]) == (200, content, "application/pdf")
    read = await officer.request("GET", path, params={"grant": grant})
    assert (read.status_code, read.content) == (200, content)
    absent = await stranger.request("GET", f"{MATERIALS}/{'a' * 26}:download")
    for caller, parameters in (
        (stranger, {}),
        (stranger, {"grant": grant}),
        (colleague, {"grant": grant}),
        (officer, {}),
        (officer, {"grant": grant[:-4] + "AAAA"}),
        (officer, {"grant": "x"}),
        (officer, {"grant": "名"}),
    ):
        response = await caller.request("GET", path, params=parameters)
        assert_refused(response, NOT_FOUND, "NOT_FOUND")
        assert response.content == absent.content
    other = await officer.request("GET", f"{MATERIALS}/{'a' * 26}:download", params={"grant": grant})
    assert_refused(other, NOT_FOUND, "NOT_FOUND")
    refused = await officer.request("POST", MATERIALS, content=content, headers={"content-type": "application/pdf"})
    assert_refused(refused, PERMISSION_DENIED, "PERMISSION_DENIED")


async def test_nobody_files_with_what_somebody_else_uploaded(enter: Enter, stack: Stack) -> None:
    owner, thief = await enter("graduate-0174"), await enter("graduate-0175")
    uploaded = (await upload(owner, paper("Mine"))).json()["materialId"]
    body = form(materials=[{"code": "graduation-certificate", "material_id": uploaded}])
    assert_refused(await submit(thief, body), INVALID_ARGUMENT, "INVALID_INPUT", "materials[0].material_id")
    assert await written(stack, thief.subject) == 0


def at_limit() -> bytes:
    """A PDF of exactly as many bytes as are taken."""
    spare = 2000
    content = paper("A degree", b"x" * (BYTES_MAX - spare))
    return paper("A degree", b"x" * (BYTES_MAX - spare + BYTES_MAX - len(content)))


async def stored(stack: Stack, sender: Caller) -> int:
    """How many uploads of theirs are kept."""
    connection = await asyncpg.connect(stack.database_url("intake"))
    try:
        return await connection.fetchval("SELECT count(*) FROM materials WHERE uploaded_by = $1", sender.subject)
    finally:
        await connection.close()


def resident(stack: Stack) -> dict[str, int]:
    """Resident bytes of the processes an upload passes."""
    sizes = {}
    for name in ("gateway", "intake"):
        fingerprint = stack.state.steps[name].fingerprint
        assert fingerprint is not None
        sizes[name] = psutil.Process(fingerprint.pid).memory_info().rss
    return sizes


@asynccontextmanager
async def growth(stack: Stack) -> AsyncIterator[dict[str, int]]:
    """By how many bytes each process grows at most meanwhile; filled in at the end."""
    before, grown = resident(stack), dict.fromkeys(resident(stack), 0)

    async def look() -> None:
        while True:
            for name, size in resident(stack).items():
                grown[name] = max(grown[name], size - before[name])
            await asyncio.sleep(LOOK_SECONDS)

    looking = asyncio.create_task(look())
    try:
        yield grown
    finally:
        looking.cancel()
