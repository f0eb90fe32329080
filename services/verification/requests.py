"""Calls by the callers' own keys: the same call repeated has its effect once (AIP-155)."""

import hashlib
from datetime import datetime
from typing import Any

from google.protobuf.message import Message

from contracts.errors.applications import RequestIdReused
from runtime.sealing import LookupHash

_TAKE = """
INSERT INTO requests (caller, request_id, body, object_id, created_at) VALUES ($1, $2, $3, '', $4)
ON CONFLICT DO NOTHING RETURNING request_id
"""


async def repeated(
    connection: Any, lookup: LookupHash, caller: str, request: Message, request_id: str, now: datetime
) -> str | None:
    """Return what the same call was about before; None: it is new, and `settle` says what it is about.

    A call that comes while the first is under way waits for it. Raises RequestIdReused for another body.
    The body is kept as a keyed hash: words could be tried through. Release 0.1.0 kept a plain one, still recognised.
    """
    copy = type(request)()
    copy.CopyFrom(request)
    copy.ClearField("request_id")
    content = f"{request.DESCRIPTOR.full_name}\n".encode() + copy.SerializeToString(deterministic=True)
    plain = hashlib.sha256(content)
    body = lookup.of(plain.hexdigest())
    if await connection.fetchval(_TAKE, caller, request_id, body, now) is not None:
        return None
    row = await connection.fetchrow(
        "SELECT body, object_id FROM requests WHERE caller = $1 AND request_id = $2", caller, request_id
    )
    if row["body"] not in {body, plain.digest()}:
        raise RequestIdReused("this request_id came with another body before")
    return row["object_id"]


async def settle(connection: Any, caller: str, request_id: str, object_id: str) -> None:
    """Keep what a call was about."""
    await connection.execute(
        "UPDATE requests SET object_id = $3 WHERE caller = $1 AND request_id = $2", caller, request_id, object_id
    )
