"""Calls that were answered before, by the caller's own key (AIP-155)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.errors.applications import RequestIdReused

_FIND = "SELECT body_hash, result_id FROM requests WHERE caller = $1 AND request_id = $2"
_NOTE = "INSERT INTO requests (caller, request_id, body_hash, result_id, created_at) VALUES ($1, $2, $3, $4, $5)"
_REMEMBER = f"{_NOTE} ON CONFLICT DO NOTHING RETURNING request_id"


class DuplicateRequest(Exception):
    """The same caller's same request_id was answered while this call was under way."""


@dataclass(frozen=True, slots=True)
class RequestKey:
    """Whose call it is, the caller's key for it, and the keyed hash of its whole body."""

    caller: str
    request_id: str
    body_hash: bytes


class Requests:
    """The table `requests`."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor

    async def answered(self, key: RequestKey) -> str | None:
        """Return the id of what the same call made before, or None. Raises RequestIdReused for another body."""
        row = await self._executor.fetchrow(_FIND, key.caller, key.request_id)
        if row is None:
            return None
        if not hmac.compare_digest(row["body_hash"], key.body_hash):
            raise RequestIdReused("this request_id was used for another request")
        return row["result_id"]

    async def remember(self, key: RequestKey, result_id: str, now: datetime) -> None:
        """Note what this call made.

        Raises RequestIdReused when the key was used meanwhile for another call (the lock of one application does not
        keep it from another's), DuplicateRequest when this very call was answered meanwhile.
        """
        noted = await self._executor.fetchval(_REMEMBER, key.caller, key.request_id, key.body_hash, result_id, now)
        if noted is None:
            await self.answered(key)
            raise DuplicateRequest

    async def remember_once(self, key: RequestKey, result_id: str, now: datetime) -> None:
        """Note what this call was answered with, unless it is noted already."""
        await self._executor.execute(_REMEMBER, key.caller, key.request_id, key.body_hash, result_id, now)
