"""What a rule refused somebody who was signed in: noted in one place for every RPC, whatever its handler does.

The server notes it after the handler's transaction is rolled back, in one of its own, before the caller is told: an
attempt that cannot be noted is answered as a fault of ours, and comes again (decision 0046).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Protocol

import asyncpg

from runtime import metrics
from runtime.clock import Clock
from runtime.errors import PermissionDenied, RuleViolation
from runtime.tokens import Principal

# The fields by which requests name what they are about, most specific first.
_NAMING = ("id", "application_id")
# Callers can send anything: what is no id of ours is not kept.
_ID = re.compile(r"[A-Za-z0-9._-]{1,200}", re.ASCII)
_NOTE = """
INSERT INTO attempts (object_id, caller, department, action, reason, attempted_at) VALUES ($1, $2, $3, $4, $5, $6)
"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Who tried what, on what, and the rule that refused it. ``action``: the RPC's name; ``object_id`` may be empty."""

    caller: Principal
    action: str
    object_id: str
    reason: str


class Refusals(Protocol):
    """Where refusals are noted."""

    async def note(self, refusal: Refusal) -> None:
        """Keep it, for good."""
        ...


class Attempts:
    """The table ``attempts`` of a service's own schema, which is only added to."""

    def __init__(self, pool: asyncpg.Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def note(self, refusal: Refusal) -> None:
        """See Refusals."""
        caller = refusal.caller
        fields = (refusal.object_id, caller.subject, caller.department or "", refusal.action, refusal.reason)
        await self._pool.execute(_NOTE, *fields, self._clock.now())


async def note_refusal(
    refusals: Refusals | None, error: Exception, caller: Principal | None, action: str, request: Any
) -> None:
    """Note what a rule refused a caller; other errors, and calls without one, are nobody's attempt.

    ``request``: what was sent; None for a stream.
    """
    if refusals is None or caller is None or not isinstance(error, RuleViolation | PermissionDenied):
        return
    metrics.refused_attempts.labels(action, error.reason).inc()
    await refusals.note(Refusal(caller, action, _object_of(request), error.reason))


def _object_of(request: Any) -> str:
    named = (getattr(request, field, "") for field in _NAMING)
    return next((value for value in named if isinstance(value, str) and _ID.fullmatch(value)), "")
