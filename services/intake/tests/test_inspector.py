"""The process that examines files outlives a file that it did not survive; a scanner says what it knows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from cli.journeys.papers import paper
from contracts.errors import ActiveContent, ContentBeyondLimits, InfectedContent
from onetrip.intake.v1.events_pb2 import SCAN_STATE_CLEAN, SCAN_STATE_NOT_SCANNED
from runtime.errors import Unavailable
from services.intake.tests.corpus import SVG
from services.intake.uploads import inspector as inspecting
from services.intake.uploads.inspector import Inspector
from services.intake.uploads.scanning import ClamAv, NoScanner

VIRUS = b"X5O!P%@AP"


async def pieces(data: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


@pytest.fixture
async def inspector() -> AsyncIterator[Inspector]:
    inspector = Inspector()
    yield inspector
    await inspector.stop()


async def test_one_process_examines_one_file_after_another(inspector: Inspector) -> None:
    scripted = SVG % b"<script>alert(1)</script>"
    for _ in range(2):
        assert await inspector.examine(pieces(paper("A page"))) == "application/pdf"
        with pytest.raises(ActiveContent) as refused:
            await inspector.examine(pieces(scripted))
        assert [violation.field for violation in refused.value.fields] == ["content"]
    assert (
        await asyncio.gather(*(inspector.examine(pieces(paper(f"{n}"))) for n in range(5))) == ["application/pdf"] * 5
    )


async def test_a_file_that_the_process_does_not_survive_is_refused_and_no_other(
    inspector: Inspector,
) -> None:
    await inspector.examine(pieces(paper("A page")))

    async def deadly() -> AsyncIterator[bytes]:
        process = inspector._process
        assert process is not None
        process.kill()
        await process.wait()
        yield b"%PDF-1.7\n"

    with pytest.raises(ContentBeyondLimits):
        await inspector.examine(deadly())
    assert await inspector.examine(pieces(paper("A page"))) == "application/pdf"


async def test_a_file_that_occupies_the_process_is_refused(
    inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"%PDF-1.7\n"
        await asyncio.Event().wait()

    await inspector.examine(pieces(paper("A page")))
    monkeypatch.setattr(inspecting, "SECONDS_MAX", 0.05)
    with pytest.raises(ContentBeyondLimits):
        await inspector.examine(endless())
    monkeypatch.undo()
    assert await inspector.examine(pieces(paper("A page"))) == "application/pdf"


async def clamd(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A clamd as far as INSTREAM goes (clamd(8))."""
    assert await reader.readexactly(10) == b"zINSTREAM\0"
    content = b""
    while length := int.from_bytes(await reader.readexactly(4), "big"):
        content += await reader.readexactly(length)
    if b"hang up" not in content:
        writer.write(b"stream: Eicar FOUND\0" if VIRUS in content else b"stream: OK\0")
    writer.close()


@pytest.fixture
async def scanner() -> AsyncIterator[ClamAv]:
    server = await asyncio.start_server(clamd, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    yield ClamAv(f"{host}:{port}")
    server.close()
    await server.wait_closed()


async def test_a_scanner_finds_what_is_in_a_file_and_passes_what_is_not(scanner: ClamAv) -> None:
    assert await scanner.scan(pieces(paper("A page"))) == SCAN_STATE_CLEAN
    with pytest.raises(InfectedContent):
        await scanner.scan(pieces(paper("A page") + VIRUS, size=3))


async def test_a_file_is_not_taken_unscanned_because_the_scanner_is_away(scanner: ClamAv) -> None:
    for target, content in ((scanner, b"hang up"), (ClamAv("127.0.0.1:1"), b"anything")):
        with pytest.raises(Unavailable) as refused:
            await target.scan(pieces(content))
        assert refused.value.retry_after_seconds


async def test_without_a_scanner_the_state_says_so() -> None:
    assert await NoScanner().scan(pieces(VIRUS)) == SCAN_STATE_NOT_SCANNED
