"""A URL that names an authority is connected to no server that cannot prove to be the one that it names."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from deploy.local.certificates import Authority

LOCALHOST = "localhost"
# The 8 bytes by which a client of PostgreSQL asks for TLS, and the answers: yes, no.
REQUEST_BYTES = 8
YES, NO = b"S", b"N"


class Impostor:
    """Speaks PostgreSQL as far as the question of who it is, and counts who told it anything after that."""

    def __init__(self, folder: Path, answer: bytes = YES) -> None:
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.load_cert_chain(folder / "tls.crt", folder / "tls.key")
        self._answer = answer
        self.told = 0

    @asynccontextmanager
    async def at(self) -> AsyncIterator[int]:
        server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        async with server:
            yield server.sockets[0].getsockname()[1]

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readexactly(REQUEST_BYTES)
            writer.write(self._answer)
            if self._answer == YES:
                await writer.start_tls(self._context)
            if await reader.read(1):
                self.told += 1
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def meet(impostor: Impostor, authority: Path) -> None:
    async with impostor.at() as port:
        query = f"sslmode=verify-full&sslrootcert={authority}"
        with pytest.raises((OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ssl.SSLError)):
            await asyncpg.connect(f"postgresql://intake:secret@{LOCALHOST}:{port}/onetrip?{query}", timeout=10)


async def test_only_the_server_that_the_url_names_is_told_who_we_are(tmp_path: Path) -> None:
    ours = Authority()
    authority = ours.issue("db", LOCALHOST).write(tmp_path / "db") / "ca.crt"
    right = Impostor(tmp_path / "db")
    await meet(right, authority)
    assert right.told == 1, "one that is who it says it is: it is spoken to, and does not know the rest"
    another_name = Impostor(ours.issue("other").write(tmp_path / "other"))
    another_authority = Impostor(Authority().issue("db", LOCALHOST).write(tmp_path / "stranger"))
    in_the_clear = Impostor(tmp_path / "db", NO)
    for impostor in (another_name, another_authority, in_the_clear):
        await meet(impostor, authority)
        assert impostor.told == 0


async def test_an_authority_that_was_replaced_is_believed_with_the_next_connection(tmp_path: Path) -> None:
    authority = Authority().issue("db", LOCALHOST).write(tmp_path / "former") / "ca.crt"
    latter = Authority().issue("db", LOCALHOST)
    server = Impostor(latter.write(tmp_path / "latter"))
    await meet(server, authority)
    assert server.told == 0
    authority.write_text(latter.authority)
    await meet(server, authority)
    assert server.told == 1
