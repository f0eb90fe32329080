"""Answers kept by the callers' own keys: the same call repeated gets the same answer (AIP-155)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import asyncpg
from google.protobuf.message import Message

from contracts.errors.applications import RequestIdReused
from runtime.sealing import LookupHash

_RECALL = "SELECT body, answer FROM requests WHERE caller = $1 AND request_id = $2"
_REMEMBER = """
INSERT INTO requests (caller, request_id, body, answer, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING RETURNING request_id
"""


@dataclass(frozen=True)
class Body:
    """What the same body is recognised by: a keyed hash, and what release 0.1.0 kept, a plain SHA-256."""

    keyed: bytes
    plain: bytes


def body_of(lookup: LookupHash, request: Message) -> Body:
    """The hashes of a request without its ``request_id``. Only the keyed one is kept: words could be tried through."""
    copy = type(request)()
    copy.CopyFrom(request)
    copy.ClearField("request_id")
    content = f"{request.DESCRIPTOR.full_name}\n".encode() + copy.SerializeToString(deterministic=True)
    plain = hashlib.sha256(content)
    return Body(lookup.of(plain.hexdigest()), plain.digest())


async def recall(connection: asyncpg.Connection, caller: str, request_id: str, body: Body) -> bytes | None:
    """Return the answer given to this call before, serialised; None: it is new.

    Raises RequestIdReused when the key came with another body. The caller holds the referee's row.
    """
    record = await connection.fetchrow(_RECALL, caller, request_id)
    if record is None:
        return None
    if record[0] not in {body.keyed, body.plain}:
        raise RequestIdReused("this request_id came with another body before")
    return record[1]


async def remember(
    connection: asyncpg.Connection, caller: str, request_id: str, body: Body, answer: bytes, now: datetime
) -> None:
    """Keep the answer. Raises RequestIdReused when the same key was used meanwhile for another application."""
    if await connection.fetchval(_REMEMBER, caller, request_id, body.keyed, answer, now) is None:
        raise RequestIdReused("this request_id came with another body before")
