"""The virus scan: a port, and ClamAV behind it where one is configured (clamd(8), INSTREAM).

Written out, because the kept client takes files only, and what is scanned here is never a file.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from typing import Protocol

from contracts.errors.uploads import InfectedContent
from onetrip.intake.v1.events_pb2 import SCAN_STATE_CLEAN, SCAN_STATE_NOT_SCANNED, ScanState
from runtime.errors import FieldViolation, Unavailable
from runtime.logs import get_logger

SECONDS_MAX = 60.0
ANSWER_BYTES_MAX = 4096
RETRY_SECONDS = 30.0
_LENGTH = struct.Struct(">I")


class Scanner(Protocol):
    """Looks for viruses."""

    async def scan(self, content: AsyncIterator[bytes]) -> ScanState:
        """Return what is known of a file now. Raises InfectedContent, and Unavailable when it cannot be scanned."""
        ...


class NoScanner:
    """No scanner is configured: the file's state says so to whoever opens it."""

    async def scan(self, content: AsyncIterator[bytes]) -> ScanState:
        """Return NOT_SCANNED and read nothing."""
        return SCAN_STATE_NOT_SCANNED


class ClamAv:
    """A clamd at `host:port`."""

    def __init__(self, target: str) -> None:
        host, _, port = target.rpartition(":")
        self._host, self._port = host, int(port)

    async def scan(self, content: AsyncIterator[bytes]) -> ScanState:
        """Have a file scanned as it streams by. Raises InfectedContent and Unavailable."""
        try:
            answer = await asyncio.wait_for(self._answer(content), SECONDS_MAX)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            get_logger().warning("uploads.scanner_away", error=type(error).__name__)
            answer = b""
        if answer.endswith(b" FOUND"):
            violation = FieldViolation("content", "a virus scan found something in it")
            raise InfectedContent("the upload is not taken", fields=[violation])
        if not answer.endswith(b": OK"):
            raise Unavailable("uploads cannot be scanned at the moment", retry_after_seconds=RETRY_SECONDS)
        return SCAN_STATE_CLEAN

    async def _answer(self, content: AsyncIterator[bytes]) -> bytes:
        reader, writer = await asyncio.open_connection(self._host, self._port, limit=ANSWER_BYTES_MAX)
        try:
            writer.write(b"zINSTREAM\0")
            async for piece in content:
                if piece:
                    writer.write(_LENGTH.pack(len(piece)) + piece)
                    await writer.drain()
            writer.write(_LENGTH.pack(0))
            await writer.drain()
            return (await reader.readuntil(b"\0")).rstrip(b"\0")
        finally:
            writer.close()
