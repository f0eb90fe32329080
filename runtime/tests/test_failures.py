"""A connection that the server has ended, but whose socket is not closed yet, is a failure that heals by waiting."""

from __future__ import annotations

import asyncio
import struct

import asyncpg
import pytest
from aiokafka.errors import KafkaConnectionError
from asyncpg.exceptions import InternalClientError

from runtime.failures import heals_by_waiting

# PostgreSQL's frontend/backend protocol 3.0, as far as a client needs to think that it is connected.
AUTHENTICATED = b"R" + struct.pack("!ii", 8, 0)
READY = b"Z" + struct.pack("!i", 5) + b"I"
_FIELDS = b"SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0"
TERMINATED = b"E" + struct.pack("!i", 4 + len(_FIELDS)) + _FIELDS


def parameter(name: str, value: str) -> bytes:
    body = f"{name}\0{value}\0".encode()
    return b"S" + struct.pack("!i", 4 + len(body)) + body


async def test_a_connection_ended_by_the_server_before_its_socket_closes_heals_by_waiting() -> None:
    leave = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1024)
        parameters = parameter("server_version", "18.0") + parameter("client_encoding", "UTF8")
        writer.write(AUTHENTICATED + parameters + READY)
        await asyncio.sleep(0.05)
        writer.write(TERMINATED)
        await leave.wait()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    connection = await asyncpg.connect(host="127.0.0.1", port=port, user="u", database="d", ssl=False)
    await asyncio.sleep(0.2)
    with pytest.raises(InternalClientError) as ended:
        await connection.execute("SELECT 1")
    connection.terminate()
    leave.set()
    server.close()
    assert heals_by_waiting(ended.value)


def test_another_fault_inside_the_client_does_not_heal_by_waiting() -> None:
    assert not heals_by_waiting(InternalClientError("no decoder for a type"))


def test_a_wrong_argument_does_not_heal_whatever_its_text_says() -> None:
    assert heals_by_waiting(asyncpg.InterfaceError("connection is closed"))
    assert not heals_by_waiting(asyncpg.DataError("invalid input for query argument $1: 'closed'"))


def test_a_broker_that_is_away_heals_by_waiting() -> None:
    assert heals_by_waiting(KafkaConnectionError("nobody there"))
