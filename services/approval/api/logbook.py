"""Notes what officers do beside their RPCs: the department they work in, and what a rule refused them."""

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

from runtime import metrics
from runtime.errors import PermissionDenied, RuleViolation
from runtime.tokens import Principal
from services.approval.handlers.office import Office
from services.approval.policy import ROSTER_CACHED_MAX
from services.approval.store import attempts, officers
from services.approval.store.attempts import Attempt

STAFF = frozenset({"officer", "approver", "head", "government_head", "supervisor", "clerk", "courier"})
# Who can hold a task, and stand in for who does.
HANDLERS = frozenset({"officer", "approver", "head"})


class Logbook:
    """Wraps services, so that no RPC that is added can forget to be logged."""

    def __init__(self, office: Office, pool: asyncpg.Pool) -> None:
        self._office = office
        self._pool = pool
        self._noted: set[tuple[str, str]] = set()

    def of(self, service: object) -> Any:
        """Return a service whose calls are logged."""
        return _Logged(service, self)

    async def call(self, action: str, function: Callable[..., Awaitable[Any]], request: Any, context: Any) -> Any:
        """Call an RPC. What it refuses by a rule is written after its transaction is rolled back, in one of its own."""
        caller: Principal | None = context.caller if _signed_in(context) else None
        if caller is None or STAFF.isdisjoint(caller.roles):
            return await function(request, context)
        await self._note_seen(caller)
        try:
            return await function(request, context)
        except (RuleViolation, PermissionDenied) as refusal:
            await self._note_refusal(caller, action, getattr(request, "id", ""), refusal.reason)
            raise

    async def _note_seen(self, officer: Principal) -> None:
        if not officer.department or HANDLERS.isdisjoint(officer.roles):
            return
        seen = (officer.subject, officer.department)
        if seen in self._noted:
            return
        async with self._pool.acquire() as connection:
            await officers.note_seen(connection, *seen, self._office.clock.now())  # pyright: ignore[reportArgumentType]
        if len(self._noted) >= ROSTER_CACHED_MAX:
            self._noted.clear()
        self._noted.add(seen)

    async def _note_refusal(self, officer: Principal, action: str, object_id: str, reason: str) -> None:
        metrics.refused_attempts.labels(action, reason).inc()
        attempt = Attempt(officer.subject, action, reason, self._office.clock.now())
        async with self._pool.acquire() as connection:
            await attempts.note(connection, object_id, officer.department or "", attempt)  # pyright: ignore[reportArgumentType]


class _Logged:
    """A service's RPCs, each called through the logbook."""

    def __init__(self, service: object, logbook: Logbook) -> None:
        self._service = service
        self._logbook = logbook

    def __getattr__(self, name: str) -> Any:
        function = getattr(self._service, name)
        action = "".join(word.capitalize() for word in name.split("_"))

        async def logged(request: Any, context: Any) -> Any:
            return await self._logbook.call(action, function, request, context)

        return logged


def _signed_in(context: Any) -> bool:
    return getattr(context, "principal", None) is not None
