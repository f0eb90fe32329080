"""A department's HTTP server, as small as it can be, that answers as a test says: also not at all, or badly."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any


class HttpDepartment:
    """`reply`: raw bytes, (status, body) or None for never. What was asked is kept in `requests`."""

    def __init__(self) -> None:
        self.reply: bytes | tuple[int, Any] | None = (200, {})
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.port = 0

    @classmethod
    @asynccontextmanager
    async def serving(cls) -> AsyncIterator["HttpDepartment"]:
        """A server on a free port of this machine."""
        department = cls()
        server = await asyncio.start_server(department._serve, "127.0.0.1", 0)
        department.port = server.sockets[0].getsockname()[1]
        try:
            yield department
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            line, *lines = head.strip().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in lines)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.requests.append((line, headers, body))
            if self.reply is None:
                await reader.read()
                return
            writer.write(self.reply if isinstance(self.reply, bytes) else answer(*self.reply))
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def answer(status: int, body: Any, *headers: str) -> bytes:
    """A whole answer; `body` is JSON unless it is bytes."""
    content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(content)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content
