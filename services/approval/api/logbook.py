"""Notes what officers do beside their RPCs: the department they work in, and what a rule refused them or anybody."""

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

from runtime.refusals import Refusal
from runtime.tokens import Principal
from services.approval.handlers.office import Office
from services.approval.policy import ROSTER_CACHED_MAX
from services.approval.store import attempts, officers
from services.approval.store.attempts import Attempt

STAFF = frozenset({"officer", "approver", "head", "supervisor", "clerk", "courier"})
# Who can hold a task, and stand in for who does.
HANDLERS = frozenset({"officer", "approver", "head"})


class Logbook:
    """Wraps services, so that whoever can hold a task is known; keeps what the server's RPCs refuse."""

    def __init__(self, office: Office, pool: asyncpg.Pool) -> None:
        self._office = office
        self._pool = pool
        self._noted: set[tuple[str, str]] = set()

    def of(self, service: object) -> Any:
        """Return a service whose callers are seen."""
        return _Logged(service, self)

    async def note(self, refusal: Refusal) -> None:
        """See runtime.refusals.Refusals; staff's are in the supervisors' list."""
        caller = refusal.caller
        attempt = Attempt(caller.subject, refusal.action, refusal.reason, self._office.clock.now())
        by_staff = not STAFF.isdisjoint(caller.roles)
        department = caller.department or ""
        async with self._pool.acquire() as connection:
            await attempts.note(connection, refusal.object_id, department, attempt, by_staff=by_staff)  # pyright: ignore[reportArgumentType]

    async def see(self, context: Any) -> None:
        """Remember in which department an officer works, once."""
        officer: Principal | None = getattr(context, "principal", None)
        if officer is None or not officer.department or HANDLERS.isdisjoint(officer.roles):
            return
        seen = (officer.subject, officer.department)
        if seen in self._noted:
            return
        async with self._pool.acquire() as connection:
            await officers.note_seen(connection, *seen, self._office.clock.now())  # pyright: ignore[reportArgumentType]
        if len(self._noted) >= ROSTER_CACHED_MAX:
            self._noted.clear()
        self._noted.add(seen)


class _Logged:
    """A service's RPCs, each called after the logbook has seen who calls."""

    def __init__(self, service: object, logbook: Logbook) -> None:
        self._service = service
        self._logbook = logbook

    def __getattr__(self, name: str) -> Any:
        function: Callable[..., Awaitable[Any]] = getattr(self._service, name)

        async def logged(request: Any, context: Any) -> Any:
            await self._logbook.see(context)
            return await function(request, context)

        return logged
