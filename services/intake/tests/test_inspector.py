"""The process that examines files outlives a file that it did not survive; a scanner says what it knows."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable

import pytest
import uvloop

from cli.journeys.papers import paper
from contracts.errors.uploads import ActiveContent, ContentBeyondLimits, InfectedContent
from onetrip.intake.v1.events_pb2 import SCAN_STATE_CLEAN, SCAN_STATE_NOT_SCANNED
from runtime.errors import Unavailable
from services.intake.tests.corpus import SVG
from services.intake.uploads import examiner as examiner_module
from services.intake.uploads import inspector as inspecting
from services.intake.uploads.examiner import Examiner, ExaminerLost
from services.intake.uploads.inspector import Inspector
from services.intake.uploads.scanning import ClamAv, NoScanner

VIRUS = b"X5O!P%@AP"


async def pieces(data: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def paged(text: str = "A page") -> Callable[[], AsyncIterator[bytes]]:
    return lambda: pieces(paper(text))


@pytest.fixture
async def inspector() -> AsyncIterator[Inspector]:
    inspector = Inspector()
    yield inspector
    await inspector.stop()


async def test_one_process_examines_one_file_after_another(inspector: Inspector) -> None:
    scripted = SVG % b"<script>alert(1)</script>"
    for _ in range(2):
        assert await inspector.examine(paged()) == "application/pdf"
        with pytest.raises(ActiveContent) as refused:
            await inspector.examine(lambda: pieces(scripted))
        assert [violation.field for violation in refused.value.fields] == ["content"]
    assert await asyncio.gather(*(inspector.examine(paged(f"{n}")) for n in range(5))) == ["application/pdf"] * 5


def deadly(inspector: Inspector, lives: int) -> Callable[[], AsyncIterator[bytes]]:
    """A file of several pieces in the midst of which the process ends, the first `lives` times that it is read."""
    left = [lives]

    async def content() -> AsyncIterator[bytes]:
        data = paper("A page")
        yield data[:100]
        if left[0]:
            left[0] -= 1
            assert inspector._examiner is not None
            inspector._examiner.process.kill()
            # Whether the loop has noticed by the next piece must make no difference.
            for _ in range(left[0] * 3):
                await asyncio.sleep(0.01)
        yield data[100:]

    return content


async def test_a_file_that_two_processes_do_not_survive_is_refused_and_no_other(inspector: Inspector) -> None:
    await inspector.examine(paged())
    with pytest.raises(ContentBeyondLimits):
        await inspector.examine(deadly(inspector, 2))
    assert await inspector.examine(paged()) == "application/pdf"


def test_a_file_whose_process_ended_for_another_reason_is_examined_by_the_next_on_the_loop_of_production() -> None:
    async def examined() -> list[str]:
        inspector = Inspector()
        try:
            return [await inspector.examine(deadly(inspector, 1)) for _ in range(3)]
        finally:
            await inspector.stop()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(examined()) == ["application/pdf"] * 3


def test_a_process_that_hung_up_is_told_as_that_on_the_loop_of_production() -> None:
    async def content() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b"%PDF-1.7\n"
            await asyncio.sleep(0.01)

    async def asked() -> None:
        examiner = await Examiner.start()
        examiner.process.kill()
        with pytest.raises(ExaminerLost):
            await examiner.ask(content())
        await examiner.stop()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(asked())


async def test_a_process_that_does_not_start_is_no_fault_of_the_file(
    inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in ((sys.executable, "-c", "pass"), ("/nowhere/at/all",)):
        monkeypatch.setattr(examiner_module, "_COMMAND", command)
        with pytest.raises(Unavailable) as refused:
            await inspector.examine(paged())
        assert refused.value.retry_after_seconds
    monkeypatch.undo()
    assert await inspector.examine(paged()) == "application/pdf"


async def test_a_store_that_cannot_be_read_is_told_as_that(inspector: Inspector) -> None:
    async def away() -> AsyncIterator[bytes]:
        yield b"%PDF-1.7\n"
        raise Unavailable("documents cannot be read")

    with pytest.raises(Unavailable):
        await inspector.examine(away)
    assert await inspector.examine(paged()) == "application/pdf"


async def test_a_file_that_occupies_the_process_is_refused(
    inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"%PDF-1.7\n"
        await asyncio.Event().wait()

    await inspector.examine(paged())
    monkeypatch.setattr(inspecting, "SECONDS_MAX", 0.05)
    with pytest.raises(ContentBeyondLimits):
        await inspector.examine(endless)
    monkeypatch.undo()
    assert await inspector.examine(paged()) == "application/pdf"


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
